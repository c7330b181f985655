//! The link to what is given, and the scenarios that the user has saved.

use super::{
    Context,
    buttons::{self, Look},
};
use crate::{
    browser::{address, upload},
    memory::LONGEST_SAVED_NAME,
    message::{Message, on_input},
};
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// The button that copies a link.
const LINK: &str = "link";

/// Copies the address of what is given.
pub(super) fn copy_link(context: &Context<'_>) -> Html {
    let words = buttons::after_press(context, LINK, "Copy link");
    // There is no address without a browser.
    let address = if context.is_live { address::with_fragment(&context.view.link) } else { String::new() };
    let look = Look { name: words.to_owned(), is_status: true, ..Look::default() };
    html! {
        <>
            { buttons::button(context.send, words, look, Message::Copy(LINK.to_owned(), address)) }
            // A link holds numbers and words from lists alone, so it cannot carry a log.
            if context.view.diagnosis.is_some() { <span class="hint">{ "without the errors" }</span> }
        </>
    }
}

/// Saves what is given under a name, and opens what was saved.
pub(super) fn menu(context: &Context<'_>) -> Html {
    let name = &context.ui.saved_name;
    let onsubmit = {
        let (send, name) = (context.send.clone(), name.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            send.emit(Message::Save(name.clone()));
        })
    };
    let row = |(place, (name, link)): (usize, &(String, String))| {
        html! {
            <li>
                { buttons::link(context.send, name, String::new(), Message::Open(link.clone())) }
                { buttons::named(context.send, "×", format!("Forget {name}"), Message::ForgetSaved(place)) }
            </li>
        }
    };
    html! {
        <details class="menu">
            <summary>{ "Saved" }</summary>
            <div>
            <form {onsubmit}>
                <input type="text" aria-label="Name to save this under" placeholder="name" autocomplete="off"
                    maxlength={LONGEST_SAVED_NAME.to_string()} value={name.clone()}
                    oninput={on_input(context.send, Message::NameSaved)} />
                <button type="submit">{ "Save" }</button>
            </form>
            if context.saved.is_empty() { <p class="hint">{ "Saved in this browser, without pasted texts." }</p> }
            <ul>{ for context.saved.iter().enumerate().map(row) }</ul>
            { files(context) }
            </div>
        </details>
    }
}

/// Opens a file, and saves what is given as one.
fn files(context: &Context<'_>) -> Html {
    let send = context.send.clone();
    let onchange = Callback::from(move |event: Event| {
        let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
        let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
        let send = send.clone();
        spawn_local(async move {
            if let Some(text) = upload::text(&file).await {
                send.emit(Message::Import(text));
            }
            // The same file may be opened again.
            input.set_value("");
        });
    });
    let export = |words, is_json| buttons::plain(context.send, words, Message::Export(is_json));
    html! {
        <div class="actions">
            <label class="button">{ "Open a file…" }<input type="file" {onchange} /></label>
            { export("TOML", false) }{ export("JSON", true) }
        </div>
    }
}
