//! Whether a prediction is exact enough to say which targets it misses.

use crate::{predict::Prediction, scenario::Targets, units::Quantity};

/// By how much the intervals are widened, since a search takes several decisions and each should be right.
const INTERVAL_FACTOR: f64 = 1.5;

/// A share of timeouts may really be so many times larger or smaller than a few runs say.
const TIMEOUTS_FACTOR: f64 = 2.0;

/// Whether no target lies where the predicted quantity may really be.
pub(super) fn is_settled(targets: &Targets, prediction: &Prediction) -> bool {
    let Some(interval) = prediction.interval else { return true };
    // The peak varies as the mean does.
    let utilization = prediction.utilization.unwrap_or(0.0);
    let peak = prediction.utilization_peak.unwrap_or(0.0);
    let peak_over_mean = if utilization > 0.0 { peak / utilization } else { 1.0 };
    let timeouts = prediction.timeout_probability;
    [
        (targets.utilization_mean.get(), widened(interval.utilization)),
        (targets.utilization_peak.get(), widened(interval.utilization).map(|end| end * peak_over_mean)),
        (targets.wait_p95_ms.get(), widened(interval.wait_p95_ms)),
        (targets.wait_p99_ms.map_or(f64::INFINITY, Quantity::get), widened(interval.wait_p99_ms)),
        (targets.timeout_probability.get(), [timeouts / TIMEOUTS_FACTOR, timeouts * TIMEOUTS_FACTOR]),
    ]
    .into_iter()
    .all(|(target, [low, high])| high <= target || target < low)
}

fn widened([low, high]: [f64; 2]) -> [f64; 2] {
    let more = (INTERVAL_FACTOR - 1.0) * (high - low) / 2.0;
    [low - more, high + more]
}
