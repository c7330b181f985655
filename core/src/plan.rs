//! The façade: one scenario in, one [`Plan`] out. The page, the command line and every other tool call this.

mod class_hold;
mod verdict;

pub use class_hold::ClassHold;
pub use verdict::{Status, Verdict};

use crate::{
    advise::{Reason, advise_with},
    budget::Budget,
    predict::{Model, Prediction, predict},
    rules::{self, Finding},
    scenario::{Pool, Scenario},
};
use serde::Serialize;

/// The version of the contract that a plan's JSON follows.
pub const VERSION: u32 = 1;

/// Whether it fits, what will happen, what is wrong, and what to change.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Plan {
    /// The version of this form.
    pub version: u32,
    /// The whole plan in a sentence or two.
    pub verdict: Verdict,
    /// Connections against what the server admits.
    pub budget: Budget,
    /// Each service, in the order of the scenario.
    pub services: Vec<ServicePlan>,
    /// What is wrong, the worst first.
    pub findings: Vec<Finding>,
}

/// One service as it is and as advised.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ServicePlan {
    /// Its name.
    pub name: String,
    /// Its pools at rest: instances × workers × engines; None beyond 64 bits.
    pub pools: Option<u64>,
    /// What each class of its traffic is taken for.
    pub holds: Vec<ClassHold>,
    /// The settings as they are, and what they do.
    pub current: Setup,
    /// What to set instead.
    pub advised: AdvisedSetup,
    /// Whether the advice meets every target inside the budget.
    pub feasible: bool,
}

/// Settings of a pool and what they do.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Setup {
    /// The settings.
    pub pool: Pool,
    /// What they do, for one pool of the service.
    pub prediction: Prediction,
}

/// Advised settings, what they do, and why.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AdvisedSetup {
    /// The settings.
    pub pool: Pool,
    /// What they do, for one pool of the service.
    pub prediction: Prediction,
    /// Why each advised number is what it is.
    pub reasons: Vec<Reason>,
}

/// The plan for a scenario.
///
/// ```
/// use poolwise::{Scenario, plan};
///
/// let scenario = Scenario::from_toml(
///     "[[services]]\ninstances = 4\nworkers = 2\npool = { size = 5, overflow = 10 }\n\
///      traffic = [{ rate_per_s = 180, hold_ms = { mean = 60 } }]",
/// )
/// .unwrap();
/// let plan = plan(&scenario);
/// assert!(!plan.budget.fits.current && plan.budget.fits.advised);
/// assert_eq!(plan.findings[0].code, "PW001");
/// ```
#[must_use]
pub fn plan(scenario: &Scenario) -> Plan {
    plan_with(scenario, predict)
}

/// The same by a model of choice: [`crate::predict::predict_by_formula`] takes microseconds where a simulation takes
/// many milliseconds.
#[must_use]
pub fn plan_with(scenario: &Scenario, model: Model) -> Plan {
    let current: Vec<Prediction> = scenario.services.iter().map(|service| model(service, &service.pool)).collect();
    let advice = advise_with(scenario, model);

    let mut advised = scenario.clone();
    for (service, advice) in advised.services.iter_mut().zip(&advice) {
        service.pool = advice.pool.clone();
    }
    let budget = Budget::of(scenario, &advised);
    let findings = rules::check(scenario, &budget, &current, &advice);
    let verdict = Verdict::of(scenario, &budget, &current, &advice);

    let rows = scenario.services.iter().zip(current).zip(advice);
    let services = rows.map(|((service, prediction), advice)| ServicePlan {
        name: service.name.clone(),
        pools: service.pools(),
        holds: ClassHold::all_of(service),
        current: Setup { pool: service.pool.clone(), prediction },
        advised: AdvisedSetup { pool: advice.pool, prediction: advice.prediction, reasons: advice.reasons },
        feasible: advice.feasible,
    });
    Plan { version: VERSION, services: services.collect(), verdict, budget, findings }
}
