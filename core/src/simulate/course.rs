//! The course of a pool from the moment its process starts.

use super::{Simulation, arrivals::Rates, series::Moment};
use crate::{
    prediction::Prediction,
    scenario::{Pool, Service},
    units::{Positive, Seconds},
};
use serde::{Deserialize, Serialize};

/// How long and how often a pool is simulated.
///
/// The work is in proportion to the requests, [`Runs::requests`], and the memory to the steps and the runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Runs {
    /// The length of each run.
    pub horizon_s: Seconds,
    /// How much of its beginning the prediction leaves out, below `horizon_s`; the series and the requests have it.
    pub warmup_s: Seconds,
    /// The number of runs.
    pub replications: Positive,
    /// What the random numbers follow from.
    pub seed: u64,
    /// The length of a step of the series, of which there are a million at most; 0 for no series.
    pub step_s: Seconds,
}

/// The most steps of a series: their sums are kept in memory.
const MAX_STEPS_PER_RUN: f64 = 1e6;

impl Default for Runs {
    /// A hundred runs of 90 s, in steps of a second.
    fn default() -> Self {
        Self {
            horizon_s: Seconds::clamped(90.0),
            warmup_s: Seconds::clamped(0.0),
            replications: Positive::clamped(100),
            seed: 1,
            step_s: Seconds::clamped(1.0),
        }
    }
}

impl Runs {
    /// How many requests all runs are expected to have together; a run begins with a burst.
    #[must_use]
    pub fn requests(&self, service: &Service) -> f64 {
        requests_to_a_pool(service, self.horizon_s) * f64::from(self.replications.get())
    }

    /// The length of a step: as given, or as many as a series may have at most; 0 for no series.
    pub(super) fn step(&self) -> f64 {
        let (given, horizon) = (self.step_s.get(), self.horizon_s.get());
        if given > 0.0 { given.max(horizon / MAX_STEPS_PER_RUN) } else { 0.0 }
    }
}

/// How many requests are expected to come to one pool of a service from its start, which is that of a burst, until
/// `until_s`.
///
/// ```
/// use poolwise::{Scenario, simulate::requests_to_a_pool, units::Seconds};
///
/// let scenario = Scenario::from_toml(
///     "[[services]]\ninstances = 2\ntraffic = [{ rate_per_s = 100 }]\n\
///      burst = { factor = 3, every_s = 60, for_s = 6 }",
/// )
/// .unwrap();
/// assert_eq!(requests_to_a_pool(&scenario.services[0], Seconds::new(10.0).unwrap()), 1100.0);
/// ```
#[must_use]
pub fn requests_to_a_pool(service: &Service, until_s: Seconds) -> f64 {
    Rates::from_service(service).requests(until_s.get())
}

/// What a pool does from its first request on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Course {
    /// What it does from the warm-up to the horizon. Every request that arrives then counts, with what becomes of it
    /// later.
    pub prediction: Prediction,
    /// What has become of the requests at the end of the horizon, over all runs.
    pub requests: Requests,
    /// The runs in which a request gave up before the horizon.
    pub runs_with_timeouts: u32,
    /// What it does step by step.
    pub series: Vec<Moment>,
}

/// What has become of requests: those that arrived are served, timed out, leaked or still in flight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Requests {
    /// All that came.
    pub arrived: u64,
    /// Those that had a connection and gave it back.
    pub served: u64,
    /// Those that gave up.
    pub timed_out: u64,
    /// Those that got a connection and never give it back.
    pub leaked: u64,
    /// Those that wait or hold a connection.
    pub in_flight: u64,
}

/// The course of one pool of a service with the settings `pool`, from empty.
///
/// Shape: `replications` runs of `horizon_s` seconds, each with random numbers of its own; the series has one entry for
/// each step that begins before the horizon. Without traffic, or where nothing is left after the warm-up, all is 0.
///
/// ```
/// use poolwise::{Scenario, simulate::{Runs, simulate}, units::{Positive, Seconds}};
///
/// let scenario = Scenario::from_toml(
///     "[[services]]\npool = { size = 10, overflow = 0, timeout_s = 1 }\n\
///      traffic = [{ rate_per_s = 214, hold_ms = { mean = 51.4 } }]",
/// )
/// .unwrap();
/// let runs = Runs {
///     warmup_s: Seconds::new(10.0).unwrap(),
///     replications: Positive::new(20).unwrap(),
///     ..Runs::default()
/// };
/// let service = &scenario.services[0];
/// let course = simulate(service, &service.pool, runs);
/// // A real pool let 9.3 % time out.
/// assert!((course.prediction.timeout_probability - 0.09).abs() < 0.01);
/// assert_eq!(course.series.len(), 90);
/// ```
#[must_use]
pub fn simulate(service: &Service, pool: &Pool, runs: Runs) -> Course {
    let mut simulation = Simulation::new(service, pool, runs);
    simulation.finish();
    simulation.course()
}

impl std::ops::AddAssign for Requests {
    fn add_assign(&mut self, other: Self) {
        self.arrived += other.arrived;
        self.served += other.served;
        self.timed_out += other.timed_out;
        self.leaked += other.leaked;
        self.in_flight += other.in_flight;
    }
}
