//! The codes and names of the rules, as data for a scenario that sets their severities.

use serde::{Deserialize, Serialize};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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

/// The code and the name of every rule, in the order of the codes.
pub(crate) const RULES: &[(&str, &str)] = &[
    ("PW001", "over-budget"),
    ("PW002", "unbounded-pool"),
    ("PW003", "saturated"),
    ("PW004", "timeouts"),
    ("PW005", "long-wait"),
    ("PW006", "high-utilization"),
    ("PW007", "targets-unreachable"),
    ("PW008", "oversized-pool"),
    ("PW009", "overflow-churn"),
    ("PW010", "more-tasks-than-connections"),
    ("PW011", "leak"),
    ("PW012", "stale-connections"),
    ("PW013", "hold-percentiles"),
    ("PW014", "timeout-outlasts-request"),
    ("PW015", "long-pool-timeout"),
    ("PW016", "short-job-timeout"),
    ("PW017", "statement-outlasts-request"),
    ("PW018", "request-outlasts-proxy"),
    ("PW019", "no-statement-timeout"),
    ("PW020", "idle-in-transaction"),
    ("PW021", "recycle-after-cut"),
    ("PW022", "recycle-too-often"),
    ("PW023", "echo-in-production"),
    ("PW024", "no-reserved-slots"),
    ("PW025", "reserved-before-16"),
    ("PW026", "budget-nearly-used"),
    ("PW027", "autoscaling-over-budget"),
    ("PW028", "nested-checkouts"),
    ("PW029", "size-below-load"),
    ("PW030", "batch-holds-long"),
    ("PW031", "mixed-holds"),
    ("PW032", "more-busy-than-cores"),
    ("PW033", "connection-memory"),
    ("PW034", "standby-connections"),
    ("PW035", "pooler-clients"),
    ("PW036", "pooler-servers"),
    ("PW037", "pooler-in-session-mode"),
    ("PW038", "pooler-too-small"),
    ("PW039", "prepared-statements"),
    ("PW040", "too-few-tasks"),
    ("PW041", "no-pool"),
    ("PW042", "unbounded-tasks"),
    ("PW043", "same-name"),
    ("PW044", "no-traffic"),
    ("PW045", "no-services"),
    ("PW046", "wait-in-a-row"),
    ("PW047", "too-much-in-deploy"),
    ("PW048", "unknown-clients"),
    ("PW049", "no-headroom"),
    ("PW050", "other-clients-not-counted"),
    ("PW051", "engine-across-fork"),
    ("PW052", "worker-killed-before-pool-timeout"),
    ("PW053", "lifo-with-idle-cuts"),
    ("PW054", "streams-hold-connections"),
    ("PW055", "writes-fail-after-failover"),
    ("PW056", "idle-functions-hold-connections"),
    ("PW057", "pooler-process-limit"),
    ("PW058", "connect-timeout-outlasts-request"),
    ("PW059", "contradicting-settings"),
    // xtask:new-rule: the next rule goes above this line
];
