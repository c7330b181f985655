//! Settings of a finding, a remedy or the advice, as the fields take them.

use crate::fields::{self, Filled, Kind};
use poolwise::scenario::Service;
use poolwise_view::{Apply, join_path};
use serde_json::Value;
use std::collections::BTreeMap;

/// What is set, by path.
type Set = BTreeMap<String, Value>;

/// A button with more settings than this says how many they are.
const MAX_NAMED: usize = 4;

/// Makes buttons for a scenario with these services.
#[derive(Clone, Copy)]
pub struct Buttons<'a>(pub &'a [Service]);

impl Buttons<'_> {
    /// A button that says what it sets; `code` tells it from its like. None where a setting has no field: it would be lost.
    #[must_use]
    pub fn long(self, code: &str, set: &Set) -> Option<Apply> {
        let settings = settings(set)?;
        let name = format!("Apply: {} ({code})", self.describe(&settings));
        let words = match settings.len() {
            0..=MAX_NAMED => format!("Apply: {}", self.describe(&settings)),
            many => format!("Apply {many} settings"),
        };
        Some(Apply { name, words, set: texts(&settings) })
    }

    /// A button with a short text, beside words that say what it does.
    #[must_use]
    pub fn short(self, code: &str, set: &Set) -> Option<Apply> {
        Some(Apply { words: "Apply".to_owned(), ..self.long(code, set)? })
    }

    /// The button of the whole advice.
    #[must_use]
    pub fn advice(self, set: &Set) -> Option<Apply> {
        let settings = settings(set)?;
        Some(Apply { name: self.describe(&settings), words: "Apply advice".to_owned(), set: texts(&settings) })
    }

    /// "pool size 3, max overflow 0"; of several services each setting with its service.
    fn describe(self, settings: &[Filled]) -> String {
        let one = |Filled { field, service, text }: &Filled| {
            let name = field.label.to_lowercase();
            let owner = service.filter(|_| self.0.len() > 1).and_then(|place| self.0.get(place));
            let owner = owner.map(|service| format!("{}: ", service.name)).unwrap_or_default();
            match (field.kind, text.as_str()) {
                (Kind::Switch, "true") => format!("{owner}{name} on"),
                (Kind::Switch, _) => format!("{owner}{name} off"),
                _ => format!("{owner}{name} {text}"),
            }
        };
        settings.iter().rev().map(one).collect::<Vec<_>>().join(", ")
    }
}

fn settings(set: &Set) -> Option<Vec<Filled>> {
    let settings = fields::filled(set.iter().map(|(path, value)| (path.as_str(), value)))?;
    Some(settings).filter(|settings| !settings.is_empty())
}

fn texts(settings: &[Filled]) -> Vec<(String, String)> {
    let path = |one: &Filled| join_path(one.service.unwrap_or(0), one.field.path());
    settings.iter().map(|one| (path(one), one.text.clone())).collect()
}
