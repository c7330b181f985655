//! Why an advised number is what it is.

use super::{Assumed, Case, Miss, Need, split::with_capacity};
use crate::{
    bounds::{can_deadlock, no_deadlock_from},
    format::{count, duration, number, percent},
    predict::{Method, Prediction},
    scenario::{Pool, Service},
    units::Count,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::borrow::Cow;

/// One advised number and where it comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reason {
    /// The setting, within its service: "pool.size".
    pub field: Cow<'static, str>,
    /// The advised value.
    pub value: Value,
    /// Whether it is what it was.
    pub kept: bool,
    /// Why, in a sentence.
    pub because: String,
    /// The formula with the values put in.
    pub formula: String,
    /// Where the formula is from.
    pub source: Cow<'static, str>,
    /// What would change it.
    pub changes: Cow<'static, str>,
    /// The defaults that it rests on, since the user gave nothing there.
    pub assumed: Vec<Assumed>,
}

impl Reason {
    /// The value as people write it: 30 and not 30.0.
    #[must_use]
    pub fn shown(&self) -> String {
        shown(&self.value)
    }
}

pub(super) fn shown(value: &Value) -> String {
    match (value.as_f64(), value.as_str()) {
        (Some(number), _) => number.to_string(),
        (None, Some(word)) => word.to_owned(),
        (None, None) => value.to_string(),
    }
}

/// Why, how it was reckoned, and where that is from.
type Why = (String, String, &'static str);

impl Case<'_> {
    /// Why the size and the overflow of `pool` are what they are.
    pub(super) fn reasons(&self, pool: &Pool) -> Vec<Reason> {
        let (service, need) = (self.service, self.need);
        let capacity = pool.capacity().unwrap_or(0);
        let prediction = &self.asked.predict(pool);
        let (because, formula, source) = match need {
            Need::NoPool => return Vec::new(),
            _ if can_deadlock(service, pool) => self.deadlocks(prediction, capacity),
            Need::Unknown => without_traffic(service, capacity),
            Need::Capacity(needed) if needed <= capacity => self.met(prediction, capacity),
            Need::Capacity(needed) => self.short(prediction, capacity, &format!("{needed} would meet the targets")),
            Need::Hopeless(_) if prediction.has_one_for_all() => self.too_few_tasks(prediction, capacity),
            Need::Hopeless(least) if self.only_in_deploy(pool) && least <= capacity => {
                self.too_few_in_deploy(prediction, capacity)
            }
            Need::Hopeless(_) => self.short(prediction, capacity, "no pool size meets the targets"),
        };
        let changes = match need {
            Need::Unknown => "giving its traffic: a rate and how long a connection is held",
            _ => "the rate, the hold and its variability, the targets, and the number of pools that share the traffic",
        };
        let size = Reason {
            field: "pool.size".into(),
            value: pool.size.get().into(),
            kept: service.pool.size == pool.size,
            because,
            formula,
            source: source.into(),
            changes: changes.into(),
            assumed: Vec::new(),
        };
        vec![size, overflow(service, pool, prediction, need, capacity)]
    }

    fn met(&self, prediction: &Prediction, capacity: u64) -> Why {
        let Self { service, asked, targets, .. } = *self;
        let leaks = service.leak_probability.get() > 0.0;
        let one_less = (capacity > 1 && !leaks)
            .then(|| asked.misses(targets, &with_capacity(&service.pool, capacity - 1)))
            .and_then(|missed| missed.first().map(Miss::text));
        let connections = count(capacity, "connection");
        let nested = no_deadlock_from(service).filter(|least| *least == capacity);
        let because = match one_less {
            _ if leaks => "no pool is large enough for a leak; this one does once nothing leaks".to_owned(),
            _ if nested.is_some() => no_deadlock(&connections),
            Some(missed) => {
                format!("{connections} a pool is the least that meets every target; with one less: {missed}")
            }
            None if prediction.has_one_for_all() => {
                format!("{connections} a pool is one for each that a worker's tasks ask for at once: nobody waits")
            }
            None => format!("{connections} a pool meets every target"),
        };
        let nested = nested.map_or_else(String::new, |_| format!(", {}", no_deadlock_formula(service)));
        let formula = format!(
            "{}; smallest c with a/c ≤ {}, wait p95 ≤ {}, P(timeout) ≤ {}{nested}: c = {capacity}",
            load_formula(service, prediction.offered_load),
            percent(targets.utilization_mean.get()),
            duration(targets.wait_p95_ms.get()),
            percent(targets.timeout_probability.get()),
        );
        (because, formula, source(prediction))
    }

    fn short(&self, prediction: &Prediction, capacity: u64, instead: &str) -> Why {
        let pool = with_capacity(&self.service.pool, capacity);
        let missed: Vec<String> = self.asked.misses(self.targets, &pool).iter().map(Miss::text).collect();
        let because =
            format!("{} a pool is {}; {instead}. {}", count(capacity, "connection"), self.most(), missed.join(", "));
        let formula = format!("{}; c = {capacity}", load_formula(self.service, prediction.offered_load));
        (because, formula, source(prediction))
    }

    fn most(&self) -> &'static str {
        if self.fits { "the most that the budget leaves" } else { "the least there is, and still over budget" }
    }

    fn too_few_tasks(&self, prediction: &Prediction, capacity: u64) -> Why {
        let because = format!(
            "{} a pool is all that a worker's tasks ask for at once; its traffic keeps {} busy, so requests pile up in front \
             of the workers whatever the pool: more tasks or workers, or shorter holds",
            count(capacity, "connection"),
            number(prediction.offered_load),
        );
        let formula = format!(
            "{}; tasks × connections per task = {capacity}",
            load_formula(self.service, prediction.offered_load)
        );
        (because, formula, "Little 1961")
    }

    /// Whether the pool misses a target, but none outside of deploys.
    fn only_in_deploy(&self, pool: &Pool) -> bool {
        self.asked.misses(self.targets, pool).iter().all(|miss| miss.in_deploy)
    }

    fn too_few_in_deploy(&self, prediction: &Prediction, capacity: u64) -> Why {
        let because = format!(
            "{} a pool is the least that meets every target outside of deploys; while one runs, those that serve have too few \
             tasks for the traffic, whatever the pool: let fewer be missing",
            count(capacity, "connection"),
        );
        (
            because,
            format!("{}; c = {capacity}", load_formula(self.service, prediction.offered_load)),
            source(prediction),
        )
    }

    fn deadlocks(&self, prediction: &Prediction, capacity: u64) -> Why {
        let service = self.service;
        let because = format!(
            "its tasks can deadlock below {}, which the budget does not have, and the sooner the smaller the pool: let a \
             task hold one connection at a time, and then look again",
            count(no_deadlock_from(service).unwrap_or(capacity), "connection"),
        );
        let formula = format!("{}; {}", load_formula(service, prediction.offered_load), no_deadlock_formula(service));
        (because, formula, NO_DEADLOCK)
    }
}

const NO_DEADLOCK: &str = "HikariCP, About Pool Sizing: Tn × (Cm − 1) + 1 connections, and no deadlock is possible";

fn no_deadlock(connections: &str) -> String {
    format!("{connections} a pool is the least with which its tasks cannot deadlock")
}

fn no_deadlock_formula(service: &Service) -> String {
    let tasks = service.concurrency.map_or(1, Count::get);
    let least = no_deadlock_from(service).unwrap_or(1);
    format!("c ≥ {tasks} × ({} − 1) + 1 = {least}", service.checkouts_per_task)
}

fn without_traffic(service: &Service, capacity: u64) -> Why {
    let kept = service.pool.capacity() == Some(capacity);
    let connections = count(capacity, "connection");
    let because = if kept {
        "no traffic is given, and what you have fits the budget".to_owned()
    } else if no_deadlock_from(service) == Some(capacity) {
        no_deadlock(&connections)
    } else if service.checkouts_at_once() == Some(capacity) {
        format!("no traffic is given, but a worker's tasks ask for no more than {connections} at once")
    } else {
        format!("no traffic is given: {connections} a pool is what the budget leaves, half of it kept open")
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

/// Where the numbers of a prediction come from.
fn source(prediction: &Prediction) -> &'static str {
    match prediction.method {
        Method::ClosedForm => "Little 1961; M/M/c+D (Barrer 1957), stretched by (1 + cv²)/2 (Allen–Cunneen)",
        Method::Simulation => "Little 1961; simulation of the pool, first come, first served",
    }
}

fn overflow(service: &Service, pool: &Pool, prediction: &Prediction, need: Need, capacity: u64) -> Reason {
    let size = pool.size;
    let because = match (pool.overflow.number(), need) {
        _ if (service.pool.size, service.pool.overflow) == (pool.size, pool.overflow) => "kept as it is".to_owned(),
        (_, Need::Unknown) => "the other half is opened on demand and given back".to_owned(),
        (0, Need::Capacity(needed)) if needed > capacity => "the budget leaves none".to_owned(),
        (0, _) if size.get() == 1 => "one connection is all that is needed".to_owned(),
        (0, _) => "with a smaller size more than one checkout in a thousand would open a connection, or a target would be missed"
            .to_owned(),
        _ => format!(
            "opened when all {size} are busy, as {} of the requests find them, and closed when {size} stand idle",
            percent(prediction.overflow_probability)
        ),
    };
    Reason {
        field: "pool.overflow".into(),
        value: pool.overflow.number().into(),
        kept: service.pool.overflow == pool.overflow,
        because,
        formula: format!(
            "{} connections opened a second, {} open beyond the size on average",
            number(prediction.connects_per_s),
            number(prediction.overflow_open_mean)
        ),
        source: "SQLAlchemy, lib/sqlalchemy/pool/impl.py; commute times of a birth–death chain".into(),
        changes: "how far the traffic swings around its mean, and what opening a connection costs".into(),
        assumed: Vec::new(),
    }
}

/// Mean busy connections of one pool if nobody waited, for a reason's formula.
fn load_formula(service: &Service, offered_load: f64) -> String {
    let (rate, hold) = (number(service.rate_of_one()), number(service.hold().mean_ms / 1000.0));
    let in_deploy = service.serving_in_deploy().zip(service.in_deploy()).map_or_else(String::new, |(serving, then)| {
        let all = service.instances;
        format!(", and {} while a deploy leaves {serving} of {all} to serve", number(then.offered_load()))
    });
    format!("offered load a = {rate}/s × {hold} s ≈ {}{in_deploy}", number(offered_load))
}
