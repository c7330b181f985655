//! The cards of fields.

use super::{Send, field::FieldRow, provider::ProviderRow};
use crate::{fields::Group, provider::Provider, view::View};
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct GroupsProps {
    pub(super) send: Send,
    pub(super) provider: Option<Provider>,
    pub(super) view: Rc<View>,
}

#[component]
pub(super) fn Groups(props: &GroupsProps) -> Html {
    let cards = Group::ALL.into_iter().map(|group| card(group, props));
    html! { <div class="groups">{ for cards }</div> }
}

fn card(group: Group, GroupsProps { send, provider, view }: &GroupsProps) -> Html {
    let rows = group.fields().filter_map(|field| view.row(field)).map(|row| {
        html! { <FieldRow key={row.field.path} send={send.clone()} row={row.clone()} /> }
    });
    html! {
        <details class="card group" open={group.starts_open()}>
            <summary><h2>{ group.title() }</h2></summary>
            if group == Group::Database {
                <ProviderRow send={send.clone()} provider={provider.clone()} />
            }
            <div class="fields">{ for rows }</div>
        </details>
    }
}
