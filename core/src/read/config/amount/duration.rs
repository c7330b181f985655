//! Durations: a number with a unit beside or around it.

use super::{Amount, fallback};

/// What is written around a number to make it a duration, by what a unit of it is in seconds.
const AROUND: [(&str, &str, f64); 25] = [
    ("Duration::new(", "", 1.0),
    ("Duration::from_mins(", ")", 60.0),
    ("Duration::from_hours(", ")", 3600.0),
    ("Duration::seconds(", ")", 1.0),
    ("Duration::minutes(", ")", 60.0),
    ("Duration::hours(", ")", 3600.0),
    ("Duration::milliseconds(", ")", 1e-3),
    ("Duration::from_secs(", ")", 1.0),
    ("Duration::from_secs_f64(", ")", 1.0),
    ("Duration::from_secs_f32(", ")", 1.0),
    ("Duration::from_millis(", ")", 1e-3),
    ("Duration.ofSeconds(", ")", 1.0),
    ("Duration.ofMillis(", ")", 1e-3),
    ("Duration.ofMinutes(", ")", 60.0),
    ("TimeUnit.SECONDS.toMillis(", ")", 1.0),
    ("TimeUnit.MINUTES.toMillis(", ")", 60.0),
    ("time.Second*", "", 1.0),
    ("time.Minute*", "", 60.0),
    ("time.Hour*", "", 3600.0),
    ("time.Second *", "", 1.0),
    ("time.Minute *", "", 60.0),
    ("time.Hour *", "", 3600.0),
    ("PT", "S", 1.0),
    ("PT", "M", 60.0),
    ("PT", "H", 3600.0),
];

/// What stands behind a number to make it a duration.
const BEHIND: [(&str, f64); 18] = [
    ("*time.millisecond", 1e-3),
    ("*time.second", 1.0),
    ("*time.minute", 60.0),
    ("*time.hour", 3600.0),
    (".seconds", 1.0),
    (".minutes", 60.0),
    (".hours", 3600.0),
    ("*1000", 1.0),
    ("*60*1000", 60.0),
    ("ms", 1e-3),
    ("s", 1.0),
    ("sec", 1.0),
    ("seconds", 1.0),
    ("m", 60.0),
    ("min", 60.0),
    ("minutes", 60.0),
    ("h", 3600.0),
    ("d", 86_400.0),
];

/// The duration that a text begins with.
pub(super) fn duration(text: &str, at: usize) -> Option<Amount> {
    let text = text.split(" //").next().unwrap_or(text);
    if let Some(amount) = converted(text, at).or_else(|| compound(text, at)) {
        return Some(amount);
    }
    let amount = |start: usize, digits: &str, factor: f64| {
        let seconds = Some(number_of(digits)? * factor);
        Some(Amount { seconds, ..Amount::plain(at + start..at + start + digits.len()) })
    };
    for (before, behind, factor) in AROUND {
        let Some(rest) = text.strip_prefix(before) else { continue };
        let rest_start = before.len() + (rest.len() - rest.trim_start().len());
        let digits = digits(rest.trim_start());
        let rest = rest.trim_start();
        // Rust writes the type behind a number: `6u64`.
        let suffix = rest[digits.len()..].trim_start_matches('_');
        let suffix = ["u64", "i64", "u32", "i32"].iter().find_map(|kind| suffix.strip_prefix(kind)).unwrap_or(suffix);
        // `60 * 30`
        let factors = suffix_factor(&rest[digits.len()..]);
        if let Some((times, length)) = factors.filter(|_| !digits.is_empty()) {
            let span = at + rest_start..at + rest_start + digits.len() + length;
            return Some(Amount { seconds: Some(number_of(digits)? * times * factor), ..Amount::plain(span) });
        }
        if let Some(amount) = fallback(rest, at + rest_start).filter(|_| digits.is_empty()) {
            let number = number_of(&rest[amount.span.start - at - rest_start..amount.span.end - at - rest_start])?;
            return Some(Amount { seconds: Some(number * factor), ..amount });
        }
        if !digits.is_empty() && (rest[digits.len()..].starts_with(behind) || suffix.starts_with(behind)) {
            return amount(rest_start, digits, factor);
        }
    }
    let unit_alone = [("Hour", 3600.0), ("Minute", 60.0), ("Second", 1.0)].into_iter().find(|(name, _)| {
        text.strip_prefix("time.").is_some_and(|rest| rest.trim_end_matches([')', ' ', ';']) == *name)
    });
    if let Some((name, seconds)) = unit_alone {
        let span = at..at + "time.".len() + name.len();
        return Some(Amount { seconds: Some(seconds), ..Amount::plain(span) });
    }
    let digits = digits(text);
    let unit: String = text[digits.len()..]
        .chars()
        .filter(|c| !c.is_whitespace())
        .take_while(|c| !matches!(c, ')' | '}' | '"' | '\'' | '#' | ';'))
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let behind = BEHIND.iter().find(|(behind, _)| *behind == unit);
    behind.filter(|_| !digits.is_empty()).and_then(|(_, factor)| amount(0, digits, *factor))
}

/// Go's `1h30m`: several numbers, each with its unit.
fn compound(text: &str, at: usize) -> Option<Amount> {
    let length = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.')).unwrap_or(text.len());
    let (mut rest, mut seconds, mut parts) = (&text[..length], 0.0, 0);
    while !rest.is_empty() {
        let digits = digits(rest);
        let unit = &rest[digits.len()..];
        let unit = &unit[..unit.find(|c: char| c.is_ascii_digit()).unwrap_or(unit.len())];
        let (_, factor) =
            [("h", 3600.0), ("m", 60.0), ("s", 1.0), ("ms", 1e-3)].into_iter().find(|(name, _)| *name == unit)?;
        seconds += number_of(digits)? * factor;
        parts += 1;
        rest = &rest[digits.len() + unit.len()..];
    }
    (parts > 1).then(|| Amount { seconds: Some(seconds), ..Amount::plain(at..at + length) })
}

/// Go's `time.Duration(30) * time.Minute`.
fn converted(text: &str, at: usize) -> Option<Amount> {
    let start = "time.Duration(".len();
    let digits = digits(text.strip_prefix("time.Duration(")?);
    let unit = text[start + digits.len()..].strip_prefix(')')?.trim_start().strip_prefix('*')?.trim_start();
    let unit = unit.strip_prefix("time.")?;
    let units = [("Millisecond", 1e-3), ("Second", 1.0), ("Minute", 60.0), ("Hour", 3600.0)];
    let (_, factor) = units.into_iter().find(|(name, _)| unit.starts_with(name))?;
    let seconds = Some(number_of(digits)? * factor);
    Some(Amount { seconds, ..Amount::plain(at + start..at + start + digits.len()) })
}

/// A number whose digits underscores may part.
pub(super) fn number_of(digits: &str) -> Option<f64> {
    digits.replace('_', "").parse().ok().filter(|number: &f64| number.is_finite())
}

/// The factor that follows a number, and how many bytes it takes: ` * 30`.
pub(super) fn suffix_factor(text: &str) -> Option<(f64, usize)> {
    let rest = text.trim_start().strip_prefix('*')?.trim_start();
    let factor = digits(rest);
    Some((number_of(factor)?, text.len() - rest.len() + factor.len()))
}

/// The digits that a text begins with, and those behind a point. Underscores may part them.
pub(super) fn digits(text: &str) -> &str {
    let is_digit = |c: char| c.is_ascii_digit() || c == '_';
    let length = text.find(|c: char| !is_digit(c)).filter(|_| !text.starts_with('_'));
    let length = length.unwrap_or(if text.starts_with('_') { 0 } else { text.len() });
    let length = text[..length].trim_end_matches('_').len();
    let (whole, rest) = text.split_at(length);
    let fraction =
        rest.strip_prefix('.').map_or(0, |rest| rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len()));
    if fraction > 0 { &text[..length + 1 + fraction] } else { whole }
}
