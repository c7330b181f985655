//! Several services on one database: which one is in view, and all of them side by side.

use super::{
    Context,
    buttons::{self, Look},
    card::card,
    status,
};
use crate::{
    message::{Message, on_click, on_input},
    state::{Action, LONGEST_SERVICE_NAME, MAX_SERVICES},
};
use poolwise_view::{PastePart, ServiceLine};
use yew::prelude::*;

/// The services to switch between, and what can be done with the one in view. Nothing where there is only one.
pub(super) fn tabs(context: &Context<'_>) -> Html {
    let (state, services) = (context.state, &context.view.services);
    if state.input.services.len() < 2 {
        return Html::default();
    }
    let name = |place: usize| services.get(place).map_or("", |line| line.name.as_str());
    let tab = |place: usize| {
        let current = (place == state.shown).then_some("true");
        let show = on_click(context.send, Message::ShowService(place));
        html! { <button type="button" aria-current={current} onclick={show}>{ name(place) }</button> }
    };
    let act = |words: &str, action: Action| {
        buttons::named(context.send, words, format!("{words} {}", name(state.shown)), Message::Do(action))
    };
    html! {
        <section class="card services" aria-label="Services">
            <nav class="tabs" aria-label="Services">{ for (0..state.input.services.len()).map(tab) }{ add(context) }</nav>
            <div class="actions">
                <label for="service-name">{ "Name" }</label>
                <input id="service-name" type="text" autocomplete="off" maxlength={LONGEST_SERVICE_NAME.to_string()}
                    placeholder={name(state.shown).to_owned()} value={state.service().name.clone()} aria-describedby="name-hint"
                    oninput={on_input(context.send, |name| Message::Do(Action::NameService(name)))} />
                { act("Duplicate", Action::DuplicateService(format!("{} copy", name(state.shown)))) }
                { act("Remove", Action::RemoveService) }
            </div>
            <p id="name-hint" class="error" aria-live="polite">{ &context.view.name_hint }</p>
            if let PastePart::Of(_) = state.service().part {
                <p class="hint">
                    { "The pasted text is about several services; each has its own part of it. " }
                    { act("Use all of it for one", Action::JoinServices) }
                </p>
            }
        </section>
    }
}

/// Adds a service.
pub(super) fn add(context: &Context<'_>) -> Html {
    let is_full = context.state.input.services.len() >= MAX_SERVICES;
    let look = Look { class: "add", is_disabled: is_full, ..Look::default() };
    buttons::button(context.send, "Add a service", look, Message::Do(Action::AddService))
}

/// All services side by side; nothing where there is only one.
pub(super) fn table(context: &Context<'_>) -> Html {
    let services = &context.view.services;
    if services.len() < 2 {
        return Html::default();
    }
    let has_remarks = services.iter().any(|line| !line.remark.is_empty());
    let table = html! {
            <div class="scroll" tabindex="0" role="region" aria-labelledby="fleet-title">
                <table>
                    <thead><tr>
                        <th scope="col">{ "Service" }</th><th scope="col">{ "Pools" }</th>
                        <th scope="col">{ "Connections" }</th><th scope="col">{ "Advised" }</th>
                        <th scope="col">{ "Utilization" }</th>
                        if has_remarks { <th scope="col" class="because">{ "Advice" }</th> }
                    </tr></thead>
                    <tbody>{ for services.iter().enumerate().map(|(place, line)| row(context, place, line, has_remarks)) }</tbody>
                </table>
            </div>
    };
    card("fleet", "Services", table)
}

fn row(context: &Context<'_>, place: usize, line: &ServiceLine, has_remarks: bool) -> Html {
    let class = (place == context.state.shown).then_some("shown");
    let show = buttons::link(context.send, &line.name, String::new(), Message::ShowService(place));
    html! {
        <tr {class}>
            <th scope="row">{ show }</th>
            <td>{ &line.pools }</td><td>{ &line.connections }</td><td>{ &line.advised }</td>
            <td class={status::class(line.level)}>{ if line.utilization.is_empty() { "–" } else { &line.utilization } }</td>
            if has_remarks { <td class="because">{ &line.remark }</td> }
        </tr>
    }
}
