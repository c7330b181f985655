//! Numbers as people type them: `1,000`, `1 000`, `1.5k`, `50 ms`, `6000/min`.

/// Units of time, in seconds. A rate has them below its line.
const TIMES: [(&str, f64); 8] =
    [("us", 1e-6), ("µs", 1e-6), ("ms", 1e-3), ("s", 1.0), ("sec", 1.0), ("min", 60.0), ("h", 3600.0), ("d", 86_400.0)];

/// Letters that multiply a number.
const MULTIPLES: [(char, f64); 3] = [('k', 1e3), ('K', 1e3), ('M', 1e6)];

/// The number of a text in a field's unit: `2 s` is 2000 where the unit is `ms`.
///
/// # Errors
/// What would be right, where it is no number or has another unit.
///
/// ```
/// use poolwise_js::typed_number::parse;
/// assert_eq!(parse("1,500", ""), Ok(1500.0));
/// assert_eq!(parse("2 s", "ms"), Ok(2000.0));
/// assert!(parse("2 s", "GiB").is_err());
/// ```
pub fn parse(text: &str, unit: &str) -> Result<f64, String> {
    let text = text.trim().replace(['\u{a0}', '\u{202f}', '_', '\''], " ").replace('−', "-");
    let end = text.find(|c: char| !(c.is_ascii_digit() || " .,-+eE".contains(c))).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let mut number = digits_of(digits.trim()).ok_or_else(|| objection(digits.trim()))?;
    let mut rest = rest.trim();
    for (letter, multiple) in MULTIPLES {
        if let Some(after) = rest.strip_prefix(letter).filter(|after| !after.starts_with(char::is_alphabetic)) {
            number *= multiple;
            rest = after.trim();
        }
    }
    if rest.is_empty() || rest == unit {
        return Ok(number);
    }
    factor(rest, unit).map(|factor| number * factor).ok_or_else(|| match unit {
        "" => "must be a number".to_owned(),
        unit => format!("must be a number in {unit}"),
    })
}

/// What a number in one unit is multiplied by in the other.
fn factor(from: &str, to: &str) -> Option<f64> {
    let time =
        |unit: &str| TIMES.iter().find(|(name, _)| *name == unit.trim_end_matches('.')).map(|(_, seconds)| *seconds);
    if to == "/s" {
        let from = from.trim_start_matches("req").trim_start_matches("requests").trim();
        return match from {
            "rps" | "qps" | "tps" => Some(1.0),
            _ => {
                time(from.strip_prefix('/').or_else(|| from.strip_prefix("per "))?.trim()).map(|seconds| 1.0 / seconds)
            }
        };
    }
    Some(time(from)? / time(to)?)
}

/// A number with or without spaces or commas between groups of three digits.
fn digits_of(text: &str) -> Option<f64> {
    let whole = text.split('.').next().unwrap_or_default();
    let groups: Vec<&str> = whole.split([',', ' ']).collect();
    let are_groups = groups.len() > 1 && groups.iter().skip(1).all(|group| group.len() == 3);
    let text = if are_groups { text.replace([',', ' '], "") } else { text.to_owned() };
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

fn objection(digits: &str) -> String {
    match digits.split_once(',') {
        // 1.000,5 has dots between groups and a comma before the fraction.
        Some((whole, part)) if whole.contains('.') && part.chars().all(|c| c.is_ascii_digit()) => {
            format!("use {}.{part}", whole.replace('.', ""))
        }
        Some((whole, part)) if !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()) => {
            format!("use {whole}.{part} or {whole}{part}")
        }
        _ => "must be a number, such as 1000 or 1.5".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, unit: &str, expected: Result<f64, &str>) {
        let found = parse(text, unit).map(|number| (number * 1e6).round() / 1e6);
        assert_eq!(found, expected.map_err(str::to_owned), "{text} in {unit}");
    }

    #[test]
    fn numbers_are_read_as_people_type_them() {
        for text in ["1000", "1,000", "1 000", "1\u{a0}000", "1_000", "1k", "1.0K", " 1000 ", "1e3", "+1000"] {
            check(text, "", Ok(1000.0));
        }
        check("1,234,567.5", "", Ok(1_234_567.5));
        check("1.5k", "/s", Ok(1500.0));
        check("-1", "s", Ok(-1.0));
        check("−1", "s", Ok(-1.0));
        check("2M", "", Ok(2e6));
    }

    #[test]
    fn units_are_those_of_the_field() {
        check("50 ms", "ms", Ok(50.0));
        check("2 s", "ms", Ok(2000.0));
        check("2s", "ms", Ok(2000.0));
        check("500ms", "s", Ok(0.5));
        check("5 min", "s", Ok(300.0));
        check("25 %", "%", Ok(25.0));
        check("100/s", "/s", Ok(100.0));
        check("6000 /min", "/s", Ok(100.0));
        check("6000 per min", "/s", Ok(100.0));
        check("100 rps", "/s", Ok(100.0));
        check("8 GiB", "GiB", Ok(8.0));
    }

    #[test]
    fn what_is_no_number_says_what_would_be_right() {
        check("1,5", "ms", Err("use 1.5 or 15"));
        check("1.000,5", "ms", Err("use 1000.5"));
        check("abc", "", Err("must be a number, such as 1000 or 1.5"));
        check("", "", Err("must be a number, such as 1000 or 1.5"));
        check("NaN", "", Err("must be a number, such as 1000 or 1.5"));
        check("2 s", "GiB", Err("must be a number in GiB"));
        check("5 apples", "", Err("must be a number"));
        check("1e999", "", Err("must be a number, such as 1000 or 1.5"));
    }
}
