//! What to change, before and after, and why.

use super::{Send, apply};
use crate::{
    advice::{self, Change},
    fields,
    phrases::{between_ms, setting_value},
    view::View,
};
use poolwise::{
    advise::{Assumed, Reason, Remedy},
    format::{duration, number, percent},
    predict::{Prediction, State},
};
use serde_json::Value;
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct ChangesProps {
    pub(super) send: Send,
    pub(super) view: Rc<View>,
}

#[component]
pub(super) fn Changes(ChangesProps { send, view }: &ChangesProps) -> Html {
    let Some(service) = view.plan.services.first() else { return html! {} };
    let (before, after) = (service.current.busiest(), service.advised.busiest());
    html! {
        <section class="card changes" aria-labelledby="changes-title">
            <h2 id="changes-title">{ "What to change" }</h2>
            { for view.plan.required_changes.as_ref().map(|way| besides(send, way)) }
            <div class="scroll">
                <table>
                    <thead>
                        <tr><th scope="col">{ "Setting" }</th><th scope="col">{ "Current" }</th><th scope="col">{ "Advised" }</th><th scope="col" class="because">{ "Because" }</th></tr>
                    </thead>
                    <tbody>{ for advice::changes(&view.plan).iter().map(setting) }</tbody>
                    if before.state != State::NoTraffic {
                        <tbody class="outcome">{ for OUTCOMES.iter().map(|row| outcome(row, before, after)) }</tbody>
                    }
                </table>
            </div>
        </section>
    }
}

/// What the advice rests on besides.
fn besides(send: &Send, way: &Remedy) -> Html {
    html! {
        <div class="besides">
            <p>{ format!("The pools below also need this: {}. Cost: {}.", way.change, way.cost) }</p>
            { apply::short(send, "besides the pools", &way.set) }
        </div>
    }
}

fn setting(change: &Change<'_>) -> Html {
    let name = fields::at(&change.path).map_or_else(|| change.path.clone(), |field| field.label.to_owned());
    html! {
        <tr class={change.is_new().then_some("changed")}>
            <th scope="row">{ name }</th>
            <td>{ shown(&change.path, &change.now) }</td><td>{ shown(&change.path, &change.then) }</td>
            <td class="because">{ for change.reason.map(because) }</td>
        </tr>
    }
}

/// A setting as people say it: "30 s", "never", "on".
fn shown(path: &str, value: &Value) -> String {
    match value {
        value if path.ends_with("recycle_s") && value.as_f64().is_some_and(|age| age < 0.0) => "never".to_owned(),
        value if path.ends_with("_s") => format!("{} s", number(value.as_f64().unwrap_or(0.0))),
        value => setting_value(value),
    }
}

type Outcome = (&'static str, fn(&Prediction) -> String, &'static str);

const OUTCOMES: [Outcome; 6] = [
    (
        "Utilization",
        |p| p.utilization.map_or_else(|| "–".to_owned(), percent),
        "mean checked-out connections over size + overflow",
    ),
    (
        "Wait, mean",
        |p| p.interval.map_or_else(|| duration(p.wait_ms.mean), |interval| between_ms(interval.wait_mean_ms, "to")),
        "for a connection; a range where simulated: 95 % of such ranges hold the mean",
    ),
    ("Wait p95", |p| duration(p.wait_ms.p95), "95 % of requests wait less for a connection"),
    ("Wait p99", |p| duration(p.wait_ms.p99), "99 % of requests wait less"),
    ("Timeouts", |p| percent(p.timeout_probability), "share of requests that give up"),
    ("Opened", |p| format!("{}/s", number(p.connects_per_s)), "connections a pool opens a second, in the long run"),
];

fn outcome((name, of, hint): &Outcome, before: &Prediction, after: &Prediction) -> Html {
    html! { <tr><th scope="row">{ *name }</th><td>{ of(before) }</td><td>{ of(after) }</td><td class="because">{ *hint }</td></tr> }
}

fn because(reason: &Reason) -> Html {
    html! {
        <details>
            <summary>{ &reason.because }</summary>
            <p class="formula">{ &reason.formula }</p>
            <p class="source">{ "Changes with: " }{ &*reason.changes }</p>
            <p class="source">{ "Source: " }{ &*reason.source }</p>
            { for assumed(reason) }
        </details>
    }
}

/// The defaults that an advised setting rests on, by the names of their fields on the page.
fn assumed(reason: &Reason) -> Option<Html> {
    let describe = |assumed: &Assumed| {
        let Some(field) = fields::at(&assumed.field) else { return format!("{} {}", assumed.field, assumed.value) };
        format!("{} {} {}", field.label, field.kind.text_of(&assumed.value), field.unit).trim_end().to_owned()
    };
    let assumed: Vec<String> = reason.assumed.iter().map(describe).collect();
    (!assumed.is_empty()).then(|| html! { <p class="source">{ "Assumed: " }{ assumed.join(", ") }</p> })
}
