//! From which capacity on tasks that hold several connections cannot deadlock on their pool.

use crate::{
    scenario::{Pool, PoolClass, Service},
    units::Count,
};

/// Connections of a pool from which on tasks that hold several at once cannot all wait for each other: one is always
/// left for somebody to go on with. None where a task holds one. Where nobody says how many tasks there are, what one
/// needs for itself.
///
/// Source: `HikariCP`, About Pool Sizing, "Pool-locking".
pub(crate) fn no_deadlock_from(service: &Service) -> Option<u64> {
    let held = u64::from(service.checkouts_per_task.get());
    let tasks = u64::from(service.concurrency.map_or(1, Count::get));
    (service.pool.class == PoolClass::QueuePool && held > 1).then(|| tasks.saturating_mul(held - 1).saturating_add(1))
}

/// Whether tasks can take all connections of a pool of the service with the settings `pool`, and wait for each other
/// for ever.
pub(crate) fn can_deadlock(service: &Service, pool: &Pool) -> bool {
    no_deadlock_from(service).zip(pool.capacity()).is_some_and(|(least, capacity)| capacity < least)
}
