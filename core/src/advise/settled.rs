//! Whether a prediction is exact enough to say which targets it misses.

use crate::{
    predict::Prediction,
    scenario::{Pool, Targets},
    units::Quantity,
};

/// By how much the intervals are widened, since a search takes several decisions and each should be right.
const INTERVAL_FACTOR: f64 = 2.5;

/// A share of timeouts may really be so many times larger or smaller than few runs say, since timeouts come in clusters.
const TIMEOUTS_FACTOR: f64 = 10.0;

/// The share of waits beyond the 99th percentile.
const BEYOND_P99: f64 = 0.01;

/// Whether no target lies where the quantity predicted for `pool` may really be.
pub(super) fn is_settled(targets: &Targets, pool: &Pool, prediction: &Prediction) -> bool {
    let Some(interval) = prediction.interval else { return true };
    // The peak varies as the mean does.
    let utilization = prediction.utilization.unwrap_or(0.0);
    let peak = prediction.utilization_peak.unwrap_or(0.0);
    let peak_over_mean = if utilization > 0.0 { peak / utilization } else { 1.0 };
    let timeouts = prediction.timeout_probability;
    let rare_timeouts = rare_timeouts(pool, interval.wait_p95_ms[1], interval.wait_p99_ms[1]);
    [
        (targets.utilization_mean.get(), widened(interval.utilization)),
        (targets.utilization_peak.get(), widened(interval.utilization).map(|end| end * peak_over_mean)),
        (targets.wait_p95_ms.get(), widened(interval.wait_p95_ms)),
        (targets.wait_p99_ms.map_or(f64::INFINITY, Quantity::get), widened(interval.wait_p99_ms)),
        (
            targets.timeout_probability.get(),
            [timeouts / TIMEOUTS_FACTOR, timeouts.max(rare_timeouts) * TIMEOUTS_FACTOR],
        ),
    ]
    .into_iter()
    .all(|(target, [low, high])| high <= target || target < low)
}

/// An estimate of the share of timeouts, which may be too rare to happen in a few runs: waits beyond the 99th percentile are
/// taken to get rarer at the rate at which they do from the 95th to the 99th.
fn rare_timeouts(pool: &Pool, p95_ms: f64, p99_ms: f64) -> f64 {
    if p99_ms <= 0.0 {
        return 0.0;
    }
    let beyond_ms = (pool.timeout_s.get() * 1000.0 - p99_ms).max(0.0);
    let fivefold_ms = (p99_ms - p95_ms).max(f64::MIN_POSITIVE);
    BEYOND_P99 * libm::exp(-beyond_ms / fivefold_ms * libm::log(5.0))
}

fn widened([low, high]: [f64; 2]) -> [f64; 2] {
    let more = (INTERVAL_FACTOR - 1.0) * (high - low) / 2.0;
    [low - more, high + more]
}
