//! Ways out, where no pools inside the budget meet the targets.

use super::{Send, apply};
use crate::view::View;
use poolwise::advise::Remedy;
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct WaysProps {
    pub(super) send: Send,
    pub(super) view: Rc<View>,
}

#[component]
pub(super) fn Ways(WaysProps { send, view }: &WaysProps) -> Html {
    let ways = &view.plan.remedies;
    if ways.is_empty() {
        return html! {};
    }
    html! {
        <section class="card ways" aria-labelledby="ways-title">
            <h2 id="ways-title">{ "Ways out" }</h2>
            <p class="hint">
                { "No pools inside the budget meet every target. Each of these does, alone; the cheapest comes first." }
            </p>
            <ol>{ for ways.iter().enumerate().map(|(index, way)| row(send, index + 1, way)) }</ol>
        </section>
    }
}

fn row(send: &Send, number: usize, way: &Remedy) -> Html {
    html! {
        <li class="way">
            <span class="number" aria-hidden="true">{ number }</span>
            <div>
                <h3>{ &way.change }</h3>
                <p>{ &way.effect }</p>
                <p class="help">{ format!("Cost: {}.", way.cost) }</p>
            </div>
            { apply::short(send, &format!("way out {number}"), &way.set) }
        </li>
    }
}
