//! One line of Prometheus's text format.

use std::borrow::Cow;

/// More labels than any metric has.
const MAX_LABELS: usize = 64;

/// A sample: `name{label="value"} 5`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Sample<'a> {
    pub(super) name: &'a str,
    /// In order of their names.
    pub(super) labels: Vec<(&'a str, Cow<'a, str>)>,
    /// The number as it stands there.
    pub(super) value: &'a str,
}

/// A sample, where the line is one. What follows the value (a time, an exemplar) is left out.
pub(super) fn parse(line: &str) -> Option<Sample<'_>> {
    let line = line.trim();
    // A query's answer has the name among the labels.
    let (mut name, mut rest) = name(line).or_else(|| line.starts_with('{').then_some(("", line)))?;
    let mut labels = Vec::new();
    if let Some(inside) = rest.strip_prefix('{') {
        rest = self::labels(inside, &mut labels)?;
    } else if !rest.starts_with([' ', '\t']) {
        return None;
    }
    let rest = rest.trim_start();
    let value = rest.split([' ', '\t']).next().filter(|value| is_number(value))?;
    let behind = rest.get(value.len()..)?.trim_start();
    let is_time = behind.split([' ', '\t']).next().is_some_and(|time| time.parse::<f64>().is_ok());
    (behind.is_empty() || behind.starts_with('#') || is_time).then_some(())?;
    if name.is_empty() {
        let place = labels.iter().position(|(label, _)| *label == "__name__")?;
        let Cow::Borrowed(value) = labels.remove(place).1 else { return None };
        name = value;
    }
    labels.sort_unstable();
    Some(Sample { name, labels, value })
}

fn name(text: &str) -> Option<(&str, &str)> {
    let inside = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':';
    let end = text.find(|c| !inside(c))?;
    let (name, rest) = text.split_at_checked(end)?;
    (!name.is_empty() && !name.starts_with(|c: char| c.is_ascii_digit())).then_some((name, rest))
}

/// Labels up to the closing brace, and what stands behind it.
fn labels<'a>(mut rest: &'a str, labels: &mut Vec<(&'a str, Cow<'a, str>)>) -> Option<&'a str> {
    loop {
        rest = rest.trim_start().trim_start_matches(',').trim_start();
        if let Some(behind) = rest.strip_prefix('}') {
            return Some(behind);
        }
        let (label, behind) = name(rest)?;
        let quoted = behind.trim_start().strip_prefix('=')?.trim_start().strip_prefix('"')?;
        let end = closing_quote(quoted)?;
        let value = quoted.get(..end)?;
        if labels.len() < MAX_LABELS {
            let plain = !value.contains('\\');
            labels.push((label, if plain { Cow::Borrowed(value) } else { Cow::Owned(unescaped(value)) }));
        }
        rest = quoted.get(end + 1..)?;
    }
}

fn closing_quote(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    text.bytes().position(|byte| {
        let ends = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        ends
    })
}

fn unescaped(value: &str) -> String {
    let mut plain = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match (c, if c == '\\' { chars.next() } else { None }) {
            ('\\', Some('n')) => plain.push('\n'),
            ('\\', Some(escaped)) => plain.push(escaped),
            (c, _) => plain.push(c),
        }
    }
    plain
}

/// Whatever Prometheus takes for a number, NaN and the infinities among them.
pub(super) fn is_number(text: &str) -> bool {
    text.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    type Expected<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str);

    fn check(line: &str, expected: Option<Expected<'_>>) {
        let found = parse(line);
        let labels = |sample: &Sample<'_>| sample.labels.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
        let found = found.as_ref().map(|sample| (sample.name, labels(sample), sample.value));
        let expected = expected.map(|(name, labels, value)| {
            let labels: Vec<(String, String)> = labels.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
            (name, labels, value)
        });
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn parses_samples_like_prometheus() {
        check("pool_size 5", Some(("pool_size", &[], "5")));
        check("  a:b\t1.5e+03  1700000000000 ", Some(("a:b", &[], "1.5e+03")));
        check("x{} NaN", Some(("x", &[], "NaN")));
        check("x{b=\"2\",a=\"1\",} +Inf", Some(("x", &[("a", "1"), ("b", "2")], "+Inf")));
        check(r#"x { a = "q\"},{ \\ \n" } 1"#, None);
        check(r#"x{ a = "q\"},{ \\ \n" } 1"#, Some(("x", &[("a", "q\"},{ \\ \n")], "1")));
        check("x_total{a=\"1\"} 5 # {trace_id=\"y\"} 0.5", Some(("x_total", &[("a", "1")], "5")));
        for line in [
            "# HELP x y",
            "# EOF",
            "x",
            "x five",
            "x{a=1} 5",
            "x{a=\"1} 5",
            "5 x",
            "x{a=\"1\"",
            "x 5 and more",
            "",
            "漢 5",
            "x{漢=\"\"} 1",
        ] {
            check(line, None);
        }
    }
}
