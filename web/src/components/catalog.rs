//! What is picked from the catalog, and in which size: both fill the fields below.

use super::{Send, select::Select};
use crate::{
    catalog::{Pick, Shelf},
    state::Action,
};
use poolwise::catalog::{CatalogKind, Provenance, Size};
use web_sys::HtmlInputElement;
use yew::prelude::*;

#[derive(Properties)]
pub(super) struct PickProps {
    pub(super) send: Send,
    pub(super) shelf: &'static Shelf,
    pub(super) pick: Option<Pick>,
}

impl PartialEq for PickProps {
    fn eq(&self, other: &Self) -> bool {
        self.send == other.send && self.shelf.kind == other.shelf.kind && self.pick == other.pick
    }
}

#[component]
pub(super) fn PickRow(PickProps { send, shelf, pick }: &PickProps) -> Html {
    let (kind, id) = (shelf.kind, shelf.done);
    let choose = {
        let send = send.clone();
        move |id: String| send.dispatch(Action::Pick(kind, Pick::of(&id)))
    };
    let mut options = vec![("", "not given")];
    options.extend(shelf.entries().map(|entry| (entry.id, entry.name)));
    let hint = match (pick, kind) {
        (None, _) => "fills what it sets below".to_owned(),
        (Some(pick), CatalogKind::Provider) => format!("max_connections: {}", pick.entry.rule),
        (Some(pick), _) => pick.entry.rule.to_owned(),
    };
    let hint_id = format!("{id}-hint");
    html! {
        <div class="pick">
            <div class="field">
                <label for={id}>{ shelf.label }</label>
                <Select id={id} {options} chosen={pick.as_ref().map_or("", Pick::id)} {choose} described_by={hint_id.clone()} />
                <p class="hint" id={hint_id}>{ hint }</p>
            </div>
            { for pick.as_ref().map(|pick| size(send, shelf, pick)) }
            { for pick.as_ref().map(source) }
        </div>
    }
}

fn size(send: &Send, shelf: &'static Shelf, pick: &Pick) -> Html {
    let id = format!("{}-size", shelf.done);
    let choose = {
        let (send, pick) = (send.clone(), pick.clone());
        move |size| send.dispatch(Action::Pick(shelf.kind, Some(Pick { size, ..pick.clone() })))
    };
    match pick.entry.size() {
        None => html! {},
        Some(named @ (Size::Plan { .. } | Size::Variant { .. })) => {
            let options: Vec<_> = named.names().into_iter().map(|name| (name, name)).collect();
            html! {
                <div class="field">
                    <label for={id.clone()}>{ title(named.word()) }</label>
                    <Select {id} {options} chosen={pick.size.clone()} {choose} />
                </div>
            }
        }
        Some(Size::Number(range)) => {
            let oninput = move |event: InputEvent| {
                if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                    choose(input.value());
                }
            };
            let error = pick.error();
            let hint_id = format!("{id}-hint");
            html! {
                <div class={classes!("field", error.is_some().then_some("invalid"))}>
                    <label for={id.clone()}>{ shelf.size_label }</label>
                    <span class="box">
                        <input {id} type="text" inputmode="decimal" autocomplete="off" value={pick.size.clone()}
                            {oninput} aria-invalid={error.is_some().to_string()} aria-describedby={hint_id.clone()} />
                        <span class="unit" aria-hidden="true">{ range.unit }</span>
                    </span>
                    <p class="hint" id={hint_id}>{ range.to_string() }</p>
                    if let Some(error) = error { <p class="error" role="alert">{ error }</p> }
                </div>
            }
        }
    }
}

/// A word as the label of a field.
fn title(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn source(pick: &Pick) -> Html {
    let entry = pick.entry;
    let provenance = match entry.provenance {
        Provenance::SecondHand => "second-hand, check it: ",
        _ => "",
    };
    let between = pick.between().map(|[least, most]| format!("max_connections is between {least} and {most}; "));
    html! {
        <div class="source">
            <p>
                { between }
                { format!("{provenance}{}, ", entry.dated) }
                <a href={entry.url} rel="noreferrer">{ entry.source }</a>
            </p>
            { for entry.notes.iter().map(|note| html! { <p>{ *note }</p> }) }
        </div>
    }
}
