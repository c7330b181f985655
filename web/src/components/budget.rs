//! The connections against the limit, drawn to scale.

use super::capacity;
use crate::view::View;
use poolwise::budget::Totals;
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct BudgetProps {
    pub(super) view: Rc<View>,
}

/// More parts than this would be slivers: one part then stands for all.
const MOST_PARTS: u64 = 24;

#[component]
pub(super) fn BudgetCard(BudgetProps { view }: &BudgetProps) -> Html {
    let budget = &view.plan.budget;
    let max = u64::from(view.scenario().database.max_connections.get());
    // Room for the larger of both, so that what is over stays in the picture.
    let largest = [budget.current.at_scale, budget.advised.at_scale].into_iter().flatten().max().unwrap_or(0);
    let raised = (budget.advised_usable != budget.usable).then_some(budget.advised_usable);
    let largest = largest.max(budget.advised_usable);
    let lower = raised.unwrap_or(budget.usable);
    let scale = Scale(max.max(largest).max(1));
    let instances = view.scenario().services.first().map_or(1, |service| u64::from(service.instances.get()));
    let others = u64::from(view.scenario().database.other_clients.get());
    let scales = budget.current.at_scale != budget.current.at_deploy;
    let changed = budget.current != budget.advised || raised.is_some();
    html! {
        <section class="card budget" aria-labelledby="budget-title">
            <h2 id="budget-title">{ "Connection budget" }</h2>
            <div class="bars">
                { bar("current", budget.current, (instances, others), budget.usable, scale) }
                if changed { { bar("advised", budget.advised, (instances, others), budget.advised_usable, scale) } }
                <div class="limit" aria-hidden="true">
                    <span class="reserved" ~style={format!("left: {}; width: {}", scale.at(budget.usable), scale.at(max.saturating_sub(budget.usable)))}></span>
                    <span class="mark" ~style={format!("left: {}", scale.at(budget.usable))}></span>
                    if let Some(raised) = raised {
                        <span class="mark raised" ~style={format!("left: {}", scale.at(raised))}></span>
                    }
                </div>
            </div>
            <p class="scale" aria-hidden="true">
                <span class={if scale.is_left(lower) { "usable" } else { "usable before" }} ~style={format!("left: {}", scale.at(lower))}>
                    { if raised.is_some() { format!("{lower} usable as advised") } else { format!("{lower} usable") } }
                </span>
            </p>
            <p class="hint">
                { format!("{max} max_connections − {} reserved = {} usable. ", max.saturating_sub(budget.usable), budget.usable) }
                if let Some(raised) = raised { { format!("As advised {raised}. ") } }
                { "Solid: at rest. Hatched: the surge of a deploy." }
                if scales { { " Faint: as many instances as autoscaling may start." } }
                if others > 0 { { format!(" Grey: {others} of other clients.") } }
            </p>
            { capacity::lines(view) }
        </section>
    }
}

#[derive(Clone, Copy)]
struct Scale(u64);

impl Scale {
    #[expect(clippy::cast_precision_loss, reason = "a share of a bar")]
    fn at(self, connections: u64) -> String {
        format!("{:.3}%", connections as f64 / self.0 as f64 * 100.0)
    }

    fn is_left(self, connections: u64) -> bool {
        connections < self.0 / 10 * 7
    }
}

fn bar(name: &'static str, totals: Totals, (instances, others): (u64, u64), usable: u64, scale: Scale) -> Html {
    let Totals { at_rest: Some(at_rest), at_deploy: Some(at_deploy), at_scale: Some(at_scale) } = totals else {
        return html! {
            <div class={classes!("bar", name)}>
                <span class="name">{ name }</span>
                <span class="track"><span class="part unbounded" ~style="width: 100%">{ "no limit" }</span></span>
                <span class="total bad">{ "no limit" }</span>
            </div>
        };
    };
    let services = at_rest - others;
    let parts = if instances <= MOST_PARTS { instances } else { 1 };
    let part = |index: u64| {
        // Whole connections: where each part ends less where it starts.
        let connections = services * (index + 1) / parts - services * index / parts;
        html! { <span class="part" ~style={format!("width: {}", scale.at(connections))} title={format!("instance {}: {connections}", index + 1)}></span> }
    };
    let over = at_scale > usable;
    let told = if at_scale > at_rest { format!("{at_rest} → {at_scale}") } else { at_rest.to_string() };
    let scaled = if at_scale > at_deploy { format!(", {at_scale} autoscaled") } else { String::new() };
    html! {
        <div class={classes!("bar", name, over.then_some("over"))}>
            <span class="name">{ name }</span>
            <span class="track" role="img"
                aria-label={format!("{name}: {at_rest} connections at rest, {at_deploy} during a deploy{scaled}, {usable} usable")}>
                <span class="part others" ~style={format!("width: {}", scale.at(others))}></span>
                { for (0..parts).map(part) }
                <span class="part surge" ~style={format!("width: {}", scale.at(at_deploy - at_rest))}></span>
                <span class="part scaled" ~style={format!("width: {}", scale.at(at_scale - at_deploy))}></span>
            </span>
            <span class={classes!("total", over.then_some("bad"))}>{ told }</span>
        </div>
    }
}
