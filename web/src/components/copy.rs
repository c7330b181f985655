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
    let said = use_state_eq(|| "Copy");
    let onclick = {
        let (said, text) = (said.clone(), text.to_string());
        move |_| {
            let (said, text) = (said.clone(), text.clone());
            spawn_local(async move {
                said.set(if browser::copy(text).await.is_ok() { "Copied" } else { "Refused" });
                gloo_timers::callback::Timeout::new(SHOWN, move || said.set("Copy")).forget();
            });
        }
    };
    let label = if *said == "Copy" { format!("Copy {what}") } else { (*said).to_owned() };
    html! {
        <button type="button" class="copy" {onclick} aria-label={label}><span role="status">{ *said }</span></button>
    }
}
