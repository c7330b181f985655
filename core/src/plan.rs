//! The façade: one scenario in, one [`Plan`] out. The page, the command line and every other tool call this.

mod class_hold;
mod load;
mod pooler;
mod verdict;

pub use class_hold::ClassHold;
pub use load::{Busy, Load};
pub use pooler::{PoolerPlan, PoolerSetup};
pub use verdict::{Status, Verdict};

use crate::{
    advise::{
        Advised, Assumed, Found, Miss, PoolerAdvice, Reason, Sensitivity, WayOut, advise_with, assumed,
        assumed_of_pooler, ways_out,
    },
    bounds::can_deadlock,
    budget::Budget,
    predict::{Model, Prediction, predict},
    rules::{self, Facts, Finding},
    scenario::{Pool, Scenario},
};
use serde::{Deserialize, Serialize};

/// The version of the contract that a plan's JSON follows.
pub const VERSION: u32 = 1;

/// Whether it fits, what will happen, what is wrong, and what to change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Plan {
    /// The version of this form.
    pub version: u32,
    /// The whole plan in a sentence or two.
    pub verdict: Verdict,
    /// Connections against what the server admits.
    pub budget: Budget,
    /// What the server's cores have to do.
    pub database: Load,
    /// Each service, in the order of the scenario.
    pub services: Vec<ServicePlan>,
    /// The pooler, where there is one.
    pub pooler: Option<PoolerPlan>,
    /// What the advice changes besides pools, as the targets allow it, since pools alone would not do.
    pub also_change: Option<WayOut>,
    /// What would meet every target, where no pools inside the budget do; the cheapest first.
    pub ways_out: Vec<WayOut>,
    /// What is wrong, the worst first.
    pub findings: Vec<Finding>,
}

/// One service as it is and as advised.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Setup {
    /// The settings.
    pub pool: Pool,
    /// What they do, for one pool of the service.
    pub prediction: Prediction,
    /// What they do while a deploy runs; None where no instance is missing then, or all.
    pub in_deploy: Option<Prediction>,
    /// Whether tasks can take all connections and wait for each other until they time out, which no prediction counts.
    pub deadlocks: bool,
}

/// Advised settings, what they do, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AdvisedSetup {
    /// The settings.
    pub pool: Pool,
    /// What they do, for one pool of the service.
    pub prediction: Prediction,
    /// What they do while a deploy runs; None where no instance is missing then, or all.
    pub in_deploy: Option<Prediction>,
    /// Whether tasks can take all connections and wait for each other until they time out, which no prediction counts.
    pub deadlocks: bool,
    /// Why each advised number is what it is.
    pub reasons: Vec<Reason>,
    /// The targets that they miss.
    pub missed: Vec<Miss>,
    /// How much more they would bear; None where a target is missed already.
    pub holds_up_to: Option<Sensitivity>,
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
    let in_deploy: Vec<Option<Prediction>> = scenario
        .services
        .iter()
        .map(|service| service.in_deploy().map(|in_deploy| model(&in_deploy, &service.pool)))
        .collect();
    let Way { sized, advice, also_change, ways_out } = Way::of(scenario, model);
    let advised = advice.apply(&sized);
    let budget = Budget::of(scenario, &advised);
    let database = Load::of(scenario, &current, &advice);
    let facts = Facts {
        scenario,
        budget: &budget,
        database: &database,
        current: &current,
        in_deploy: &in_deploy,
        advice: &advice,
        besides: also_change.as_ref(),
    };
    let findings = rules::check(&facts);
    let verdict = Verdict::of(&facts);

    let rows = scenario
        .services
        .iter()
        .zip(&sized.services)
        .zip(current.into_iter().zip(in_deploy))
        .zip(advice.services)
        .enumerate();
    let services = rows.map(|(index, (((service, sized_for), (prediction, in_deploy)), advice))| ServicePlan {
        name: service.name.clone(),
        pools: service.pools(),
        holds: ClassHold::all_of(service),
        current: Setup {
            pool: service.pool.clone(),
            prediction,
            in_deploy,
            deadlocks: can_deadlock(service, &service.pool),
        },
        advised: AdvisedSetup {
            holds_up_to: advice
                .feasible
                .then(|| Sensitivity::of(sized_for, &advice.pool, &scenario.targets, &advice.prediction))
                .flatten(),
            prediction: advice.prediction,
            in_deploy: advice.in_deploy,
            deadlocks: can_deadlock(sized_for, &advice.pool),
            pool: advice.pool,
            reasons: resting_on(advice.reasons, |field| assumed(&sized, index, field)),
            missed: advice.missed,
        },
        feasible: advice.feasible,
    });
    let services = services.collect();
    let pooler = scenario.pooler.as_ref().zip(advice.pooler).map(|(now, advice)| {
        let reasons = resting_on(advice.reasons, |_| assumed_of_pooler(&sized));
        PoolerPlan::new(now, PoolerAdvice { reasons, ..advice })
    });
    Plan { version: VERSION, verdict, budget, database, services, pooler, also_change, ways_out, findings }
}

/// The search for ways out advises many a scenario whose reasons nobody reads, so only a plan's say what they rest on.
fn resting_on(reasons: Vec<Reason>, assumed: impl Fn(&str) -> Vec<Assumed>) -> Vec<Reason> {
    reasons.into_iter().map(|reason| Reason { assumed: assumed(&reason.field), ..reason }).collect()
}

/// The scenario as it would be with the advised settings, and with what the targets allow to change besides.
pub(crate) fn advised(scenario: &Scenario, model: Model) -> Scenario {
    let way = Way::of(scenario, model);
    way.advice.apply(&way.sized)
}

/// How the targets are met: by pools alone, or by what the user allows besides.
struct Way {
    /// The scenario that the advice is for.
    sized: Scenario,
    advice: Advised,
    also_change: Option<WayOut>,
    ways_out: Vec<WayOut>,
}

impl Way {
    fn of(scenario: &Scenario, model: Model) -> Self {
        let advice = advise_with(scenario, model);
        let mut found = if advice.is_feasible() { Vec::new() } else { ways_out(scenario, &advice, model) };
        let is_allowed = |found: &Found| found.lever.is_some_and(|lever| scenario.targets.may_change.contains(&lever));
        match found.iter().position(is_allowed).map(|allowed| found.swap_remove(allowed)) {
            Some(Found { way, scenario, .. }) => {
                let advice = advise_with(&scenario, model);
                Self { sized: scenario, advice, also_change: Some(way), ways_out: Vec::new() }
            }
            None => Self {
                sized: scenario.clone(),
                advice,
                also_change: None,
                ways_out: found.into_iter().map(|found| found.way).collect(),
            },
        }
    }
}
