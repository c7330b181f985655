//! A button that puts a text on the clipboard and says so.

use crate::browser;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct CopyProps {
    pub(super) text: AttrValue,
    /// What is copied, for those who do not see what the button stands beside.
    pub(super) what: AttrValue,
}

/// "Copied" is shown this long, in milliseconds.
const SHOWN: u32 = 2000;

#[component]
pub(super) fn Copy(CopyProps { text, what }: &CopyProps) -> Html {
    let feedback = use_state_eq(|| "Copy");
    let onclick = {
        let (feedback, text) = (feedback.clone(), text.to_string());
        move |_| {
            let (feedback, text) = (feedback.clone(), text.clone());
            spawn_local(async move {
                feedback.set(if browser::copy(text).await.is_ok() { "Copied" } else { "Refused" });
                gloo_timers::callback::Timeout::new(SHOWN, move || feedback.set("Copy")).forget();
            });
        }
    };
    let label = if *feedback == "Copy" { format!("Copy {what}") } else { (*feedback).to_owned() };
    html! {
        <button type="button" class="copy" {onclick} aria-label={label}><span role="status">{ *feedback }</span></button>
    }
}
