//! Numbers as people read them, the same in the page, the terminal and a message.
//!
//! Whole numbers of five digits and more are grouped, "12,000". A setting that people copy is not: it stands as it is typed.

use serde_json::Value;

/// At most three significant digits and no exponent; whole numbers from 100 up in full, in groups from 10,000 up, and
/// nothing finer than a millionth.
///
/// ```
/// use poolwise::format::number;
/// assert_eq!(number(0.012345), "0.0123");
/// assert_eq!(number(6.0), "6");
/// assert_eq!(number(1234.6), "1235");
/// assert_eq!(number(123_456.7), "123,457");
/// assert_eq!(number(0.0), "0");
/// ```
#[must_use]
pub fn number(x: f64) -> String {
    if x == 0.0 || !x.is_finite() {
        return "0".to_owned();
    }
    if x.abs() < 1e-6 {
        return "<0.000001".to_owned();
    }
    #[expect(clippy::cast_possible_truncation, reason = "the logarithm of a double is at most 308")]
    let magnitude = libm::floor(libm::log10(x.abs())) as i32;
    let decimals = usize::try_from(2 - magnitude).unwrap_or(0).min(12);
    let text = format!("{x:.decimals$}");
    if magnitude >= 3 {
        return in_groups(&text);
    }
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// A fraction in percent: `0.7` is "70 %".
///
/// ```
/// use poolwise::format::percent;
/// assert_eq!(percent(0.7), "70 %");
/// assert_eq!(percent(0.99999), "100 %");
/// assert_eq!(percent(0.0001), "0.01 %");
/// assert_eq!(percent(1e-9), "<0.001 %");
/// ```
#[must_use]
pub fn percent(fraction: f64) -> String {
    if fraction > 0.0 && fraction < 1e-5 { "<0.001 %".to_owned() } else { format!("{} %", number(fraction * 100.0)) }
}

/// A duration given in milliseconds, in the unit that reads best: "0.4 ms", "12.3 s".
///
/// ```
/// use poolwise::format::duration;
/// assert_eq!(duration(0.42), "0.42 ms");
/// assert_eq!(duration(30_000.0), "30 s");
/// assert_eq!(duration(500_000.0), "8.33 min");
/// ```
#[must_use]
pub fn duration(ms: f64) -> String {
    if ms < 0.001 {
        "0 ms".to_owned()
    } else if ms < 999.5 {
        format!("{} ms", number(ms))
    } else if ms < 119_500.0 {
        format!("{} s", number(ms / 1000.0))
    } else if ms < 7_170_000.0 {
        format!("{} min", number(ms / 60_000.0))
    } else if ms < 172_620_000.0 {
        format!("{} h", number(ms / 3_600_000.0))
    } else {
        format!("{} d", number(ms / 86_400_000.0))
    }
}

/// An interval with its unit once, and one value where both ends read the same.
///
/// ```
/// use poolwise::format::{between, duration, percent};
/// assert_eq!(between([3.1, 4.2], duration, "to"), "3.1 to 4.2 ms");
/// assert_eq!(between([900.0, 1100.0], duration, "to"), "900 ms to 1.1 s");
/// assert_eq!(between([7.0, 7.0], duration, "to"), "7 ms");
/// assert_eq!(between([0.61, 0.625], percent, "and"), "61 and 62.5 %");
/// ```
#[must_use]
pub fn between([low, high]: [f64; 2], describe: fn(f64) -> String, word: &str) -> String {
    let (from, to) = (describe(low), describe(high));
    if from == to {
        return to;
    }
    match (from.split_once(' '), to.split_once(' ')) {
        (Some((from, unit)), Some((_, same))) if unit == same => format!("{from} {word} {to}"),
        _ => format!("{from} {word} {to}"),
    }
}

/// A setting in seconds, as it is typed: "280 s".
///
/// ```
/// assert_eq!(poolwise::format::seconds(280.0), "280 s");
/// ```
#[must_use]
pub fn seconds(s: f64) -> String {
    format!("{} s", number(s))
}

/// A time of day, given in seconds from midnight.
///
/// ```
/// assert_eq!(poolwise::format::time_of_day(68_400.0), "19:00");
/// ```
#[must_use]
pub fn time_of_day(s: f64) -> String {
    let minutes = (s.rem_euclid(86_400.0) / 60.0).floor();
    format!("{:02}:{:02}", (minutes / 60.0).floor(), minutes % 60.0)
}

/// A value of a setting, as it is typed: without quotes, and no fraction where it is whole.
///
/// ```
/// use poolwise::format::value;
/// assert_eq!(value(&30.0.into()), "30");
/// assert_eq!(value(&0.25.into()), "0.25");
/// assert_eq!(value(&"web".into()), "web");
/// assert_eq!(value(&true.into()), "true");
/// let day = serde_json::json!({ "factors": vec![1; 288], "period_s": 86400 });
/// assert_eq!(value(&day), "{\"factors\":[1, 1, 1, 1, … 288 in all],\"period_s\":86400}");
/// ```
#[must_use]
pub fn value(value: &Value) -> String {
    match value {
        Value::Number(number) if number.is_f64() => number.as_f64().unwrap_or(0.0).to_string(),
        Value::String(word) => word.clone(),
        Value::Array(items) if items.len() > MAX_ITEMS => {
            let first: Vec<String> = items.iter().take(SHOWN_ITEMS).map(self::value).collect();
            format!("[{}, … {} in all]", first.join(", "), items.len())
        }
        Value::Object(fields) => {
            let fields: Vec<String> =
                fields.iter().map(|(key, field)| format!("\"{key}\":{}", nested(field))).collect();
            format!("{{{}}}", fields.join(","))
        }
        value => value.to_string(),
    }
}

/// A value in a table: with the quotes of a text.
fn nested(value: &Value) -> String {
    if value.is_string() { value.to_string() } else { self::value(value) }
}

/// Longer lists, such as the profile of a day, are shown by their first items.
const MAX_ITEMS: usize = 12;
const SHOWN_ITEMS: usize = 4;

/// "1 connection", "2 connections".
///
/// ```
/// assert_eq!(poolwise::format::count(1, "connection"), "1 connection");
/// assert_eq!(poolwise::format::count(0, "connection"), "0 connections");
/// ```
#[must_use]
pub fn count(n: u64, noun: &str) -> String {
    format!("{} {noun}{}", grouped(n), if n == 1 { "" } else { "s" })
}

/// Names in a sentence: "api", "api and search", "api, search and export".
///
/// ```
/// use poolwise::format::list;
/// assert_eq!(list(&["api"]), "api");
/// assert_eq!(list(&["api", "search", "export"]), "api, search and export");
/// ```
#[must_use]
pub fn list(names: &[&str]) -> String {
    match names {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => names.concat(),
    }
}

/// A whole number, in groups of three digits where it has five or more.
///
/// ```
/// use poolwise::format::grouped;
/// assert_eq!(grouped(9999), "9999");
/// assert_eq!(grouped(10_000), "10,000");
/// assert_eq!(grouped(1_234_567), "1,234,567");
/// ```
#[must_use]
pub fn grouped(n: u64) -> String {
    in_groups(&n.to_string())
}

/// Four digits are read at a glance.
const UNGROUPED_DIGITS: usize = 4;

/// `digits` may begin with a sign.
fn in_groups(digits: &str) -> String {
    let (sign, digits) = digits.split_at(usize::from(digits.starts_with('-')));
    if digits.len() <= UNGROUPED_DIGITS {
        return format!("{sign}{digits}");
    }
    let (first, rest) = digits.split_at((digits.len() - 1) % 3 + 1);
    let groups = rest.as_bytes().chunks(3).map(|group| group.iter().copied().map(char::from).collect::<String>());
    groups.fold(format!("{sign}{first}"), |text, group| format!("{text},{group}"))
}

/// The same of what need not be whole: "1 request", "22.5 requests".
///
/// ```
/// assert_eq!(poolwise::format::amount(1.0, "request"), "1 request");
/// assert_eq!(poolwise::format::amount(22.5, "request"), "22.5 requests");
/// assert_eq!(poolwise::format::amount(1.0, "erlang"), "1 erlang");
/// ```
#[must_use]
pub fn amount(x: f64, noun: &str) -> String {
    let n = number(x);
    let plural = if n == "1" { "" } else { "s" };
    format!("{n} {noun}{plural}")
}
