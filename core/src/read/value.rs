//! From a variable's text to a setting's value.

use super::{config::amount, names::OptionMeaning};
use serde_json::Value;

/// A refused value: the note's code, and what would be right.
pub(super) type Refusal = (&'static str, String);

/// The value that a variable of this meaning has.
pub(super) fn parse(meaning: OptionMeaning, text: &str) -> Result<Value, Refusal> {
    let text = text.trim();
    if let OptionMeaning::Other(what) = meaning {
        return Err(("not_modelled", format!("recognized, but the plan does not use it: {what}")));
    }
    if text.is_empty() {
        return Err(("empty_value", "an empty value is not zero; enter a number or remove the line".to_owned()));
    }
    match meaning {
        OptionMeaning::Timeout
        | OptionMeaning::ConnectTimeout
        | OptionMeaning::Recycle
        | OptionMeaning::StatementTimeout
        | OptionMeaning::IdleInTransactionTimeout => number(text),
        OptionMeaning::TimeoutMs => number(text).map(|ms| (ms.as_f64().unwrap_or_default() / 1000.0).into()),
        OptionMeaning::LifetimeMs => number(text).map(|ms| {
            let ms = ms.as_f64().unwrap_or_default();
            if ms == 0.0 { (-1).into() } else { (ms / 1000.0).into() }
        }),
        OptionMeaning::TimeoutWithUnit => with_unit(text).map(Into::into),
        OptionMeaning::LifetimeWithUnit => {
            with_unit(text).map(|seconds| if seconds == 0.0 { (-1).into() } else { seconds.into() })
        }
        OptionMeaning::PoolMode => {
            let mode = ["session", "transaction", "statement"].into_iter().find(|mode| *mode == text);
            mode.map(Value::from)
                .ok_or_else(|| ("not_a_pool_mode", "must be session, transaction or statement".to_owned()))
        }
        OptionMeaning::PrePing | OptionMeaning::Lifo | OptionMeaning::Echo => switch(text),
        _ => whole(text),
    }
}

/// A number of seconds, with a unit or without: `30`, `30s`, `PT30S`.
fn with_unit(text: &str) -> Result<f64, Refusal> {
    let amount = amount::parse(text, 0).ok().filter(|amount| amount.unless.is_none());
    match amount.and_then(|amount| amount.seconds) {
        Some(seconds) => Ok(seconds),
        None => number(text).map(|value| value.as_f64().unwrap_or_default()),
    }
}

/// True or false.
pub(super) fn switch(text: &str) -> Result<Value, Refusal> {
    boolean(text).map(Value::Bool).ok_or_else(|| ("not_a_boolean", "must be true or false".to_owned()))
}

/// A whole number in digits.
pub(super) fn whole(text: &str) -> Result<Value, Refusal> {
    let text = text.trim();
    if let Ok(n) = text.parse::<i64>() {
        return Ok(n.into());
    }
    if !text.is_empty() && text.trim_start_matches(['-', '+']).chars().all(|c| c.is_ascii_digit()) {
        return Err(("out_of_range", "must be at most 4294967295".to_owned()));
    }
    Err(match text.parse::<f64>() {
        Ok(x) if x.is_finite() => ("not_an_integer", "must be a whole number in digits, such as 20".to_owned()),
        Ok(_) => ("not_finite", "must be a whole number, such as 20".to_owned()),
        Err(_) => not_a_number(text, "a whole number, such as 20"),
    })
}

/// A number of seconds.
pub(super) fn number(text: &str) -> Result<Value, Refusal> {
    let text = text.trim();
    match text.parse::<f64>() {
        Ok(x) if x.is_finite() => Ok(x.into()),
        Ok(_) => Err(("not_finite", "must be a number of seconds, such as 30".to_owned())),
        Err(_) => Err(not_a_number(text, "a number of seconds without a unit, such as 30")),
    }
}

/// A number as configurations write it, underscores between its digits allowed.
pub(super) fn plain_number(text: &str) -> Result<f64, Refusal> {
    let plain: String = text.chars().filter(|&c| c != '_').collect();
    number(&plain).map(|value| value.as_f64().unwrap_or_default())
}

fn not_a_number(text: &str, right: &str) -> Refusal {
    if text.chars().any(|c| c.is_numeric() && !c.is_ascii_digit()) {
        ("non_ascii_digits", format!("its digits are not 0 to 9; it must be {right}"))
    } else {
        ("not_a_number", format!("must be {right}"))
    }
}

/// As pydantic and most hand-written settings read it.
pub(crate) fn boolean(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "y" | "on" | "t" => Some(true),
        "false" | "0" | "no" | "n" | "off" | "f" => Some(false),
        _ => None,
    }
}

/// Zero-width and direction-changing characters, which make a value look like another, and blanks that are no space.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
        || (c.is_control() && c != '\t' && c != '\n' && c != '\r')
}
