//! Why an advised number is what it is.

use super::{
    Assumed, BusyCores, Case, Miss,
    required_capacity::{RequiredCapacity, Steps, most_useful},
    size_overflow::with_capacity,
    what_leaves_no_more,
};
use crate::{
    budget::PLANNED_PERCENT,
    deadlock::{can_deadlock, no_deadlock_from},
    format::{self, count, duration, number, percent},
    predict::{Method, Prediction},
    scenario::{Pool, Service, WorkerClass},
    units::{Count, as_f64},
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
        format::value(&self.value)
    }

    /// What it rests on, a sentence each: the formula, what would change it, and the source.
    #[must_use]
    pub fn background(&self) -> [String; 3] {
        [self.formula.clone(), format!("Changes with: {}", self.changes), format!("Source: {}", self.source)]
    }
}

/// What lets a service do more at once: a sync worker serves one request, whatever it is set to.
pub(crate) fn more_at_once(service: &Service) -> &'static str {
    match service.worker_class {
        Some(WorkerClass::Sync) => "more workers",
        _ => "more tasks or workers",
    }
}

/// Why, how it was reckoned, and where that is from.
type Why = (String, String, &'static str);

impl Case<'_> {
    /// Why the size and the overflow of `pool` are what they are; `kept` where they are those of a healthy pool.
    pub(super) fn reasons(&self, pool: &Pool, kept: bool) -> Vec<Reason> {
        let service = self.service;
        let capacity = pool.capacity().unwrap_or(0);
        let prediction = &self.predictor.predict(pool);
        let (because, formula, source) = match self.required {
            RequiredCapacity::NoPool => return Vec::new(),
            _ if can_deadlock(service, pool) => self.deadlocks(prediction, capacity),
            RequiredCapacity::Unknown => without_traffic(service, capacity),
            RequiredCapacity::Sized(steps) if kept => self.kept(steps, prediction, capacity),
            RequiredCapacity::Sized(steps) if steps.reachable && steps.targets <= capacity => {
                self.met(steps, prediction, capacity)
            }
            RequiredCapacity::Sized(Steps { targets, reachable: true, .. }) => {
                self.short(prediction, pool, &format!("{targets} would meet the targets"))
            }
            RequiredCapacity::Sized(_) if prediction.has_one_for_all() => self.too_few_tasks(prediction, capacity),
            RequiredCapacity::Sized(steps) if self.only_in_deploy(pool) && steps.targets <= capacity => {
                self.too_few_in_deploy(prediction, capacity)
            }
            RequiredCapacity::Sized(_) => self.short(prediction, pool, "no pool size meets the targets"),
        };
        let changes = match self.required {
            RequiredCapacity::Unknown => "giving its traffic: a rate, and how long a connection is held",
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
        vec![size, self.overflow(pool, prediction, capacity)]
    }

    fn kept(&self, steps: Steps, prediction: &Prediction, capacity: u64) -> Why {
        let because = format!(
            "kept as it is: {} per pool {}, where {} would meet the targets",
            count(capacity, "connection"),
            self.what_is_borne(capacity),
            steps.targets,
        );
        (because, self.sizing_formula(prediction, capacity), source(prediction))
    }

    fn met(&self, steps: Steps, prediction: &Prediction, capacity: u64) -> Why {
        let Self { service, predictor, .. } = *self;
        let connections = count(capacity, "connection");
        let one_less = with_capacity(&service.pool, capacity.saturating_sub(1));
        let first = |missed: Vec<Miss>| missed.first().map(Miss::text);
        let nested = no_deadlock_from(service).filter(|least| *least == capacity);
        let because = if service.leak_probability.get() > 0.0 {
            "no pool is large enough for a leak; this one is, once the leak is fixed".to_owned()
        } else if nested.is_some() {
            no_deadlock(&connections)
        } else if let Some(healthy) = self.cut_from(capacity) {
            let (borne, why) = (self.what_is_borne(capacity), self.why_no_more(capacity));
            format!("{connections} per pool {borne}; there is no room for its {healthy} of today: {why}")
        } else if capacity > steps.headroom {
            format!("{connections} per pool {}, and the pool has them already", self.what_is_borne(capacity))
        } else if capacity == most_useful(service) {
            "a worker's tasks use no more than that at once, so no request waits".to_owned()
        } else if capacity < steps.headroom {
            let pool = with_capacity(&service.pool, capacity);
            let more = if predictor.misses_stressed(&pool).is_empty() {
                format!("{} would not let one slow statement stop a process", steps.headroom)
            } else {
                format!("{} would also bear {}", steps.headroom, self.what_is_asked())
            };
            let meet = if capacity == 1 { "meets" } else { "meet" };
            format!("{connections} per pool {meet} every target; {more}, but {}", self.why_no_more(capacity))
        } else if capacity == 1 {
            format!("{connections} per pool meets every target")
        } else if let Some(missed) = first(predictor.misses(&one_less)) {
            format!("{connections} per pool is the smallest number that meets every target; with one fewer: {missed}")
        } else if let Some(missed) = first(predictor.misses_stressed(&one_less)) {
            let factor = number(predictor.stress.traffic);
            format!(
                "{connections} per pool is the smallest number that bears {}; with one fewer, at {factor} times the traffic: {missed}",
                self.what_is_asked()
            )
        } else if prediction.offered_load * predictor.stress.stable > as_f64(capacity - 1) * 0.95 {
            format!(
                "{connections} per pool is the smallest number that still keeps up at {} times the traffic, or with a database that is \
                 as much slower",
                number(predictor.stress.stable)
            )
        } else {
            format!("{connections} per pool, so that one slow statement, or a nested checkout, does not stop a process")
        };
        let nested = nested.map_or_else(String::new, |_| format!(", {}", no_deadlock_formula(service)));
        (because, format!("{}{nested}", self.sizing_formula(prediction, capacity)), source(prediction))
    }

    /// "a/c ≤ 70 %, wait p95 ≤ 50 ms, …", and the headroom.
    fn sizing_formula(&self, prediction: &Prediction, capacity: u64) -> String {
        let targets = self.predictor.targets;
        let stress = self.predictor.stress;
        // A capacity that the budget has cut does not bear it.
        let has_headroom = matches!(self.required, RequiredCapacity::Sized(steps) if capacity >= steps.headroom);
        let headroom = if stress.is_any() && has_headroom {
            format!(
                "; at {} × the traffic a/c ≤ {} and the same waits; at {} × it keeps up",
                number(stress.traffic),
                percent(targets.utilization_peak.get()),
                number(stress.stable)
            )
        } else {
            String::new()
        };
        let p99 = targets.wait_p99_ms.map_or_else(String::new, |wait| format!(", p99 ≤ {}", duration(wait.get())));
        format!(
            "{}; smallest c with a/c ≤ {}, wait p95 ≤ {}{p99}, P(timeout) ≤ {}{headroom}: c = {capacity}",
            load_formula(self.service, prediction.offered_load),
            percent(targets.utilization_mean.get()),
            duration(targets.wait_p95_ms.get()),
            percent(targets.timeout_probability.get()),
        )
    }

    /// "bear 1.5 times its traffic", of a pool that has all of the headroom.
    fn what_is_borne(&self, capacity: u64) -> String {
        let s = if capacity == 1 { "s" } else { "" };
        if self.predictor.stress.is_any() {
            format!("bear{s} {}", self.what_is_asked())
        } else {
            format!("meet{s} every target")
        }
    }

    /// "2 times its traffic, as when one of 2 instances is lost".
    fn what_is_asked(&self) -> String {
        let (targets, stress, instances) =
            (self.predictor.targets, self.predictor.stress, self.service.instances.get());
        let factor = number(stress.traffic);
        if stress.traffic > targets.headroom.get() {
            format!("{factor} times its traffic, as when one of {instances} instances is lost")
        } else {
            format!("{factor} times its traffic")
        }
    }

    fn short(&self, prediction: &Prediction, pool: &Pool, instead: &str) -> Why {
        let capacity = pool.capacity().unwrap_or(0);
        let missed: Vec<String> = self.predictor.misses(pool).iter().map(Miss::text).collect();
        let connections = count(capacity, "connection");
        let because = match self.busy_cores(capacity) {
            Some(cores) => format!(
                "{connections} per pool, and no more: {}, so a larger pool moves the queue to the server and gets no more \
                 done. Shorten holds, or give the server more cores. {}",
                cores.describe(),
                missed.join(", ")
            ),
            None => format!("{connections} per pool is {}; {instead}. {}", self.most(capacity), missed.join(", ")),
        };
        let formula = format!("{}; c = {capacity}", load_formula(self.service, prediction.offered_load));
        (because, formula, source(prediction))
    }

    fn most(&self, capacity: u64) -> String {
        match (self.required, self.fits) {
            (RequiredCapacity::Sized(Steps { reachable: false, .. }), true) => {
                "what is usual for its traffic".to_owned()
            }
            (_, true) => format!("the most that {}", what_leaves_no_more(self.scenario, self.service)),
            (_, false) if capacity > 1 => {
                "the most there would be without other clients and what has no pool".to_owned()
            }
            (_, false) => "the least there is, and still over budget".to_owned(),
        }
    }

    /// What keeps a pool from all of its headroom.
    fn why_no_more(&self, capacity: u64) -> String {
        if let Some(cores) = self.busy_cores(capacity) {
            format!("{}: more would wait there, and get no more done", cores.describe())
        } else if self.scenario.is_pooled(self.service) {
            "the pooler's max_client_conn leaves no more".to_owned()
        } else if self.beyond_planned {
            "the server admits no more".to_owned()
        } else {
            format!("{PLANNED_PERCENT} % of the usable connections leave no more")
        }
    }

    /// The server's cores, where they are why a pool has no larger capacity than this.
    fn busy_cores(&self, capacity: u64) -> Option<BusyCores> {
        let cores = BusyCores::from_scenario(self.scenario).filter(|_| !self.scenario.is_pooled(self.service))?;
        cores.limits(self.service, capacity).then_some(cores)
    }

    fn too_few_tasks(&self, prediction: &Prediction, capacity: u64) -> Why {
        let because = format!(
            "{} per pool is all that a worker's tasks ask for at once; its traffic keeps {} busy, so requests queue in front \
             of the workers whatever the pool: {}, or shorter holds",
            count(capacity, "connection"),
            number(prediction.offered_load),
            more_at_once(self.service),
        );
        let formula = format!(
            "{}; tasks × connections per task = {capacity}",
            load_formula(self.service, prediction.offered_load)
        );
        (because, formula, "Little 1961")
    }

    /// Whether the pool misses a target, but none outside of deploys.
    fn only_in_deploy(&self, pool: &Pool) -> bool {
        self.predictor.misses(pool).iter().all(|miss| miss.in_deploy)
    }

    fn too_few_in_deploy(&self, prediction: &Prediction, capacity: u64) -> Why {
        let because = format!(
            "{} per pool is the smallest number that meets every target outside of deploys; while one runs, those that serve have too few \
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
            "its tasks can deadlock below {}, which the budget does not have; a smaller pool deadlocks sooner: let a \
             task hold one connection at a time, and then look again",
            count(no_deadlock_from(service).unwrap_or(capacity), "connection"),
        );
        let formula = format!("{}; {}", load_formula(service, prediction.offered_load), no_deadlock_formula(service));
        (because, formula, NO_DEADLOCK)
    }

    fn overflow(&self, pool: &Pool, prediction: &Prediction, capacity: u64) -> Reason {
        let (service, size) = (self.service, pool.size);
        let same = (service.pool.size, service.pool.overflow) == (pool.size, pool.overflow);
        let because = match (pool.overflow.number(), self.required) {
            _ if same => "kept as it is".to_owned(),
            (_, RequiredCapacity::Unknown) => "the other half is opened on demand and given back".to_owned(),
            (0, RequiredCapacity::Sized(steps)) if steps.targets > capacity => "the budget leaves none".to_owned(),
            (0, _) if size.get() == 1 => "one connection is all that is needed".to_owned(),
            (0, _) => {
                "with a smaller size more than one checkout in a hundred would open a connection, or a target would be \
                       missed"
                    .to_owned()
            }
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
                "{} connections opened per second, {} open beyond the size on average",
                number(prediction.connects_per_s),
                number(prediction.overflow_open_mean)
            ),
            source: "SQLAlchemy, lib/sqlalchemy/pool/impl.py; commute times of a birth–death chain".into(),
            changes: "how far the traffic varies around its mean, and what opening a connection costs".into(),
            assumed: Vec::new(),
        }
    }
}

const NO_DEADLOCK: &str = "HikariCP, About Pool Sizing: Tn × (Cm − 1) + 1 connections, and no deadlock is possible";

fn no_deadlock(connections: &str) -> String {
    format!("{connections} per pool is the smallest number with which its tasks cannot deadlock")
}

fn no_deadlock_formula(service: &Service) -> String {
    let tasks = service.concurrency.map_or(1, Count::get);
    let least = no_deadlock_from(service).unwrap_or(1);
    format!("c ≥ {tasks} × ({} − 1) + 1 = {least}", service.checkouts_per_task)
}

fn without_traffic(service: &Service, capacity: u64) -> Why {
    let kept = service.pool.capacity() == Some(capacity);
    let nothing = if service.rate_per_s() > 0.0 { "its traffic has no hold" } else { "no traffic is given" };
    let connections = count(capacity, "connection");
    let because = if kept {
        format!("{nothing}, and what you have fits the budget")
    } else if no_deadlock_from(service) == Some(capacity) {
        no_deadlock(&connections)
    } else if service.checkouts_at_once() == Some(capacity) {
        format!("{nothing}, but a worker's tasks ask for no more than {connections} at once")
    } else {
        format!("{nothing}: {connections} per pool is what the budget leaves, half of it kept open")
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

/// Mean busy connections of one pool if nobody waited, for a reason's formula.
fn load_formula(service: &Service, offered_load: f64) -> String {
    let (rate, hold) = (number(service.rate_of_one()), number(service.hold().mean_ms / 1000.0));
    let in_deploy = service.serving_in_deploy().zip(service.in_deploy()).map_or_else(String::new, |(serving, then)| {
        let all = service.instances;
        format!(", and {} while a deploy leaves {serving} of {all} to serve", number(then.offered_load()))
    });
    format!("offered load a = {rate}/s × {hold} s ≈ {}{in_deploy}", number(offered_load))
}
