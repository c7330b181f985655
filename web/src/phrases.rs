//! Phrases that several parts of the page say.

use poolwise::format::{self, duration, number, percent};
use serde_json::Value;

/// A value of a setting; a switch is on or off.
#[must_use]
pub fn setting_value(value: &Value) -> String {
    match value {
        Value::Bool(true) => "on".to_owned(),
        Value::Bool(false) => "off".to_owned(),
        value => format::value(value),
    }
}

/// A large number as one says it: "8640 requests", "6.48 million requests".
#[must_use]
pub fn many(count: f64, what: &str) -> String {
    let told = if count < 1e6 { number(count) } else { format!("{} million", number(count / 1e6)) };
    if what.is_empty() { told } else { format!("{told} {what}") }
}

/// An interval of times: "3.1 to 4.2 ms", or with another word between them.
#[must_use]
pub fn between_ms(interval: [f64; 2], word: &str) -> String {
    between(interval, duration, word)
}

/// An interval of shares: "61 to 62 %", or with another word between them.
#[must_use]
pub fn between_shares(interval: [f64; 2], word: &str) -> String {
    between(interval, percent, word)
}

/// The unit is said once where both ends have the same, and one number where they read the same.
fn between([low, high]: [f64; 2], tell: fn(f64) -> String, word: &str) -> String {
    let (from, to) = (tell(low), tell(high));
    if from == to {
        return to;
    }
    match (from.split_once(' '), to.split_once(' ')) {
        (Some((from, unit)), Some((_, same))) if unit == same => format!("{from} {word} {to}"),
        _ => format!("{from} {word} {to}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_say_their_unit_once() {
        for (interval, expected) in [
            ([3.1, 4.2], "3.1 to 4.2 ms"),
            ([0.0, 0.42], "0 to 0.42 ms"),
            ([900.0, 1100.0], "900 ms to 1.1 s"),
            ([7.0, 7.0], "7 ms"),
        ] {
            assert_eq!(between_ms(interval, "to"), expected);
        }
        assert_eq!(between_shares([0.61, 0.625], "and"), "61 and 62.5 %");
    }
}
