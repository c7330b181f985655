//! A model that is asked no question twice.

use crate::{
    predict::{Model, Prediction},
    scenario::{Pool, Service},
};
use std::{cell::RefCell, collections::BTreeMap};

/// What is known of one service's pools, by size and overflow. A simulation takes milliseconds, and a search comes by
/// the same pool several times.
pub(super) struct Asked<'a> {
    pub(super) service: &'a Service,
    model: Model,
    known: RefCell<BTreeMap<(u32, i64), Prediction>>,
}

impl<'a> Asked<'a> {
    pub(super) fn new(service: &'a Service, model: Model) -> Self {
        Self { service, model, known: RefCell::default() }
    }

    /// How a pool of the service does; its other settings are the service's own.
    pub(super) fn predict(&self, pool: &Pool) -> Prediction {
        let key = (pool.size.get(), pool.overflow.number());
        if let Some(prediction) = self.known.borrow().get(&key) {
            return prediction.clone();
        }
        let prediction = (self.model)(self.service, pool);
        self.known.borrow_mut().insert(key, prediction.clone());
        prediction
    }

    /// How a pool of another service does by the same model.
    pub(super) fn model(&self, service: &Service, pool: &Pool) -> Prediction {
        (self.model)(service, pool)
    }
}
