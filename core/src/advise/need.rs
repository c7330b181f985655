//! What a pool needs to meet the targets.

use super::{allot::Wanted, asked::Asked, misses, search::smallest, split::with_capacity};
use crate::{
    bounds::no_deadlock_from,
    predict::{MOST_CONNECTIONS, predict_by_formula},
    scenario::{Pool, PoolClass, Service, Targets},
    units::{as_f64, ceil_count},
};

/// What a service asks of the budget.
#[derive(Clone, Copy)]
pub(super) enum Need {
    /// It has no pool to size.
    NoPool,
    /// There is no traffic to size by.
    Unknown,
    /// This capacity meets every target.
    Capacity(u64),
    /// No capacity does, but none above this is of any use.
    Hopeless(u64),
}

impl Need {
    pub(super) fn of(asked: &Asked<'_>, targets: &Targets) -> Self {
        let service = asked.service;
        if service.pool.class == PoolClass::NullPool {
            return Self::NoPool;
        }
        let pools = as_f64(service.pools().unwrap_or(u64::MAX));
        let load = service.mean_rate_per_s() / pools * service.hold().mean_ms / 1000.0;
        if load <= 0.0 {
            return Self::Unknown;
        }
        // Whoever gives up holds nothing.
        let held = load * (1.0 - targets.timeout_probability.get());
        let lowest = ceil_count(held / targets.utilization_mean.get().max(f64::MIN_POSITIVE))
            .max(no_deadlock_from(service).unwrap_or(1))
            .clamp(1, MOST_CONNECTIONS);
        let within = lowest..=MOST_CONNECTIONS;
        let pool = |capacity| with_capacity(&service.pool, capacity);
        let by_formula = |capacity| misses(targets, &predict_by_formula(service, &pool(capacity))).is_empty();
        let meets = |capacity| misses(targets, &asked.predict(&pool(capacity))).is_empty();
        let guess = smallest(within.clone(), lowest, by_formula).unwrap_or(lowest);
        match smallest(within, guess, meets) {
            Some(capacity) => Self::Capacity(capacity),
            None => Self::Hopeless(lowest),
        }
    }

    /// What the service asks of the budget.
    pub(super) fn share(self, service: &Service) -> Wanted<'_> {
        Wanted {
            name: &service.name,
            known: !matches!(self, Self::Unknown),
            capacity: self.wanted(service).max(1),
            pools: service.pools_at_scale().unwrap_or(u64::MAX),
        }
    }

    /// The capacity that a pool of the service should get of the budget.
    fn wanted(self, service: &Service) -> u64 {
        match self {
            // A smaller pool is emptied the sooner.
            Self::Capacity(capacity) | Self::Hopeless(capacity) if service.leak_probability.get() > 0.0 => {
                capacity.max(service.pool.capacity().unwrap_or(0))
            }
            Self::Capacity(capacity) | Self::Hopeless(capacity) => capacity,
            Self::Unknown => {
                let given = service.pool.capacity().or(Pool::default().capacity()).unwrap_or(1);
                given.max(no_deadlock_from(service).unwrap_or(1).min(MOST_CONNECTIONS))
            }
            Self::NoPool => service.capacity(&service.pool).unwrap_or(1),
        }
    }

    /// The capacity that would meet every target, were the budget large enough.
    pub(super) fn met_by(self) -> Option<u64> {
        match self {
            Self::Capacity(needed) => Some(needed),
            Self::NoPool | Self::Unknown | Self::Hopeless(_) => None,
        }
    }
}
