//! The courses of a whole scenario.

use super::course::{Course, Runs, simulate};
use crate::{
    contract::VERSION,
    scenario::{Pool, Scenario, Service},
};
use serde::Serialize;

/// What one pool of each service does from its first request on.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScenarioRuns {
    /// The version of this form.
    pub version: u32,
    /// The length of each run, in seconds.
    pub horizon_s: f64,
    /// How much of its beginning is left out of the prediction, in seconds.
    pub warmup_s: f64,
    /// The number of runs.
    pub replications: u32,
    /// What the random numbers follow from.
    pub seed: u64,
    /// Each service, in the order of the scenario.
    pub services: Vec<ServiceCourse>,
}

/// The course of one pool of a service.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ServiceCourse {
    /// The service's name.
    pub name: String,
    /// The pool's settings.
    pub pool: Pool,
    /// What it does.
    #[serde(flatten)]
    pub course: Course,
}

/// The courses of all services of a scenario, each from an empty pool with its settings as they are. Where the traffic has a
/// profile, these are its busiest minutes.
///
/// ```
/// use poolwise::{Scenario, simulate::{Runs, simulate_all}, units::{Positive, Seconds}};
///
/// let text = "[[services]]\nname = 'api'\ntraffic = [{ rate_per_s = 100, hold_ms = { mean = 50 } }]";
/// let runs = Runs {
///     horizon_s: Seconds::new(10.0).unwrap(),
///     replications: Positive::new(5).unwrap(),
///     ..Runs::default()
/// };
/// let simulated = simulate_all(&Scenario::from_toml(text).unwrap(), runs);
/// assert_eq!(simulated.services[0].name, "api");
/// assert_eq!(simulated.services[0].course.series.len(), 10);
/// ```
#[must_use]
pub fn simulate_all(scenario: &Scenario, runs: Runs) -> ScenarioRuns {
    let course = |service: &Service| ServiceCourse {
        name: service.name.clone(),
        pool: service.pool.clone(),
        course: simulate(service, &service.pool, runs),
    };
    ScenarioRuns {
        version: VERSION,
        horizon_s: runs.horizon_s.get(),
        warmup_s: runs.warmup_s.get(),
        replications: runs.replications.get(),
        seed: runs.seed,
        services: scenario.at_its_busiest().services.iter().map(course).collect(),
    }
}
