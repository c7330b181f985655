//! One service and its share of the budget: the pool to set, and whether that meets the targets.

use super::{
    Advice, Reason, all_misses,
    required_capacity::{RequiredCapacity, healthy_capacity, without_deadlock},
    service_predictor::ServicePredictor,
    size_overflow::{self, with_capacity},
};
use crate::{
    deadlock::can_deadlock,
    scenario::{Scenario, Service},
};

/// One service on its way to an advice.
pub(super) struct Case<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) service: &'a Service,
    /// The same as it is sized for.
    pub(super) predictor: &'a ServicePredictor<'a>,
    pub(super) required: RequiredCapacity,
    /// Whether all services stay within what the server admits.
    pub(super) fits: bool,
    /// Whether they take more than advice plans with.
    pub(super) beyond_planned: bool,
}

impl Case<'_> {
    /// Whether the advice for it is feasible.
    pub(super) fn is_feasible(&self, share: u64) -> bool {
        match self.required {
            RequiredCapacity::Sized(steps) if self.service.leak_probability.get() <= 0.0 => {
                let capacity = self.capacity_of(share);
                let pool = with_capacity(&self.predictor.service.pool, capacity);
                self.fits && steps.reachable && capacity >= steps.targets && !can_deadlock(self.service, &pool)
            }
            _ => self.settle(share, Vec::new()).feasible,
        }
    }

    pub(super) fn settle(&self, share: u64, settings: Vec<Reason>) -> Advice {
        let Self { service, predictor, required, fits, .. } = *self;
        let leaks = service.leak_probability.get() > 0.0;
        let sound = &predictor.service.pool;
        let capacity = self.capacity_of(share);
        let pool = match required {
            RequiredCapacity::NoPool => sound.clone(),
            RequiredCapacity::Unknown => size_overflow::in_halves(sound, capacity),
            _ if service.pool.capacity() == Some(capacity) && (leaks || can_deadlock(service, sound)) => sound.clone(),
            RequiredCapacity::Sized(_) => {
                size_overflow::divide(predictor, capacity, sound, self.cut_from(capacity).is_some())
            }
        };
        let prediction = if leaks { predictor.predict_other(service, &pool) } else { predictor.predict(&pool) };
        let in_deploy = if leaks {
            service.in_deploy().map(|service| predictor.predict_other(&service, &pool))
        } else {
            predictor.predict_in_deploy(&pool)
        };
        let missed = all_misses(predictor.targets, &prediction, in_deploy.as_ref());
        let feasible = fits && missed.is_empty() && !can_deadlock(service, &pool);
        let same_size = (pool.size, pool.overflow) == (service.pool.size, service.pool.overflow);
        let kept = feasible && same_size && self.healthy() == Some(capacity);
        let mut reasons = self.reasons(&pool, kept);
        reasons.extend(settings);
        let is_stressed = matches!(required, RequiredCapacity::Sized(_)) && !leaks && missed.is_empty();
        let stressed = is_stressed.then(|| (predictor.stress.traffic, predictor.outline_stressed(&pool)));
        let headroom = predictor.cache.headroom(
            if leaks { service } else { predictor.service },
            &pool,
            predictor.targets,
            &prediction,
            stressed.as_ref(),
        );
        Advice {
            reasons,
            feasible,
            kept,
            missed,
            needed: required.met_by(service),
            headroom,
            prediction,
            in_deploy,
            pool,
        }
    }

    /// The capacity of the pool as it is, where that is healthy.
    fn healthy(&self) -> Option<u64> {
        match self.required {
            RequiredCapacity::Sized(steps) => healthy_capacity(self.service, steps),
            RequiredCapacity::NoPool | RequiredCapacity::Unknown => None,
        }
    }

    /// The capacity of a healthy pool that keeps all of its headroom, and not all of its connections.
    pub(super) fn cut_from(&self, capacity: u64) -> Option<u64> {
        let RequiredCapacity::Sized(steps) = self.required else { return None };
        self.healthy().filter(|healthy| (steps.headroom + 1..*healthy).contains(&capacity))
    }

    /// The capacity that a share of the budget gives. Where that is too small for tasks not to deadlock, a pool gains little
    /// by taking all of it, and a smaller one deadlocks the sooner: it stays as it is, or as its traffic needs it.
    fn capacity_of(&self, share: u64) -> u64 {
        let service = self.service;
        if share >= without_deadlock(service) {
            return share;
        }
        let for_traffic = match self.required {
            RequiredCapacity::Sized(steps) => steps.targets,
            RequiredCapacity::NoPool | RequiredCapacity::Unknown => 1,
        };
        share.min(for_traffic.max(service.pool.capacity().unwrap_or(0)))
    }
}
