//! Remedies, where no pools inside the budget meet the targets.

use super::{Context, buttons, card::card};
use poolwise_view::Remedy;
use yew::prelude::*;

pub(super) fn remedies(context: &Context<'_>) -> Html {
    let remedies = &context.view.remedies;
    if remedies.is_empty() {
        return Html::default();
    }
    let row = |(number, remedy): (usize, &Remedy)| {
        html! {
            <li class="remedy">
                <span class="number" aria-hidden="true">{ number }</span>
                <div>
                    <h3>{ &remedy.change }</h3>
                    <p>{ &remedy.effect }</p>
                    <p class="help">{ &remedy.cost }</p>
                </div>
                { buttons::apply(context.send, remedy.apply.as_ref()) }
            </li>
        }
    };
    let body = html! {
        <>
            <p class="hint">
                { "No pools inside the budget meet every target. Each of these does, alone; the cheapest comes first." }
            </p>
            <ol>{ for (1..).zip(remedies).map(row) }</ol>
        </>
    };
    card("remedies", "Remedies", body)
}
