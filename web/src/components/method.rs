//! What gave the numbers, and how sure they are.

use crate::{
    phrases::{between_ms, between_shares},
    view::PlanQuality,
};
use poolwise::{
    format::{duration, percent},
    plan::ServicePlan,
    predict::{Method, State},
};
use yew::prelude::*;

const BY_FORMULA: &str = "Closed forms of queueing theory: Erlang C, with requests that give up after the pool's timeout. \
    They have no sampling error, and are used where they are exact enough: at one rate, for holds that are \
    exponential or hardly ever meet a queue, where connections are rarely opened. They are also used, with an error \
    that grows with the bursts and the variability of the holds, where a simulation would take too long.";

const SIMULATED: &str = "Independent runs of one pool, request by request, as SQLAlchemy's QueuePool serves them, \
    each counted from when it has forgotten its start. The same scenario always gives the same numbers; other runs \
    would give others, and 95 % of intervals made like this one contain the long-run mean.";

const WHY_SIMULATED: &str = "Simulated, since here the closed forms are too coarse: there are bursts, holds that are \
    not exponential, or connections that are opened often.";

const ALONE: &str = "Some scenarios are simulated, in a worker beside the page. This browser has not started it, so \
    these are closed forms: coarser for bursts, for holds that are not exponential, and where connections are opened \
    often.";

const PENDING: &str =
    "These numbers are from closed forms. Where those are too coarse, a simulation replaces them in a moment.";

/// A shorter wait reads as 0, and so would its interval.
const SHORTEST_MS: f64 = 0.001;

/// The method in a line, with what it means behind it. It always takes the same room.
pub(super) fn line(known: PlanQuality, service: &ServicePlan) -> Html {
    let prediction = service.current.busiest();
    if prediction.state == State::NoTraffic {
        return html! {};
    }
    let wait = &prediction.wait_ms;
    let (name, sure, explained) = match (prediction.method, prediction.interval) {
        (Method::Simulation, Some(interval)) => {
            let utilization = between_shares(interval.utilization, "to");
            let sure = if interval.wait_mean_ms[1] < SHORTEST_MS {
                format!(", utilization {utilization}")
            } else {
                format!(", 95 % confident of {}; utilization {utilization}", between_ms(interval.wait_mean_ms, "to"))
            };
            ("Simulated", sure, vec![WHY_SIMULATED, SIMULATED])
        }
        (Method::Simulation, None) => ("Simulated", String::new(), vec![WHY_SIMULATED]),
        (Method::ClosedForm, _) => {
            let sure = prediction.utilization.map_or_else(String::new, |u| format!(", utilization {}", percent(u)));
            let explained = match known {
                PlanQuality::ByFormula => PENDING,
                PlanQuality::AtBest => BY_FORMULA,
                PlanQuality::ByFormulaAlone => ALONE,
            };
            ("Closed form", sure, vec![explained])
        }
    };
    let aside = match known {
        PlanQuality::ByFormula => "refining…",
        PlanQuality::AtBest => "",
        PlanQuality::ByFormulaAlone => "not refined: no worker",
    };
    html! {
        <details class="method">
            <summary title={explained[0]}>
                <b>{ name }</b>
                { format!(": mean wait {}{sure}", duration(wait.mean)) }
                <span class="refining">{ aside }</span>
            </summary>
            <div>
                { for explained.into_iter().map(|words| html! { <p>{ words }</p> }) }
                { for service.holds.iter().map(|hold| html! { <p>{ format!("Holds of {}: {}.", hold.name, hold.told()) }</p> }) }
            </div>
        </details>
    }
}
