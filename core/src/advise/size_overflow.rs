//! Dividing a capacity into size and overflow.

use super::{search::smallest, service_predictor::ServicePredictor};
use crate::{
    bounds::{churns, lives_on_overflow},
    predict::predict_by_formula,
    scenario::{Pool, Service},
    units::{Natural, Overflow, as_f64, ceil_count},
};

/// Opening a connection for at most one checkout in a hundred counts as negligible.
const NEGLIGIBLE_CHURN: f64 = 0.01;

/// The division that the pool has, where its overflow serves for peaks only, and of a healthy pool that is cut the size that
/// it has; else the smallest size that holds the mean load with negligible churn, the rest being overflow, which takes no
/// connection of the server while it is not used.
///
/// Churn alone would allow a much smaller size, since a pool closes a connection only when `size` idle ones wait; but
/// overflow is meant for peaks, and people who watch a pool take its lasting use for a fault.
pub(super) fn divide(predictor: &ServicePredictor<'_>, capacity: u64, current: &Pool, is_cut: bool) -> Pool {
    let division = Division::new(predictor, capacity);
    let size = u64::from(current.size.get());
    let may_keep = current.capacity() == Some(capacity) || is_cut && size <= capacity;
    let same_size = may_keep.then(|| with_division(current, size, capacity));
    same_size.filter(|pool| division.suits(predictor, pool)).unwrap_or_else(|| division.smallest(predictor))
}

/// What any division of one capacity is compared with: all of it as size.
struct Division {
    capacity: u64,
    mean_load: f64,
    max_connects_per_s: f64,
    missed: usize,
    missed_stressed: usize,
}

impl Division {
    fn new(predictor: &ServicePredictor<'_>, capacity: u64) -> Self {
        let all_size = with_capacity(&predictor.service.pool, capacity);
        let prediction = predictor.outline(&all_size);
        Self {
            capacity,
            mean_load: prediction.offered_load,
            max_connects_per_s: prediction.connects_per_s + NEGLIGIBLE_CHURN * prediction.throughput_per_s,
            missed: predictor.misses(&all_size).len(),
            missed_stressed: predictor.misses_stressed(&all_size).len(),
        }
    }

    fn smallest_size(&self) -> u64 {
        ceil_count(self.mean_load.min(as_f64(self.capacity))).clamp(1, self.capacity)
    }

    /// Whether a division that a pool has already can stay.
    fn suits(&self, predictor: &ServicePredictor<'_>, pool: &Pool) -> bool {
        let prediction = predictor.predict(pool);
        !churns(predictor.service, pool, &prediction)
            && !lives_on_overflow(pool, &prediction)
            && predictor.misses(pool).len() <= self.missed
            && predictor.misses_stressed(pool).len() <= self.missed_stressed
    }

    /// Whether a division opens few connections more and misses no target more.
    fn is_quiet(&self, predictor: &ServicePredictor<'_>, pool: &Pool) -> bool {
        self.is_quiet_at_rest(predictor, pool) && predictor.misses_stressed(pool).len() <= self.missed_stressed
    }

    /// The same for the given traffic alone.
    fn is_quiet_at_rest(&self, predictor: &ServicePredictor<'_>, pool: &Pool) -> bool {
        predictor.outline(pool).connects_per_s <= self.max_connects_per_s && predictor.misses(pool).len() <= self.missed
    }

    fn smallest(&self, predictor: &ServicePredictor<'_>) -> Pool {
        let pool = |size| with_division(&predictor.service.pool, size, self.capacity);
        let lowest = self.smallest_size();
        let within = lowest..=self.capacity;
        let formula = predictor.by_closed_form();
        let guess = smallest(within.clone(), lowest, |size| self.is_quiet(&formula, &pool(size)));
        // No simulation is needed to see that churn is far from negligible.
        let near = |size| formula.predict(&pool(size)).connects_per_s <= 2.0 * self.max_connects_per_s;
        let quiet = |size| near(size) && self.is_quiet_at_rest(predictor, &pool(size));
        // The closed form takes a burst for lasting, in which the overflow is in use all the time.
        let guess = if predictor.service.burst.is_some() { lowest } else { guess.unwrap_or(self.capacity) };
        let quiet_at_rest = if predictor.spares_simulations() {
            guess
        } else {
            smallest(within, guess, quiet).unwrap_or(self.capacity)
        };
        // What connecting costs under the traffic of the headroom seldom decides, so it is simulated last.
        let mut size = quiet_at_rest;
        while size < self.capacity && predictor.misses_stressed(&pool(size)).len() > self.missed_stressed {
            size = (size + size.div_ceil(4)).min(self.capacity);
        }
        pool(size)
    }
}

/// A pool of the service with this capacity and the smallest size that holds the mean load with negligible churn. By closed
/// form alone, which is within a tenth of what a simulation counts.
pub(crate) fn with_quiet_overflow(service: &Service, capacity: u64) -> Pool {
    let pool = |size| with_division(&service.pool, size, capacity);
    let all_size = predict_by_formula(service, &pool(capacity));
    let max_connects_per_s = all_size.connects_per_s + NEGLIGIBLE_CHURN * all_size.throughput_per_s;
    let lowest = ceil_count(all_size.offered_load).clamp(1, capacity);
    let is_quiet = |size| predict_by_formula(service, &pool(size)).connects_per_s <= max_connects_per_s;
    pool(smallest(lowest..=capacity, lowest, is_quiet).unwrap_or(capacity))
}

/// Without traffic there is nothing to size by: what fits is kept, and what does not is halved between size and
/// overflow.
pub(super) fn in_halves(current: &Pool, capacity: u64) -> Pool {
    if current.capacity() == Some(capacity) {
        current.clone()
    } else {
        with_division(current, capacity - capacity / 2, capacity)
    }
}

/// All of the capacity as size.
pub(super) fn with_capacity(pool: &Pool, capacity: u64) -> Pool {
    with_division(pool, capacity, capacity)
}

fn with_division(pool: &Pool, size: u64, capacity: u64) -> Pool {
    let overflow = Natural::clamped(capacity - size).get();
    Pool { size: Natural::clamped(size), overflow: Overflow::AtMost(overflow), ..pool.clone() }
}
