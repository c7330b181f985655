//! Phrases that several parts of the page share.

use poolwise::format::{self, number};
use serde_json::Value;

/// A value of a setting; a switch is on or off.
#[must_use]
pub(crate) fn setting_value(value: &Value) -> String {
    match value {
        Value::Bool(true) => "on".to_owned(),
        Value::Bool(false) => "off".to_owned(),
        value => format::value(value),
    }
}

/// A large number in words: "8640 requests", "6.48 million requests".
#[must_use]
pub(crate) fn many(count: f64, what: &str) -> String {
    let words = if count < 1e6 { number(count) } else { format!("{} million", number(count / 1e6)) };
    if what.is_empty() { words } else { format!("{words} {what}") }
}
