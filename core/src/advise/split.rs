//! Dividing a capacity into size and overflow.

use super::{asked::Asked, search::smallest};
use crate::{
    predict::predict_by_formula,
    scenario::{Pool, Targets},
    units::{Natural, Overflow, ceil_count},
};

/// Opening a connection for at most one checkout in a thousand counts as negligible.
const NEGLIGIBLE_CHURN: f64 = 0.001;

/// The smallest size that holds the mean load, at which the churn of the overflow is negligible, and no target is missed
/// that the capacity meets.
///
/// Churn alone would allow a much smaller size, since a pool closes a connection only when `size` idle ones wait; but
/// overflow is meant for peaks, and those who watch a pool take its lasting use for a fault.
pub(super) fn split(asked: &Asked<'_>, targets: &Targets, capacity: u64) -> Pool {
    let pool = |size| with_split(&asked.service.pool, size, capacity);
    let fixed = asked.predict(&pool(capacity));
    let missed = asked.misses(targets, &pool(capacity)).len();
    let most = fixed.connects_per_s + NEGLIGIBLE_CHURN * fixed.throughput_per_s;
    let quiet = |asked: &Asked<'_>, pool: &Pool| {
        asked.predict(pool).connects_per_s <= most && asked.misses(targets, pool).len() <= missed
    };
    let within = ceil_count(fixed.offered_load).clamp(1, capacity)..=capacity;
    let lowest = *within.start();
    let formula = Asked::new(asked.service, predict_by_formula);
    let guess = smallest(within.clone(), lowest, |size| quiet(&formula, &pool(size))).unwrap_or(capacity);
    // No simulation is needed to see that churn is far from negligible.
    let near = |size| formula.predict(&pool(size)).connects_per_s <= 2.0 * most;
    let size = smallest(within, guess, |size| near(size) && quiet(asked, &pool(size)));
    pool(size.unwrap_or(capacity))
}

/// Without traffic there is nothing to size by: what fits is kept, and what does not is halved between size and
/// overflow.
pub(super) fn in_halves(current: &Pool, capacity: u64) -> Pool {
    if current.capacity() == Some(capacity) {
        current.clone()
    } else {
        with_split(current, capacity - capacity / 2, capacity)
    }
}

/// All of the capacity as size.
pub(super) fn with_capacity(pool: &Pool, capacity: u64) -> Pool {
    with_split(pool, capacity, capacity)
}

fn with_split(pool: &Pool, size: u64, capacity: u64) -> Pool {
    let overflow = Natural::clamped(capacity - size).get();
    Pool { size: Natural::clamped(size), overflow: Overflow::AtMost(overflow), ..pool.clone() }
}
