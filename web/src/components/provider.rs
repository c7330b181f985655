//! Who runs the server, and how large it is there: both fill the fields below.

use super::{Send, select::Select};
use crate::{provider::Provider, state::Action};
use poolwise::catalog::{Known, Size};
use web_sys::HtmlInputElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct ProviderProps {
    pub(super) send: Send,
    pub(super) provider: Option<Provider>,
}

#[component]
pub(super) fn ProviderRow(ProviderProps { send, provider }: &ProviderProps) -> Html {
    let choose = {
        let send = send.clone();
        move |id: String| send.dispatch(Action::Provide(Provider::of(&id)))
    };
    let mut options = vec![("", "not given")];
    options.extend(Provider::all().map(|entry| (entry.id, entry.name)));
    html! {
        <div class="provider">
            <div class="field">
                <label for="provider">{ "Provider" }</label>
                <Select id="provider" {options} chosen={provider.as_ref().map_or("", Provider::id)} {choose}
                    described_by="provider-hint" />
                <p class="hint" id="provider-hint">
                    { provider.as_ref().map_or_else(|| "fills what it sets below".to_owned(), |provider| format!("max_connections: {}", provider.entry.rule)) }
                </p>
            </div>
            { for provider.as_ref().map(|provider| size(send, provider)) }
            { for provider.as_ref().map(source) }
        </div>
    }
}

fn size(send: &Send, provider: &Provider) -> Html {
    let choose = {
        let (send, provider) = (send.clone(), provider.clone());
        move |size| send.dispatch(Action::Provide(Some(Provider { size, ..provider.clone() })))
    };
    match provider.entry.size() {
        None => html! {},
        Some(Size::Plan { plans }) => {
            let options: Vec<_> = plans.iter().map(|plan| (plan.name, plan.name)).collect();
            html! {
                <div class="field">
                    <label for="provider-size">{ "Plan" }</label>
                    <Select id="provider-size" {options} chosen={provider.size.clone()} {choose} />
                </div>
            }
        }
        Some(Size::Number(range)) => {
            let oninput = move |event: InputEvent| {
                if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                    choose(input.value());
                }
            };
            let error = provider.error();
            html! {
                <div class={classes!("field", error.is_some().then_some("invalid"))}>
                    <label for="provider-size">{ "Size there" }</label>
                    <span class="box">
                        <input id="provider-size" type="text" inputmode="decimal" autocomplete="off" value={provider.size.clone()}
                            {oninput} aria-invalid={error.is_some().to_string()} aria-describedby="provider-size-hint" />
                        <span class="unit" aria-hidden="true">{ range.unit }</span>
                    </span>
                    <p class="hint" id="provider-size-hint">{ range.to_string() }</p>
                    if let Some(error) = error { <p class="error" role="alert">{ error }</p> }
                </div>
            }
        }
    }
}

fn source(provider: &Provider) -> Html {
    let entry = provider.entry;
    let known = match entry.known {
        Known::SecondHand => "second-hand, check it: ",
        _ => "",
    };
    let between = provider.between().map(|[least, most]| format!("max_connections is between {least} and {most}; "));
    html! {
        <div class="source">
            <p>
                { between }
                { format!("{known}{}, ", entry.dated) }
                <a href={entry.url} rel="noreferrer">{ entry.source }</a>
            </p>
            { for entry.notes.iter().map(|note| html! { <p>{ *note }</p> }) }
        </div>
    }
}
