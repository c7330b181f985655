//! Caches predictions of every service that an advice looks at, so that a search does not simulate one pool twice.

use super::{headroom::Headroom, required_capacity::RequiredCapacity};
use crate::{
    predict::{Prediction, Predictor, predict_by_formula, simulate_briefly, simulate_instead},
    scenario::{Pool, Service, Targets},
};
use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};

/// Predictions by service, size and overflow, for one set of targets. A simulation takes milliseconds, and the search for
/// remedies advises the same services many times.
pub(crate) struct PredictionCache {
    slots: Rc<Slots>,
    predictions: RefCell<BTreeMap<Key, Prediction>>,
    /// Those of few runs that were enough for a decision.
    by_few_runs: RefCell<BTreeMap<Key, Prediction>>,
    /// What the services with their present pools require, and what shares of their headroom take, in percent.
    required: RefCell<BTreeMap<Key, RequiredCapacity>>,
    shares: RefCell<BTreeMap<(Slot, u64), u64>>,
    /// The headroom of pools, by the bits of the factor on the traffic at which a prediction was known.
    headrooms: RefCell<BTreeMap<(Key, u64), Option<Headroom>>>,
    /// How many more simulations may run before closed forms answer; None without a limit.
    simulations_left: Cell<Option<u32>>,
    spares_simulations: Cell<bool>,
    /// The same by closed form, for the same services; None where this is by closed form.
    closed_forms: Option<Box<Self>>,
}

/// The services that were met.
#[derive(Default)]
struct Slots {
    /// By the bits of their offered load, each without its name, size and overflow, and its slot.
    services: RefCell<BTreeMap<u64, Vec<(Service, Slot)>>>,
    next: Cell<u32>,
}

/// How many simulations may run to settle one finding.
const MAX_SETTLING_SIMULATIONS: u32 = 12;

/// A service, and the size and overflow of its pool.
type Key = (Slot, u32, i64);

/// The place of one service in a [`PredictionCache`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Slot(u32);

impl PredictionCache {
    pub(crate) fn new(predictor: Predictor) -> Self {
        let slots = Rc::default();
        let closed_forms = (predictor == Predictor::Full).then(|| Box::new(Self::with_slots(Rc::clone(&slots), None)));
        Self::with_slots(slots, closed_forms)
    }

    fn with_slots(slots: Rc<Slots>, closed_forms: Option<Box<Self>>) -> Self {
        Self {
            slots,
            predictions: RefCell::default(),
            by_few_runs: RefCell::default(),
            required: RefCell::default(),
            shares: RefCell::default(),
            headrooms: RefCell::default(),
            simulations_left: Cell::new(None),
            spares_simulations: Cell::new(false),
            closed_forms,
        }
    }

    /// What `work` finds where it spares no simulation, up to a few, to settle what a search with fewer of them has found.
    pub(crate) fn settling<T>(&self, work: impl FnOnce() -> T) -> T {
        let before = self.simulations_left.replace(Some(MAX_SETTLING_SIMULATIONS));
        let spares = self.spares_simulations.replace(false);
        let found = work();
        self.simulations_left.set(before);
        self.spares_simulations.set(spares);
        found
    }

    fn may_simulate(&self) -> bool {
        self.simulations_left.get() != Some(0)
    }

    /// Predictions of the same services by closed form.
    pub(crate) fn closed_forms(&self) -> &Self {
        self.closed_forms.as_deref().unwrap_or(self)
    }

    /// From now on at most so many simulations run, and none to prove that nothing smaller is enough; then closed forms
    /// answer.
    pub(crate) fn limit_simulations(&self, count: u32) {
        self.simulations_left.set(Some(count));
        self.spares_simulations.set(true);
    }

    /// Whether simulations are limited, so that none should be spent on proving that nothing smaller is enough.
    pub(crate) fn spares_simulations(&self) -> bool {
        self.spares_simulations.get()
    }

    /// The slot of a service, whatever its name, size and overflow: services that differ in nothing else are predicted once.
    pub(crate) fn slot(&self, service: &Service) -> Slot {
        let alike = Service { name: String::new(), pool: with_default_size(&service.pool), ..service.clone() };
        let mut services = self.slots.services.borrow_mut();
        let same_load = services.entry(service.offered_load().to_bits()).or_default();
        if let Some((_, slot)) = same_load.iter().find(|(known, _)| *known == alike) {
            return *slot;
        }
        let slot = Slot(self.slots.next.get());
        self.slots.next.set(slot.0 + 1);
        same_load.push((alike, slot));
        slot
    }

    /// How a pool of the service in `slot` does; the pool's other settings are the service's own.
    pub(crate) fn predict(&self, slot: Slot, service: &Service, pool: &Pool) -> Prediction {
        let key = key(slot, pool);
        if let Some(prediction) = self.predictions.borrow().get(&key) {
            return prediction.clone();
        }
        let Some(closed_forms) = &self.closed_forms else {
            let by_formula = predict_by_formula(service, pool);
            self.predictions.borrow_mut().insert(key, by_formula.clone());
            return by_formula;
        };
        let by_formula = closed_forms.predict(slot, service, pool);
        if !self.may_simulate() {
            // Not to be taken for a simulation once more of them may run.
            return by_formula;
        }
        let prediction = match simulate_instead(service, pool, &by_formula) {
            Some(simulated) => {
                self.count_simulation();
                simulated
            }
            None => by_formula,
        };
        self.predictions.borrow_mut().insert(key, prediction.clone());
        prediction
    }

    /// The same from few runs, if `is_settled` finds them exact enough for the decision; else from all runs.
    pub(crate) fn predict_until(
        &self,
        slot: Slot,
        service: &Service,
        pool: &Pool,
        is_settled: &dyn Fn(&Prediction) -> bool,
    ) -> Prediction {
        let key = key(slot, pool);
        if let Some(prediction) = self.predictions.borrow().get(&key) {
            return prediction.clone();
        }
        if let Some(prediction) = self.by_few_runs.borrow().get(&key).filter(|prediction| is_settled(prediction)) {
            return prediction.clone();
        }
        let briefly = |closed_forms: &Self| {
            let by_formula = closed_forms.predict(slot, service, pool);
            simulate_briefly(service, pool, &by_formula, is_settled)
        };
        let simulated = self.closed_forms.as_deref().filter(|_| self.may_simulate()).and_then(briefly);
        let Some(prediction) = simulated else { return self.predict(slot, service, pool) };
        self.count_simulation();
        self.by_few_runs.borrow_mut().insert(key, prediction.clone());
        prediction
    }

    fn count_simulation(&self) {
        self.simulations_left.set(self.simulations_left.get().map(|left| left.saturating_sub(1)));
    }

    /// The requirement of the service in `slot` whose pool is now `present`, computed by `find` once.
    pub(super) fn required(
        &self,
        slot: Slot,
        present: &Pool,
        find: impl FnOnce() -> RequiredCapacity,
    ) -> RequiredCapacity {
        remember(&self.required, key(slot, present), find)
    }

    /// The capacity at a percentage of the headroom of the service in `slot`, computed by `find` once.
    pub(super) fn share_of_headroom(&self, slot: Slot, percent: u64, find: impl FnOnce() -> u64) -> u64 {
        remember(&self.shares, (slot, percent), find)
    }

    /// The same for a service that is looked at once.
    pub(crate) fn predict_once(&self, service: &Service, pool: &Pool) -> Prediction {
        self.predict(self.slot(&Service { pool: pool.clone(), ..service.clone() }), service, pool)
    }

    /// Whether there is time to follow long holds for what a pool bears.
    pub(crate) fn follows_long_holds(&self) -> bool {
        self.closed_forms.is_some() && !self.spares_simulations()
    }

    /// What a pool of the service bears, as [`Headroom::measure`] finds it.
    pub(crate) fn headroom(
        &self,
        service: &Service,
        pool: &Pool,
        targets: &Targets,
        now: &Prediction,
        stressed: Option<&(f64, Prediction)>,
    ) -> Option<Headroom> {
        let known_at = stressed.map_or(1.0, |(factor, _)| *factor).to_bits();
        let find = || Headroom::measure(service, pool, targets, now, stressed, self.follows_long_holds());
        remember(&self.headrooms, (key(self.slot(service), pool), known_at), find)
    }
}

fn remember<K: Ord, V: Copy>(known: &RefCell<BTreeMap<K, V>>, key: K, find: impl FnOnce() -> V) -> V {
    let found = known.borrow().get(&key).copied();
    found.unwrap_or_else(|| {
        let value = find();
        known.borrow_mut().insert(key, value);
        value
    })
}

fn key(slot: Slot, pool: &Pool) -> Key {
    (slot, pool.size.get(), pool.overflow.number())
}

fn with_default_size(pool: &Pool) -> Pool {
    let default = Pool::default();
    Pool { size: default.size, overflow: default.overflow, ..pool.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Scenario, predict::Method};

    fn service(text: &str) -> Service {
        Scenario::from_toml(&format!("[[services]]\n{text}")).unwrap().services.remove(0)
    }

    #[test]
    fn services_share_a_slot_only_where_all_but_name_and_size_agrees() {
        let cache = PredictionCache::new(Predictor::Full);
        let slot = |text: &str| cache.slot(&service(text));
        assert_eq!(slot("pool = { size = 5 }"), slot("pool = { size = 9, overflow = 0 }"));
        assert_eq!(slot("name = 'api'"), slot("name = 'jobs'"));
        assert_ne!(slot(""), slot("workers = 2"));
        assert_ne!(slot(""), slot("pool = { timeout_s = 3 }"));
    }

    #[test]
    fn closed_forms_answer_once_the_simulations_are_used_up() {
        let cache = PredictionCache::new(Predictor::Full);
        let service = service("traffic = [{ rate_per_s = 100, hold_ms = { mean = 50, cv = 2 } }]");
        let slot = cache.slot(&service);
        let method = |size: u32| {
            let pool = Pool { size: crate::units::Natural::clamped(size.into()), ..service.pool.clone() };
            cache.predict(slot, &service, &pool).method
        };
        cache.limit_simulations(1);
        assert_eq!([method(6), method(7), method(6)], [Method::Simulation, Method::ClosedForm, Method::Simulation]);
        assert_eq!(cache.settling(|| method(7)), Method::Simulation);
        assert_eq!([method(7), method(8)], [Method::Simulation, Method::ClosedForm]);
    }
}
