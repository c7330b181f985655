//! The page's head.

use super::{Context, saved};
use crate::{
    message::{Message, on_click},
    state::Action,
};
use yew::prelude::*;

pub(super) fn header(context: &Context<'_>) -> Html {
    let Context { state, send, is_dark, .. } = context;
    let (undoes, redoes) = (state.undoes(), state.redoes());
    let undo_title = undoes.map_or_else(|| "Nothing to undo".to_owned(), |done| format!("Take back: {done}"));
    let redo_title = redoes.map_or_else(|| "Nothing to redo".to_owned(), |done| format!("Do again: {done}"));
    let theme = if *is_dark { "Light" } else { "Dark" };
    let act = |action| on_click(send, Message::Do(action));
    html! {
        <header>
            <h1>{ "Poolwise" }</h1>
            <p class="tagline">{ "connection pools that fit your database" }</p>
            <nav aria-label="Page">
                <button type="button" onclick={act(Action::Undo)} disabled={undoes.is_none()} title={undo_title}>{ "Undo" }</button>
                <button type="button" onclick={act(Action::Redo)} disabled={redoes.is_none()} title={redo_title}>{ "Redo" }</button>
                if !context.page.book.is_empty() { <a href={context.page.book.clone()} target="_blank">{ "Guide" }</a> }
                { saved::copy_link(context) }
                { saved::menu(context) }
                <button type="button" onclick={act(Action::Example)}>{ "Example" }</button>
                <button type="button" onclick={act(Action::Clear)}>{ "Start over" }</button>
                <button type="button" onclick={on_click(send, Message::ToggleTheme)} title={format!("{theme} colors")}>{ theme }</button>
            </nav>
        </header>
    }
}
