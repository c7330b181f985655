//! The button that puts the settings of a finding or a diagnosis into the fields.

use super::Send;
use crate::{fields, state::Action};
use poolwise::rules::Fix;
use yew::prelude::*;

/// The button; `code` tells it from its like.
pub(super) fn button(send: &Send, code: &str, fix: &Fix) -> Html {
    let settings: Vec<_> = fix.set.iter().map(|(path, value)| (path.clone(), value.clone())).collect();
    let name = |path: &str| fields::at(path).map_or_else(|| path.to_owned(), |field| field.label.to_lowercase());
    let told: Vec<String> = settings.iter().rev().map(|(path, value)| format!("{} {value}", name(path))).collect();
    let told = told.join(", ").replace(" true", " on");
    let send = send.clone();
    let onclick = move |_| send.dispatch(Action::Apply(settings.clone()));
    html! {
        <button type="button" {onclick} aria-label={format!("Apply: {told} ({code})")}>
            { format!("Apply: {told}") }
        </button>
    }
}
