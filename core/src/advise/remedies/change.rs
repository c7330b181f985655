//! What may be changed, each by an amount that begins at 1.

use crate::{
    advise::{Advised, PredictionCache, lacks_headroom},
    budget::Totals,
    format::{grouped, number},
    predict::State,
    scenario::{Lever, Scenario, Service},
};
use serde_json::Value;

/// A change of a scenario by an amount, of which more suffices the sooner.
pub(super) trait Change {
    /// What kind of remedy it is: "fewer-workers".
    fn kind(&self) -> &'static str;

    /// What the user allows by this word.
    fn lever(&self) -> Option<Lever> {
        None
    }

    /// The largest amount.
    fn max_amount(&self) -> u64 {
        1
    }

    /// The scenario, changed by an amount from 1 to the largest.
    fn apply(&self, amount: u64) -> Scenario;

    /// What to make of the least that suffices, from its advice and predictions by closed form; None leaves it as it is.
    fn settle(&self, _changed: &Scenario, _advised: &Advised, _closed_forms: &PredictionCache) -> Option<Scenario> {
        None
    }

    /// Describes the changed scenario and its advice.
    fn describe(&self, changed: &Scenario, advised: &Advised) -> Description;
}

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

/// A scenario whose advice falls short, and where.
#[derive(Clone, Copy)]
pub(super) struct Shortfall<'a> {
    pub(super) scenario: &'a Scenario,
    /// Whether each service falls short, in the order of the scenario.
    pub(super) missing: &'a [bool],
}

impl Shortfall<'_> {
    /// The services that fall short, each with its place, as they are in `changed`.
    pub(super) fn services_in(self, changed: &Scenario) -> impl Iterator<Item = (usize, &Service)> {
        let marked = changed.services.iter().enumerate().zip(self.missing);
        marked.filter(|(_, missing)| **missing).map(|(row, _)| row)
    }

    /// Those of them whose traffic is known.
    pub(super) fn busy_services_in(self, changed: &Scenario) -> impl Iterator<Item = (usize, &Service)> {
        self.services_in(changed).filter(|(_, service)| service.mean_rate_per_s() > 0.0)
    }

    /// The scenario with a change of each service that falls short.
    pub(super) fn with_each(self, change: impl Fn(&mut Service)) -> Scenario {
        let mut changed = self.scenario.clone();
        let marked = changed.services.iter_mut().zip(self.missing);
        marked.filter(|(_, missing)| **missing).for_each(|(service, _)| change(service));
        changed
    }
}

/// "every target is met with 60 of 97 connections", and what the pools bear where that is less than the headroom.
pub(super) fn effect(changed: &Scenario, advised: &Advised) -> String {
    let totals = Totals::from_scenario(&advised.apply(changed));
    let usable = changed.database.usable();
    let has_traffic = advised.services.iter().any(|advice| advice.prediction.state != State::NoTraffic);
    // Without traffic nothing is known of targets.
    let met = if has_traffic { "every target is met" } else { "all pools fit" };
    match totals.at_scale {
        Some(taken) => {
            format!("{met} with {} of {} connections{}", grouped(taken), grouped(usable), borne(changed, advised))
        }
        None => format!("{met} within {} connections", grouped(usable)),
    }
}

/// ", and the pools bear 1.1 times the traffic", of those that bear too little.
fn borne(changed: &Scenario, advised: &Advised) -> String {
    let rows = changed.services.iter().zip(&advised.services);
    let bears = rows.filter_map(|(service, advice)| {
        let traffic = advice.headroom?.traffic;
        lacks_headroom(&changed.targets.for_service(service), traffic).then_some(traffic)
    });
    let least = bears.min_by(f64::total_cmp);
    least.map_or_else(String::new, |traffic| format!(", and the pools bear {} times the traffic", number(traffic)))
}
