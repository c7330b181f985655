//! Numbers and durations as configurations write them, and defaults that the environment overrides.

mod duration;

use duration::{digits, duration, number_of, suffix_factor};
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
    /// What it comes to, where it is a product: `60 * 30`.
    pub(in crate::read) product: Option<f64>,
    /// Whether it holds only where something else has no value: `config.max.unwrap_or(14)`.
    pub(in crate::read) is_default: bool,
}

impl Amount {
    /// A plain number.
    fn plain(span: Range<usize>) -> Self {
        Self { span, unless: None, seconds: None, product: None, is_default: false }
    }
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
        let span = at + span.start..at + span.end;
        return Ok(Amount { unless: Some(variable.to_owned()), ..Amount::plain(span) });
    }
    // Paths, and what wraps a value, are no part of it.
    let inner = without_path(text);
    let at = at + (text.len() - inner.len());
    let text = inner;
    duration(text, at)
        .or_else(|| product(text, at))
        .or_else(|| plain(text, at))
        .or_else(|| fallback(text, at))
        .ok_or("")
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
    const PATHS: [&str; 13] = [
        "Some(",
        "std::time::",
        "core::time::",
        "tokio::time::",
        "time::",
        "chrono::",
        "java.time.",
        "int(",
        "int32(",
        "int64(",
        "uint32(",
        "Integer.valueOf(",
        "NonZeroU32::new(",
    ];
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
    let is_apart = rest.starts_with([' ', '\t', '"', '\'']);
    let rest = rest.trim_start_matches(['"', '\'', ' ', '\t']);
    // A sentence goes on.
    let words = ["and ", "per ", "with ", "in ", "for ", "on ", "but ", "too ", "which ", "as ", "results ", ".", "— "];
    let is_in_sentence = words.iter().any(|word| rest.starts_with(word)) || is_apart && rest.starts_with(['(', ':']);
    let ends = is_closed
        || is_in_sentence
        || precedes_setting(rest)
        || is_apart && rest.strip_prefix("- ").is_some_and(is_prose)
        || rest.is_empty()
        || rest.starts_with([')', '}', ']', '#', ';'])
        || rest.starts_with("//")
        || rest.starts_with('\\');
    let begins = number.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    let number =
        ["u64", "i64", "u32", "i32", "usize", "L"].iter().find_map(|kind| number.strip_suffix(kind)).unwrap_or(number);
    // A sentence ends with a full stop.
    let number = number.trim_end_matches(['_', '.']);
    (begins && ends).then(|| Amount::plain(at..at + number.len()))
}

/// Whether two words follow each other, as no expression has them.
fn is_prose(rest: &str) -> bool {
    let mut words = rest.split(' ');
    let mut is_word = || words.next().is_some_and(|word| word.chars().all(char::is_alphabetic) && !word.is_empty());
    is_word() && is_word()
}

/// Whether another setting follows: `10 max_overflow=20`, `10/max_overflow=20`, `8 --max-overflow=4`.
fn precedes_setting(rest: &str) -> bool {
    let is_option = |rest: &str| {
        rest.strip_prefix('-').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '-'))
    };
    let name = rest.trim_start_matches(['/', '，', '(', ' ']);
    let length = name.find(|c: char| !(c.is_ascii_alphanumeric() || "_-.".contains(c))).unwrap_or(name.len());
    let (name, behind) = name.split_at(length);
    is_option(rest) || name.len() > 1 && behind.starts_with('=') || name.contains('_') && behind.starts_with(" =")
}

/// A product of numbers: `60 * 30`.
fn product(text: &str, at: usize) -> Option<Amount> {
    let first = digits(text);
    let (mut product, mut end) = (number_of(first)?, first.len());
    while let Some((factor, length)) = suffix_factor(&text[end..]) {
        (product, end) = (product * factor, end + length);
    }
    let rest = text[end..].trim_start();
    let ends = rest.is_empty() || rest.starts_with([')', '}', ']', '#']) || rest.starts_with("//");
    (end > first.len() && ends).then(|| Amount { product: Some(product), ..Amount::plain(at..at + end) })
}

/// Rust's `.unwrap_or(32)`, behind a variable of the environment or anything else.
fn fallback(text: &str, at: usize) -> Option<Amount> {
    const CALL: &str = ".unwrap_or(";
    let start = text.find(CALL)? + CALL.len();
    let digits = digits(&text[start..]);
    let is_number = !digits.is_empty() && text[start + digits.len()..].starts_with([')', '_', 'u', 'i']);
    let variable = text[..start].split_once("env::var(\"").and_then(|(_, rest)| name_of(rest));
    let unless = variable.map(|(name, _)| name.to_owned());
    let span = at + start..at + start + digits.len();
    is_number.then(|| Amount { is_default: unless.is_none(), unless, ..Amount::plain(span) })
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
    let begins = [
        "ENV.fetch(",
        "ENV[",
        "process.env.",
        "process.env[",
        "System.get_env(",
        "System.getenv(",
        "env.int(",
        "env(",
        // NestJS reads the environment by its configuration service.
        "config.get<number>(",
        "configService.get<number>(",
        "configService.get(",
        "config.get(",
    ];
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
        let amount = found.unwrap_or(Amount::plain(0..0));
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
        check("12_u32)", Some("12"), None, None);
        check("Duration::from_millis(1_500))", Some("1_500"), None, Some(1.5));
        check("Duration::from_secs_f64(2.5)", Some("2.5"), None, Some(2.5));
        check("Duration::from_secs(cfg.timeout.unwrap_or(8)))", Some("8"), None, Some(8.0));
        check("chrono::Duration::minutes(30).to_std()", Some("30"), None, Some(1800.0));
        check("std::env::var(\"MAX\").ok().unwrap_or(32))", Some("32"), Some("MAX"), None);
        check("time.Duration(30) * time.Minute)", Some("30"), None, Some(1800.0));
        check("time.Minute * 3)", Some("3"), None, Some(180.0));
        check("1h30m", Some("1h30m"), None, Some(5400.0));
        check("1m30s,", Some("1m30s"), None, Some(90.0));
        check("1_800_000L);", Some("1_800_000"), None, None);
        check("10 max_overflow=20", Some("10"), None, None);
        check("8 --max-overflow=4", Some("8"), None, None);
        check("int32(21)", Some("21"), None, None);
        check("60 * 30,", Some("60 * 30"), None, None);
        check("20 (Prisma 5)", Some("20"), None, None);
        check("12 : that is all", Some("12"), None, None);
        check("12:30", None, None, None);
        check("config.get<number>('MAX', 22)", Some("22"), Some("MAX"), None);
        check("settings.max", None, None, None);
        check("${POOL}", None, None, None);
        check("20 + x", None, None, None);
        check("20 -x", Some("20"), None, None);
        check("20 - x", None, None, None);
        check("20 - it was fine", Some("20"), None, None);
    }
}
