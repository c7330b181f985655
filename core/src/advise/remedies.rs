//! Remedies, where no pool inside the budget meets the targets.
//!
//! Each changes one thing, as little as suffices, or two where one does not suffice: then every service meets every target
//! inside the budget. They are looked for by closed form, and checked with the model of the plan. The cheapest comes first:
//! a setting, then work, then a server.

mod change;
mod deploy;
mod fleet;
mod hold;
mod pairs;
mod pooler;
mod server;
mod streams;
mod tasks;

use super::{
    Advice, Advised, PredictionCache, Target, advise_cached, budget_shares::SMALL_HEADROOM_PERCENT, outline,
    search::smallest,
};
use crate::{
    predict::empty_after_s,
    scenario::{Lever, Scenario, Service},
};
use change::{Change, Shortfall};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{borrow::Cow, collections::BTreeMap};

/// A way to meet every target inside the budget.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Remedy {
    /// What kind of remedy it is: "fewer-workers"; of a pair both, with a plus sign.
    pub kind: Cow<'static, str>,
    /// What to do: "run 2 workers per instance instead of 8".
    pub change: String,
    /// What that brings.
    pub effect: String,
    /// What it costs, or what has to hold for it.
    pub cost: String,
    /// Every setting of the scenario that makes the effect true, by path, those of the pools included; empty where no
    /// settings can.
    pub set: BTreeMap<String, Value>,
}

/// A remedy that was found, with the scenario that it leads to.
pub(crate) struct FoundRemedy {
    pub(crate) remedy: Remedy,
    pub(crate) scenario: Scenario,
    pub(crate) advised: Advised,
    pub(crate) lever: Option<Lever>,
    /// What it costs, to rank by: a changed setting is about 1, a restart 1.5, a new server 5 and more.
    effort: f64,
}

/// Makes a change of one kind; None where it changes nothing.
type Kind = for<'a> fn(Shortfall<'a>) -> Option<Box<dyn Change + 'a>>;

/// Every kind of single change.
const KINDS: [Kind; 15] = [
    pooler::more_clients,
    pooler::more_servers,
    deploy::none_missing,
    tasks::fewer_tasks,
    tasks::more_tasks,
    tasks::more_workers,
    hold::smaller_batch,
    streams::return_before_streaming,
    fleet::fewer_autoscaled,
    fleet::fewer_workers,
    hold::shorter_hold,
    fleet::fewer_instances,
    server::larger_max_connections,
    server::pgbouncer,
    hold::read_replica,
];

/// From this effort on it is worth looking for two smaller changes instead.
const MIN_EFFORT_FOR_PAIRS: f64 = 5.0;

/// How many simulations the search may take; closed forms decide about the rest. A simulation takes up to a few hundred
/// milliseconds, and a plan should take seconds.
const MAX_SIMULATIONS: u32 = 24;

/// All remedies for an advice that falls short, the cheapest first.
pub(crate) fn remedies(scenario: &Scenario, short: &Advised, cache: &PredictionCache) -> Vec<FoundRemedy> {
    if scenario.services.iter().zip(&short.services).any(|(service, advice)| leaks(service, advice)) {
        // No other setting mends a leak.
        return Vec::new();
    }
    cache.limit_simulations(MAX_SIMULATIONS);
    // What falls short in the pooler, its clients can mend.
    let pooler = short.pooler.as_ref().is_some_and(|pooler| !pooler.feasible);
    let rows = scenario.services.iter().zip(&short.services);
    let missing: Vec<bool> =
        rows.map(|(service, advice)| !advice.feasible || pooler && scenario.is_pooled(service)).collect();
    let shortfall = Shortfall { scenario, missing: &missing };
    let changes = KINDS.iter().filter_map(|kind| kind(shortfall));
    let mut found: Vec<FoundRemedy> = changes.filter_map(|change| least(&*change, cache)).collect();
    // What the server has no memory for is no remedy.
    found.retain(|found| found.effort.is_finite());
    if found.iter().all(|found| found.effort >= MIN_EFFORT_FOR_PAIRS) {
        found.extend(pairs::pairs(shortfall, cache));
    }
    found.sort_by(|a, b| a.effort.total_cmp(&b.effort));
    found
}

fn leaks(service: &Service, advice: &Advice) -> bool {
    empty_after_s(service, service.capacity(&advice.pool)).is_some()
}

/// Whether what is missed is only the waits, for which the closed forms can be too careful.
fn only_waits(advised: &Advised) -> bool {
    let mut missed = advised.services.iter().flat_map(|advice| &advice.missed);
    missed.all(|miss| matches!(miss.target, Target::WaitP95 | Target::WaitP99 | Target::TimeoutProbability))
}

/// No more amounts of a change than these are tried one by one.
const MAX_TRIED_AMOUNTS: u64 = 64;

/// What the change makes of the least that suffices, with the advice that a plan of it gives: the search has spared the
/// simulations by which a pool's connections are divided into size and overflow.
fn settled(change: &dyn Change, scenario: Scenario, advised: &Advised, cache: &PredictionCache) -> (Scenario, Advised) {
    let scenario = change.settle(&scenario, advised, cache.closed_forms()).unwrap_or(scenario);
    let advised = cache.settling(|| advise_cached(&scenario, cache));
    (scenario, advised)
}

/// The least of a change that suffices, by closed form and then by the model.
fn least(change: &dyn Change, cache: &PredictionCache) -> Option<FoundRemedy> {
    let with_amount = |amount, cache: &PredictionCache| {
        let scenario = change.apply(amount);
        let advised = advise_cached(&scenario, cache);
        (scenario, advised)
    };
    let most = change.max_amount();
    let closed_forms = cache.closed_forms();
    let by_formula = |amount: &u64| outline(&change.apply(*amount), closed_forms).feasible;
    let has_headroom = |amount| {
        let outline = outline(&change.apply(amount), closed_forms);
        outline.feasible && outline.headroom_percent.is_some_and(|percent| percent >= SMALL_HEADROOM_PERCENT)
    };
    let by_model = |amount| outline(&change.apply(amount), cache).feasible;
    // More of a change is mostly better, but a service with too few workers has too few tasks.
    // What just meets the targets would be warned of at once.
    let mut amount = smallest(1..=most, 1, has_headroom)
        .or_else(|| smallest(1..=most, 1, |amount| by_formula(&amount)))
        .or_else(|| (1..most.min(MAX_TRIED_AMOUNTS)).find(by_formula))
        .or_else(|| {
            only_waits(&with_amount(most, closed_forms).1).then(|| smallest(1..=most, most, by_model)).flatten()
        })?;
    let mut step = 1;
    let (scenario, advised) = loop {
        let (scenario, advised) = with_amount(amount, cache);
        let found = advised.is_feasible().then(|| settled(change, scenario, &advised, cache));
        if let Some((scenario, advised)) = found.filter(|(_, advised)| advised.is_feasible()) {
            break (scenario, advised);
        }
        if amount == most {
            return None;
        }
        amount = (amount + step).min(most);
        step *= 2;
    };
    let description = change.describe(&scenario, &advised);
    // The change alone promises nothing: the pools must be sized for it.
    let pools = if description.set.is_empty() { Vec::new() } else { advised.settings(&scenario) };
    Some(FoundRemedy {
        remedy: Remedy {
            kind: change.kind().into(),
            change: description.change,
            effect: description.effect,
            cost: description.cost,
            set: description.set.into_iter().chain(pools).collect(),
        },
        lever: change.lever(),
        effort: description.effort,
        scenario,
        advised,
    })
}
