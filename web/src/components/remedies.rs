//! Remedies, where no pools inside the budget meet the targets.

use super::{Send, apply};
use crate::view::View;
use poolwise::advise::Remedy;
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct RemediesProps {
    pub(super) send: Send,
    pub(super) view: Rc<View>,
}

#[component]
pub(super) fn Remedies(RemediesProps { send, view }: &RemediesProps) -> Html {
    let remedies = &view.plan.remedies;
    if remedies.is_empty() {
        return html! {};
    }
    html! {
        <section class="card remedies" aria-labelledby="remedies-title">
            <h2 id="remedies-title">{ "Remedies" }</h2>
            <p class="hint">
                { "No pools inside the budget meet every target. Each of these does, alone; the cheapest comes first." }
            </p>
            <ol>{ for remedies.iter().enumerate().map(|(index, remedy)| row(send, index + 1, remedy)) }</ol>
        </section>
    }
}

fn row(send: &Send, number: usize, remedy: &Remedy) -> Html {
    html! {
        <li class="remedy">
            <span class="number" aria-hidden="true">{ number }</span>
            <div>
                <h3>{ &remedy.change }</h3>
                <p>{ &remedy.effect }</p>
                <p class="help">{ format!("Cost: {}.", remedy.cost) }</p>
            </div>
            { apply::short(send, &format!("remedy {number}"), &remedy.set) }
        </li>
    }
}
