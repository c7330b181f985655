//! Timestamps as logs write them. They are shown, so they match strictly: nothing else of a line gets through.

/// Where a timestamp may begin: beyond this a line is the message.
const HEADER_BYTES: usize = 256;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// How JSON logs name the time.
const JSON_KEYS: [&str; 5] = ["\"timestamp\"", "\"@timestamp\"", "\"time\"", "\"ts\"", "\"asctime\""];

/// The timestamp that a text begins with. A comma and what follows it, as Python's logging writes milliseconds, stays
/// out.
pub(super) fn leading(text: &str) -> Option<&str> {
    const FORMATS: [fn(&mut Scan<'_>) -> Option<()>; 4] = [iso, common_log, syslog, clock];
    FORMATS.into_iter().find_map(|format| {
        let mut scan = Scan { text, at: 0 };
        format(&mut scan)?;
        text.get(..scan.at)
    })
}

/// The time of a line's record.
pub(super) fn find(line: &str) -> Option<&str> {
    let json = line.trim_start().starts_with('{').then(|| of_json(line)).flatten();
    json.or_else(|| in_header(line))
}

fn in_header(line: &str) -> Option<&str> {
    let mut in_word = false;
    let mut header = line.char_indices().take_while(|(at, _)| *at < HEADER_BYTES);
    header.find_map(|(at, c)| {
        let begins = !in_word && (c.is_ascii_digit() || c.is_ascii_uppercase());
        in_word = c.is_alphanumeric();
        let time = line.get(at..).filter(|_| begins).and_then(leading);
        // A clock alone could be anything within a line.
        time.filter(|time| time.contains(['-', '/', ' ']))
    })
}

fn of_json(line: &str) -> Option<&str> {
    JSON_KEYS.iter().find_map(|key| {
        let (_, rest) = line.split_once(key)?;
        let rest = rest.trim_start().strip_prefix(':')?.trim_start();
        rest.strip_prefix('"').map_or_else(|| epoch(rest), leading)
    })
}

/// Seconds, milliseconds or nanoseconds since 1970.
fn epoch(text: &str) -> Option<&str> {
    let mut scan = Scan { text, at: 0 };
    let digits = scan.digits_up_to(19);
    scan.fraction();
    text.get(..scan.at).filter(|_| digits >= 9)
}

/// `2026-11-21T20:09:38.123Z`, with a blank for the T, slashes for the dashes, or `+01:00` for the Z.
fn iso(scan: &mut Scan<'_>) -> Option<()> {
    scan.number(4, 1970..=2999)?;
    let dash = scan.one_of("-/")?;
    scan.number(2, 1..=12)?;
    scan.one_of(dash)?;
    scan.number(2, 1..=31)?;
    scan.one_of("T ")?;
    clock(scan)?;
    scan.zone();
    Some(())
}

/// `21/Nov/2026:20:09:38 +0000`
fn common_log(scan: &mut Scan<'_>) -> Option<()> {
    scan.number(2, 1..=31)?;
    scan.one_of("/")?;
    scan.month()?;
    scan.one_of("/")?;
    scan.number(4, 1970..=2999)?;
    scan.one_of(":")?;
    clock(scan)?;
    scan.zone();
    Some(())
}

/// `Nov 21 20:09:38`
fn syslog(scan: &mut Scan<'_>) -> Option<()> {
    scan.month()?;
    scan.one_of(" ")?;
    let day = if scan.one_of(" ").is_some() { scan.number(1, 1..=9) } else { scan.number(2, 1..=31) };
    day?;
    scan.one_of(" ")?;
    clock(scan)
}

/// `20:09:38.123`
fn clock(scan: &mut Scan<'_>) -> Option<()> {
    scan.number(2, 0..=23)?;
    scan.one_of(":")?;
    scan.number(2, 0..=59)?;
    scan.one_of(":")?;
    scan.number(2, 0..=60)?;
    scan.fraction();
    Some(())
}

/// A text and how far it has matched.
struct Scan<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scan<'a> {
    fn number(&mut self, digits: usize, range: std::ops::RangeInclusive<u32>) -> Option<()> {
        let text = self.text.get(self.at..self.at + digits)?;
        let valid = text.bytes().all(|b| b.is_ascii_digit()) && range.contains(&text.parse().ok()?);
        self.at += digits;
        valid.then_some(())
    }

    fn one_of(&mut self, which: &str) -> Option<&'a str> {
        let c = self.text.get(self.at..self.at + 1).filter(|c| which.contains(*c))?;
        self.at += 1;
        Some(c)
    }

    fn month(&mut self) -> Option<()> {
        self.text.get(self.at..self.at + 3).filter(|name| MONTHS.contains(name))?;
        self.at += 3;
        Some(())
    }

    fn digits_up_to(&mut self, most: usize) -> usize {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let digits = rest.iter().take(most).take_while(|b| b.is_ascii_digit()).count();
        self.at += digits;
        digits
    }

    fn fraction(&mut self) {
        let before = self.at;
        if self.one_of(".").is_some() && self.digits_up_to(9) == 0 {
            self.at = before;
        }
    }

    fn zone(&mut self) {
        if self.one_of("Z").is_some() {
            return;
        }
        let before = self.at;
        let apart = self.one_of(" ").is_some();
        let found = self.one_of("+-").and_then(|_| {
            self.number(2, 0..=14)?;
            let colon = self.one_of(":").is_some();
            let hours = self.at;
            // "+01" is a zone where it touches the time, as in PostgreSQL; apart it could be any number.
            let minutes = self.number(2, 0..=59);
            if minutes.is_none() {
                self.at = hours;
            }
            minutes.or_else(|| (!apart && !colon).then_some(()))
        });
        if found.is_none() {
            self.at = before;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cases: &[(&str, Option<&str>)]) {
        for (line, expected) in cases {
            assert_eq!(find(line), *expected, "{line}");
        }
    }

    #[test]
    fn finds_timestamps_of_common_loggers() {
        check(&[
            ("2026-11-21T20:09:38.123456789Z stderr F x", Some("2026-11-21T20:09:38.123456789Z")),
            ("2026-11-21 20:09:38,123 ERROR x", Some("2026-11-21 20:09:38")),
            ("2026-11-21 20:09:38.123 UTC [7] FATAL:  x", Some("2026-11-21 20:09:38.123")),
            ("2026-11-21 20:09:38.1+00 x", Some("2026-11-21 20:09:38.1+00")),
            ("[2026-11-21 20:09:38 +0000] [12] [ERROR] x", Some("2026-11-21 20:09:38 +0000")),
            ("2026/11/21 20:09:38 [error] x", Some("2026/11/21 20:09:38")),
            ("Nov 21 20:09:38 host app[7]: x", Some("Nov 21 20:09:38")),
            ("Nov  1 20:09:38 host app[7]: x", Some("Nov  1 20:09:38")),
            ("10.0.0.1 - - [21/Nov/2026:20:09:38 +0000] \"GET /\"", Some("21/Nov/2026:20:09:38 +0000")),
            ("web-1  | 2026-11-21T20:09:38+01:00 x", Some("2026-11-21T20:09:38+01:00")),
            ("ts=2026-11-21T20:09:38Z level=error", Some("2026-11-21T20:09:38Z")),
            ("{\"level\":\"error\",\"ts\":1795291778.25,\"msg\":\"x\"}", Some("1795291778.25")),
            ("{\"msg\":\"x\", \"time\": \"2026-11-21T20:09:38Z\"}", Some("2026-11-21T20:09:38Z")),
            ("{\"msg\":\"x\", \"@timestamp\": 1795291778123}", Some("1795291778123")),
        ]);
    }

    #[test]
    fn rejects_other_numbers_as_timestamps() {
        check(&[
            ("", None),
            ("2026-13-21 20:09:38", None),
            ("2026-11-21 25:09:38", None),
            ("2026-11-21", None),
            ("hunter2-11-21T20:09:38", None),
            ("x20:09:38", None),
            ("waited since 20:09:38", None),
            ("Foo 21 20:09:38", None),
            ("{\"time\": \"hunter2\", \"ts\": 12}", None),
            ("é2026-11-21 20:09:38", None),
            ("2026-11-21 20:09:3é", None),
        ]);
    }
}
