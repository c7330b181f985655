//! What is picked from the catalog, and in which size: both fill the fields below.

use super::{
    Context,
    field::{error, unit},
    select::select,
};
use crate::{
    message::{Message, on_input},
    state::Action,
};
use poolwise_view::{Shelf, ShelfSpec, Size};
use yew::prelude::*;

/// The shelf at a place of the page.
pub(super) fn shelf(context: &Context<'_>, place: u8, spec: &ShelfSpec, shelf: &Shelf) -> Html {
    let id = spec.noun.replace(' ', "-");
    let hint_id = format!("{id}-hint");
    // What was just picked stays, whatever the engine knows of it.
    let picks = &context.state.entries(spec.is_shared).picks;
    let picked = picks.iter().find(|pick| pick.shelf == place && pick.order > context.answered);
    let chosen = picked.map_or(&shelf.id, |pick| &pick.id);
    // Before the page is live, nobody can pick one.
    let rows = spec.entries.iter().filter(|_| context.is_live).map(|(id, name)| (id.as_str(), name.as_str()));
    let options = std::iter::once(("", "not given")).chain(rows);
    let pick = move |id| Message::Do(Action::Pick(place, id, None));
    html! {
        <div class="pick">
            <div class="field">
                <label for={id.clone()}>{ &spec.label }</label>
                { select(context.send, (id.clone(), Some(hint_id.clone())), options, chosen, pick) }
                <p class="hint" id={hint_id}>{ &shelf.hint }</p>
            </div>
            { shelf.size.as_ref().map_or_else(Html::default, |one| size(context, &id, (place, spec, chosen), one)) }
            { source(shelf) }
        </div>
    }
}

fn size(context: &Context<'_>, id: &str, (place, spec, row): (u8, &ShelfSpec, &str), size: &Size) -> Html {
    let id = format!("{id}-size");
    let pick = {
        let row = row.to_owned();
        move |size| Message::Do(Action::Pick(place, row.clone(), Some(size)))
    };
    if !size.options.is_empty() {
        let options = size.options.iter().map(|name| (name.as_str(), name.as_str()));
        return html! {
            <div class="field">
                <label for={id.clone()}>{ &size.label }</label>
                { select(context.send, (id, None), options, &size.text, pick) }
            </div>
        };
    }
    let is_wrong = !size.error.is_empty();
    let hint_id = format!("{id}-hint");
    let picks = &context.state.entries(spec.is_shared).picks;
    let typed = picks.iter().find(|pick| pick.shelf == place && pick.order > context.answered);
    let text = typed.and_then(|pick| pick.size.as_ref()).unwrap_or(&size.text);
    html! {
        <div class={classes!("field", is_wrong.then_some("invalid"))}>
            <label for={id.clone()}>{ &size.label }</label>
            <span class="box">
                <input id={id.clone()} type="text" autocomplete="off" value={text.clone()}
                    oninput={on_input(context.send, pick)} aria-invalid={is_wrong.to_string()}
                    aria-describedby={hint_id.clone()} />
                { unit(&size.unit) }
            </span>
            <p class="hint" id={hint_id}>{ &size.hint }</p>
            { error(format!("{id}-error"), &size.error) }
        </div>
    }
}

fn source(shelf: &Shelf) -> Html {
    let Some((words, address)) = &shelf.link else { return Html::default() };
    html! {
        <div class="source">
            <p>{ &shelf.dated }<a href={address.clone()} rel="noreferrer">{ words }</a></p>
            { for shelf.notes.iter().map(|note| html! { <p>{ note }</p> }) }
        </div>
    }
}
