//! What a model says about one pool: the data that formulas and simulations both fill in.

use crate::units::{MaxConnections, as_f64};
use serde::{Deserialize, Serialize};

/// What one pool of a service does, on average over a long time.
///
/// Rates are a second and times milliseconds, of this one pool. A quantity without a value is None, and `state`
/// says why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
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
    pub wait_ms: LatencySummary,
    /// The same with the time to pre-ping and to open a connection.
    pub checkout_ms: LatencySummary,
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

/// Whether a connection is there for whatever is asked at once, so that nobody waits.
pub(crate) fn has_one_for_all(capacity: Option<u64>, max_concurrent_checkouts: Option<u64>) -> bool {
    capacity.zip(max_concurrent_checkouts).is_some_and(|(capacity, asked)| capacity >= asked)
}

/// The part of a prediction that targets limit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Essentials {
    pub(crate) state: State,
    pub(crate) has_one_for_all: bool,
    pub(crate) utilization: Option<f64>,
    pub(crate) utilization_peak: Option<f64>,
    pub(crate) wait_p95_ms: f64,
    pub(crate) wait_p99_ms: f64,
    pub(crate) timeout_probability: f64,
}

impl Essentials {
    /// The same with waits so many times as long.
    pub(crate) fn with_waits_times(self, factor: f64) -> Self {
        Self { wait_p95_ms: self.wait_p95_ms * factor, wait_p99_ms: self.wait_p99_ms * factor, ..self }
    }
}

impl From<&Prediction> for Essentials {
    fn from(prediction: &Prediction) -> Self {
        Self {
            state: prediction.state,
            has_one_for_all: prediction.has_one_for_all(),
            utilization: prediction.utilization,
            utilization_peak: prediction.utilization_peak,
            wait_p95_ms: prediction.wait_ms.p95,
            wait_p99_ms: prediction.wait_ms.p99,
            timeout_probability: prediction.timeout_probability,
        }
    }
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
pub struct LatencySummary {
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

/// Between what a prediction lies where percentiles of the holds are given, which do not fix their mean.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Range {
    /// Of the utilization, from 0 to 1; None where the capacity is unlimited.
    pub utilization: Option<[f64; 2]>,
    /// Of the mean wait, in milliseconds.
    pub wait_mean_ms: [f64; 2],
}

/// What testing a connection before handing it out costs, in seconds: 0.1 ms, measured on loopback with
/// psycopg 3 and PostgreSQL 15; a network adds one round trip.
pub(crate) const PRE_PING_S: f64 = 0.0001;

/// No server admits more than PostgreSQL's own ceiling, whatever the pool says.
pub(crate) const MAX_CONNECTIONS: u64 = MaxConnections::MAX as u64;

impl State {
    /// Of a pool of `capacity` connections that is offered so many erlangs.
    pub(crate) fn from_load(offered_load: f64, capacity: Option<u64>) -> Self {
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
        State::from_load(self.offered_load, self.busy_at_most()) == State::Saturated
    }

    /// The most connections that can be busy at once; None where nothing bounds them.
    pub(crate) fn busy_at_most(&self) -> Option<u64> {
        self.capacity.map(|capacity| self.max_concurrent_checkouts.map_or(capacity, |asked| asked.min(capacity)))
    }

    /// As [`has_one_for_all`] finds it.
    pub(crate) fn has_one_for_all(&self) -> bool {
        has_one_for_all(self.capacity, self.max_concurrent_checkouts)
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
            wait_ms: LatencySummary::default(),
            checkout_ms: LatencySummary::default(),
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

impl LatencySummary {
    pub(crate) fn from_percentiles(mean_s: f64, percentile_s: impl Fn(f64) -> f64) -> Self {
        let ms = |q| percentile_s(q) * 1000.0;
        Self { mean: mean_s * 1000.0, p50: ms(0.50), p95: ms(0.95), p99: ms(0.99) }
    }
}
