//! A pool's other settings: how long to wait, how old a connection gets, whether it is tested.

use super::reason::Reason;
use crate::{
    bounds::{Bound, earliest_recycle, latest_recycle, recycle_after_failover},
    format::{self, duration},
    scenario::{Database, Pool, PoolClass, Service},
    timeouts::{longest_timeout, shortest_timeout},
    units::{Recycle, Seconds},
};

/// The pool with the settings that advice changes whatever its size, and why.
pub(super) fn settled(database: &Database, service: &Service) -> (Pool, Vec<Reason>) {
    let mut pool = service.pool.clone();
    if pool.class == PoolClass::NullPool {
        return (pool, Vec::new());
    }
    let reasons = vec![
        timeout(database, service, &mut pool),
        recycle(database, service, &mut pool),
        pre_ping(database, service, &mut pool),
    ];
    (pool, reasons)
}

fn timeout(database: &Database, service: &Service, pool: &mut Pool) -> Reason {
    let now = pool.timeout_s.get();
    let too_long = longest_timeout(database, service).filter(|bound| now > bound.value);
    let too_short = shortest_timeout(database, service).filter(|bound| now < bound.value);
    let Some(bound) = too_long.or(too_short) else {
        return kept("pool.timeout_s", now.into(), "the longest wait for a connection, after which a request fails");
    };
    pool.timeout_s = Seconds::clamped(bound.value);
    reason("pool.timeout_s", bound.value.into(), bound)
}

fn recycle(database: &Database, service: &Service, pool: &mut Pool) -> Reason {
    let age = pool.recycle_s.number();
    let bound = match (pool.recycle_s, latest_recycle(database)) {
        (Recycle::Never, latest) => latest.or_else(|| recycle_after_failover(database)),
        (Recycle::After(age), Some(latest)) if age.get() > latest.value => Some(latest),
        (Recycle::After(age), latest) => earliest_recycle(service)
            .filter(|bound| age.get() < bound.value)
            .filter(|bound| latest.is_none_or(|latest| bound.value <= latest.value)),
    };
    let Some(bound) = bound else {
        let what = if pool.recycle_s == Recycle::Never {
            "nothing cuts idle connections, as far as is known"
        } else {
            "no connection gets older"
        };
        return kept("pool.recycle_s", age.into(), what);
    };
    pool.recycle_s = Recycle::After(Seconds::clamped(bound.value));
    reason("pool.recycle_s", bound.value.into(), bound)
}

fn pre_ping(database: &Database, service: &Service, pool: &mut Pool) -> Reason {
    // An age alone leaves connections dead for as long, where a standby takes over.
    let ages = service.pool.recycle_s != Recycle::Never && !database.fails_over;
    let unguarded = !pool.pre_ping && !ages;
    if !unguarded {
        return kept("pool.pre_ping", pool.pre_ping.into(), "a dead connection is noticed before a request gets it");
    }
    pool.pre_ping = true;
    Reason {
        field: "pool.pre_ping".into(),
        value: true.into(),
        kept: false,
        because: "after a restart or a failover of the server every pooled connection is dead, and without a test the \
                  next requests get them"
            .to_owned(),
        formula: format!("costs one round trip a checkout, {} on loopback", duration(0.1)),
        source: "SQLAlchemy, Dealing with Disconnects".into(),
        changes: "a driver or proxy that reconnects by itself".into(),
        assumed: Vec::new(),
    }
}

fn reason(field: &'static str, value: serde_json::Value, bound: Bound) -> Reason {
    Reason {
        field: field.into(),
        value,
        kept: false,
        because: bound.because,
        formula: bound.formula,
        source: bound.source.into(),
        changes: "the timeouts around it, the kind of service, and what cuts idle connections".into(),
        assumed: Vec::new(),
    }
}

fn kept(field: &'static str, value: serde_json::Value, what: &str) -> Reason {
    Reason {
        field: field.into(),
        because: format!("kept as it is: {what}"),
        formula: format!("{field} = {}", format::value(&value)),
        source: "SQLAlchemy, lib/sqlalchemy/pool/impl.py".into(),
        changes: "the timeouts around it, and what cuts idle connections".into(),
        assumed: Vec::new(),
        kept: true,
        value,
    }
}
