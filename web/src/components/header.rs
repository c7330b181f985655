//! The page's head.

use super::{
    Context,
    buttons::{self, Look},
    saved,
};
use crate::{message::Message, state::Action};
use yew::prelude::*;

pub(super) fn header(context: &Context<'_>) -> Html {
    let Context { state, send, is_dark, .. } = context;
    let (undoes, redoes) = (state.undoes(), state.redoes());
    let undo_title = undoes.map_or_else(|| "Nothing to undo".to_owned(), |done| format!("Take back: {done}"));
    let redo_title = redoes.map_or_else(|| "Nothing to redo".to_owned(), |done| format!("Do again: {done}"));
    let theme = if *is_dark { "Light" } else { "Dark" };
    let act = |words, action| buttons::plain(send, words, Message::Do(action));
    let travel = |words, done: Option<&str>, title, action| {
        buttons::button(
            send,
            words,
            Look { title, is_disabled: done.is_none(), ..Look::default() },
            Message::Do(action),
        )
    };
    let look = Look { title: format!("{theme} colors"), ..Look::default() };
    html! {
        <header>
            <h1>{ "Poolwise" }</h1>
            <p class="tagline">{ "connection pools that fit your database" }</p>
            <nav aria-label="Page">
                { travel("Undo", undoes, undo_title, Action::Undo) }
                { travel("Redo", redoes, redo_title, Action::Redo) }
                if !context.page.book.is_empty() { <a href={context.page.book.clone()} target="_blank">{ "Guide" }</a> }
                { saved::copy_link(context) }
                { saved::menu(context) }
                { act("Example", Action::Example) }
                { act("Start over", Action::Clear) }
                { buttons::button(send, theme, look, Message::ToggleTheme) }
            </nav>
        </header>
    }
}
