//! `prometheus-rules`: alerts on the pools' metrics and on those of `postgres_exporter`.

use super::{
    Content, Kind, Writer,
    fleet::{Fleet, Settings},
    text::{comments, quoted},
};
use crate::{budget::PLANNED_PERCENT, format::number, scenario::ServiceKind, units::Millis};
use serde_json::Value;
use std::fmt::Write;

pub(super) const KIND: Kind = Kind {
    name: "prometheus-rules",
    title: "Prometheus alerts",
    ending: "-prometheus-rules.yaml",
    media_type: "application/yaml",
    writer: Writer::Fleet(content),
};

/// How old a transaction may get that does nothing where the server ends none, in seconds.
const IDLE_IN_TRANSACTION_S: f64 = 60.0;

/// The same as a share of `idle_in_transaction_session_timeout`, where that is given.
const IDLE_SHARE: f64 = 0.5;

/// How long a statement may run where no statement timeout is given and all holds are short, in seconds.
const LONG_STATEMENT_S: f64 = 30.0;

/// So many times its mean no hold is expected to take.
const LONG_HOLD: f64 = 5.0;

/// An alert of one rule.
struct Alert<'a> {
    name: &'a str,
    expression: String,
    lasts: &'a str,
    severity: &'a str,
    summary: String,
    advice: &'a str,
    /// Why the expression is not the one that is often copied; empty for none.
    note: &'a str,
}

impl Alert<'_> {
    const PLAIN: Self = Self {
        name: "",
        expression: String::new(),
        lasts: "",
        severity: "warning",
        summary: String::new(),
        advice: "",
        note: "",
    };
}

fn content(fleet: &Fleet<'_>) -> Content {
    let mut text = comments("#", &fleet.summary());
    text +=
        "# The pools' metrics are those that poolwise write --to exporter feeds, with the label service.\ngroups:\n";
    for service in fleet.services() {
        let _ = writeln!(text, "  - name: poolwise-{}\n    rules:", service.stem);
        for alert in alerts_of(&service) {
            text += &rule(&alert, Some(&service.service.name));
        }
    }
    text += "  - name: poolwise-database\n    rules:\n";
    for alert in alerts_of_database(fleet) {
        text += &rule(&alert, None);
    }
    let notes = vec!["The database's alerts need postgres_exporter.".to_owned()];
    Content { text, notes }
}

/// Alerts of one name differ in the label of their service.
fn rule(alert: &Alert<'_>, service: Option<&str>) -> String {
    let Alert { name, expression, lasts, severity, summary, advice, note } = alert;
    let note = if note.is_empty() { String::new() } else { format!("      # {note}\n") };
    let service =
        service.map(|name| format!("          service: {}\n", quoted(&for_templates(name)))).unwrap_or_default();
    format!(
        "{note}      - alert: {name}\n        expr: {}\n        for: {lasts}\n        labels:\n          severity: {severity}\n{service}        \
         annotations:\n          summary: {}\n          description: {}\n",
        quoted(expression),
        quoted(&for_templates(summary)),
        quoted(advice),
    )
}

/// Prometheus takes what stands in two braces for a template.
fn for_templates(text: &str) -> String {
    text.replace("{{", "{ {").replace("}}", "} }")
}

fn alerts_of<'a>(settings: &Settings<'_>) -> Vec<Alert<'a>> {
    let name = super::text::on_one_line(&settings.service.name);
    let of = format!("{{service={}}}", quoted(&settings.service.name));
    let requests = if settings.service.kind == ServiceKind::Job { "tasks of" } else { "requests to" };
    let targets = settings.fleet.scenario.targets.for_service(settings.service);
    let (peak, wait_s) = (targets.utilization_peak.get(), targets.wait_p95_ms.as_seconds());
    // No capacity without a limit, which is a size of 0 or an overflow of -1: the alert stays silent.
    let capacity = format!("((db_pool_size{of} > 0) + (db_pool_max_overflow{of} >= 0))");
    let mut alerts = vec![
        Alert {
            name: "PoolNearlyUsedUp",
            expression: format!("db_pool_checked_out{of} / {capacity} > {}", number(peak)),
            lasts: "5m",
            summary: format!(
                "a pool of {name} has more than {} of its connections in use",
                crate::format::percent(peak)
            ),
            advice: "Look for slow statements and locks first: they hold connections for longer. poolwise read finds the cause in logs.",
            note: "Over size + max_overflow: over the overflow that is open now it reads 100 % as soon as the size is used.",
            ..Alert::PLAIN
        },
        Alert {
            name: "PoolTimeouts",
            expression: format!("increase(db_pool_timeouts_total{of}[5m]) > 0"),
            lasts: "0m",
            severity: "critical",
            summary: format!("{requests} {name} time out while they wait for a connection"),
            advice: "With a stable pool a timeout of seconds means an overload, a leak, a lock or a deadlock, and seldom a pool that is too small.",
            ..Alert::PLAIN
        },
        Alert {
            name: "PoolWaitsLong",
            expression: format!(
                "histogram_quantile(0.95, sum by (le, instance) (rate(db_pool_checkout_seconds_bucket{of}[5m]))) > {}",
                number(wait_s)
            ),
            lasts: "10m",
            summary: format!("5 % of the {requests} {name} wait longer than {} s for a connection", number(wait_s)),
            advice: "The pool is too small for this traffic, or its connections are held for longer than planned.",
            ..Alert::PLAIN
        },
    ];
    if settings.capacity().is_some_and(|capacity| capacity > settings.pool.size.get().into()) {
        alerts.push(Alert {
            name: "PoolLivesOnOverflow",
            expression: format!("avg_over_time(db_pool_checked_out{of}[30m]) > db_pool_size{of}"),
            lasts: "30m",
            summary: format!("{name} has used more connections than its pool's size for half an hour"),
            advice: "Overflow connections open and close all the time. Make the size larger by what the overflow gives up.",
            note: "Averages, no rate(): both metrics are gauges.",
            ..Alert::PLAIN
        });
    }
    alerts
}

/// More connections than the planned share of the usable ones, and more than these pools open by themselves.
fn many_connections(fleet: &Fleet<'_>) -> u64 {
    let usable = fleet.usable();
    let own = fleet.connections().unwrap_or(0);
    (usable * PLANNED_PERCENT / 100).max(own).min(usable.saturating_sub(1))
}

/// After how many seconds a transaction that does nothing is reported, and how long the alert waits then: none outlives the
/// server's timeout, so there the alert waits no longer.
fn idle_in_transaction(fleet: &Fleet<'_>) -> (f64, &'static str) {
    let advised = fleet.advised_value("database.idle_in_transaction_timeout_ms").and_then(Value::as_f64);
    let given = fleet.scenario.database.idle_in_transaction_timeout_ms.map(Millis::get);
    let timeout_ms = advised.or(given).filter(|ms| *ms > 0.0);
    let share_s =
        timeout_ms.map(|ms| IDLE_SHARE * ms / 1000.0).filter(|seconds| *seconds < 2.0 * IDLE_IN_TRANSACTION_S);
    share_s.map_or((IDLE_IN_TRANSACTION_S, "1m"), |seconds| (seconds.min(IDLE_IN_TRANSACTION_S), "0m"))
}

/// The statement timeout, or more than the longest holds of the services are expected to take.
fn long_statement_s(fleet: &Fleet<'_>) -> f64 {
    let timeout_s = fleet.scenario.database.statement_timeout_ms.map_or(0.0, Millis::as_seconds);
    if timeout_s > 0.0 {
        return timeout_s;
    }
    let classes = fleet.scenario.services.iter().flat_map(|service| &service.traffic);
    let longest_ms = classes.map(|class| class.moments().mean_ms).fold(0.0, f64::max);
    (LONG_HOLD * longest_ms / 1000.0).max(LONG_STATEMENT_S)
}

fn alerts_of_database<'a>(fleet: &Fleet<'_>) -> Vec<Alert<'a>> {
    let usable = crate::units::as_f64(fleet.usable());
    let (many, long_s) = (many_connections(fleet), long_statement_s(fleet));
    let (idle_s, idle_lasts) = idle_in_transaction(fleet);
    vec![
        Alert {
            name: "DatabaseConnectionsNearlyUsedUp",
            expression: format!("sum by (instance) (pg_stat_activity_count) > {many}"),
            lasts: "5m",
            severity: "critical",
            summary: format!("more than {many} of the {usable} connections that applications may use are open"),
            advice: "Find who holds them: SELECT usename, application_name, state, count(*) FROM pg_stat_activity GROUP BY 1, 2, 3.",
            ..Alert::PLAIN
        },
        Alert {
            name: "DatabaseIdleInTransaction",
            expression: format!(
                "max by (instance) (pg_stat_activity_max_tx_duration{{state=\"idle in transaction\"}}) > {}",
                number(idle_s)
            ),
            lasts: idle_lasts,
            summary: format!("a transaction that is idle began more than {} s ago", number(idle_s)),
            advice: "It keeps its connection and its locks. Look for code that waits for something else inside a transaction.",
            ..Alert::PLAIN
        },
        Alert {
            name: "DatabaseStatementsRunLong",
            expression: format!(
                "max by (instance) (pg_stat_activity_max_tx_duration{{state=\"active\"}}) > {}",
                number(long_s)
            ),
            lasts: "1m",
            summary: format!("a transaction has been running statements for more than {} s", number(long_s)),
            advice: "A long statement holds a connection for as long as it runs: every pool empties sooner.",
            ..Alert::PLAIN
        },
    ]
}

#[cfg(test)]
mod tests {
    use crate::{Scenario, plan, write};

    /// Checks that the alerts of a scenario have a threshold.
    fn check(scenario: &str, expression: &str) {
        let scenario = Scenario::from_toml(scenario).unwrap();
        let files = write::write(&super::KIND, &scenario, &plan(&scenario), &write::Options::default());
        assert!(files[0].text.contains(expression), "no {expression} in {}", files[0].text);
    }

    #[test]
    fn thresholds_of_the_database_follow_from_the_scenario() {
        check("services = [{}]", "(pg_stat_activity_count) > 82\"");
        // Pools that are kept at 90 of 97 are no alarm.
        check("database = { other_clients = 75 }\nservices = [{}]", "(pg_stat_activity_count) > 90\"");
        check("services = [{}]", "{state=\\\"active\\\"}) > 30\"");
        let report = "services = [{ traffic = [{ rate_per_s = 0.01, hold_ms = { mean = 20000 } }] }]";
        check(report, "{state=\\\"active\\\"}) > 100\"");
        check(&format!("database = {{ statement_timeout_ms = 5000 }}\n{report}"), "{state=\\\"active\\\"}) > 5\"");
        let idle = "database = { idle_in_transaction_timeout_ms = 30000 }\nservices = [{}]";
        check(idle, "{state=\\\"idle in transaction\\\"}) > 15\"\n        for: 0m");
    }
}
