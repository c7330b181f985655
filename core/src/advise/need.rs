//! What a pool needs to meet the targets.

use super::{allot::Wanted, asked::Asked, search::smallest, split::with_capacity};
use crate::{
    bounds::no_deadlock_from,
    predict::{MOST_CONNECTIONS, predict_by_formula},
    scenario::{Pool, PoolClass, Service, Targets},
    units::ceil_count,
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
        let load = service.offered_load();
        if load <= 0.0 {
            return Self::Unknown;
        }
        // Whoever gives up holds nothing, and more than is asked for at once is of no use.
        let held = load * (1.0 - targets.timeout_probability.get());
        let most = most_asked(service);
        let lowest = ceil_count(held / targets.utilization_mean.get().max(f64::MIN_POSITIVE)).clamp(1, most);
        let within = lowest..=most;
        let pool = |capacity| with_capacity(&service.pool, capacity);
        let formula = Asked::new(service, predict_by_formula);
        let by_formula = |capacity| formula.misses(targets, &pool(capacity)).is_empty();
        let meets = |capacity| asked.misses(targets, &pool(capacity)).is_empty();
        let guess = smallest(within.clone(), lowest, by_formula).unwrap_or(lowest);
        if let Some(capacity) = smallest(within.clone(), guess, meets) {
            return Self::Capacity(capacity);
        }
        // Where it is the deploy that no capacity gets through, the one for the rest of the time.
        let meets_at_rest = |capacity| asked.misses(targets, &pool(capacity)).iter().all(|miss| miss.in_deploy);
        Self::Hopeless(smallest(within, lowest, meets_at_rest).unwrap_or(lowest))
    }

    /// What the service asks of the budget.
    pub(super) fn share(self, service: &Service) -> Wanted<'_> {
        let capacity = self.wanted(service).max(1);
        Wanted {
            name: &service.name,
            known: !matches!(self, Self::Unknown),
            capacity,
            least: if let Self::NoPool = self { capacity } else { 1 },
            pools: if service.has_unknown_tasks() { 0 } else { service.pools_at_scale().unwrap_or(u64::MAX) },
        }
    }

    /// The capacity that a pool of the service should get of the budget.
    fn wanted(self, service: &Service) -> u64 {
        self.for_traffic(service).max(without_deadlock(service))
    }

    /// The same for its traffic alone.
    fn for_traffic(self, service: &Service) -> u64 {
        match self {
            // A smaller pool is emptied the sooner.
            Self::Capacity(capacity) | Self::Hopeless(capacity) if service.leak_probability.get() > 0.0 => {
                capacity.max(service.pool.capacity().unwrap_or(0))
            }
            Self::Capacity(capacity) | Self::Hopeless(capacity) => capacity,
            Self::Unknown => {
                let given = service.pool.capacity().or(Pool::default().capacity()).unwrap_or(1);
                given.min(most_asked(service))
            }
            Self::NoPool => service.capacity(&service.pool).unwrap_or(1),
        }
    }

    /// What to make of a share of the budget. Where that is too small for tasks not to deadlock, a pool gains little by
    /// taking all of it, and a smaller one deadlocks the sooner: it stays as it is, or as its traffic needs it.
    pub(super) fn of_share(self, service: &Service, share: u64) -> u64 {
        if share >= without_deadlock(service) {
            return share;
        }
        share.min(self.for_traffic(service).max(service.pool.capacity().unwrap_or(0)))
    }

    /// The capacity that would meet every target, were the budget large enough.
    pub(super) fn met_by(self, service: &Service) -> Option<u64> {
        match self {
            Self::Capacity(needed) => Some(needed.max(without_deadlock(service))),
            Self::NoPool | Self::Unknown | Self::Hopeless(_) => None,
        }
    }
}

/// The least connections with which its tasks cannot deadlock.
fn without_deadlock(service: &Service) -> u64 {
    no_deadlock_from(service).unwrap_or(1).min(MOST_CONNECTIONS)
}

/// The most connections of a pool that can be of any use.
fn most_asked(service: &Service) -> u64 {
    service.checkouts_at_once().map_or(MOST_CONNECTIONS, |asked| asked.min(MOST_CONNECTIONS))
}
