//! What is wrong with a scenario, one file a rule.
//!
//! A rule has a stable code, a name, a page in the book (`docs/rules/CODE-name.md`) and a function from what is
//! known to findings. [`ALL`] is the whole list; nothing else dispatches.

mod autoscaling_over_budget;
mod batch_holds_long;
mod budget_nearly_used;
mod connect_timeout_outlasts_request;
mod connection_memory;
mod contradicting_settings;
mod echo_in_production;
mod engine_across_fork;
mod finding;
mod high_utilization;
mod hold_percentiles;
mod idle_functions_hold_connections;
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
mod pooler_process_limit;
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
mod streams_hold_connections;
mod suggestion;
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
mod writes_fail_after_failover;

use crate::outlook::{Outlook, ServiceOutcome};
pub use crate::rule_index::Severity;
use finding::FindingBody;
pub use finding::{Finding, Fix};

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
    check: fn(&Outlook<'_>) -> Vec<FindingBody>,
}

/// Every rule, in the order of their codes.
///
/// ```
/// assert_eq!(poolwise::rules::ALL[0].name, "over-budget");
/// ```
pub const ALL: [Rule; 59] = [
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
    streams_hold_connections::RULE,
    writes_fail_after_failover::RULE,
    idle_functions_hold_connections::RULE,
    pooler_process_limit::RULE,
    connect_timeout_outlasts_request::RULE,
    contradicting_settings::RULE,
    // xtask:new-rule: the next rule goes above this line
];

/// All findings, the worst first, and in the order of the codes where equally bad.
pub(crate) fn check(outlook: &Outlook<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = ALL.iter().flat_map(|rule| rule.findings(outlook)).collect();
    findings.sort_by_key(|finding| finding.severity);
    findings
}

impl Rule {
    fn findings(&self, outlook: &Outlook<'_>) -> Vec<Finding> {
        let rules = &outlook.scenario.rules;
        if rules.severity_of(self.code, self.severity).is_none() {
            return Vec::new();
        }
        let finding = |body: FindingBody| {
            let severity = rules.severity_of(self.code, body.severity.unwrap_or(self.severity))?;
            Some(self.finding(severity, body))
        };
        (self.check)(outlook).into_iter().filter_map(finding).collect()
    }

    fn finding(&self, severity: Severity, body: FindingBody) -> Finding {
        Finding {
            code: self.code.into(),
            rule: self.name.into(),
            severity,
            message: body.message,
            help: body.help,
            field: body.field,
            evidence: body.evidence.into_iter().map(|(name, value)| (name.into(), value)).collect(),
            fix: (!body.fix.is_empty()).then(|| Fix { set: body.fix.into_iter().collect() }),
            source: self.source.into(),
            url: self.url.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{plan::check as findings, scenario::Document};

    /// Whether the rule `code` says something that holds `words` about one service of these settings, or nothing.
    pub(super) fn check(code: &str, service: &str, words: Option<&str>) {
        check_scenario(code, &format!("[[services]]\n{service}"), words);
    }

    /// The same of a whole scenario. Where the rule offers a fix, nothing is left to say of that field once it is made.
    pub(super) fn check_scenario(code: &str, text: &str, words: Option<&str>) {
        let document = Document::from_toml(text).unwrap();
        let find = |document: &Document| findings(document).into_iter().find(|finding| finding.code == code);
        let Some(finding) = find(&document) else {
            assert_eq!(words, None, "{code}: {text}");
            return;
        };
        let words = words.unwrap_or_else(|| panic!("{code}: {text}: {}", finding.message));
        assert!(finding.message.contains(words), "{text}: {}", finding.message);
        if let Some(fix) = finding.fix {
            let fixed = fix.set.into_iter().fold(document, |document, (path, to)| document.with(&path, to).unwrap());
            let left = find(&fixed).filter(|left| left.field == finding.field);
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
