//! What is wrong with a scenario, one file a rule.
//!
//! A rule has a stable code, a name, a page in the book (`docs/rules/CODE-name.md`) and a function from what is
//! known to findings. [`ALL`] is the whole list; nothing else dispatches.

mod churn;
mod hold_percentiles;
mod leak;
mod over_budget;
mod oversized;
mod pre_ping;
mod saturated;
mod targets_unreachable;
mod threads;
mod timeouts;
mod unbounded;
mod utilization;
mod wait;

use crate::{
    advise::Advice,
    budget::Budget,
    predict::{Prediction, empty_after_s},
    scenario::{Scenario, Service},
};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

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
    check: fn(&Facts<'_>) -> Vec<Observation>,
}

/// Every rule, in the order of their codes.
///
/// ```
/// assert_eq!(poolwise::rules::ALL[0].name, "over-budget");
/// ```
pub const ALL: [Rule; 13] = [
    over_budget::RULE,
    unbounded::RULE,
    saturated::RULE,
    timeouts::RULE,
    wait::RULE,
    utilization::RULE,
    targets_unreachable::RULE,
    oversized::RULE,
    churn::RULE,
    threads::RULE,
    leak::RULE,
    pre_ping::RULE,
    hold_percentiles::RULE,
];

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Severity {
    /// It fails in production.
    Error,
    /// It will hurt.
    Warning,
    /// Worth knowing.
    Info,
}

/// What a rule has to say about a scenario.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Finding {
    /// The rule's code: "PW001".
    pub code: &'static str,
    /// The rule's name: "over-budget".
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is the case, with its numbers.
    pub message: String,
    /// What to do.
    pub help: String,
    /// The field it is about, as a path: `services[0].pool.size`.
    pub field: String,
    /// The numbers it rests on, by name.
    pub evidence: BTreeMap<&'static str, Value>,
    /// Settings that resolve it, where settings do.
    pub fix: Option<Fix>,
    /// What the rule rests on.
    pub source: &'static str,
    /// Where the source can be read.
    pub url: &'static str,
}

/// Settings that resolve a finding.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Fix {
    /// Field path to new value.
    pub set: BTreeMap<String, Value>,
}

/// What the rules look at.
struct Facts<'a> {
    scenario: &'a Scenario,
    budget: &'a Budget,
    current: &'a [Prediction],
    advice: &'a [Advice],
}

/// One service, as a rule sees it.
struct ServiceFacts<'a> {
    index: usize,
    service: &'a Service,
    prediction: &'a Prediction,
    advice: &'a Advice,
}

/// What a rule found, before its rule is named on it.
#[derive(Default)]
struct Observation {
    message: String,
    help: String,
    field: String,
    evidence: Vec<(&'static str, Value)>,
    fix: Vec<(String, Value)>,
}

/// All findings, the worst first, and in the order of the codes where equally bad.
pub(crate) fn check(scenario: &Scenario, budget: &Budget, current: &[Prediction], advice: &[Advice]) -> Vec<Finding> {
    let facts = Facts { scenario, budget, current, advice };
    let mut findings: Vec<Finding> =
        ALL.iter().flat_map(|rule| (rule.check)(&facts).into_iter().map(|seen| rule.finding(seen))).collect();
    findings.sort_by_key(|finding| finding.severity);
    findings
}

impl Rule {
    fn finding(&self, seen: Observation) -> Finding {
        Finding {
            code: self.code,
            rule: self.name,
            severity: self.severity,
            message: seen.message,
            help: seen.help,
            field: seen.field,
            evidence: seen.evidence.into_iter().collect(),
            fix: (!seen.fix.is_empty()).then(|| Fix { set: seen.fix.into_iter().collect() }),
            source: self.source,
            url: self.url,
        }
    }
}

impl Facts<'_> {
    fn services(&self) -> impl Iterator<Item = ServiceFacts<'_>> {
        let rows = self.scenario.services.iter().zip(self.current).zip(self.advice);
        rows.enumerate().map(|(index, ((service, prediction), advice))| ServiceFacts {
            index,
            service,
            prediction,
            advice,
        })
    }

    /// One observation for each service about which `seen` has something to say.
    fn each(&self, seen: impl Fn(&ServiceFacts<'_>) -> Option<Observation>) -> Vec<Observation> {
        self.services().filter_map(|service| seen(&service)).collect()
    }
}

impl ServiceFacts<'_> {
    fn field(&self, name: &str) -> String {
        format!("services[{}].{name}", self.index)
    }

    /// Whether checkouts that are never returned empty its pools; PW011 then says all there is to say.
    fn leaks(&self) -> bool {
        empty_after_s(self.service, self.prediction.capacity).is_some()
    }

    /// The advised size and overflow, as a fix.
    fn advised_pool(&self) -> Vec<(String, Value)> {
        let pool = &self.advice.pool;
        vec![
            (self.field("pool.size"), pool.size.get().into()),
            (self.field("pool.overflow"), pool.overflow.number().into()),
        ]
    }

    /// An observation about the pool's size, resolved by the advised pool where that meets the targets.
    fn undersized(&self, message: String, evidence: Vec<(&'static str, Value)>) -> Observation {
        Observation {
            message,
            help: self.feasible_help(),
            field: self.field("pool.size"),
            evidence,
            fix: if self.advice.feasible { self.advised_pool() } else { Vec::new() },
        }
    }

    /// What to set, where that meets the targets, or what to do instead.
    fn feasible_help(&self) -> String {
        if self.advice.feasible {
            format!("set {}, or hold connections for less time", self.advised_text())
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
        let scenario = Scenario::from_toml(&format!("[[services]]\n{service}")).unwrap();
        let plan = plan(&scenario);
        let said = plan.findings.iter().find(|finding| finding.code == code).map(|finding| &finding.message);
        match (said, words) {
            (Some(said), Some(words)) => assert!(said.contains(words), "{service}: {said}"),
            (said, words) => assert_eq!(said.map(String::as_str), words, "{code}: {service}"),
        }
    }

    #[test]
    fn codes_and_names_are_unique_and_in_order() {
        assert!(super::ALL.windows(2).all(|pair| pair[0].code < pair[1].code));
        let mut names: Vec<_> = super::ALL.iter().map(|rule| rule.name).collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
