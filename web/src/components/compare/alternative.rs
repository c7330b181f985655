//! What can be done with an alternative: use it, name it, remove it.

use super::super::Send;
use crate::state::{Action, Alternatives, LONGEST};
use std::rc::Rc;
use web_sys::{HtmlElement, HtmlInputElement};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct HandlesProps {
    pub(super) send: Send,
    pub(super) name: Rc<str>,
    pub(super) alternatives: Alternatives,
    /// It has been removed.
    pub(super) removed: Callback<()>,
}

#[component]
pub(super) fn Handles(HandlesProps { send, name, alternatives, removed }: &HandlesProps) -> Html {
    let typed = use_state_eq(|| None::<String>);
    let (rename, input) = (use_node_ref(), use_node_ref());
    let is_naming = typed.is_some();
    use_focus(is_naming, &rename, &input);
    let act = |action: fn(String) -> Action, after: Callback<()>| {
        let (send, name) = (send.clone(), name.to_string());
        move |_: MouseEvent| {
            send.dispatch(action(name.clone()));
            after.emit(());
        }
    };
    if let Some(text) = &*typed {
        let error = alternatives.objection(text, Some(name));
        return html! { <Naming {send} now={name.clone()} text={text.clone()} {error} {typed} {input} /> };
    }
    let start = {
        let (typed, name) = (typed.clone(), name.to_string());
        move |_: MouseEvent| typed.set(Some(name.clone()))
    };
    html! {
        <div class="handles">
            <button type="button" onclick={act(Action::Use, Callback::noop())} aria-label={format!("Use {name}")}>{ "Use" }</button>
            <button type="button" ref={rename} onclick={start} aria-label={format!("Rename {name}")}>{ "Rename" }</button>
            <button type="button" onclick={act(Action::Remove, removed.clone())} aria-label={format!("Remove {name}")}>{ "Remove" }</button>
        </div>
    }
}

/// Whoever renames finds the box, and afterwards the button again.
#[hook]
fn use_focus(is_naming: bool, rename: &NodeRef, input: &NodeRef) {
    let was_naming = use_mut_ref(|| false);
    let (rename, input) = (rename.clone(), input.clone());
    use_effect_with(is_naming, move |is_naming| {
        let target = if *is_naming { &input } else { &rename };
        if was_naming.replace(*is_naming) != *is_naming
            && let Some(element) = target.cast::<HtmlElement>()
        {
            // Only an element that is no longer there refuses.
            let _ = element.focus();
        }
    });
}

#[derive(Properties, PartialEq)]
struct NamingProps {
    send: Send,
    now: Rc<str>,
    text: String,
    error: Option<&'static str>,
    typed: UseStateHandle<Option<String>>,
    input: NodeRef,
}

#[component]
fn Naming(NamingProps { send, now, text, error, typed, input }: &NamingProps) -> Html {
    let oninput = {
        let typed = typed.clone();
        move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                typed.set(Some(input.value()));
            }
        }
    };
    let onsubmit = {
        let (send, typed, now, text, is_good) =
            (send.clone(), typed.clone(), now.clone(), text.clone(), error.is_none());
        move |event: SubmitEvent| {
            event.prevent_default();
            if is_good {
                send.dispatch(Action::Rename(now.to_string(), text.clone()));
                typed.set(None);
            }
        }
    };
    let cancel = {
        let typed = typed.clone();
        move |_: MouseEvent| typed.set(None)
    };
    let onkeydown = {
        let typed = typed.clone();
        move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                typed.set(None);
            }
        }
    };
    html! {
        <form class="handles" {onsubmit}>
            <input type="text" ref={input} autocomplete="off" maxlength={LONGEST.to_string()} value={text.clone()} {oninput}
                {onkeydown} aria-label={format!("New name of {now}")} aria-invalid={error.is_some().to_string()} />
            <button type="submit">{ "Save" }</button>
            <button type="button" onclick={cancel}>{ "Cancel" }</button>
            if let Some(error) = error { <p class="error" role="alert">{ *error }</p> }
        </form>
    }
}
