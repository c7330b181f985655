//! One service as its pools are sized: its predictions at rest, in a deploy and with its headroom used up.

use super::{
    Miss, all_misses,
    headroom::Stress,
    misses_under_stress,
    prediction_cache::{PredictionCache, Slot},
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
    cache: &'a PredictionCache,
    at_rest: Slot,
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
        let stress = Stress::of(service, headroom);
        Self {
            service,
            targets,
            stress,
            cache,
            at_rest: cache.slot(service),
            in_deploy: service.in_deploy().map(with_slot),
            stressed: with_slot(service.times(stress.traffic, 1.0)),
        }
    }

    /// How a pool of the service does; its other settings are the service's own.
    pub(super) fn predict(&self, pool: &Pool) -> Prediction {
        self.cache.predict(self.at_rest, self.service, pool)
    }

    /// The same while a deploy has instances missing; None where none are.
    pub(super) fn predict_in_deploy(&self, pool: &Pool) -> Option<Prediction> {
        self.in_deploy.as_ref().map(|(service, slot)| self.cache.predict(*slot, service, pool))
    }

    /// The same under the traffic that the headroom has it bear.
    pub(super) fn predict_stressed(&self, pool: &Pool) -> Prediction {
        let (service, slot) = &self.stressed;
        self.cache.predict(*slot, service, pool)
    }

    /// The targets that a pool of the service misses, a deploy's among them.
    pub(super) fn misses(&self, pool: &Pool) -> Vec<Miss> {
        all_misses(self.targets, &self.predict(pool), self.predict_in_deploy(pool).as_ref())
    }

    /// The targets that it misses under the traffic that the headroom has it bear.
    pub(super) fn misses_stressed(&self, pool: &Pool) -> Vec<Miss> {
        misses_under_stress(self.targets, &self.predict_stressed(pool))
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
