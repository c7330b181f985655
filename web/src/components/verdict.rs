//! The plan in a sentence, and its five numbers.

use super::{Send, apply, method, status};
use crate::{advice, fields, state::Action, view::View};
use poolwise::{
    Plan,
    format::{duration, percent},
    plan::ServicePlan,
    predict::{Prediction, State},
};
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct VerdictProps {
    pub(super) send: Send,
    pub(super) view: Rc<View>,
}

#[component]
pub(super) fn VerdictCard(VerdictProps { send, view }: &VerdictProps) -> Html {
    let verdict = &view.verdict;
    let refused: Vec<&str> = view.refused().map(|row| row.field.label).collect();
    let service = view.plan.services.first();
    html! {
        <>
            <section class={classes!("card", "verdict", status::word(verdict.status))} aria-labelledby="verdict">
                <div class="headline">
                    { status::badge(verdict.status) }
                    <h2 id="verdict" aria-live="polite">{ &verdict.headline }</h2>
                    { apply_button(send, &view.plan) }
                </div>
                { for service.map(|service| figures(view, service)) }
            </section>
            <section class={classes!("card", "detail", status::word(verdict.status))} aria-label="The sum behind it">
                <p>{ &verdict.detail }</p>
                { for service.map(|service| method::line(view.known, service)) }
                if !refused.is_empty() {
                    <p class="error">{ format!("Not used, since it cannot be read: {}.", refused.join(", ")) }</p>
                }
            </section>
        </>
    }
}

/// Nothing to apply where the best pools that fit still lose requests: the remedies say what would help.
fn apply_button(send: &Send, plan: &Plan) -> Html {
    if plan.services.iter().any(ServicePlan::loses_requests) {
        return html! {};
    }
    let set = advice::set(plan);
    let settings = fields::filled(set.iter().map(|(path, value)| (path.as_str(), value)));
    let Some(settings) = settings.filter(|settings| !settings.is_empty()) else { return html! {} };
    let told = apply::told(&settings);
    let send = send.clone();
    let onclick = move |_| send.dispatch(Action::Apply(settings.clone()));
    html! { <button type="button" class="primary" {onclick} title={told}>{ "Apply advice" }</button> }
}

fn figures(view: &View, service: &ServicePlan) -> Html {
    let budget = &view.plan.budget;
    let now = service.current.busiest();
    let targets = view
        .scenario()
        .services
        .first()
        .map_or_else(|| view.scenario().targets.clone(), |service| view.scenario().targets.for_service(service));
    let of_budget =
        |total: Option<u64>| total.map_or_else(|| "no limit".to_owned(), |n| format!("{n} / {}", budget.usable));
    let over = |total: Option<u64>| total.is_none_or(|n| n > budget.usable);
    let known = now.state != State::NoTraffic;
    let over_budget = !budget.fits.current;
    // What the server refuses waits for ever: no wait of 0 ms is shown as if all were well.
    let traffic = |text: String| if known && !over_budget { text } else { "–".to_owned() };
    let utilization = |now: &Prediction| now.utilization.map_or_else(|| "–".to_owned(), percent);
    let rows = [
        ("utilization", traffic(utilization(now)), now.utilization.is_some_and(|u| u > targets.utilization_mean.get())),
        ("wait p95", traffic(duration(now.wait_ms.p95)), now.wait_ms.p95 > targets.wait_p95_ms.get()),
        (
            "time out",
            traffic(percent(now.timeout_probability)),
            now.timeout_probability > targets.timeout_probability.get(),
        ),
        ("at rest", of_budget(budget.current.at_rest), over(budget.current.at_rest)),
        ("deploy", of_budget(budget.current.at_deploy), over(budget.current.at_deploy)),
    ];
    let figure = |(name, value, bad): (&str, String, bool)| {
        html! { <div class={bad.then_some("bad")}><dt>{ name }</dt><dd>{ value }</dd></div> }
    };
    html! { <dl class="figures">{ for rows.into_iter().map(figure) }</dl> }
}
