//! Why an advised number is what it is.

use super::{Asked, Miss, Need, misses, split::with_capacity};
use crate::{
    bounds::no_deadlock_from,
    format::{count, duration, number, percent},
    predict::{Method, Prediction},
    scenario::{Pool, Service, Targets},
    units::{Count, as_f64},
};
use serde::Serialize;
use serde_json::Value;

/// One advised number and where it comes from.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reason {
    /// The setting, within its service: "pool.size".
    pub field: &'static str,
    /// The advised value.
    pub value: Value,
    /// Whether it is what it was.
    pub kept: bool,
    /// Why, in a sentence.
    pub because: String,
    /// The formula with the values put in.
    pub formula: String,
    /// Where the formula is from.
    pub source: &'static str,
    /// What would change it.
    pub changes: &'static str,
}

impl Reason {
    /// The value as people write it: 30 and not 30.0.
    #[must_use]
    pub fn shown(&self) -> String {
        self.value.as_f64().map_or_else(|| self.value.to_string(), |value| value.to_string())
    }
}

pub(super) fn reasons(
    service: &Service,
    asked: &Asked<'_>,
    targets: &Targets,
    pool: &Pool,
    need: Need,
    fits: bool,
) -> Vec<Reason> {
    let capacity = pool.capacity().unwrap_or(0);
    let prediction = &asked.predict(pool);
    let (because, formula, source) = match need {
        Need::NoPool => return Vec::new(),
        Need::Unknown => without_traffic(service, capacity),
        Need::Capacity(needed) if needed <= capacity => met(service, asked, targets, prediction, capacity),
        Need::Capacity(needed) => {
            short(service, targets, prediction, capacity, &format!("{needed} would meet the targets"), fits)
        }
        Need::Hopeless(_) => short(service, targets, prediction, capacity, "no pool size meets the targets", fits),
    };
    let changes = match need {
        Need::Unknown => "giving its traffic: a rate and how long a connection is held",
        _ => "the rate, the hold and its variability, the targets, and the number of pools that share the traffic",
    };
    let size = Reason {
        field: "pool.size",
        value: pool.size.get().into(),
        kept: service.pool.size == pool.size,
        because,
        formula,
        source,
        changes,
    };
    vec![size, overflow(service, pool, prediction, need, capacity)]
}

fn without_traffic(service: &Service, capacity: u64) -> (String, String, &'static str) {
    let kept = service.pool.capacity() == Some(capacity);
    let because = if kept {
        "no traffic is given, and what you have fits the budget".to_owned()
    } else if no_deadlock_from(service) == Some(capacity) {
        format!("{} a pool is the least with which its tasks cannot deadlock", count(capacity, "connection"))
    } else {
        format!(
            "no traffic is given: {} a pool is what the budget leaves, half of it kept open",
            count(capacity, "connection")
        )
    };
    let pools = service.pools_at_scale().unwrap_or(u64::MAX);
    (
        because,
        format!(
            "{capacity} × {} = {} during a deploy",
            count(pools, "pool"),
            count(capacity.saturating_mul(pools), "connection")
        ),
        "PostgreSQL manual, Connections and Authentication",
    )
}

fn met(
    service: &Service,
    asked: &Asked<'_>,
    targets: &Targets,
    prediction: &Prediction,
    capacity: u64,
) -> (String, String, &'static str) {
    let leaks = service.leak_probability.get() > 0.0;
    let one_less = (capacity > 1 && !leaks)
        .then(|| misses(targets, &asked.predict(&with_capacity(&service.pool, capacity - 1))))
        .and_then(|missed| missed.first().map(Miss::text));
    let nested = no_deadlock_from(service).filter(|least| *least == capacity);
    let because = match one_less {
        _ if leaks => "no pool is large enough for a leak; this one does once nothing leaks".to_owned(),
        _ if nested.is_some() => {
            format!("{} a pool is the least with which its tasks cannot deadlock", count(capacity, "connection"))
        }
        Some(missed) => format!(
            "{} a pool is the least that meets every target; with one less: {missed}",
            count(capacity, "connection")
        ),
        None => format!("{} a pool meets every target", count(capacity, "connection")),
    };
    let no_deadlock = nested.map_or_else(String::new, |least| {
        format!(
            ", c ≥ {} × ({} − 1) + 1 = {least}",
            service.concurrency.map_or(1, Count::get),
            service.checkouts_per_task
        )
    });
    let formula = format!(
        "{}; smallest c with a/c ≤ {}, wait p95 ≤ {}, P(timeout) ≤ {}{no_deadlock}: c = {capacity}",
        load_formula(service, prediction.offered_load),
        percent(targets.utilization_mean.get()),
        duration(targets.wait_p95_ms.get()),
        percent(targets.timeout_probability.get()),
    );
    (because, formula, source(prediction))
}

/// Where the numbers of a prediction come from.
fn source(prediction: &Prediction) -> &'static str {
    match prediction.method {
        Method::ClosedForm => "Little 1961; M/M/c+D (Barrer 1957), stretched by (1 + cv²)/2 (Allen–Cunneen)",
        Method::Simulation => "Little 1961; simulation of the pool, first come, first served",
    }
}

fn short(
    service: &Service,
    targets: &Targets,
    prediction: &Prediction,
    capacity: u64,
    instead: &str,
    fits: bool,
) -> (String, String, &'static str) {
    let missed: Vec<String> = misses(targets, prediction).iter().map(Miss::text).collect();
    let because = format!(
        "{} a pool is {}; {instead}. {}",
        count(capacity, "connection"),
        if fits { "the most that the budget leaves" } else { "the least there is, and still over budget" },
        missed.join(", ")
    );
    let formula = format!("{}; c = {capacity}", load_formula(service, prediction.offered_load));
    (because, formula, source(prediction))
}

fn overflow(service: &Service, pool: &Pool, prediction: &Prediction, need: Need, capacity: u64) -> Reason {
    let size = pool.size;
    let because = match (pool.overflow.number(), need) {
        _ if (service.pool.size, service.pool.overflow) == (pool.size, pool.overflow) => "kept as it is".to_owned(),
        (_, Need::Unknown) => "the other half is opened on demand and given back".to_owned(),
        (0, Need::Capacity(needed)) if needed > capacity => "the budget leaves none".to_owned(),
        (0, _) if size.get() == 1 => "one connection is all that is needed".to_owned(),
        (0, _) => "with a smaller size more than one checkout in a thousand would open a connection".to_owned(),
        _ => format!(
            "opened when all {size} are busy, as {} of the requests find them, and closed when {size} stand idle",
            percent(prediction.overflow_probability)
        ),
    };
    Reason {
        field: "pool.overflow",
        value: pool.overflow.number().into(),
        kept: service.pool.overflow == pool.overflow,
        because,
        formula: format!(
            "{} connections opened a second, {} open beyond the size on average",
            number(prediction.connects_per_s),
            number(prediction.overflow_open_mean)
        ),
        source: "SQLAlchemy, lib/sqlalchemy/pool/impl.py; commute times of a birth–death chain",
        changes: "how far the traffic swings around its mean, and what opening a connection costs",
    }
}

/// Mean busy connections of one pool if nobody waited, for a reason's formula.
fn load_formula(service: &Service, offered_load: f64) -> String {
    let pools = as_f64(service.pools().unwrap_or(u64::MAX));
    let (rate, hold) = (number(service.mean_rate_per_s() / pools), number(service.hold().mean_ms / 1000.0));
    format!("offered load a = {rate}/s × {hold} s ≈ {}", number(offered_load))
}
