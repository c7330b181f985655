//! What findings suggest: settings, as a fix and in words.

use super::finding::FindingBody;
use crate::{
    advise::{advise_with, with_quiet_overflow},
    format::seconds,
    outlook::{Outlook, ServiceOutcome},
    predict::{Predictor, empty_after_s},
    scenario::{Pool, PoolClass},
};
use serde_json::Value;

impl Outlook<'_> {
    /// All pools as advised, the pooler's size and what has to change besides, as a fix; nothing where that does not fit
    /// either, or deadlocks.
    pub(super) fn advised_settings(&self) -> Vec<(String, Value)> {
        if !self.budget.fits.advised || self.deadlocked().is_some() {
            return Vec::new();
        }
        let pools = self.services.iter().filter(|service| service.has_pool()).flat_map(ServiceOutcome::advised_pool);
        let change = self.required_change.iter().flat_map(|remedy| remedy.set.clone());
        pools.chain(self.advised_pooler()).chain(change).collect()
    }

    /// A service whose tasks could wait for each other for ever in its advised pools.
    pub(super) fn deadlocked(&self) -> Option<&ServiceOutcome<'_>> {
        self.services.iter().find(|service| service.deadlocks_as_advised)
    }

    /// The pool that a service without one should have, by closed form; None where none that fits meets its targets.
    pub(super) fn pool_instead_of_none(&self, service: &ServiceOutcome<'_>) -> Option<Pool> {
        let mut pooled = self.scenario.clone();
        pooled.services[service.index].pool = Pool { class: PoolClass::QueuePool, ..service.service.pool.clone() };
        let advised = advise_with(&pooled, Predictor::ClosedForm).services.swap_remove(service.index);
        advised.feasible.then_some(advised.pool)
    }

    /// The pooler's advised size, as a fix.
    pub(super) fn advised_pooler(&self) -> Option<(String, Value)> {
        let pooler = self.advice.pooler.as_ref()?;
        Some(("pooler.default_pool_size".to_owned(), pooler.default_pool_size.into()))
    }

    /// What changes of that: "api size 3, overflow 0; jobs size 2, overflow 1".
    pub(super) fn advised_text(&self) -> String {
        let pools = self.services.iter().filter(|service| service.has_pool());
        let pools = pools.filter_map(|one| Some(format!("{} {}", one.service.name, one.changed_pool_text()?)));
        let pooler = self.changed_pooler().map(|(text, _)| text);
        let change = self.required_change.map(|remedy| remedy.change.clone());
        pools.chain(pooler).chain(change).collect::<Vec<_>>().join("; ")
    }

    /// The pooler's advised size in words and as a fix, where it is another one.
    pub(super) fn changed_pooler(&self) -> Option<(String, (String, Value))> {
        let now = u64::from(self.scenario.pooler.as_ref()?.default_pool_size.get());
        let then = self.advice.pooler.as_ref()?.default_pool_size;
        let text = format!("the pooler's default_pool_size {then}");
        Some((text, self.advised_pooler()?)).filter(|_| then != now)
    }

    /// One finding for each service about which `finding` has something to report.
    pub(super) fn each(&self, finding: impl Fn(&ServiceOutcome<'_>) -> Option<FindingBody>) -> Vec<FindingBody> {
        self.services.iter().filter_map(finding).collect()
    }
}

impl ServiceOutcome<'_> {
    pub(super) fn field(&self, name: &str) -> String {
        format!("services[{}].{name}", self.index)
    }

    /// A setting of the service, as a fix.
    pub(super) fn set(&self, name: &str, value: impl Into<Value>) -> Vec<(String, Value)> {
        vec![(self.field(name), value.into())]
    }

    pub(super) fn has_pool(&self) -> bool {
        self.service.pool.class == PoolClass::QueuePool
    }

    /// Whether checkouts that are never returned empty its pools; PW011 then says all there is to say.
    pub(super) fn leaks(&self) -> bool {
        empty_after_s(self.service, self.current.prediction.capacity).is_some()
    }

    /// The pool that its predictions are for: "each pool of api", or "the busiest pool of api".
    pub(super) fn one_pool(&self) -> String {
        let which = if self.service.busiest_share() > 1.0 { "the busiest" } else { "each" };
        format!("{which} pool of {}", self.service.name)
    }

    /// The advised size and overflow, as a fix.
    pub(super) fn advised_pool(&self) -> Vec<(String, Value)> {
        self.size_and_overflow(&self.advice.pool)
    }

    /// A pool in place of none, as a fix.
    pub(super) fn class_and_size(&self, pool: &Pool) -> Vec<(String, Value)> {
        self.set("pool.class", "QueuePool").into_iter().chain(self.size_and_overflow(pool)).collect()
    }

    pub(super) fn size_and_overflow(&self, pool: &Pool) -> Vec<(String, Value)> {
        vec![
            (self.field("pool.size"), pool.size.get().into()),
            (self.field("pool.overflow"), pool.overflow.number().into()),
        ]
    }

    /// A finding about the pool's size, resolved by the advised pool where that meets the targets.
    pub(super) fn undersized(&self, message: String, evidence: Vec<(&'static str, Value)>) -> FindingBody {
        FindingBody {
            message,
            help: self.feasible_help(),
            field: self.field("pool.size"),
            evidence,
            fix: if self.advice.feasible {
                let timeout = self.longer_timeout().map(|seconds| self.set("pool.timeout_s", seconds));
                self.advised_pool().into_iter().chain(timeout.into_iter().flatten()).collect()
            } else {
                Vec::new()
            },
            ..FindingBody::default()
        }
    }

    /// The advised timeout of the pool, where that is longer than the one it has: fewer connections suffice then.
    fn longer_timeout(&self) -> Option<f64> {
        let [now, then] = [&self.current.pool, &self.advice.pool].map(|pool| pool.timeout_s.get());
        Some(then).filter(|then| *then > now)
    }

    /// A finding about how the pool's capacity is split into size and overflow. Where the capacity is enough and
    /// fits the budget it stays, and connections move from the overflow to the size.
    pub(super) fn badly_split(
        &self,
        outlook: &Outlook<'_>,
        message: String,
        evidence: Vec<(&'static str, Value)>,
    ) -> FindingBody {
        let undersized = self.undersized(message, evidence);
        let Some(pool) = self.pool_with_larger_size(outlook) else { return undersized };
        let same = if pool.capacity() == self.current.prediction.capacity {
            "as many connections at the most, and "
        } else {
            ""
        };
        FindingBody {
            help: format!(
                "set size {}, overflow {}: {same}fewer of them opened and closed all the time",
                pool.size, pool.overflow,
            ),
            fix: self.size_and_overflow(&pool),
            ..undersized
        }
    }

    /// The advised pool where that suffices, so that a plan has one advice; else the pool with the same capacity and more of
    /// it as size. None where the capacity itself has to change.
    pub(super) fn pool_with_larger_size(&self, outlook: &Outlook<'_>) -> Option<Pool> {
        let capacity = self.current.prediction.capacity.filter(|_| outlook.budget.fits.current)?;
        let is_enough = self.advice.needed.is_some_and(|needed| needed <= capacity);
        if is_enough && self.advice.feasible && self.changed_pool_text().is_some() {
            return Some(self.advice.pool.clone());
        }
        is_enough.then(|| with_quiet_overflow(self.service, capacity))
    }

    /// What to set, where that meets the targets, or what to do instead.
    pub(super) fn feasible_help(&self) -> String {
        if self.advice.feasible {
            let timeout = self.longer_timeout().map_or_else(String::new, |wait| format!(", timeout {}", seconds(wait)));
            format!("set {}{timeout}, or hold connections for less time", self.advised_text())
        } else if let Some(cores) = self.busy_cores {
            format!("hold connections for less time: {}, so a larger pool gets no more done", cores.describe())
        } else if self.advice.needed.is_none() && !self.advice.prediction.has_one_for_all() && !self.leaks() {
            "no pool size meets the targets: relax the one that is missed".to_owned()
        } else {
            "hold connections for less time, or make room in the budget: no pool inside it can do this work".to_owned()
        }
    }

    /// "size 4, overflow 2".
    pub(super) fn advised_text(&self) -> String {
        format!("size {}, overflow {}", self.advice.pool.size, self.advice.pool.overflow)
    }

    /// The same where that is not what it has.
    pub(super) fn changed_pool_text(&self) -> Option<String> {
        let (now, then) = (&self.current.pool, &self.advice.pool);
        ((now.size, now.overflow) != (then.size, then.overflow)).then(|| self.advised_text())
    }
}
