//! The course of a pool from the moment its process starts.

use super::{
    model::Model,
    pool::Outcome,
    report::Sums,
    runs::each,
    series::{Moment, Series, Steps},
    tally::{Request, Tally},
};
use crate::{
    predict::Prediction,
    scenario::{Pool, Service},
    units::{Positive, Seconds, as_f64},
};
use serde::Serialize;

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
    /// The length of a step of the series; 0 for no series.
    pub step_s: Seconds,
}

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
    /// How many requests all runs are expected to have together.
    #[must_use]
    pub fn requests(&self, service: &Service) -> f64 {
        let rate = service.mean_rate_per_s() / service.pools().map_or(f64::INFINITY, as_f64);
        rate * self.horizon_s.get() * f64::from(self.replications.get())
    }
}

/// What a pool does from its first request on.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Course {
    /// What it does from the warm-up to the horizon. Every request that arrives then counts, with what becomes of it
    /// later.
    pub prediction: Prediction,
    /// What has become of the requests at the end of the horizon, over all runs.
    pub requests: Requests,
    /// What it does step by step.
    pub series: Vec<Moment>,
}

/// What has become of requests: those that arrived are served, timed out, leaked or still in flight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
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
    while simulation.run(AT_ONCE) > 0 {}
    simulation.course()
}

/// Runs that are shared among threads before their sums are taken: enough for any machine, and little memory.
const AT_ONCE: u64 = 64;

/// A simulation that can be looked at on its way.
pub struct Simulation<'a> {
    service: &'a Service,
    pool: &'a Pool,
    runs: Runs,
    /// The model and its sums; None without traffic.
    model: Option<(Model, Sums)>,
    done: u64,
    requests: Requests,
    series: Series,
    first_timeouts: Vec<f64>,
}

struct Run {
    tally: Tally,
    requests: Requests,
    steps: Option<Steps>,
    first_timeout: f64,
}

impl<'a> Simulation<'a> {
    /// Nothing is run yet.
    #[must_use]
    pub fn new(service: &'a Service, pool: &'a Pool, runs: Runs) -> Self {
        let model = Model::new(service, pool).map(|model| {
            let sums = Sums::new(&model);
            (model, sums)
        });
        Self {
            service,
            pool,
            runs,
            model,
            done: 0,
            requests: Requests::default(),
            series: Series::default(),
            first_timeouts: Vec::new(),
        }
    }

    /// Does up to `count` more of the runs, and says how many are left.
    pub fn run(&mut self, count: u64) -> u64 {
        let left = u64::from(self.runs.replications.get()) - self.done;
        let count = count.min(left);
        if let Some((model, sums)) = &mut self.model {
            let (model, before, runs) = (&*model, self.done, self.runs);
            for run in each(count, |number| Run::new(model, runs, before + number)) {
                sums.add(&run.tally, run.tally.busy / run.tally.time);
                self.requests += run.requests;
                self.series.extend(run.steps);
                self.first_timeouts.extend(Some(run.first_timeout).filter(|time| time.is_finite()));
            }
        }
        self.done += count;
        left - count
    }

    /// What the runs say that are done.
    #[must_use]
    pub fn course(&self) -> Course {
        let horizon = self.runs.horizon_s.get();
        let Some((model, sums)) = self.model.as_ref().filter(|_| self.done > 0 && self.runs.warmup_s.get() < horizon)
        else {
            return Course {
                prediction: Prediction::without_traffic(self.pool.capacity()),
                requests: Requests::default(),
                series: Vec::new(),
            };
        };
        let mut prediction = sums.prediction(self.service, self.pool, model, sums.arrivals_per_s());
        let count = self.first_timeouts.len() as u64;
        prediction.first_timeout_s = (count > 0).then(|| self.first_timeouts.iter().sum::<f64>() / as_f64(count));
        Course { prediction, requests: self.requests, series: self.series.moments(horizon, self.runs.step_s.get()) }
    }
}

impl Run {
    fn new(model: &Model, runs: Runs, number: u64) -> Self {
        let (horizon, timeout) = (runs.horizon_s.get(), model.settings.timeout);
        let mut requests = Requests::default();
        let length = runs.step_s.get();
        let mut steps = (length > 0.0).then(|| Steps::new(horizon, length));
        let mut first_timeout = f64::INFINITY;
        let tally = model.run(runs.seed, number, (runs.warmup_s.get(), horizon), |request| {
            requests.add(request, horizon, timeout);
            if let Some(steps) = &mut steps {
                steps.add(request, timeout);
            }
            if request.outcome == Outcome::TimedOut {
                first_timeout = first_timeout.min(request.at + timeout);
            }
        });
        Self { tally, requests, steps, first_timeout }
    }
}

impl Requests {
    fn add(&mut self, request: &Request, end: f64, timeout: f64) {
        self.arrived += 1;
        let fate = match request.busy() {
            Some((from, _)) if from < end && request.hold.is_infinite() => &mut self.leaked,
            Some((_, to)) if to <= end => &mut self.served,
            None if request.at + timeout <= end => &mut self.timed_out,
            _ => &mut self.in_flight,
        };
        *fate += 1;
    }
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
