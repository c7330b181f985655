//! Ways out, where no pool inside the budget meets the targets.
//!
//! Each way changes one thing, as little as suffices: then every service meets every target inside the budget. They are
//! looked for by closed form, and checked with the model of the plan. The cheapest comes first: what costs nothing but a
//! setting, then what costs work, then what costs a server.

mod change;
mod deploy;
mod fleet;
mod hold;
mod server;
mod tasks;

use super::{Advice, Advised, advise_with, search::smallest};
use crate::{
    predict::{Model, empty_after_s, predict_by_formula},
    scenario::{Lever, Scenario, Service},
};
use change::Change;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{borrow::Cow, collections::BTreeMap};

/// A way to meet every target inside the budget.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WayOut {
    /// What kind of way it is: "fewer-workers".
    pub kind: Cow<'static, str>,
    /// What to do: "run 2 workers an instance instead of 8".
    pub change: String,
    /// What that brings.
    pub effect: String,
    /// What it costs, or what has to hold for it.
    pub cost: String,
    /// Settings of the scenario that say so, by path; empty where no setting does.
    pub set: BTreeMap<String, Value>,
}

/// A way that was found, with the scenario that it leads to.
pub(crate) struct Found {
    pub(crate) way: WayOut,
    pub(crate) scenario: Scenario,
    pub(crate) lever: Option<Lever>,
    effort: f64,
}

type Way = for<'a> fn(&'a Scenario, &'a [bool]) -> Option<Change<'a>>;

/// Every way; the services that fall short are marked.
const WAYS: [Way; 10] = [
    deploy::none_missing,
    tasks::more_tasks,
    hold::smaller_batch,
    fleet::fewer_autoscaled,
    fleet::fewer_workers,
    hold::shorter_hold,
    fleet::fewer_instances,
    server::larger_max_connections,
    server::pgbouncer,
    hold::read_replica,
];

/// All ways out of an advice that falls short, the cheapest first.
pub(crate) fn ways_out(scenario: &Scenario, short: &Advised, model: Model) -> Vec<Found> {
    if scenario.services.iter().zip(&short.services).any(|(service, advice)| leaks(service, advice)) {
        // No other setting mends a leak.
        return Vec::new();
    }
    // What falls short in the pooler, its clients can mend.
    let pooler = short.pooler.as_ref().is_some_and(|pooler| !pooler.feasible);
    let rows = scenario.services.iter().zip(&short.services);
    let missing: Vec<bool> =
        rows.map(|(service, advice)| !advice.feasible || pooler && scenario.is_pooled(service)).collect();
    let mut found: Vec<Found> =
        WAYS.iter().filter_map(|way| way(scenario, &missing)).filter_map(|way| least(&way, model)).collect();
    // What the server has no memory for is no way.
    found.retain(|found| found.effort.is_finite());
    found.sort_by(|a, b| a.effort.total_cmp(&b.effort));
    found
}

fn leaks(service: &Service, advice: &Advice) -> bool {
    empty_after_s(service, service.capacity(&advice.pool)).is_some()
}

/// Whether what is missed is only the waits, for which the closed forms can be too careful.
fn only_waits(advised: &Advised) -> bool {
    let mut missed = advised.services.iter().flat_map(|advice| &advice.missed);
    missed.all(|miss| matches!(&*miss.field, "wait_p95_ms" | "timeout_probability"))
}

/// No more amounts of a change than these are tried one by one.
const MANY: u64 = 64;

/// The least of a change that suffices, by closed form and then by the model.
fn least(change: &Change<'_>, model: Model) -> Option<Found> {
    let advised = |amount, model| {
        let scenario = (change.scenario)(amount);
        let advised = advise_with(&scenario, model);
        (scenario, advised)
    };
    let most = change.most;
    let by_formula = |amount: &u64| advised(*amount, predict_by_formula).1.is_feasible();
    let by_model = |amount| advised(amount, model).1.is_feasible();
    // More of a change is mostly better, but a service with too few workers has too few tasks.
    let mut amount =
        smallest(1..=most, 1, |amount| by_formula(&amount)).or_else(|| (1..most.min(MANY)).find(by_formula)).or_else(
            || only_waits(&advised(most, predict_by_formula).1).then(|| smallest(1..=most, most, by_model)).flatten(),
        )?;
    let mut step = 1;
    let (scenario, advised) = loop {
        let (scenario, advised) = advised(amount, model);
        if advised.is_feasible() {
            break match change.settle {
                Some(settle) => {
                    let scenario = settle(scenario, &advised);
                    let advised = advise_with(&scenario, model);
                    (scenario, advised)
                }
                None => (scenario, advised),
            };
        }
        if amount == most {
            return None;
        }
        amount = (amount + step).min(most);
        step *= 2;
    };
    let told = (change.told)(&scenario, &advised);
    Some(Found {
        way: WayOut {
            kind: change.kind.into(),
            change: told.change,
            effect: told.effect,
            cost: told.cost,
            set: told.set.into_iter().collect(),
        },
        lever: change.lever,
        effort: told.effort,
        scenario,
    })
}
