//! Times as exports write them, in seconds since 1970, or since midnight where there is no date.

/// A day, in seconds.
pub(super) const DAY_S: f64 = 86_400.0;

/// Larger numbers are milliseconds, microseconds or nanoseconds since 1970: in seconds this is the year 5138.
const MOST_SECONDS: f64 = 1e11;

/// Smaller numbers are no time since 1970 that anyone exports: this is the year 2001.
const LEAST_SECONDS: f64 = 1e9;

/// The seconds of a number that counts seconds, or a thousandth, millionth or billionth of them, since 1970.
pub(super) fn epoch(mut number: f64) -> f64 {
    while number.is_finite() && number >= MOST_SECONDS {
        number /= 1000.0;
    }
    number
}

/// A number of seconds since 1970, a date with a clock (`2026-11-25T10:00:00Z`, `2026/11/25 10:00`), or a clock (`10:00`).
pub(super) fn parse(text: &str) -> Option<f64> {
    let text = text.trim();
    if let Ok(number) = text.parse::<f64>() {
        return Some(epoch(number)).filter(|seconds| (LEAST_SECONDS..MOST_SECONDS).contains(seconds));
    }
    let Some((date, clock)) = text.split_once(['T', ' ']) else { return self::clock(text) };
    let date = days(date)?;
    let (clock, zone_s) = without_zone(clock.trim())?;
    Some(date * DAY_S + self::clock(clock)? - zone_s)
}

/// `10:00`, `10:00:30` or `10:00:30.250`, in seconds from midnight.
fn clock(text: &str) -> Option<f64> {
    let whole = |part: &str, most: f64| {
        let is_digits = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        part.parse::<f64>().ok().filter(|number| is_digits && *number < most)
    };
    let mut parts = text.split(':');
    let (hours, minutes) = (whole(parts.next()?, 24.0)?, whole(parts.next()?, 60.0)?);
    let seconds = parts.next().map_or(Some(0.0), |part| {
        let (seconds, fraction) = part.split_once('.').unwrap_or((part, "0"));
        let fraction =
            fraction.bytes().all(|b| b.is_ascii_digit()).then(|| format!("0.{fraction}").parse::<f64>().ok());
        Some(whole(seconds, 61.0)? + fraction??)
    })?;
    parts.next().is_none().then_some(hours * 3600.0 + minutes * 60.0 + seconds)
}

/// A clock and by how much its zone is ahead of UTC.
fn without_zone(clock: &str) -> Option<(&str, f64)> {
    let clock = clock.strip_suffix(" UTC").unwrap_or(clock);
    if let Some(clock) = clock.strip_suffix('Z') {
        return Some((clock, 0.0));
    }
    let Some(at) = clock.rfind(['+', '-']) else { return Some((clock, 0.0)) };
    let (clock, zone) = clock.split_at(at);
    let digits: String = zone.chars().filter(char::is_ascii_digit).collect();
    let number = |range: std::ops::Range<usize>| digits.get(range).and_then(|part| part.parse::<f64>().ok());
    let seconds = number(0..2)? * 3600.0 + number(2..4).unwrap_or(0.0) * 60.0;
    Some((clock.trim_end(), if zone.starts_with('-') { -seconds } else { seconds }))
}

/// The days from 1970 to a date, year first, by the proleptic Gregorian calendar.
///
/// Source: H. Hinnant, chrono-Compatible Low-Level Date Algorithms, `days_from_civil`.
fn days(date: &str) -> Option<f64> {
    let mut parts = date.split(['-', '/']);
    let mut part = |digits: usize, range: std::ops::RangeInclusive<i32>| {
        let part = parts.next().filter(|part| part.len() <= digits && part.bytes().all(|b| b.is_ascii_digit()))?;
        part.parse::<i32>().ok().filter(|number| range.contains(number))
    };
    let (year, month, day) = (part(4, 1970..=2999)?, part(2, 1..=12)?, part(2, 1..=31)?);
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (year / 400, year % 400);
    let day_of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    parts.next().is_none().then(|| f64::from(era * 146_097 + day_of_era - 719_468))
}

#[cfg(test)]
mod tests {
    use super::parse;

    fn check(text: &str, expected: Option<f64>) {
        assert_eq!(parse(text), expected, "{text}");
    }

    #[test]
    fn times_are_read_as_exports_write_them() {
        for text in [
            "1795600800",
            "1795600800000",
            "2026-11-25T10:00:00Z",
            "2026-11-25 10:00:00",
            "2026/11/25 10:00",
            "2026-11-25T11:00:00+01:00",
            "2026-11-25T10:00:00.000Z",
            "2026-11-25 05:00:00 -0500",
            "2026-11-25 10:00 UTC",
        ] {
            check(text, Some(1_795_600_800.0));
        }
        check("10:00", Some(36_000.0));
        check("10:00:30.5", Some(36_030.5));
        for text in
            ["12.5", "10:60", "24:00", "2026-13-01 10:00", "25-11-2026 10:00", "10", "", "a:b", "1:2:3:4", "inf"]
        {
            check(text, None);
        }
    }
}
