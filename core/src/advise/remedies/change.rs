//! What may be changed, each by an amount that begins at 1.

use crate::{
    advise::{Advised, PredictionCache},
    budget::Totals,
    format::grouped,
    predict::State,
    scenario::{Lever, Scenario, Service},
};
use serde_json::Value;

/// A change of a scenario by an amount from 1 to `most`, of which more suffices the sooner.
pub(super) struct Change<'a> {
    pub(super) kind: &'static str,
    /// What the user allows by this word.
    pub(super) lever: Option<Lever>,
    pub(super) most: u64,
    pub(super) scenario: Changed<'a>,
    /// What to make of the least that suffices; as it is where None.
    pub(super) settle: Option<Settle>,
    /// Describes the changed scenario and its advice.
    pub(super) describe: Describe<'a>,
}

type Changed<'a> = Box<dyn Fn(u64) -> Scenario + 'a>;
/// From the changed scenario, its advice, and predictions by closed form.
type Settle = fn(Scenario, &Advised, &PredictionCache) -> Scenario;
type Describe<'a> = Box<dyn Fn(&Scenario, &Advised) -> Description + 'a>;

pub(super) struct Description {
    pub(super) change: String,
    pub(super) effect: String,
    pub(super) cost: String,
    pub(super) set: Vec<(String, Value)>,
    /// To rank by; a setting that is changed is 1.
    pub(super) effort: f64,
}

/// In which holds and batches are shortened.
pub(super) const TWENTIETHS: u64 = 20;

/// The services that fall short, each with its place.
pub(super) fn each_missing<'a>(
    scenario: &'a Scenario,
    missing: &'a [bool],
) -> impl Iterator<Item = (usize, &'a Service)> {
    let marked = scenario.services.iter().enumerate().zip(missing);
    marked.filter(|(_, missing)| **missing).map(|(row, _)| row)
}

/// Those of them whose traffic is known.
pub(super) fn each_busy<'a>(scenario: &'a Scenario, missing: &'a [bool]) -> impl Iterator<Item = (usize, &'a Service)> {
    each_missing(scenario, missing).filter(|(_, service)| service.mean_rate_per_s() > 0.0)
}

pub(super) fn with_missing(scenario: &Scenario, missing: &[bool], change: impl Fn(&mut Service)) -> Scenario {
    let mut changed = scenario.clone();
    let marked = changed.services.iter_mut().zip(missing);
    marked.filter(|(_, missing)| **missing).for_each(|(service, _)| change(service));
    changed
}

/// "every target is met with 60 of 97 connections".
pub(super) fn effect(changed: &Scenario, advised: &Advised) -> String {
    let totals = Totals::from_scenario(&advised.apply(changed));
    let usable = changed.database.usable();
    let has_traffic = advised.services.iter().any(|advice| advice.prediction.state != State::NoTraffic);
    // Without traffic nothing is known of targets.
    let met = if has_traffic { "every target is met" } else { "all pools fit" };
    match totals.at_scale {
        Some(taken) => format!("{met} with {} of {} connections", grouped(taken), grouped(usable)),
        None => format!("{met} within {} connections", grouped(usable)),
    }
}
