//! `prometheus-rules`: alerts on the pools' metrics and on those of `postgres_exporter`.

use super::{
    Content, Kind, Writer,
    fleet::{Fleet, Settings},
    text::{comments, quoted},
};
use crate::{format::number, scenario::ServiceKind, units::Millis};
use std::fmt::Write;

pub(super) const KIND: Kind = Kind {
    name: "prometheus-rules",
    title: "Prometheus alerts",
    ending: "-prometheus-rules.yaml",
    media_type: "application/yaml",
    writer: Writer::Fleet(content),
};

/// The share of the usable connections that advice plans with.
const PLANNED_SHARE: f64 = 0.85;

/// How old a transaction may get that does nothing, in seconds.
const IDLE_IN_TRANSACTION_S: f64 = 60.0;

/// How long a statement may run where no statement timeout is given, in seconds.
const LONG_STATEMENT_S: f64 = 30.0;

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

fn alerts_of_database<'a>(fleet: &Fleet<'_>) -> Vec<Alert<'a>> {
    let usable = crate::units::as_f64(fleet.usable());
    let statement_s = fleet.scenario.database.statement_timeout_ms.map_or(0.0, Millis::as_seconds);
    let long_s = if statement_s > 0.0 { statement_s } else { LONG_STATEMENT_S };
    vec![
        Alert {
            name: "DatabaseConnectionsNearlyUsedUp",
            expression: format!("sum by (instance) (pg_stat_activity_count) > {}", (PLANNED_SHARE * usable).floor()),
            lasts: "5m",
            severity: "critical",
            summary: format!("more than 85 % of the {usable} connections that applications may use are open"),
            advice: "Find who holds them: SELECT usename, application_name, state, count(*) FROM pg_stat_activity GROUP BY 1, 2, 3.",
            ..Alert::PLAIN
        },
        Alert {
            name: "DatabaseIdleInTransaction",
            expression: format!(
                "max by (instance) (pg_stat_activity_max_tx_duration{{state=\"idle in transaction\"}}) > {IDLE_IN_TRANSACTION_S}"
            ),
            lasts: "1m",
            summary: format!("a transaction has done nothing for more than {IDLE_IN_TRANSACTION_S} s"),
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
