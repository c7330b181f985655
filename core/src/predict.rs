//! What one pool does under its traffic: one service in, one [`Prediction`] out.
//!
//! ```
//! use poolwise::{Scenario, predict::{State, predict}};
//!
//! let scenario = Scenario::from_toml(
//!     "[[services]]\npool = { size = 10, overflow = 0 }\ntraffic = [{ rate_per_s = 136.8, hold_ms = { mean = 51.1 } }]",
//! )
//! .unwrap();
//! let service = &scenario.services[0];
//! let prediction = predict(service, &service.pool);
//! assert_eq!(prediction.state, State::Stable);
//! // A real pool of 10 under this traffic was 0.6995 utilized and waited 4.4 ms on average.
//! assert!((prediction.utilization.unwrap() - 0.699).abs() < 1e-3);
//! ```

pub mod choice;
mod demand;
mod first_timeout;
mod formula;
mod range;
mod steady;
mod wait;

use crate::{
    scenario::{Pool, Service},
    simulate::{steady, steady_in_few_runs},
    units::{MaxConnections, as_f64},
};
use demand::Demand;
use formula::formula;
pub use range::Range;
use range::range;
use serde::{Deserialize, Serialize};

/// What one pool of a service does, on average over a long time.
///
/// Rates are a second and times milliseconds, of this one pool. A quantity without a value is None, and `state`
/// says why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Prediction {
    /// What gave the numbers.
    pub method: Method,
    /// Whether they are those of a steady state.
    pub state: State,
    /// Mean connections that the traffic would hold if nobody waited: rate × hold, outside bursts included.
    pub offered_load: f64,
    /// size + overflow; None where unlimited.
    pub capacity: Option<u64>,
    /// The most connections that are asked for at once: the tasks of a worker × connections per task. None where the
    /// tasks are not known.
    pub max_concurrent_checkouts: Option<u64>,
    /// Mean checked-out connections over the capacity; None where that is unlimited.
    pub utilization: Option<f64>,
    /// The same in the busiest phase of the traffic: the burst, or where there is none, always.
    pub utilization_peak: Option<f64>,
    /// Mean checked-out connections.
    pub busy_mean: f64,
    /// Mean requests that wait.
    pub waiting_mean: f64,
    /// The share of requests that find no connection free.
    pub wait_probability: f64,
    /// Queueing alone, over all requests, those that time out counted with the time they waited.
    pub wait_ms: Times,
    /// The same with the time to pre-ping and to open a connection.
    pub checkout_ms: Times,
    /// The share of requests that give up.
    pub timeout_probability: f64,
    /// When the first request gives up, in seconds from an empty pool: the mean, None where that is beyond a year. In a
    /// course, the mean of the runs in which one gave up before their end.
    pub first_timeout_s: Option<f64>,
    /// Mean connections open beyond the size.
    pub overflow_open_mean: f64,
    /// The share of requests that find all `size` connections checked out.
    pub overflow_probability: f64,
    /// Connections opened a second, in the long run.
    pub connects_per_s: f64,
    /// Requests served a second.
    pub throughput_per_s: f64,
    /// How sure a simulation is; None for a closed form, which has no sampling error.
    pub interval: Option<Interval>,
    /// What it would be with the shortest and the longest mean hold that given percentiles allow; None where the holds are
    /// known otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<Range>,
}

/// What gave a prediction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Method {
    /// The formulas of [`crate::queue`].
    ClosedForm,
    /// The runs of [`crate::simulate`].
    Simulation,
}

/// Whether a pool has a steady state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum State {
    /// It keeps up with its traffic.
    Stable,
    /// It does not: the queue grows until requests time out.
    Saturated,
    /// It opens as many connections as are asked for: nobody waits, and no budget holds.
    Unbounded,
    /// There is no traffic.
    NoTraffic,
}

/// Mean and percentiles of a time, in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Times {
    /// The mean.
    pub mean: f64,
    /// What half of the requests stay within.
    pub p50: f64,
    /// What 95 % stay within.
    pub p95: f64,
    /// What 99 % stay within.
    pub p99: f64,
}

/// A confidence interval of a simulation.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Interval {
    /// The confidence, such as 0.95.
    pub confidence: f64,
    /// Of the mean wait, in milliseconds. Both ends are the mean where theory gives it exactly.
    pub wait_mean_ms: [f64; 2],
    /// Of the 95th percentile of the wait, in milliseconds.
    pub wait_p95_ms: [f64; 2],
    /// Of the 99th percentile of the wait, in milliseconds.
    pub wait_p99_ms: [f64; 2],
    /// Of the utilization.
    pub utilization: [f64; 2],
}

/// What testing a connection before handing it out costs, in seconds: 0.1 ms, measured on loopback with
/// psycopg 3 and PostgreSQL 15; a network adds one round trip.
pub(crate) const PRE_PING_S: f64 = 0.0001;

/// No server admits more than PostgreSQL's own ceiling, whatever the pool says.
pub(crate) const MOST_CONNECTIONS: u64 = MaxConnections::MAX as u64;

/// What predicts the pools of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Predictor {
    /// [`predict`]: the closed forms where they are good enough, else a simulation, which takes milliseconds.
    Full,
    /// [`predict_by_formula`]: the closed forms alone, in microseconds.
    ClosedForm,
}

impl Predictor {
    /// How one of the service's pools does with the settings `pool`.
    #[must_use]
    pub fn predict(self, service: &Service, pool: &Pool) -> Prediction {
        match self {
            Self::Full => predict(service, pool),
            Self::ClosedForm => predict_by_formula(service, pool),
        }
    }

    /// The result of a few runs, where it takes a simulation and those are enough for the result to be settled; else None.
    pub(crate) fn predict_in_few_runs(
        self,
        service: &Service,
        pool: &Pool,
        is_settled: &dyn Fn(&Prediction) -> bool,
    ) -> Option<Prediction> {
        let is_simulated = self == Self::Full && !choice::is_good_enough(service, pool, &formula_alone(service, pool));
        if is_simulated { steady_in_few_runs(service, pool).filter(is_settled) } else { None }
    }
}

/// How one of the service's pools does with the settings `pool`.
///
/// Traffic is spread evenly over the pools; each is modelled by itself, never the fleet as one pool. Where the closed
/// forms are good enough they answer, else a simulation: see [`choice`].
#[must_use]
pub fn predict(service: &Service, pool: &Pool) -> Prediction {
    let by_formula = formula_alone(service, pool);
    let is_good_enough = choice::is_good_enough(service, pool, &by_formula);
    let simulated = if is_good_enough { None } else { steady(service, pool) };
    let prediction = match simulated {
        Some(simulated) => {
            Prediction { first_timeout_s: simulated.first_timeout_s.or(by_formula.first_timeout_s), ..simulated }
        }
        None => by_formula,
    };
    Prediction { range: range(service, pool, &prediction), ..prediction }
}

/// The same by closed form alone, in microseconds.
///
/// A burst is a steady state of its own, as far as its length lets the wait pile up (its surplus of work, and two
/// standard deviations), and is worked off afterwards; only a simulation follows it in time.
#[must_use]
pub fn predict_by_formula(service: &Service, pool: &Pool) -> Prediction {
    let prediction = formula_alone(service, pool);
    Prediction { range: range(service, pool, &prediction), ..prediction }
}

fn formula_alone(service: &Service, pool: &Pool) -> Prediction {
    let capacity = service.capacity(pool);
    let Some(demand) = Demand::on_one_pool(service) else {
        return Prediction::without_traffic(capacity, service.checkouts_at_once());
    };
    let without_leak = formula(&demand, &pool.as_queue_pool(), capacity);
    match (capacity, empty_after_s(service, capacity)) {
        // What is too much for the pool is so from the start.
        (Some(capacity), Some(lasts)) if !without_leak.is_overloaded() => {
            Prediction::leaked(&demand, pool, capacity, lasts)
        }
        _ => without_leak,
    }
}

/// When a pool of a leaking service has lost all its connections, in seconds; None where it loses none, opens any
/// number, or outlives its process.
pub(crate) fn empty_after_s(service: &Service, capacity: Option<u64>) -> Option<f64> {
    let lasts = as_f64(capacity?) / service.leaked_per_s();
    (lasts < LONGEST_RUN_S).then_some(lasts)
}

/// A year: no process runs longer, so a leak that takes longer empties no pool.
pub(crate) const LONGEST_RUN_S: f64 = 31_536_000.0;

impl State {
    /// Of a pool of `capacity` connections that is offered so many erlangs.
    pub(crate) fn of(offered_load: f64, capacity: Option<u64>) -> Self {
        match capacity {
            None => Self::Unbounded,
            Some(capacity) if offered_load >= as_f64(capacity) => Self::Saturated,
            Some(_) => Self::Stable,
        }
    }
}

impl Prediction {
    /// Whether the traffic alone, without a leak, asks for all connections that there are.
    pub(crate) fn is_overloaded(&self) -> bool {
        State::of(self.offered_load, self.busy_at_most()) == State::Saturated
    }

    /// The most connections that can be busy at once; None where nothing bounds them.
    pub(crate) fn busy_at_most(&self) -> Option<u64> {
        self.capacity.map(|capacity| self.max_concurrent_checkouts.map_or(capacity, |asked| asked.min(capacity)))
    }

    /// Whether a connection is there for whatever is asked at once, so that nobody waits.
    pub(crate) fn has_one_for_all(&self) -> bool {
        self.capacity.zip(self.max_concurrent_checkouts).is_some_and(|(capacity, asked)| capacity >= asked)
    }

    pub(crate) fn without_traffic(capacity: Option<u64>, max_concurrent_checkouts: Option<u64>) -> Self {
        Self {
            method: Method::ClosedForm,
            state: State::NoTraffic,
            offered_load: 0.0,
            capacity,
            max_concurrent_checkouts,
            utilization: capacity.map(|_| 0.0),
            utilization_peak: capacity.map(|_| 0.0),
            busy_mean: 0.0,
            waiting_mean: 0.0,
            wait_probability: 0.0,
            wait_ms: Times::default(),
            checkout_ms: Times::default(),
            timeout_probability: 0.0,
            first_timeout_s: None,
            overflow_open_mean: 0.0,
            overflow_probability: 0.0,
            connects_per_s: 0.0,
            throughput_per_s: 0.0,
            interval: None,
            range: None,
        }
    }
}

impl Times {
    pub(crate) fn of(mean_s: f64, percentile_s: impl Fn(f64) -> f64) -> Self {
        let ms = |q| percentile_s(q) * 1000.0;
        Self { mean: mean_s * 1000.0, p50: ms(0.50), p95: ms(0.95), p99: ms(0.99) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Scenario;

    fn of(service: &str) -> Prediction {
        let text = format!("[[services]]\ntraffic = [{{ rate_per_s = 100, hold_ms = {{ mean = 50 }} }}]\n{service}");
        let service = &Scenario::from_toml(&text).unwrap().services[0];
        predict_by_formula(service, &service.pool)
    }

    #[test]
    fn a_leak_counts_where_it_empties_the_pool_within_a_year() {
        assert_eq!(of("leak_probability = 1e-6").state, State::Saturated);
        assert_eq!(of("leak_probability = 1e-12"), of(""));
        // What is overloaded is so at once, and not only when the last connection is gone.
        let overloaded = "pool = { size = 4, overflow = 0 }";
        assert_eq!(of(&format!("leak_probability = 1e-8\n{overloaded}")), of(overloaded));
    }

    /// Means and p95 of 400 minutes simulated first come, first served, with 10 servers. The law is a bound: never
    /// below by more than a tenth, and above by at most these factors.
    #[test]
    fn bursts_by_formula_are_near_a_simulation() {
        for (factor, mean, p95, above) in
            [(1.5, 1.68, 10.8, 1.1), (1.9, 18.7, 127.0, 1.3), (2.2, 180.3, 947.0, 1.6), (3.0, 1249.0, 4497.0, 1.2)]
        {
            let burst = format!("burst = {{ factor = {factor:.1}, every_s = 60, for_s = 10 }}");
            let wait = of(&format!("pool = {{ size = 10, overflow = 0 }}\n{burst}")).wait_ms;
            for (found, simulated) in [(wait.mean, mean), (wait.p95, p95)] {
                let ratio = found / simulated;
                assert!((0.9..=above).contains(&ratio), "× {factor}: {found} ms, simulated {simulated} ms");
            }
        }
    }
}
