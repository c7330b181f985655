//! Numbers and durations as configurations write them, and defaults that the environment overrides.

use std::ops::Range;

/// A number, and where it stands.
#[derive(Debug, PartialEq)]
pub(super) struct Amount {
    /// The digits.
    pub(super) span: Range<usize>,
    /// The variable that overrides it.
    pub(super) unless: Option<String>,
    /// How many seconds it is, where a unit stands beside it.
    pub(super) seconds: Option<f64>,
}

/// The amount that a text begins with, `at` added to its place; else what it is instead, in words.
pub(super) fn parse(text: &str, at: usize) -> Result<Amount, &'static str> {
    let end = text.find([',', ';', '&', '\n']).unwrap_or(text.len());
    let text = &text[..end];
    if let Some((variable, default)) = overridable(text) {
        let is_number = |span: &Range<usize>| {
            let digits = text.get(span.clone()).unwrap_or_default();
            !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit() || c == '-' || c == '.')
        };
        let span = default.filter(is_number).ok_or(" but comes from the environment")?;
        return Ok(Amount { span: at + span.start..at + span.end, unless: Some(variable.to_owned()), seconds: None });
    }
    duration(text, at).or_else(|| plain(text, at)).ok_or("")
}

/// A number with nothing behind it that would make it another: `20`, `60_000`, `20)`, `"20"`.
fn plain(text: &str, at: usize) -> Option<Amount> {
    let length = text.find(|c: char| !(c.is_ascii_alphanumeric() || "_-.+".contains(c))).unwrap_or(text.len());
    let (number, rest) = text.split_at(length);
    let rest = rest.trim_start_matches(['"', '\'', ' ', '\t']);
    let ends = rest.is_empty()
        || rest.starts_with([')', '}', ']', '#', ';'])
        || rest.starts_with("//")
        || rest.starts_with('\\');
    let begins = number.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    (begins && ends).then(|| Amount { span: at..at + number.len(), unless: None, seconds: None })
}

/// What is written around a number to make it a duration, by what a unit of it is in seconds.
const AROUND: [(&str, &str, f64); 13] = [
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
    ("*time.Millisecond", 1e-3),
    ("*time.Second", 1.0),
    ("*time.Minute", 60.0),
    ("*time.Hour", 3600.0),
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
    let amount = |start: usize, digits: &str, factor: f64| {
        let number: f64 = digits.parse().ok().filter(|number: &f64| number.is_finite())?;
        let span = at + start..at + start + digits.len();
        Some(Amount { span, unless: None, seconds: Some(number * factor) })
    };
    for (before, behind, factor) in AROUND {
        let Some(rest) = text.strip_prefix(before) else { continue };
        let rest_start = before.len() + (rest.len() - rest.trim_start().len());
        let digits = digits(rest.trim_start());
        if !digits.is_empty() && rest.trim_start()[digits.len()..].starts_with(behind) {
            return amount(rest_start, digits, factor);
        }
    }
    let digits = digits(text);
    let unit: String = text[digits.len()..]
        .chars()
        .filter(|c| !c.is_whitespace())
        .take_while(|c| !matches!(c, ')' | '}' | '"' | '\'' | '#' | ';'))
        .collect();
    let behind = BEHIND.iter().find(|(behind, _)| *behind == unit);
    behind.filter(|_| !digits.is_empty()).and_then(|(_, factor)| amount(0, digits, *factor))
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
    let begins = ["ENV.fetch(", "ENV[", "process.env.", "process.env["];
    let (_, rest) = begins.iter().find_map(|begin| text.split_once(begin))?;
    let (name, rest) = name_of(rest.trim_start_matches(['"', '\'']))?;
    let rest = rest.trim_start_matches(['"', '\'', ')', ']', ' ']);
    let default = ["{", "||", "??"].iter().find_map(|sign| rest.strip_prefix(sign));
    let span = default.map(|default| {
        let default = default.trim_start_matches(['"', '\'', ' ']);
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
