//! What is wrong with a scenario, one file a rule.
//!
//! A rule has a stable code, a name, a page in the book (`docs/rules/CODE-name.md`) and a function from what is
//! known to findings. [`ALL`] is the whole list; nothing else dispatches.

mod autoscaling_over_budget;
mod batch_holds_long;
mod budget_nearly_used;
mod connection_memory;
mod echo_in_production;
mod engine_across_fork;
mod high_utilization;
mod hold_percentiles;
mod idle_in_transaction;
mod leak;
mod lifo_with_idle_cuts;
mod long_pool_timeout;
mod long_wait;
mod mixed_holds;
mod more_busy_than_cores;
mod more_tasks_than_connections;
mod nested_checkouts;
mod no_headroom;
mod no_pool;
mod no_reserved_slots;
mod no_services;
mod no_statement_timeout;
mod no_traffic;
mod other_clients_not_counted;
mod over_budget;
mod overflow_churn;
mod oversized_pool;
mod pooler_clients;
mod pooler_in_session_mode;
mod pooler_servers;
mod pooler_too_small;
mod prepared_statements;
mod recycle_after_cut;
mod recycle_too_often;
mod request_outlasts_proxy;
mod reserved_before_16;
mod same_name;
mod saturated;
mod short_job_timeout;
mod size_below_load;
mod stale_connections;
mod standby_connections;
mod statement_outlasts_request;
mod targets_unreachable;
mod timeout_outlasts_request;
mod timeouts;
mod too_few_tasks;
mod too_much_in_deploy;
mod unbounded_pool;
mod unbounded_tasks;
mod unknown_clients;
mod wait_in_a_row;
mod worker_killed_before_pool_timeout;

pub use crate::rule_index::Severity;
use crate::{
    advise::{Advice, Advised, BusyCores, Headroom, Remedy, with_quiet_overflow},
    budget::Budget,
    deadlock::can_deadlock,
    predict::{Prediction, empty_after_s},
    scenario::{Pool, PoolClass, Scenario, Service, Targets},
    server_load::Load,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{borrow::Cow, collections::BTreeMap};

/// A rule: what identifies it, and its check.
pub struct Rule {
    /// Its stable code: "PW001".
    pub code: &'static str,
    /// Its name: "over-budget".
    pub name: &'static str,
    /// What it checks, in one line.
    pub summary: &'static str,
    /// How bad a finding of it is.
    pub severity: Severity,
    /// What its advice rests on.
    pub source: &'static str,
    /// Where the source can be read.
    pub url: &'static str,
    check: fn(&RuleContext<'_>) -> Vec<FindingBody>,
}

/// Every rule, in the order of their codes.
///
/// ```
/// assert_eq!(poolwise::rules::ALL[0].name, "over-budget");
/// ```
pub const ALL: [Rule; 53] = [
    over_budget::RULE,
    unbounded_pool::RULE,
    saturated::RULE,
    timeouts::RULE,
    long_wait::RULE,
    high_utilization::RULE,
    targets_unreachable::RULE,
    oversized_pool::RULE,
    overflow_churn::RULE,
    more_tasks_than_connections::RULE,
    leak::RULE,
    stale_connections::RULE,
    hold_percentiles::RULE,
    timeout_outlasts_request::RULE,
    long_pool_timeout::RULE,
    short_job_timeout::RULE,
    statement_outlasts_request::RULE,
    request_outlasts_proxy::RULE,
    no_statement_timeout::RULE,
    idle_in_transaction::RULE,
    recycle_after_cut::RULE,
    recycle_too_often::RULE,
    echo_in_production::RULE,
    no_reserved_slots::RULE,
    reserved_before_16::RULE,
    budget_nearly_used::RULE,
    autoscaling_over_budget::RULE,
    nested_checkouts::RULE,
    size_below_load::RULE,
    batch_holds_long::RULE,
    mixed_holds::RULE,
    more_busy_than_cores::RULE,
    connection_memory::RULE,
    standby_connections::RULE,
    pooler_clients::RULE,
    pooler_servers::RULE,
    pooler_in_session_mode::RULE,
    pooler_too_small::RULE,
    prepared_statements::RULE,
    too_few_tasks::RULE,
    no_pool::RULE,
    unbounded_tasks::RULE,
    same_name::RULE,
    no_traffic::RULE,
    no_services::RULE,
    wait_in_a_row::RULE,
    too_much_in_deploy::RULE,
    unknown_clients::RULE,
    no_headroom::RULE,
    other_clients_not_counted::RULE,
    engine_across_fork::RULE,
    worker_killed_before_pool_timeout::RULE,
    lifo_with_idle_cuts::RULE,
    // xtask:new-rule: the next rule goes above this line
];

/// What a rule has to say about a scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Finding {
    /// The rule's code: "PW001".
    pub code: Cow<'static, str>,
    /// The rule's name: "over-budget".
    pub rule: Cow<'static, str>,
    /// How bad it is.
    pub severity: Severity,
    /// What is the case, with its numbers.
    pub message: String,
    /// What to do.
    pub help: String,
    /// The field it is about, as a path: `services[0].pool.size`.
    pub field: String,
    /// The numbers it rests on, by name.
    pub evidence: BTreeMap<Cow<'static, str>, Value>,
    /// Settings that resolve it, where settings do.
    pub fix: Option<Fix>,
    /// What the rule rests on.
    pub source: Cow<'static, str>,
    /// Where the source can be read.
    pub url: Cow<'static, str>,
}

/// Settings that resolve a finding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Fix {
    /// Field path to new value.
    pub set: BTreeMap<String, Value>,
}

/// What the rules look at.
pub(crate) struct RuleContext<'a> {
    pub(crate) scenario: &'a Scenario,
    pub(crate) budget: &'a Budget,
    pub(crate) database: &'a Load,
    pub(crate) current: &'a [Prediction],
    /// The same while a deploy has instances missing.
    pub(crate) in_deploy: &'a [Option<Prediction>],
    /// What the pools bear as they are.
    pub(crate) headroom: &'a [Option<Headroom>],
    pub(crate) advice: &'a Advised,
    /// What the advice changes besides pools.
    pub(crate) besides: Option<&'a Remedy>,
}

/// One service, as a rule sees it.
struct ServiceContext<'a> {
    index: usize,
    service: &'a Service,
    prediction: &'a Prediction,
    in_deploy: Option<&'a Prediction>,
    /// What its pools bear as they are.
    headroom: Option<Headroom>,
    advice: &'a Advice,
    /// The server's cores, where these are why its advised pools are no larger.
    busy_cores: Option<BusyCores>,
}

/// What a rule found, before its rule is named on it.
#[derive(Default)]
struct FindingBody {
    message: String,
    help: String,
    field: String,
    evidence: Vec<(&'static str, Value)>,
    fix: Vec<(String, Value)>,
    /// Where it is worse than the rule's findings usually are.
    severity: Option<Severity>,
}

/// All findings, the worst first, and in the order of the codes where equally bad.
pub(crate) fn check(context: &RuleContext<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = ALL.iter().flat_map(|rule| rule.findings(context)).collect();
    findings.sort_by_key(|finding| finding.severity);
    findings
}

impl Rule {
    fn findings(&self, context: &RuleContext<'_>) -> Vec<Finding> {
        let rules = &context.scenario.rules;
        if rules.severity_of(self.code, self.severity).is_none() {
            return Vec::new();
        }
        let finding = |seen: FindingBody| {
            let severity = rules.severity_of(self.code, seen.severity.unwrap_or(self.severity))?;
            Some(self.finding(severity, seen))
        };
        (self.check)(context).into_iter().filter_map(finding).collect()
    }

    fn finding(&self, severity: Severity, seen: FindingBody) -> Finding {
        Finding {
            code: self.code.into(),
            rule: self.name.into(),
            severity,
            message: seen.message,
            help: seen.help,
            field: seen.field,
            evidence: seen.evidence.into_iter().map(|(name, value)| (name.into(), value)).collect(),
            fix: (!seen.fix.is_empty()).then(|| Fix { set: seen.fix.into_iter().collect() }),
            source: self.source.into(),
            url: self.url.into(),
        }
    }
}

impl RuleContext<'_> {
    fn services(&self) -> impl Iterator<Item = ServiceContext<'_>> {
        let current = self.current.iter().zip(self.in_deploy).zip(self.headroom);
        let rows = self.scenario.services.iter().zip(current).zip(&self.advice.services);
        let busy_cores = BusyCores::from_scenario(self.scenario);
        let limits = move |service: &Service, pool: &Pool| {
            let direct = busy_cores.filter(|_| !self.scenario.is_pooled(service))?;
            pool.capacity().is_some_and(|capacity| direct.limits(service, capacity)).then_some(direct)
        };
        rows.enumerate().map(move |(index, ((service, ((prediction, in_deploy), headroom)), advice))| ServiceContext {
            index,
            service,
            prediction,
            in_deploy: in_deploy.as_ref(),
            headroom: *headroom,
            busy_cores: limits(service, &advice.pool),
            advice,
        })
    }

    /// The targets of a service.
    fn targets(&self, service: &ServiceContext<'_>) -> Targets {
        self.scenario.targets.for_service(service.service)
    }

    /// All pools as advised, the pooler's size and what has to change besides, as a fix; nothing where that does not fit
    /// either, or deadlocks.
    fn advised_settings(&self) -> Vec<(String, Value)> {
        if !self.budget.fits.advised || self.deadlocked().is_some() {
            return Vec::new();
        }
        let pools = self.services().filter(ServiceContext::has_pool).flat_map(|service| service.advised_pool());
        let besides = self.besides.iter().flat_map(|way| way.set.clone());
        pools.chain(self.advised_pooler()).chain(besides).collect()
    }

    /// A service whose tasks could wait for each other for ever in its advised pools.
    fn deadlocked(&self) -> Option<ServiceContext<'_>> {
        self.services().find(|service| can_deadlock(service.service, &service.advice.pool))
    }

    /// The pooler's advised size, as a fix.
    fn advised_pooler(&self) -> Option<(String, Value)> {
        let pooler = self.advice.pooler.as_ref()?;
        Some(("pooler.default_pool_size".to_owned(), pooler.default_pool_size.into()))
    }

    /// "api size 3, overflow 0; jobs size 2, overflow 1".
    fn advised_text(&self) -> String {
        let pools = self.services().filter(ServiceContext::has_pool);
        let pools = pools.map(|service| format!("{} {}", service.service.name, service.advised_text()));
        let pooler = self.advice.pooler.as_ref();
        let pooler = pooler.map(|pooler| format!("the pooler's default_pool_size {}", pooler.default_pool_size));
        let besides = self.besides.map(|way| way.change.clone());
        pools.chain(pooler).chain(besides).collect::<Vec<_>>().join("; ")
    }

    /// One observation for each service about which `seen` has something to say.
    fn each(&self, seen: impl Fn(&ServiceContext<'_>) -> Option<FindingBody>) -> Vec<FindingBody> {
        self.services().filter_map(|service| seen(&service)).collect()
    }
}

impl ServiceContext<'_> {
    fn field(&self, name: &str) -> String {
        format!("services[{}].{name}", self.index)
    }

    /// A setting of the service, as a fix.
    fn set(&self, name: &str, value: impl Into<Value>) -> Vec<(String, Value)> {
        vec![(self.field(name), value.into())]
    }

    fn has_pool(&self) -> bool {
        self.service.pool.class == PoolClass::QueuePool
    }

    /// Whether checkouts that are never returned empty its pools; PW011 then says all there is to say.
    fn leaks(&self) -> bool {
        empty_after_s(self.service, self.prediction.capacity).is_some()
    }

    /// The advised size and overflow, as a fix.
    fn advised_pool(&self) -> Vec<(String, Value)> {
        self.size_and_overflow(&self.advice.pool)
    }

    fn size_and_overflow(&self, pool: &Pool) -> Vec<(String, Value)> {
        vec![
            (self.field("pool.size"), pool.size.get().into()),
            (self.field("pool.overflow"), pool.overflow.number().into()),
        ]
    }

    /// An observation about the pool's size, resolved by the advised pool where that meets the targets.
    fn undersized(&self, message: String, evidence: Vec<(&'static str, Value)>) -> FindingBody {
        FindingBody {
            message,
            help: self.feasible_help(),
            field: self.field("pool.size"),
            evidence,
            fix: if self.advice.feasible { self.advised_pool() } else { Vec::new() },
            ..FindingBody::default()
        }
    }

    /// An observation about how the pool's capacity is split into size and overflow. Where the capacity is enough and
    /// fits the budget it stays, and connections move from the overflow to the size.
    fn badly_split(
        &self,
        context: &RuleContext<'_>,
        message: String,
        evidence: Vec<(&'static str, Value)>,
    ) -> FindingBody {
        let seen = self.undersized(message, evidence);
        let Some(pool) = self.pool_with_larger_size(context) else { return seen };
        let same =
            if pool.capacity() == self.prediction.capacity { "as many connections at the most, and " } else { "" };
        FindingBody {
            help: format!(
                "set size {}, overflow {}: {same}fewer of them opened and closed all the time",
                pool.size, pool.overflow,
            ),
            fix: self.size_and_overflow(&pool),
            ..seen
        }
    }

    /// The advised pool where that suffices, so that a plan has one advice; else the pool with the same capacity and more of
    /// it as size. None where the capacity itself has to change.
    fn pool_with_larger_size(&self, context: &RuleContext<'_>) -> Option<Pool> {
        let capacity = self.prediction.capacity.filter(|_| context.budget.fits.current)?;
        let is_enough = self.advice.needed.is_some_and(|needed| needed <= capacity);
        if is_enough && self.advice.feasible {
            return Some(self.advice.pool.clone());
        }
        is_enough.then(|| with_quiet_overflow(self.service, capacity))
    }

    /// What to set, where that meets the targets, or what to do instead.
    fn feasible_help(&self) -> String {
        if self.advice.feasible {
            format!("set {}, or hold connections for less time", self.advised_text())
        } else if let Some(cores) = self.busy_cores {
            format!("hold connections for less time: {}, so a larger pool gets no more done", cores.describe())
        } else if self.advice.needed.is_none() && !self.advice.prediction.has_one_for_all() && !self.leaks() {
            "no pool size meets the targets: relax the one that is missed".to_owned()
        } else {
            "hold connections for less time, or make room in the budget: no pool inside it can do this work".to_owned()
        }
    }

    /// "size 4, overflow 2".
    fn advised_text(&self) -> String {
        format!("size {}, overflow {}", self.advice.pool.size, self.advice.pool.overflow)
    }
}

#[cfg(test)]
mod tests {
    use crate::{Scenario, plan};

    /// Whether the rule `code` says something that holds `words` about one service of these settings, or nothing.
    pub(super) fn check(code: &str, service: &str, words: Option<&str>) {
        check_scenario(code, &format!("[[services]]\n{service}"), words);
    }

    /// The same of a whole scenario. Where the rule offers a fix, nothing is left to say of that field once it is made.
    pub(super) fn check_scenario(code: &str, text: &str, words: Option<&str>) {
        let scenario = Scenario::from_toml(text).unwrap();
        let said = |scenario: &Scenario| plan(scenario).findings.into_iter().find(|finding| finding.code == code);
        let Some(finding) = said(&scenario) else {
            assert_eq!(words, None, "{code}: {text}");
            return;
        };
        let words = words.unwrap_or_else(|| panic!("{code}: {text}: {}", finding.message));
        assert!(finding.message.contains(words), "{text}: {}", finding.message);
        if let Some(fix) = finding.fix {
            let fixed = fix.set.into_iter().fold(scenario, |scenario, (path, to)| scenario.with(&path, to).unwrap());
            let left = said(&fixed).filter(|left| left.field == finding.field);
            assert_eq!(left, None, "{code}: {text}");
        }
    }

    #[test]
    fn codes_and_names_are_unique_and_in_order() {
        assert!(super::ALL.windows(2).all(|pair| pair[0].code < pair[1].code));
        let mut names: Vec<_> = super::ALL.iter().map(|rule| rule.name).collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]));
    }

    #[test]
    fn rule_index_lists_every_rule() {
        let rules: Vec<_> = super::ALL.iter().map(|rule| (rule.code, rule.name)).collect();
        assert_eq!(crate::rule_index::RULES, rules);
    }
}
