//! Between what a pool's timeout and age should lie, so that timeouts nest and connections are alive.
//!
//! What is inside has to give up before what is outside does: statement before request, waiting for a connection and
//! then the statement together before the request, request before the proxy in front. Otherwise work goes on for which
//! nobody waits any more.

mod overflow;

pub(crate) use overflow::{churns, lives_on_overflow};

use crate::{
    format::{duration, number},
    scenario::{Database, Pool, Service},
    units::{Quantity, Recycle},
};

/// A bound of a setting, and where it comes from.
pub(crate) struct Bound {
    /// In the setting's unit.
    pub(crate) value: f64,
    pub(crate) because: String,
    pub(crate) formula: String,
    pub(crate) source: &'static str,
}

/// 80 % of the outer limit, so that the inner timeout fires first.
pub(crate) const INNER_TIMEOUT_SHARE: f64 = 0.8;

/// At most this share of the checkouts replaces a connection for its age.
const MAX_RECYCLED_SHARE: f64 = 0.05;

/// Six per minute do no harm, whatever their share.
const MAX_RARE_RECYCLES_PER_S: f64 = 0.1;

/// How far the busy connections swing above their mean over hours: by so many standard deviations of a Poisson variable.
const SWING_DEVIATIONS: f64 = 4.0;

/// The share of an outer limit at which the inner timeout still fires first.
pub(crate) fn inside(limit_s: f64) -> f64 {
    rounded_down(limit_s * INNER_TIMEOUT_SHARE)
}

/// The greatest age of a connection, where something cuts those that stand idle.
pub(crate) fn latest_recycle(database: &Database) -> Option<Bound> {
    let cut = database.idle_cut_s.map(Quantity::get).filter(|seconds| *seconds > 0.0)?;
    Some(Bound {
        value: inside(cut),
        because: "a connection that stood idle that long is cut, and the next request finds it dead".to_owned(),
        formula: format!(
            "pool_recycle < when idle connections are cut: {} × {}",
            number(INNER_TIMEOUT_SHARE),
            duration(cut * 1000.0)
        ),
        source: "SQLAlchemy, Dealing with Disconnects: Setting Pool Recycle",
    })
}

/// The age after which no connection still leads to a former primary, where a standby takes over.
pub(crate) fn recycle_after_failover(database: &Database) -> Option<Bound> {
    database.fails_over.then(|| Bound {
        value: RECYCLE_AFTER_FAILOVER_S,
        because: "after a failover a connection to the former primary looks alive, and only its age ends it".to_owned(),
        formula: format!("pool_recycle ≤ {}", duration(RECYCLE_AFTER_FAILOVER_S * 1000.0)),
        source: "PostgreSQL: SELECT 1 works on a standby, so that pre-ping finds nothing wrong",
    })
}

/// Half an hour: for so long writes may fail after a failover where nothing else notices it.
const RECYCLE_AFTER_FAILOVER_S: f64 = 1800.0;

/// The least age at which connections may be replaced without more than a few checkouts opening one.
pub(crate) fn earliest_recycle(service: &Service) -> Option<Bound> {
    let rate = service.rate_of_one();
    (rate > 0.0).then(|| {
        let (open, few) = (kept_open(service), few_per_s(rate));
        let value = (open / few).ceil();
        Bound {
            value,
            because: "replacing connections sooner makes checkouts wait for it, and cures neither leaks nor long holds"
                .to_owned(),
            formula: format!(
                "{} open connections / age ≤ {}/s, a few of the checkouts: age ≥ {}",
                number(open),
                number(few),
                duration(value * 1000.0)
            ),
            source: "SQLAlchemy, lib/sqlalchemy/pool/base.py: age since connect, looked at when checked out",
        }
    })
}

/// Connections that a pool replaces for their age, a second.
pub(crate) fn recycled_per_s(service: &Service, pool: &Pool) -> f64 {
    let rate = service.rate_of_one();
    let open = match pool.size.get() {
        0 => kept_open(service),
        size => kept_open(service).min(size.into()),
    };
    match pool.recycle_s {
        Recycle::After(age) if age.get() > 0.0 => (open / age.get()).min(rate),
        Recycle::After(_) => rate,
        Recycle::Never => 0.0,
    }
}

/// The same as a share of the checkouts, where it is more than a few.
pub(crate) fn often_recycled(service: &Service, pool: &Pool) -> Option<f64> {
    let rate = service.rate_of_one();
    let recycled = recycled_per_s(service, pool);
    (recycled > few_per_s(rate)).then(|| recycled / rate)
}

fn few_per_s(rate: f64) -> f64 {
    (MAX_RECYCLED_SHARE * rate).max(MAX_RARE_RECYCLES_PER_S)
}

/// Connections that one pool has open if nothing bounds them: a pool opens another only when all are busy, so as many as
/// the traffic once had busy. The size that advice sets is not known when this is asked, so it does not count.
fn kept_open(service: &Service) -> f64 {
    let busiest = service.burst.as_ref().map_or(1.0, |burst| burst.factor.get().max(1.0));
    let load = service.per_pool(service.rate_per_s()) * busiest * service.hold().mean_ms / 1000.0;
    load + SWING_DEVIATIONS * load.sqrt() + 1.0
}

/// A time in seconds as people set it: whole, where it is a few.
fn rounded_down(seconds: f64) -> f64 {
    if seconds >= 2.0 {
        seconds.floor()
    } else if seconds >= 0.01 {
        (seconds * 1000.0).floor() / 1000.0
    } else {
        seconds
    }
}
