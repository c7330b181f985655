//! The button that puts settings of a finding, a remedy or the advice into the fields.

use super::Send;
use crate::{
    fields::{self, Field, Kind},
    state::Action,
};
use serde_json::Value;
use std::collections::BTreeMap;
use yew::prelude::*;

/// The button; `code` tells it from its like. None where a setting has no field: it would be lost.
pub(super) fn button(send: &Send, code: &str, set: &BTreeMap<String, Value>) -> Html {
    let Some(settings) = of(set) else { return html! {} };
    let told = told(&settings);
    let words = format!("Apply: {told}");
    named(send, settings, format!("{words} ({code})"), words)
}

/// The button with a short text, beside words that say what it does.
pub(super) fn short(send: &Send, code: &str, set: &BTreeMap<String, Value>) -> Html {
    let Some(settings) = of(set) else { return html! {} };
    let told = told(&settings);
    named(send, settings, format!("Apply: {told} ({code})"), "Apply".to_owned())
}

fn named(send: &Send, settings: Vec<(&'static Field, String)>, name: String, words: String) -> Html {
    let send = send.clone();
    let onclick = move |_| send.dispatch(Action::Apply(settings.clone()));
    html! { <button type="button" {onclick} title={name.clone()} aria-label={name}>{ words }</button> }
}

fn of(set: &BTreeMap<String, Value>) -> Option<Vec<(&'static Field, String)>> {
    let settings = fields::filled(set.iter().map(|(path, value)| (path.as_str(), value)))?;
    Some(settings).filter(|settings| !settings.is_empty())
}

/// "pool size 3, max overflow 0".
pub(super) fn told(settings: &[(&'static Field, String)]) -> String {
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
