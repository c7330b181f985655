//! Buttons that several parts of the page have.

use super::Context;
use crate::{
    message::{Message, Send, on_click},
    state::Action,
};
use poolwise_view::Apply;
use yew::prelude::*;

/// A button with a name of its own.
pub(super) fn named(send: &Send, words: &str, name: String, message: Message) -> Html {
    html! { <button type="button" onclick={on_click(send, message)} aria-label={name}>{ words }</button> }
}

/// Puts settings into their fields.
pub(super) fn apply(send: &Send, apply: Option<&Apply>) -> Html {
    let Some(Apply { name, words, set }) = apply else { return Html::default() };
    let onclick = on_click(send, Message::Do(Action::Apply(set.clone())));
    html! { <button type="button" {onclick} title={name.clone()} aria-label={name.clone()}>{ words }</button> }
}

/// Puts a text on the clipboard and says so; `what` is copied, for those who do not see what the button stands beside.
pub(super) fn copy(context: &Context<'_>, what: &str, text: &str) -> Html {
    let words = match &context.ui.copied {
        Some((button, true)) if button == what => "Copied",
        Some((button, false)) if button == what => "Refused",
        _ => "Copy",
    };
    let name = if words == "Copy" { format!("Copy {what}") } else { words.to_owned() };
    let onclick = on_click(context.send, Message::Copy(what.to_owned(), text.to_owned()));
    html! {
        <button type="button" class="copy" {onclick} aria-label={name}><span role="status">{ words }</span></button>
    }
}
