//! The cards of fields.

use super::{Send, field::FieldRow};
use crate::{fields::Group, view::View};
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct GroupsProps {
    pub(super) send: Send,
    pub(super) view: Rc<View>,
}

#[component]
pub(super) fn Groups(props: &GroupsProps) -> Html {
    let cards = Group::ALL.into_iter().map(|group| card(group, props));
    html! { <div class="groups">{ for cards }</div> }
}

fn card(group: Group, GroupsProps { send, view }: &GroupsProps) -> Html {
    let rows = group.fields().filter_map(|field| view.row(field)).map(|row| {
        html! { <FieldRow key={row.field.path} send={send.clone()} row={row.clone()} /> }
    });
    html! {
        <details class="card group" open={group.starts_open()}>
            <summary><h2>{ group.title() }</h2></summary>
            <div class="fields">{ for rows }</div>
        </details>
    }
}
