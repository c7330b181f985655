//! What to change, before and after, and why.

use crate::{view::View, words::between_ms};
use poolwise::{
    advise::Reason,
    format::{duration, number, percent},
    predict::{Prediction, State},
};
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct ChangesProps {
    pub(super) view: Rc<View>,
}

#[component]
pub(super) fn Changes(ChangesProps { view }: &ChangesProps) -> Html {
    let Some(service) = view.plan.services.first() else { return html! {} };
    let (now, then) = (&service.current.pool, &service.advised.pool);
    let settings = [
        ("pool.size", "Pool size", now.size.to_string(), then.size.to_string()),
        ("pool.overflow", "Max overflow", now.overflow.to_string(), then.overflow.to_string()),
    ];
    let reason = |field: &str| service.advised.reasons.iter().find(|reason| reason.field == field);
    let setting = |(field, name, now, then): (&str, &str, String, String)| {
        html! {
            <tr class={(now != then).then_some("changed")}>
                <th scope="row">{ name }</th><td>{ now }</td><td>{ then }</td>
                <td class="because">{ for reason(field).map(because) }</td>
            </tr>
        }
    };
    let (before, after) = (&service.current.prediction, &service.advised.prediction);
    html! {
        <section class="card changes" aria-labelledby="changes-title">
            <h2 id="changes-title">{ "What to change" }</h2>
            <div class="scroll">
                <table>
                    <thead>
                        <tr><th scope="col">{ "Setting" }</th><th scope="col">{ "Current" }</th><th scope="col">{ "Advised" }</th><th scope="col" class="because">{ "Because" }</th></tr>
                    </thead>
                    <tbody>{ for settings.into_iter().map(setting) }</tbody>
                    if before.state != State::NoTraffic {
                        <tbody class="outcome">{ for OUTCOMES.iter().map(|row| outcome(row, before, after)) }</tbody>
                    }
                </table>
            </div>
        </section>
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
    ("Time out", |p| percent(p.timeout_probability), "share of requests that give up"),
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
            <p class="source">{ "Source: " }{ reason.source }</p>
        </details>
    }
}
