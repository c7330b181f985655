//! The cards of fields.

use super::{Send, catalog::PickRow, field::FieldRow};
use crate::{
    catalog::{Pick, SHELVES},
    fields::Group,
    view::View,
};
use poolwise::catalog::CatalogKind;
use std::{collections::BTreeMap, rc::Rc};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct GroupsProps {
    pub(super) send: Send,
    pub(super) picks: BTreeMap<CatalogKind, Pick>,
    pub(super) view: Rc<View>,
}

#[component]
pub(super) fn Groups(props: &GroupsProps) -> Html {
    let cards = Group::ALL.into_iter().map(|group| card(group, props));
    html! { <div class="groups">{ for cards }</div> }
}

fn card(group: Group, GroupsProps { send, picks, view }: &GroupsProps) -> Html {
    let rows = group.fields().filter_map(|field| view.row(field)).map(|row| {
        html! { <FieldRow key={row.field.path} send={send.clone()} row={row.clone()} /> }
    });
    let shelves = SHELVES.iter().filter(|shelf| shelf.group == group).map(|shelf| {
        html! { <PickRow send={send.clone()} {shelf} pick={picks.get(&shelf.kind).cloned()} /> }
    });
    html! {
        <details class="card group" open={group.starts_open()}>
            <summary><h2>{ group.title() }</h2></summary>
            { for shelves }
            <div class="fields">{ for rows }</div>
        </details>
    }
}
