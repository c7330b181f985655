//! Keeps the current settings under a name.

use super::super::Send;
use crate::state::{Action, Alternatives, LONGEST, MOST};
use web_sys::HtmlInputElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct KeepProps {
    pub(super) send: Send,
    pub(super) alternatives: Alternatives,
    /// The button.
    pub(super) button: NodeRef,
}

#[component]
pub(super) fn Keep(KeepProps { send, alternatives, button }: &KeepProps) -> Html {
    let typed = use_state_eq(String::new);
    let next = alternatives.next_name();
    let name = if typed.trim().is_empty() { next.clone() } else { (*typed).clone() };
    let error = alternatives.objection(&name, None);
    let oninput = {
        let typed = typed.clone();
        move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                typed.set(input.value());
            }
        }
    };
    let is_full = alternatives.is_full();
    let text = (*typed).clone();
    let onsubmit = {
        let send = send.clone();
        move |event: SubmitEvent| {
            event.prevent_default();
            if error.is_none() && !is_full {
                send.dispatch(Action::Keep(name.clone()));
                typed.set(String::new());
            }
        }
    };
    html! {
        <form class="keep" {onsubmit}>
            <label for="alternative-name">{ "Name" }</label>
            <input id="alternative-name" type="text" autocomplete="off" maxlength={LONGEST.to_string()} placeholder={next}
                value={text} {oninput} aria-invalid={error.is_some().to_string()} aria-describedby="alternative-name-hint" />
            <button type="submit" ref={button} disabled={is_full}>{ "Keep as alternative" }</button>
            <p id="alternative-name-hint" class={if error.is_some() { "error" } else { "hint" }} aria-live="polite">
                if is_full {
                    { format!("{MOST} are kept; remove one to keep another.") }
                } else if let Some(error) = error {
                    { error }
                }
            </p>
        </form>
    }
}
