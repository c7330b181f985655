//! Numbers and durations as configurations write them, and defaults that the environment overrides.

use std::ops::Range;

/// A number, and where it stands.
#[derive(Debug, PartialEq)]
pub(in crate::read) struct Amount {
    /// The digits.
    pub(in crate::read) span: Range<usize>,
    /// The variable that overrides it.
    pub(in crate::read) unless: Option<String>,
    /// How many seconds it is, where a unit stands beside it.
    pub(in crate::read) seconds: Option<f64>,
}

/// The amount that a text begins with, `at` added to its place; else what it is instead, in words.
pub(in crate::read) fn parse(text: &str, at: usize) -> Result<Amount, &'static str> {
    let whole = text.split('\n').next().unwrap_or_default();
    let end = text.find([',', ';', '&', '\n']).unwrap_or(text.len());
    let text = &text[..end];
    // The default may be an argument of its own.
    if let Some((variable, default)) =
        overridable(text).filter(|(_, default)| default.is_some()).or_else(|| overridable(whole))
    {
        let is_number = |span: &Range<usize>| {
            let digits = whole.get(span.clone()).unwrap_or_default();
            !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit() || c == '-' || c == '.')
        };
        let span = default.filter(is_number).ok_or(" but comes from the environment")?;
        return Ok(Amount { span: at + span.start..at + span.end, unless: Some(variable.to_owned()), seconds: None });
    }
    // Paths, and what wraps a value, are no part of it.
    let inner = without_path(text);
    let at = at + (text.len() - inner.len());
    let text = inner;
    duration(text, at).or_else(|| plain(text, at)).ok_or("")
}

/// Whether a value may begin here: a number, or what the environment overrides. `pool_size: int = 5` has a type.
pub(super) fn may_begin(text: &str) -> bool {
    let text = without_path(text.trim_start_matches(['"', '\'']));
    let begins =
        ["${", "$(", "<%=", "ENV", "process.env", "System.", "env", "Duration", "PT", "Number(", "parseInt(", "time."];
    text.starts_with(|c: char| c.is_ascii_digit() || c == '-')
        || begins.iter().any(|begin| text.starts_with(begin))
        || ["true", "false", "True", "False", "session", "transaction", "statement"]
            .iter()
            .any(|word| text.starts_with(word))
}

/// A text without what stands before its value: `Some(std::time::Duration::from_secs(6))`.
fn without_path(text: &str) -> &str {
    const PATHS: [&str; 7] =
        ["Some(", "std::time::", "core::time::", "tokio::time::", "time::", "chrono::", "java.time."];
    let mut text = text;
    while let Some(rest) = PATHS.iter().find_map(|path| text.strip_prefix(path)) {
        text = rest;
    }
    text
}

/// A number with nothing behind it that would make it another: `20`, `60_000`, `20)`, `"20"`.
fn plain(text: &str, at: usize) -> Option<Amount> {
    let length = text.find(|c: char| !(c.is_ascii_alphanumeric() || "_-.+".contains(c))).unwrap_or(text.len());
    let (number, rest) = text.split_at(length);
    // A quote ends a number in XML's attributes.
    let is_closed = rest.starts_with(['"', '\'']);
    let rest = rest.trim_start_matches(['"', '\'', ' ', '\t']);
    // A sentence goes on.
    let words = ["and ", "per ", "with ", "in ", "for ", "on ", "but ", "."];
    let is_in_sentence = words.iter().any(|word| rest.starts_with(word));
    let ends = is_closed
        || is_in_sentence
        || rest.is_empty()
        || rest.starts_with([')', '}', ']', '#', ';'])
        || rest.starts_with("//")
        || rest.starts_with('\\');
    let begins = number.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    let number =
        ["u64", "i64", "u32", "i32", "usize"].iter().find_map(|kind| number.strip_suffix(kind)).unwrap_or(number);
    (begins && ends).then(|| Amount { span: at..at + number.len(), unless: None, seconds: None })
}

/// What is written around a number to make it a duration, by what a unit of it is in seconds.
const AROUND: [(&str, &str, f64); 17] = [
    ("Duration::new(", "", 1.0),
    ("Duration::from_mins(", ")", 60.0),
    ("Duration::from_hours(", ")", 3600.0),
    ("Duration::seconds(", ")", 1.0),
    ("Duration::from_secs(", ")", 1.0),
    ("Duration::from_millis(", ")", 1e-3),
    ("Duration.ofSeconds(", ")", 1.0),
    ("Duration.ofMillis(", ")", 1e-3),
    ("Duration.ofMinutes(", ")", 60.0),
    ("TimeUnit.SECONDS.toMillis(", ")", 1.0),
    ("TimeUnit.MINUTES.toMillis(", ")", 60.0),
    ("time.Second*", "", 1.0),
    ("time.Minute*", "", 60.0),
    ("time.Hour*", "", 3600.0),
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

fn duration(text: &str, at: usize) -> Option<Amount> {
    let text = text.split(" //").next().unwrap_or(text);
    let amount = |start: usize, digits: &str, factor: f64| {
        let number: f64 = digits.parse().ok().filter(|number: &f64| number.is_finite())?;
        let span = at + start..at + start + digits.len();
        Some(Amount { span, unless: None, seconds: Some(number * factor) })
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
            let number: f64 = digits.parse().ok().filter(|number: &f64| number.is_finite())?;
            let span = at + rest_start..at + rest_start + digits.len() + length;
            return Some(Amount { span, unless: None, seconds: Some(number * times * factor) });
        }
        if !digits.is_empty() && (rest[digits.len()..].starts_with(behind) || suffix.starts_with(behind)) {
            return amount(rest_start, digits, factor);
        }
    }
    let unit_alone = [("Hour", 3600.0), ("Minute", 60.0), ("Second", 1.0)].into_iter().find(|(name, _)| {
        text.strip_prefix("time.").is_some_and(|rest| rest.trim_end_matches([')', ' ', ';']) == *name)
    });
    if let Some((name, seconds)) = unit_alone {
        return Some(Amount { span: at..at + "time.".len() + name.len(), unless: None, seconds: Some(seconds) });
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

/// The factor that follows a number, and how many bytes it takes: ` * 30`.
fn suffix_factor(text: &str) -> Option<(f64, usize)> {
    let rest = text.trim_start().strip_prefix('*')?.trim_start();
    let factor = digits(rest);
    let number = factor.parse().ok().filter(|number: &f64| number.is_finite())?;
    Some((number, text.len() - rest.len() + factor.len()))
}

fn digits(text: &str) -> &str {
    let length = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (whole, rest) = text.split_at(length);
    let fraction =
        rest.strip_prefix('.').map_or(0, |rest| rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len()));
    if fraction > 0 { &text[..length + 1 + fraction] } else { whole }
}

/// The variable, and where the default stands, of `${X:5}`, `<%= ENV.fetch("X") { 5 } %>`, `process.env.X || 5` and
/// their like.
fn overridable(text: &str) -> Option<(&str, Option<Range<usize>>)> {
    if let Some(rest) = text.strip_prefix("${") {
        let (name, rest) = name_of(rest)?;
        let default = rest.strip_prefix(":-").or_else(|| rest.strip_prefix(':'));
        let span = default.map(|default| {
            let start = text.len() - default.len();
            start..start + default.find('}').unwrap_or(default.len())
        });
        return Some((name, span));
    }
    let begins =
        ["ENV.fetch(", "ENV[", "process.env.", "process.env[", "System.get_env(", "System.getenv(", "env.int(", "env("];
    let (_, rest) = begins.iter().find_map(|begin| text.split_once(begin))?;
    let (name, rest) = name_of(rest.trim_start_matches(['"', '\'']))?;
    let rest = rest.trim_start_matches(['"', '\'', ')', ']', ' ']);
    let default = ["{", "||", "??", ","].iter().find_map(|sign| rest.strip_prefix(sign));
    let span = default.map(|default| {
        // `ENV['A'] || ENV['B'] || 25`: the last one holds if no variable is set.
        let last = default.rsplit("||").next().filter(|_| default.contains("ENV")).unwrap_or(default);
        let default = last.trim_start_matches(['"', '\'', ' ']);
        let start = text.len() - default.len();
        start..start + default.find(|c: char| !c.is_ascii_digit()).unwrap_or(default.len())
    });
    Some((name, span))
}

/// The name that a text begins with, and what follows it.
fn name_of(text: &str) -> Option<(&str, &str)> {
    let length = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(text.len());
    (length > 0).then(|| text.split_at(length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, digits: Option<&str>, unless: Option<&str>, seconds: Option<f64>) {
        let found = parse(text, 0).ok();
        let shown = found.as_ref().map(|amount| &text[amount.span.clone()]);
        assert_eq!(shown, digits, "{text}");
        let amount = found.unwrap_or(Amount { span: 0..0, unless: None, seconds: None });
        assert_eq!((amount.unless.as_deref(), amount.seconds), (unless, seconds), "{text}");
    }

    #[test]
    fn parses_amounts() {
        check("20", Some("20"), None, None);
        check("20, min: 2", Some("20"), None, None);
        check("1_800_000);", Some("1_800_000"), None, None);
        check("30s", Some("30"), None, Some(30.0));
        check("30 * time.Minute", Some("30"), None, Some(1800.0));
        check("5.minutes", Some("5"), None, Some(300.0));
        check("Duration::from_millis(2500))", Some("2500"), None, Some(2.5));
        check("PT30S", Some("30"), None, Some(30.0));
        check("${POOL:15}", Some("15"), Some("POOL"), None);
        check("${POOL:-15}\"", Some("15"), Some("POOL"), None);
        check("<%= ENV.fetch(\"RAILS_MAX_THREADS\") { 5 } %>", Some("5"), Some("RAILS_MAX_THREADS"), None);
        check("process.env.MAX || 10", Some("10"), Some("MAX"), None);
        check("settings.max", None, None, None);
        check("${POOL}", None, None, None);
        check("20 + x", None, None, None);
    }
}
