//! The numbers that an error's text gives.

use crate::{
    read::value::{self, Refusal},
    units::Seconds,
};
use serde_json::Value;

/// A number, and where it stands.
pub(super) struct Fact {
    /// Its name among the error's facts.
    pub(super) name: &'static str,
    /// The field that it sets, where it is a setting.
    pub(super) field: Option<&'static str>,
    /// What the setting is called: the words that stand before it.
    pub(super) key: &'static str,
    /// What stands right before it.
    after: &'static str,
    /// How many bytes further that may be, so that no other error's number is taken.
    within: usize,
    unit: Unit,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Connections,
    Seconds,
    /// How long it took in fact, in milliseconds: a little more than the setting.
    ElapsedMs,
}

/// A number as it stands: its fact, its text, and its value or the note's code.
pub(super) struct Number<'t> {
    pub(super) fact: &'static Fact,
    pub(super) text: &'t str,
    pub(super) value: Result<Value, Refusal>,
}

impl Fact {
    pub(super) const fn size(key: &'static str, after: &'static str, within: usize) -> Self {
        Self { name: "pool_size", field: Some("pool.size"), key, after, within, unit: Unit::Connections }
    }

    pub(super) const fn overflow(key: &'static str, after: &'static str, within: usize) -> Self {
        Self { name: "max_overflow", field: Some("pool.overflow"), key, after, within, unit: Unit::Connections }
    }

    pub(super) const fn timeout(key: &'static str, after: &'static str, within: usize) -> Self {
        Self { name: "pool_timeout_s", field: Some("pool.timeout_s"), key, after, within, unit: Unit::Seconds }
    }

    pub(super) const fn limit(name: &'static str, after: &'static str, within: usize) -> Self {
        Self { name, field: None, key: name, after, within, unit: Unit::Connections }
    }

    pub(super) const fn elapsed(mut self) -> Self {
        self.unit = Unit::ElapsedMs;
        self
    }

    fn value(&self, text: &str) -> Result<Value, Refusal> {
        match self.unit {
            Unit::Connections => {
                let n = value::whole(text)?;
                let fits = n.as_u64().and_then(|n| u32::try_from(n).ok());
                fits.map(|_| n).ok_or_else(|| ("out_of_range", "must be from 0 to 4294967295".to_owned()))
            }
            Unit::Seconds => seconds(value::number(in_seconds(text))?.as_f64().unwrap_or(f64::INFINITY)),
            Unit::ElapsedMs => {
                let ms = value::number(text)?.as_f64().unwrap_or(f64::INFINITY);
                // HikariCP tells how long it took: 30007 ms with a timeout of 30 s.
                let late = ms % 1000.0;
                seconds(if ms > 1000.0 && late < 250.0 { ms - late } else { ms } / 1000.0)
            }
        }
    }
}

/// The number of a duration as Java prints it: `PT5S`.
fn in_seconds(text: &str) -> &str {
    text.strip_prefix("PT").and_then(|rest| rest.strip_suffix('S')).unwrap_or(text)
}

fn seconds(x: f64) -> Result<Value, Refusal> {
    Seconds::new(x).map(|s| s.get().into()).map_err(|error| ("out_of_range", error.to_string()))
}

/// The numbers of `facts` in `text`, which begins where the error's known words end.
pub(super) fn numbers<'t>(facts: &'static [Fact], text: &'t str) -> Vec<Number<'t>> {
    let mut rest = text;
    let mut found = Vec::new();
    for fact in facts {
        let window = rest.get(..rest.floor_char_boundary(fact.within)).unwrap_or(rest);
        let Some(after) = window.find(fact.after).and_then(|at| rest.get(at + fact.after.len()..)) else { continue };
        let after = after.trim_start_matches(|c: char| c.is_whitespace() || "\"'`:=(\\".contains(c));
        let text = token(after);
        let value = fact.value(text);
        // A word is a placeholder, as in documentation.
        if !text.is_empty() && !matches!(value, Err(("not_a_number", _))) {
            found.push(Number { fact, text, value });
            rest = after.strip_prefix(text).unwrap_or(after);
        }
    }
    found
}

/// The number at the beginning of a text, without its unit and the sentence's full stop.
fn token(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && !"+-.".contains(c)).unwrap_or(text.len());
    let word = text.get(..end).unwrap_or_default().trim_end_matches('.');
    let number = ["ms", "seconds", "sec", "s"].iter().find_map(|unit| word.strip_suffix(unit)).unwrap_or(word);
    if number.ends_with(|c: char| c.is_ascii_digit()) { number } else { word }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FACTS: [Fact; 3] = [
        Fact::size("size", "size ", 20),
        Fact::overflow("overflow", "overflow ", 20),
        Fact::timeout("timeout", "timeout ", 60),
    ];

    fn check(text: &str, expected: &[(&str, &str, Option<Value>)]) {
        let found = numbers(&FACTS, text);
        let found: Vec<_> =
            found.into_iter().map(|number| (number.fact.name, number.text, number.value.ok())).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn finds_numbers_after_their_words() {
        let (size, overflow) = (("pool_size", "5", Some(5.into())), ("max_overflow", "10", Some(10.into())));
        let timeout = |text| ("pool_timeout_s", text, Some(30.0.into()));
        check("size 5 overflow 10 timeout 30", &[size.clone(), overflow.clone(), timeout("30")]);
        check("size 5 overflow 10\ntimeout 30.00.", &[size.clone(), overflow.clone(), timeout("30.00")]);
        check("size 5, timeout 30s", &[size.clone(), timeout("30")]);
        check("size five overflow X", &[]);
        check("size 5 and nothing of the next error for a very long while timeout 30", &[size]);
    }

    #[test]
    fn rejects_unusable_numbers() {
        check(
            "size 99999999999999999999 overflow -1 timeout nan",
            &[
                ("pool_size", "99999999999999999999", None),
                ("max_overflow", "-1", None),
                ("pool_timeout_s", "nan", None),
            ],
        );
        check("size 4294967296 timeout 1e999", &[("pool_size", "4294967296", None), ("pool_timeout_s", "1e999", None)]);
    }

    #[test]
    fn rounds_elapsed_time_down_to_timeout() {
        let fact = Fact::timeout("", "", 0).elapsed();
        for (ms, s) in [("30000", 30.0), ("30007", 30.0), ("30500", 30.5), ("250", 0.25)] {
            assert_eq!(fact.value(ms).ok(), Some(s.into()), "{ms}");
        }
    }
}
