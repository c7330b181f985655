//! Settings of a finding, a remedy or the advice, as the fields take them.

use crate::fields::{self, Field, Kind};
use poolwise_view::Apply;
use serde_json::Value;
use std::collections::BTreeMap;

/// A button that says what it sets; `code` tells it from its like. None where a setting has no field: it would be lost.
#[must_use]
pub fn long(code: &str, set: &BTreeMap<String, Value>) -> Option<Apply> {
    let settings = settings(set)?;
    let words = format!("Apply: {}", describe(&settings));
    Some(Apply { name: format!("{words} ({code})"), words, set: texts(&settings) })
}

/// A button with a short text, beside words that say what it does.
#[must_use]
pub fn short(code: &str, set: &BTreeMap<String, Value>) -> Option<Apply> {
    Some(Apply { words: "Apply".to_owned(), ..long(code, set)? })
}

/// The button of the whole advice.
#[must_use]
pub fn advice(set: &BTreeMap<String, Value>) -> Option<Apply> {
    let settings = settings(set)?;
    Some(Apply { name: describe(&settings), words: "Apply advice".to_owned(), set: texts(&settings) })
}

type Settings = Vec<(&'static Field, String)>;

fn settings(set: &BTreeMap<String, Value>) -> Option<Settings> {
    let settings = fields::filled(set.iter().map(|(path, value)| (path.as_str(), value)))?;
    Some(settings).filter(|settings| !settings.is_empty())
}

fn texts(settings: &Settings) -> Vec<(String, String)> {
    settings.iter().map(|(field, text)| (field.path.to_owned(), text.clone())).collect()
}

/// "pool size 3, max overflow 0".
fn describe(settings: &Settings) -> String {
    let one = |(field, text): &(&'static Field, String)| {
        let name = field.label.to_lowercase();
        match (field.kind, text.as_str()) {
            (Kind::Switch, "true") => format!("{name} on"),
            (Kind::Switch, _) => format!("{name} off"),
            _ => format!("{name} {text}"),
        }
    };
    settings.iter().rev().map(one).collect::<Vec<_>>().join(", ")
}
