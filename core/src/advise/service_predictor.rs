//! One service as its pools are sized: its predictions at rest, in a deploy and with its headroom used up.

use super::{
    Miss, all_misses,
    headroom::Stress,
    misses_under_stress,
    prediction_cache::{PredictionCache, Slot},
    settled::is_settled,
};
use crate::{
    predict::Prediction,
    scenario::{Pool, Service, Targets},
};

/// The service that is sized, with what predicts its pools.
pub(super) struct ServicePredictor<'a> {
    pub(super) service: &'a Service,
    pub(super) targets: &'a Targets,
    /// What the headroom has the pools bear.
    pub(super) stress: Stress,
    pub(super) cache: &'a PredictionCache,
    pub(super) at_rest: Slot,
    in_deploy: Option<(Service, Slot)>,
    stressed: (Service, Slot),
}

impl<'a> ServicePredictor<'a> {
    pub(super) fn new(service: &'a Service, targets: &'a Targets, cache: &'a PredictionCache) -> Self {
        Self::with_headroom(service, targets, targets.headroom.get(), cache)
    }

    /// The same where another headroom is asked for.
    pub(super) fn with_headroom(
        service: &'a Service,
        targets: &'a Targets,
        headroom: f64,
        cache: &'a PredictionCache,
    ) -> Self {
        let with_slot = |service: Service| {
            let slot = cache.slot(&service);
            (service, slot)
        };
        let stress = Stress::new(service, headroom);
        Self {
            service,
            targets,
            stress,
            cache,
            at_rest: cache.slot(service),
            in_deploy: service.in_deploy().map(with_slot),
            stressed: with_slot(service.scaled(stress.traffic, 1.0)),
        }
    }

    /// The same by closed form.
    pub(super) fn by_closed_form(&self) -> Self {
        let Self { service, targets, stress, at_rest, .. } = *self;
        let (in_deploy, stressed) = (self.in_deploy.clone(), self.stressed.clone());
        Self { service, targets, stress, cache: self.cache.closed_forms(), at_rest, in_deploy, stressed }
    }

    /// How a pool of the service does; its other settings are the service's own.
    pub(super) fn predict(&self, pool: &Pool) -> Prediction {
        self.cache.predict(self.at_rest, self.service, pool)
    }

    /// The same while a deploy has instances missing; None where none are.
    pub(super) fn predict_in_deploy(&self, pool: &Pool) -> Option<Prediction> {
        self.in_deploy.as_ref().map(|(service, slot)| self.cache.predict(*slot, service, pool))
    }

    /// The same as `predict`, no more exact than it takes to know which targets are met.
    pub(super) fn outline(&self, pool: &Pool) -> Prediction {
        self.until_settled(self.at_rest, self.service, pool)
    }

    /// The same under the traffic that the headroom has it bear.
    pub(super) fn outline_stressed(&self, pool: &Pool) -> Prediction {
        let (service, slot) = &self.stressed;
        self.until_settled(*slot, service, pool)
    }

    /// The targets that a pool of the service misses, a deploy's among them.
    pub(super) fn misses(&self, pool: &Pool) -> Vec<Miss> {
        let in_deploy = self.in_deploy.as_ref().map(|(service, slot)| self.until_settled(*slot, service, pool));
        all_misses(self.targets, &self.outline(pool), in_deploy.as_ref())
    }

    /// The same by predictions as exact as those that a plan shows.
    pub(super) fn misses_shown(&self, pool: &Pool) -> Vec<Miss> {
        all_misses(self.targets, &self.predict(pool), self.predict_in_deploy(pool).as_ref())
    }

    /// The targets that it misses under the traffic that the headroom has it bear.
    pub(super) fn misses_stressed(&self, pool: &Pool) -> Vec<Miss> {
        misses_under_stress(self.targets, &self.outline_stressed(pool))
    }

    fn until_settled(&self, slot: Slot, service: &Service, pool: &Pool) -> Prediction {
        self.cache.predict_until(slot, service, pool, &|prediction| is_settled(self.targets, pool, prediction))
    }

    /// Whether no simulation should be spent on proving that nothing smaller is enough.
    pub(super) fn spares_simulations(&self) -> bool {
        self.cache.spares_simulations()
    }

    /// How a pool of another service does by the same model.
    pub(super) fn predict_other(&self, service: &Service, pool: &Pool) -> Prediction {
        self.cache.predict_once(service, pool)
    }
}
