//! A prediction's JSON read back.

use poolwise::predict::{Interval, Method, Prediction, State, Times};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(remote = "Prediction")]
pub(super) struct PredictionForm {
    #[serde(with = "MethodForm")]
    method: Method,
    #[serde(with = "StateForm")]
    state: State,
    offered_load: f64,
    capacity: Option<u64>,
    utilization: Option<f64>,
    utilization_peak: Option<f64>,
    busy_mean: f64,
    waiting_mean: f64,
    wait_probability: f64,
    #[serde(with = "TimesForm")]
    wait_ms: Times,
    #[serde(with = "TimesForm")]
    checkout_ms: Times,
    timeout_probability: f64,
    first_timeout_s: Option<f64>,
    overflow_open_mean: f64,
    overflow_probability: f64,
    connects_per_s: f64,
    throughput_per_s: f64,
    #[serde(deserialize_with = "interval")]
    interval: Option<Interval>,
}

#[derive(Deserialize)]
#[serde(remote = "Method", rename_all = "kebab-case")]
enum MethodForm {
    ClosedForm,
    Simulation,
}

#[derive(Deserialize)]
#[serde(remote = "State", rename_all = "kebab-case")]
enum StateForm {
    Stable,
    Saturated,
    Unbounded,
    NoTraffic,
}

#[derive(Deserialize)]
#[serde(remote = "Times")]
struct TimesForm {
    mean: f64,
    p50: f64,
    p95: f64,
    p99: f64,
}

#[derive(Deserialize)]
#[serde(remote = "Interval")]
struct IntervalForm {
    confidence: f64,
    wait_mean_ms: [f64; 2],
    utilization: [f64; 2],
}

fn interval<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Interval>, D::Error> {
    #[derive(Deserialize)]
    struct Some(#[serde(with = "IntervalForm")] Interval);
    Ok(Option::<Some>::deserialize(from)?.map(|some| some.0))
}
