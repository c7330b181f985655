//! Why a pool has the capacity that it has.

use super::{
    Why,
    formula::{NO_DEADLOCK, load_formula, no_deadlock_formula, source, tasks_formula},
    more_at_once,
};
use crate::{
    advise::{
        BusyCores, Case, Miss,
        required_capacity::{RequiredCapacity, Steps, most_useful},
        size_overflow::with_capacity,
        what_leaves_no_more,
    },
    budget::PLANNED_PERCENT,
    deadlock::no_deadlock_from,
    format::{count, number},
    predict::Prediction,
    scenario::{Pool, Service},
    units::as_f64,
};

impl Case<'_> {
    pub(super) fn kept(&self, steps: Steps, prediction: &Prediction, capacity: u64) -> Why {
        let because = format!(
            "kept as it is: {} per pool {}, where {} would meet the targets",
            count(capacity, "connection"),
            self.what_is_borne(capacity),
            steps.targets,
        );
        (because, self.sizing_formula(prediction, capacity), source(prediction))
    }

    pub(super) fn met(&self, steps: Steps, prediction: &Prediction, capacity: u64) -> Why {
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
            format!("{connections} per pool {borne}; its {healthy} of today do not fit: {why}")
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
        let formula = match nested {
            Some(_) => format!("{}, {}", self.sizing_formula(prediction, capacity), no_deadlock_formula(service)),
            None if capacity == most_useful(service) => tasks_formula(service, prediction.offered_load, capacity),
            None => self.sizing_formula(prediction, capacity),
        };
        (because, formula, source(prediction))
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

    pub(super) fn short(&self, prediction: &Prediction, pool: &Pool, instead: &str) -> Why {
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

    pub(super) fn too_few_tasks(&self, prediction: &Prediction, capacity: u64) -> Why {
        let because = format!(
            "{} per pool is all that a worker's tasks ask for at once; its traffic keeps {} busy, so requests queue in front \
             of the workers whatever the pool: {}, or shorter holds",
            count(capacity, "connection"),
            number(prediction.offered_load),
            more_at_once(self.service),
        );
        (because, tasks_formula(self.service, prediction.offered_load, capacity), "Little 1961")
    }

    /// Whether the pool misses a target, but none outside of deploys.
    pub(super) fn only_in_deploy(&self, pool: &Pool) -> bool {
        self.predictor.misses(pool).iter().all(|miss| miss.in_deploy)
    }

    pub(super) fn too_few_in_deploy(&self, prediction: &Prediction, capacity: u64) -> Why {
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

    pub(super) fn deadlocks(&self, prediction: &Prediction, capacity: u64) -> Why {
        let service = self.service;
        let because = format!(
            "its tasks can deadlock below {}, which the budget does not have; a smaller pool deadlocks sooner: let a \
             task hold one connection at a time, and then look again",
            count(no_deadlock_from(service).unwrap_or(capacity), "connection"),
        );
        let formula = format!("{}; {}", load_formula(service, prediction.offered_load), no_deadlock_formula(service));
        (because, formula, NO_DEADLOCK)
    }
}

fn no_deadlock(connections: &str) -> String {
    format!("{connections} per pool is the smallest number with which its tasks cannot deadlock")
}

pub(super) fn without_traffic(service: &Service, capacity: u64) -> Why {
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
        let unlimited = service.pool.capacity().is_none() && Pool::default().capacity() == Some(capacity);
        let origin = if unlimited { "SQLAlchemy's default in place of no limit" } else { "what the budget leaves" };
        format!("{nothing}: {connections} per pool is {origin}, half of it kept open")
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
