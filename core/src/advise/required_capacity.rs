//! The capacity that a pool needs: to keep up, to meet its targets, and to have room to spare.

use super::{
    headroom::Stress, prediction_cache::PredictionCache, search::smallest, service_predictor::ServicePredictor,
    size_overflow::with_capacity,
};
use crate::{
    bounds::no_deadlock_from,
    predict::{MOST_CONNECTIONS, predict_by_formula},
    scenario::{Pool, PoolClass, Service},
    units::ceil_count,
};

/// What a service asks of the budget, for each of its pools.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RequiredCapacity {
    /// It has no pool to size.
    NoPool,
    /// There is no traffic to size by.
    Unknown,
    /// What its traffic needs.
    Sized(Steps),
}

/// Capacities of one pool, none smaller than the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Steps {
    /// Keeps up with the traffic, at a utilization of at most 90 %.
    pub(super) stable: u64,
    /// Meets every target, or comes as near as a pool can.
    pub(super) targets: u64,
    /// Meets them with the headroom too.
    pub(super) headroom: u64,
    /// Whether `targets` meets every target.
    pub(super) reachable: bool,
}

/// A pool that is busier is about to be saturated.
const STABLE_UTILIZATION: f64 = 0.90;

/// What counts as stable where the traffic or the hold has grown: busier than ever before, and no queue that only grows.
const STRESSED_UTILIZATION: f64 = 0.95;

/// Two connections, so that one slow statement does not stop a process, and one nested checkout does not deadlock it.
const MIN_FOR_SEVERAL_TASKS: u64 = 2;

impl RequiredCapacity {
    pub(super) fn of(predictor: &ServicePredictor<'_>) -> Self {
        let ServicePredictor { service, targets, .. } = predictor;
        if service.pool.class == PoolClass::NullPool {
            return Self::NoPool;
        }
        let load = service.offered_load();
        if load <= 0.0 {
            return Self::Unknown;
        }
        let most = most_useful(service);
        let stable = ceil_count(load / STABLE_UTILIZATION).clamp(1, most);
        // A request that timed out holds no connection.
        let held = load * (1.0 - targets.timeout_probability.get());
        let lowest = ceil_count(held / targets.utilization_mean.get().max(f64::MIN_POSITIVE)).clamp(1, most);
        let within = lowest..=most;
        let pool = |capacity| with_capacity(&service.pool, capacity);
        let closed_forms = PredictionCache::new(predict_by_formula);
        let formula = ServicePredictor::new(service, targets, &closed_forms);
        let by_formula = |capacity| formula.misses(&pool(capacity)).is_empty();
        let meets = |capacity| predictor.misses(&pool(capacity)).is_empty();
        let guess = smallest(within.clone(), lowest, by_formula).unwrap_or(lowest);
        let (targets, reachable) = match smallest(within.clone(), guess, meets) {
            Some(capacity) => (capacity, true),
            None => {
                // Where it is the deploy that no capacity gets through, the one for the rest of the time.
                let meets_at_rest = |capacity| predictor.misses(&pool(capacity)).iter().all(|miss| miss.in_deploy);
                (smallest(within, lowest, meets_at_rest).unwrap_or(lowest), false)
            }
        };
        let targets = targets.max(stable);
        let headroom = if reachable { with_headroom(predictor, &formula, targets) } else { targets };
        Self::Sized(Steps { stable, targets, headroom, reachable })
    }

    /// What a share of the headroom takes, from none at 0 to all of it at 1: by closed form, between what the targets need
    /// and what all of the headroom needs.
    pub(super) fn at_share_of_headroom(self, predictor: &ServicePredictor<'_>, share: f64) -> u64 {
        let Self::Sized(Steps { targets, headroom, .. }) = self else { return 0 };
        if share <= 0.0 || targets == headroom {
            return targets;
        }
        if share >= 1.0 {
            return headroom;
        }
        let wanted = 1.0 + share * (predictor.targets.headroom.get() - 1.0);
        let closed_forms = PredictionCache::new(predict_by_formula);
        let formula = ServicePredictor::with_headroom(predictor.service, predictor.targets, wanted, &closed_forms);
        with_headroom(&formula, &formula, targets).clamp(targets, headroom)
    }

    /// The capacity that would meet every target, were the budget large enough; None without traffic, or where no capacity
    /// does.
    pub(super) fn met_by(self, service: &Service) -> Option<u64> {
        match self {
            Self::Sized(steps) if steps.reachable => Some(steps.targets.max(without_deadlock(service))),
            _ => None,
        }
    }
}

/// The smallest capacity from `lowest` on that bears what the headroom asks for.
fn with_headroom(predictor: &ServicePredictor<'_>, formula: &ServicePredictor<'_>, lowest: u64) -> u64 {
    let ServicePredictor { service, targets, stress, .. } = predictor;
    if !stress.is_any() {
        return lowest;
    }
    let most = most_useful(service);
    let lowest = lowest.max(stable_under(*stress, service)).max(MIN_FOR_SEVERAL_TASKS).min(most);
    let pool = |capacity| with_capacity(&service.pool, capacity);
    let busy =
        ceil_count(service.offered_load() * stress.traffic / targets.utilization_peak.get().max(f64::MIN_POSITIVE));
    let within = lowest.max(busy).min(most)..=most;
    let guess = smallest(within.clone(), lowest, |capacity| formula.misses_stressed(&pool(capacity)).is_empty());
    let enough = |capacity| predictor.misses_stressed(&pool(capacity)).is_empty();
    // Where not even the largest is enough, the tasks are too few for the headroom: one connection for each of them.
    smallest(within, guess.unwrap_or(most), enough).unwrap_or(if service.concurrency.is_some() { most } else { lowest })
}

/// The least that keeps up once the traffic, or the hold, is as much larger as the headroom has it.
fn stable_under(stress: Stress, service: &Service) -> u64 {
    ceil_count(service.offered_load() * stress.stable / STRESSED_UTILIZATION)
}

/// Connections with which its tasks cannot deadlock.
pub(super) fn without_deadlock(service: &Service) -> u64 {
    no_deadlock_from(service).unwrap_or(1).min(MOST_CONNECTIONS)
}

/// The largest pool in which every connection can be used.
pub(super) fn most_useful(service: &Service) -> u64 {
    service.checkouts_at_once().map_or(MOST_CONNECTIONS, |at_once| at_once.min(MOST_CONNECTIONS))
}

/// The capacity of a pool without traffic to size it by: what it is, or SQLAlchemy's default where it is unlimited.
pub(super) fn given_capacity(service: &Service) -> u64 {
    let given = service.pool.capacity().or(Pool::default().capacity()).unwrap_or(1);
    given.min(most_useful(service)).max(1)
}

/// How many times the capacity that its targets need a healthy pool may have.
pub(super) const MAX_HEALTHY_TIMES: u64 = 4;

/// The capacity of a pool that is healthy as it is: it bears what the headroom asks for, cannot deadlock, loses no
/// connections, and is at most four times what its targets need.
pub(super) fn healthy_capacity(service: &Service, steps: Steps) -> Option<u64> {
    let capacity = service.pool.capacity()?;
    let largest = steps.targets.saturating_mul(MAX_HEALTHY_TIMES).min(most_useful(service));
    let enough = steps.headroom.max(without_deadlock(service));
    let healthy = steps.reachable && service.leak_probability.get() <= 0.0 && enough <= capacity && capacity <= largest;
    healthy.then_some(capacity)
}
