//! Buttons: each sends a message when it is pressed.

use super::Context;
use crate::{
    message::{Message, Send, on_click},
    state::Action,
};
use poolwise_view::Apply;
use yew::prelude::*;

/// What a button looks like and is called, beside its words.
#[derive(Default)]
pub(super) struct Look {
    /// Its classes.
    pub(super) class: &'static str,
    /// Its name, where the words do not say all; empty for none.
    pub(super) name: String,
    /// What is shown beside the pointer; empty for nothing.
    pub(super) title: String,
    /// Whether it is the one that holds, where one of several does.
    pub(super) is_pressed: Option<bool>,
    /// Whether it cannot be pressed.
    pub(super) is_disabled: bool,
    /// Whether its words change once it was pressed, and are to be read out then.
    pub(super) is_status: bool,
}

/// A button with a look of its own.
pub(super) fn button(send: &Send, words: &str, look: Look, message: Message) -> Html {
    let Look { class, name, title, is_pressed, is_disabled, is_status } = look;
    let given = |text: String| (!text.is_empty()).then(|| AttrValue::from(text));
    html! {
        <button type="button" class={(!class.is_empty()).then_some(class)} aria-label={given(name)} title={given(title)} disabled={is_disabled}
            aria-pressed={is_pressed.map(|is_pressed| is_pressed.to_string())} onclick={on_click(send, message)}>
            if is_status { <span role="status">{ words }</span> } else { { words } }
        </button>
    }
}

/// A button whose words say all.
pub(super) fn plain(send: &Send, words: &str, message: Message) -> Html {
    button(send, words, Look::default(), message)
}

/// A button with a name of its own.
pub(super) fn named(send: &Send, words: &str, name: String, message: Message) -> Html {
    button(send, words, Look { name, ..Look::default() }, message)
}

/// A button that reads as a link.
pub(super) fn link(send: &Send, words: &str, name: String, message: Message) -> Html {
    button(send, words, Look { class: "link", name, ..Look::default() }, message)
}

/// One of several of which one holds.
pub(super) fn choice(send: &Send, words: &str, is_pressed: bool, message: Message) -> Html {
    button(send, words, Look { is_pressed: Some(is_pressed), ..Look::default() }, message)
}

/// Puts settings into their fields.
pub(super) fn apply(send: &Send, apply: Option<&Apply>) -> Html {
    let Some(Apply { name, words, set }) = apply else { return Html::default() };
    let look = Look { name: name.clone(), title: name.clone(), ..Look::default() };
    button(send, words, look, Message::Do(Action::Apply(set.clone())))
}

/// Puts a text on the clipboard and says so; `what` is copied, for those who do not see what the button stands beside.
pub(super) fn copy(context: &Context<'_>, what: &str, text: &str) -> Html {
    let words = after_press(context, what, "Copy");
    let name = if words == "Copy" { format!("Copy {what}") } else { words.to_owned() };
    let look = Look { class: "copy", name, is_status: true, ..Look::default() };
    button(context.send, words, look, Message::Copy(what.to_owned(), text.to_owned()))
}

/// What a button that copies says: how that went, for a while after it was pressed.
pub(super) fn after_press(context: &Context<'_>, pressed: &str, otherwise: &'static str) -> &'static str {
    match &context.ui.copied {
        Some((button, true)) if button == pressed => "Copied",
        Some((button, false)) if button == pressed => "Refused",
        _ => otherwise,
    }
}
