//! A model that is asked no question twice.

use super::{Miss, all_misses};
use crate::{
    predict::{Model, Prediction},
    scenario::{Pool, Service, Targets},
};
use std::{cell::RefCell, collections::BTreeMap};

/// What is known of one service's pools, by size and overflow. A simulation takes milliseconds, and a search comes by
/// the same pool several times.
pub(super) struct Asked<'a> {
    pub(super) service: &'a Service,
    /// The same while a deploy has instances missing.
    in_deploy: Option<Service>,
    model: Model,
    known: RefCell<Known>,
}

/// By size and overflow, at rest and in a deploy.
type Known = BTreeMap<(u32, i64, bool), Prediction>;

impl<'a> Asked<'a> {
    pub(super) fn new(service: &'a Service, model: Model) -> Self {
        Self { service, in_deploy: service.in_deploy(), model, known: RefCell::default() }
    }

    /// How a pool of the service does; its other settings are the service's own.
    pub(super) fn predict(&self, pool: &Pool) -> Prediction {
        self.looked_up(self.service, pool, false)
    }

    /// The same while a deploy runs, where instances are missing then.
    pub(super) fn predict_in_deploy(&self, pool: &Pool) -> Option<Prediction> {
        self.in_deploy.as_ref().map(|service| self.looked_up(service, pool, true))
    }

    /// The targets that a pool of the service misses, a deploy's among them.
    pub(super) fn misses(&self, targets: &Targets, pool: &Pool) -> Vec<Miss> {
        all_misses(targets, &self.predict(pool), self.predict_in_deploy(pool).as_ref())
    }

    fn looked_up(&self, service: &Service, pool: &Pool, in_deploy: bool) -> Prediction {
        let key = (pool.size.get(), pool.overflow.number(), in_deploy);
        if let Some(prediction) = self.known.borrow().get(&key) {
            return prediction.clone();
        }
        let prediction = (self.model)(service, pool);
        self.known.borrow_mut().insert(key, prediction.clone());
        prediction
    }

    /// How a pool of another service does by the same model.
    pub(super) fn model(&self, service: &Service, pool: &Pool) -> Prediction {
        (self.model)(service, pool)
    }
}
