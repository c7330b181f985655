//! A list of words, of which one is chosen.

use crate::message::{Message, Send};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// The list of values and the words for them; another choice sends its message.
pub(super) fn select<'a>(
    send: &Send,
    (id, hint_id): (String, Option<String>),
    options: impl Iterator<Item = (&'a str, &'a str)>,
    chosen: &str,
    message: impl Fn(String) -> Message + 'static,
) -> Html {
    let send = send.clone();
    let message: Box<dyn Fn(String) -> Message> = Box::new(message);
    let onchange = Callback::from(move |event: Event| {
        if let Some(list) = event.target_dyn_into::<HtmlSelectElement>() {
            send.emit(message(list.value()));
        }
    });
    let option = |(value, words): (&str, &str)| {
        html! { <option value={value.to_owned()} selected={chosen == value}>{ words }</option> }
    };
    html! {
        <select {id} {onchange} data-chosen={chosen.to_owned()} aria-describedby={hint_id}>{ for options.map(option) }</select>
    }
}
