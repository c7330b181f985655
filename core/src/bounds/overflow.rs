//! When overflow is used for more than peaks.

use super::recycled_per_s;
use crate::{
    predict::Prediction,
    scenario::{Pool, Service},
    units::Overflow,
};

/// One checkout in twenty: the p95 of the checkout then holds the time to connect.
const MAX_CHURN_SHARE: f64 = 0.05;

/// The share of the mean hold that opening connections costs per request: less than the first is no fault, however many are
/// opened; more than the second is one, even where few are.
const MIN_COST_OF_HOLD: f64 = 0.002;
const MAX_COST_OF_HOLD: f64 = 0.1;

/// Six connections opened per minute trouble no server.
const MAX_QUIET_CHURN_PER_S: f64 = 0.1;

/// The mean is that clearly above the size, and not only by what a simulation is unsure of.
const MIN_LOAD_PER_SIZE: f64 = 1.1;

/// Whether many checkouts open a connection that is soon closed again.
pub(crate) fn churns(service: &Service, pool: &Pool, prediction: &Prediction) -> bool {
    let largest = (MAX_CHURN_SHARE * prediction.throughput_per_s).max(MAX_QUIET_CHURN_PER_S);
    // What is replaced for its age does not depend on the size.
    let churn = prediction.connects_per_s - recycled_per_s(service, pool);
    let (connect_ms, hold_ms) = (service.connect_ms.get(), service.hold().mean_ms);
    let cost_ms = churn / prediction.throughput_per_s.max(f64::MIN_POSITIVE) * connect_ms;
    let is_costly = cost_ms > MAX_COST_OF_HOLD * hold_ms;
    pool.overflow != Overflow::AtMost(0)
        && connect_ms > 0.0
        && (churn > largest && cost_ms > MIN_COST_OF_HOLD * hold_ms || is_costly && churn > MAX_QUIET_CHURN_PER_S)
}

/// Whether more connections are busy on average than the pool keeps.
pub(crate) fn lives_on_overflow(pool: &Pool, prediction: &Prediction) -> bool {
    let size = f64::from(pool.size.get());
    size > 0.0 && pool.overflow != Overflow::AtMost(0) && prediction.offered_load > MIN_LOAD_PER_SIZE * size
}
