//! Keeps the current settings under a name, and what can be done with what is kept.

use super::{Context, buttons};
use crate::{
    message::{Message, on_input},
    state::{Action, LONGEST_NAME, MAX_KEPT, next_name, objection},
};
use yew::prelude::*;

/// The id of the button that keeps the current settings.
pub(crate) const KEEP: &str = "keep";
/// The id of the box for a new name.
pub(crate) const NEW_NAME: &str = "new-name";

/// The id of the button that renames what is kept under a name.
pub(crate) fn rename_id(name: &str) -> String {
    format!("rename-{name}")
}

/// Keeps the current settings under a name.
pub(super) fn keep(context: &Context<'_>) -> Html {
    let (kept, typed) = (&context.state.input.kept, &context.ui.next_name);
    let next = next_name(kept);
    let name = if typed.trim().is_empty() { next.clone() } else { typed.clone() };
    let error = objection(kept, &name, None);
    let is_full = kept.len() >= MAX_KEPT;
    let hint = match error {
        _ if is_full => format!("{MAX_KEPT} are kept; remove one to keep another."),
        Some(error) => error.to_owned(),
        None => String::new(),
    };
    let onsubmit = submit(context, (error.is_none() && !is_full).then_some(Action::Keep(name)));
    html! {
        <form class="keep" {onsubmit}>
            <label for="alternative-name">{ "Name" }</label>
            <input id="alternative-name" type="text" autocomplete="off" maxlength={LONGEST_NAME.to_string()}
                placeholder={next} value={typed.clone()} oninput={on_input(context.send, Message::NameNext)}
                aria-invalid={error.is_some().to_string()} aria-describedby="alternative-name-hint" />
            <button type="submit" id={KEEP} disabled={is_full}>{ "Keep as alternative" }</button>
            <p id="alternative-name-hint" class={if error.is_some() { "error" } else { "hint" }} aria-live="polite">{ hint }</p>
        </form>
    }
}

/// What can be done with what is kept: use it, name it, remove it.
pub(super) fn handles(context: &Context<'_>, name: &str) -> Html {
    if let Some((_, text)) = context.ui.naming.as_ref().filter(|(now, _)| now == name) {
        return naming(context, name, text);
    }
    let act = |words: &str, action: Action| {
        buttons::named(context.send, words, format!("{words} {name}"), Message::Do(action))
    };
    let rename = Message::NameKept(Some((name.to_owned(), name.to_owned())));
    html! {
        <div class="handles">
            { act("Use", Action::Use(name.to_owned())) }
            <button type="button" id={rename_id(name)} onclick={crate::message::on_click(context.send, rename)}
                aria-label={format!("Rename {name}")}>{ "Rename" }</button>
            { act("Remove", Action::Remove(name.to_owned())) }
        </div>
    }
}

fn naming(context: &Context<'_>, now: &str, text: &str) -> Html {
    let error = objection(&context.state.input.kept, text, Some(now));
    let typed = {
        let now = now.to_owned();
        move |text| Message::NameKept(Some((now.clone(), text)))
    };
    let onkeydown = {
        let send = context.send.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                send.emit(Message::NameKept(None));
            }
        })
    };
    let rename = Action::Rename(now.to_owned(), text.to_owned());
    html! {
        <form class="handles" onsubmit={submit(context, error.is_none().then_some(rename))}>
            <input type="text" id={NEW_NAME} autocomplete="off" maxlength={LONGEST_NAME.to_string()} value={text.to_owned()}
                oninput={on_input(context.send, typed)} {onkeydown} aria-label={format!("New name of {now}")}
                aria-invalid={error.is_some().to_string()} />
            <button type="submit">{ "Save" }</button>
            { buttons::named(context.send, "Cancel", format!("Cancel renaming {now}"), Message::NameKept(None)) }
            if let Some(error) = error { <p class="error" role="alert">{ error }</p> }
        </form>
    }
}

/// Does an action, where nothing speaks against it, instead of what the browser would do.
fn submit(context: &Context<'_>, action: Option<Action>) -> Callback<SubmitEvent> {
    let send = context.send.clone();
    Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(action) = action.clone() {
            send.emit(Message::Do(action));
        }
    })
}
