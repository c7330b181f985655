//! The capacity that a pool needs: to keep up, to meet its targets, and to have room to spare.

use super::{
    all_misses,
    claim::WHOLE,
    headroom::Stress,
    misses_under_stress,
    prediction_cache::PredictionCache,
    search::{End, Trial, smallest, smallest_by_trials},
    service_predictor::ServicePredictor,
    size_overflow::with_capacity,
};
use crate::{
    deadlock::no_deadlock_from,
    predict::{LatencySummary, Prediction, Predictor},
    prediction::MAX_CONNECTIONS,
    scenario::{Pool, PoolClass, Service, Targets},
    units::{as_f64, ceil_count},
};
use std::ops::RangeInclusive;

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
pub(super) const STRESSED_UTILIZATION: f64 = 0.95;

/// Two connections, so that one slow statement does not stop a process, and one nested checkout does not deadlock it.
const MIN_FOR_SEVERAL_TASKS: u64 = 2;

impl RequiredCapacity {
    pub(super) fn new(predictor: &ServicePredictor<'_>) -> Self {
        predictor.cache.required(predictor.at_rest, &predictor.service.pool, || Self::find(predictor))
    }

    fn find(predictor: &ServicePredictor<'_>) -> Self {
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
        let formula = predictor.by_closed_form();
        let found = smallest_that_meets(Need::Targets, predictor, &formula, within.clone())
            .and_then(|found| (found..=most).find(|capacity| meets_as_shown(predictor, *capacity)));
        let reachable = found.is_some();
        let targets = found.unwrap_or_else(|| {
            // Where it is the deploy that no capacity gets through, the one for the rest of the time.
            let pool = |capacity| with_capacity(&service.pool, capacity);
            let meets_at_rest = |capacity| predictor.misses(&pool(capacity)).iter().all(|miss| miss.in_deploy);
            smallest(within, lowest, meets_at_rest).unwrap_or_else(|| nearest(service, lowest))
        });
        let stable = stable.min(targets);
        let headroom =
            if reachable { with_headroom(predictor, &formula, targets, MIN_FOR_SEVERAL_TASKS) } else { targets };
        Self::Sized(Steps { stable, targets, headroom, reachable })
    }

    /// What so many percent of the headroom take: by closed form, between what the targets need and what all of the headroom
    /// needs.
    pub(super) fn at_share_of_headroom(self, predictor: &ServicePredictor<'_>, percent: u64) -> u64 {
        let Self::Sized(Steps { targets, headroom, .. }) = self else { return 0 };
        if percent == 0 || targets == headroom {
            return targets;
        }
        if percent >= WHOLE {
            return headroom;
        }
        // In equal steps of a factor, so that a small share of a large headroom is a small one.
        let wanted = libm::pow(predictor.targets.headroom.get(), as_f64(percent) / as_f64(WHOLE));
        let closed_forms = predictor.cache.closed_forms();
        let capacity = closed_forms.share_of_headroom(predictor.by_closed_form().at_rest, percent, || {
            let formula = ServicePredictor::with_headroom(predictor.service, predictor.targets, wanted, closed_forms);
            // A job that stops for a statement catches up later, so where the budget is short it needs no second connection.
            let floor = if predictor.service.kind.is_job() { 1 } else { MIN_FOR_SEVERAL_TASKS };
            with_headroom(&formula, &formula, targets, floor)
        });
        capacity.clamp(targets, headroom)
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

/// Where no capacity meets a target, such as a utilization of 0: all that its tasks can use, or what the default targets
/// need. More would come no nearer that is worth its connections, so a pool that is not far larger stays as it is.
fn nearest(service: &Service, lowest: u64) -> u64 {
    if service.concurrency.is_some() {
        return lowest;
    }
    let targets = Targets::default();
    let closed_forms = PredictionCache::new(Predictor::ClosedForm);
    let formula = ServicePredictor::new(service, &targets, &closed_forms);
    let meets = |capacity| formula.misses(&with_capacity(&service.pool, capacity)).is_empty();
    let guess = ceil_count(service.offered_load() / targets.utilization_mean.get()).clamp(1, MAX_CONNECTIONS);
    let usual = smallest(1..=MAX_CONNECTIONS, guess, meets).unwrap_or(guess);
    let largest = usual.saturating_mul(MAX_HEALTHY_TIMES).max(DEFAULT_CAPACITY);
    usual.max(service.pool.capacity().filter(|capacity| *capacity <= largest).unwrap_or(0))
}

/// Whether a capacity meets the targets by the predictions that a plan shows, and not only by few runs.
fn meets_as_shown(predictor: &ServicePredictor<'_>, capacity: u64) -> bool {
    let pool = with_capacity(&predictor.service.pool, capacity);
    predictor.spares_simulations() || predictor.misses_shown(&pool).is_empty()
}

/// The smallest capacity from `lowest` and `floor` on that bears what the headroom asks for.
fn with_headroom(predictor: &ServicePredictor<'_>, formula: &ServicePredictor<'_>, lowest: u64, floor: u64) -> u64 {
    let ServicePredictor { service, targets, stress, .. } = predictor;
    if !stress.is_any() {
        return lowest;
    }
    let most = most_useful(service);
    let lowest = lowest.max(stable_under(*stress, service)).max(floor).min(most);
    let busy =
        ceil_count(service.offered_load() * stress.traffic / targets.utilization_peak.get().max(f64::MIN_POSITIVE));
    let within = lowest.max(busy).min(most)..=most;
    let found = smallest_that_meets(Need::Headroom, predictor, formula, within);
    // Where not even the largest is enough, the tasks are too few for the headroom: one connection for each of them.
    found.unwrap_or(if service.concurrency.is_some() { most } else { lowest })
}

/// What a capacity has to meet.
#[derive(Clone, Copy)]
enum Need {
    /// The targets at the given traffic, and in a deploy.
    Targets,
    /// The targets under the traffic of the headroom.
    Headroom,
}

impl Need {
    fn is_met(self, predictor: &ServicePredictor<'_>, pool: &Pool) -> bool {
        match self {
            Self::Targets => predictor.misses(pool).is_empty(),
            Self::Headroom => predictor.misses_stressed(pool).is_empty(),
        }
    }

    fn prediction(self, predictor: &ServicePredictor<'_>, pool: &Pool) -> Prediction {
        match self {
            Self::Targets => predictor.outline(pool),
            Self::Headroom => predictor.outline_stressed(pool),
        }
    }

    /// Whether the closed form meets the targets once its waits are multiplied.
    fn is_met_by_formula(self, formula: &ServicePredictor<'_>, pool: &Pool, correction: f64) -> bool {
        let corrected = |prediction: Prediction| {
            let LatencySummary { mean, p50, p95, p99 } = prediction.wait_ms;
            Prediction {
                wait_ms: LatencySummary { mean, p50, p95: p95 * correction, p99: p99 * correction },
                ..prediction
            }
        };
        match self {
            Self::Targets => {
                let in_deploy = formula.predict_in_deploy(pool).map(corrected);
                all_misses(formula.targets, &corrected(formula.predict(pool)), in_deploy.as_ref()).is_empty()
            }
            Self::Headroom => {
                misses_under_stress(formula.targets, &corrected(formula.outline_stressed(pool))).is_empty()
            }
        }
    }
}

/// The smallest capacity that meets a need: guessed by closed form, whose wait is corrected by each simulation.
fn smallest_that_meets(
    need: Need,
    predictor: &ServicePredictor<'_>,
    formula: &ServicePredictor<'_>,
    within: RangeInclusive<u64>,
) -> Option<u64> {
    let pool = |capacity| with_capacity(&predictor.service.pool, capacity);
    let (low, high) = (*within.start(), *within.end());
    let guess = |correction: f64| {
        let meets = |capacity| need.is_met_by_formula(formula, &pool(capacity), correction);
        smallest(low..=high, low, meets).unwrap_or(high)
    };
    let trial = |capacity| {
        let (now, by_formula) = (
            need.prediction(predictor, &pool(capacity)).wait_ms.p95,
            need.prediction(formula, &pool(capacity)).wait_ms.p95,
        );
        let correction = if by_formula > 0.0 && now > 0.0 { now / by_formula } else { 1.0 };
        Trial { enough: need.is_met(predictor, &pool(capacity)), correction: Some(correction) }
    };
    let end = if predictor.spares_simulations() { End::Sufficient } else { End::Proven };
    smallest_by_trials(within, end, guess, trial)
}

/// The least that keeps up once the traffic, or the hold, is as much larger as the headroom has it.
fn stable_under(stress: Stress, service: &Service) -> u64 {
    ceil_count(service.offered_load() * stress.stable / STRESSED_UTILIZATION)
}

/// Connections with which its tasks cannot deadlock.
pub(super) fn without_deadlock(service: &Service) -> u64 {
    no_deadlock_from(service).unwrap_or(1).min(MAX_CONNECTIONS)
}

/// The largest pool in which every connection can be used.
pub(super) fn most_useful(service: &Service) -> u64 {
    service.checkouts_at_once().map_or(MAX_CONNECTIONS, |at_once| at_once.min(MAX_CONNECTIONS))
}

/// The capacity of a pool without traffic to size it by: what it is, or SQLAlchemy's default where it is unlimited.
pub(super) fn given_capacity(service: &Service) -> u64 {
    let given = service.pool.capacity().or(Pool::default().capacity()).unwrap_or(1);
    given.min(most_useful(service)).max(1)
}

/// How many times the capacity that its targets need a healthy pool may have.
const MAX_HEALTHY_TIMES: u64 = 4;

/// The capacity of SQLAlchemy's default pool, 5 + 10: having left it as it is makes no pool unhealthy.
const DEFAULT_CAPACITY: u64 = 15;

/// The capacity of a pool that is healthy as it is, as far as its tasks can use it: it bears what the headroom asks for,
/// cannot deadlock, loses no connections, and is at most four times what its targets need, or SQLAlchemy's default.
pub(super) fn healthy_capacity(service: &Service, steps: Steps) -> Option<u64> {
    let capacity = service.pool.capacity()?.min(most_useful(service));
    let largest = largest_healthy(steps).max(DEFAULT_CAPACITY);
    let enough = steps.headroom.max(without_deadlock(service));
    let healthy = steps.reachable && service.leak_probability.get() <= 0.0 && enough <= capacity && capacity <= largest;
    healthy.then_some(capacity)
}

/// The largest capacity that is not far more than its targets need.
pub(super) fn largest_healthy(steps: Steps) -> u64 {
    steps.targets.saturating_mul(MAX_HEALTHY_TIMES)
}
