//! The page's head.

use super::Send;
use crate::state::Action;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct HeaderProps {
    pub(super) send: Send,
    /// What undoing takes back.
    pub(super) undoes: Option<&'static str>,
    pub(super) dark: bool,
    pub(super) toggle_theme: Callback<()>,
}

#[component]
pub(super) fn Header(props: &HeaderProps) -> Html {
    let example = {
        let send = props.send.clone();
        move |_| send.dispatch(Action::Example)
    };
    let clear = {
        let send = props.send.clone();
        move |_| send.dispatch(Action::Clear)
    };
    let undo = {
        let send = props.send.clone();
        move |_| send.dispatch(Action::Undo)
    };
    let undo_title = props.undoes.map_or_else(|| "Nothing to undo".to_owned(), |done| format!("Take back: {done}"));
    let toggle = props.toggle_theme.reform(|_: MouseEvent| ());
    let theme = if props.dark { "Light" } else { "Dark" };
    html! {
        <header>
            <h1>{ "Poolwise" }</h1>
            <p class="tagline">{ "connection pools that fit your database" }</p>
            <nav aria-label="Page">
                <button type="button" onclick={undo} disabled={props.undoes.is_none()} title={undo_title}>{ "Undo" }</button>
                <button type="button" onclick={example}>{ "Example" }</button>
                <button type="button" onclick={clear}>{ "Start over" }</button>
                <button type="button" onclick={toggle} title={format!("{theme} colors")}>{ theme }</button>
            </nav>
        </header>
    }
}
