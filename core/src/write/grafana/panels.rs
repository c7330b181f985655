//! What the dashboard shows, and by which queries.

use super::panel::{Look, Panel};
use crate::{
    format::{number, percent},
    scenario::{Database, Targets},
    units::{as_f64, ceil},
};

/// Series of the chosen services and instances.
const CHOSEN: &str = "{service=~\"$service\",instance=~\"$instance\"}";

const GREEN: &str = "green";
const YELLOW: &str = "yellow";
const RED: &str = "red";

/// Size and the most overflow of each pool; none for a pool without a limit, whose size is 0 or whose overflow is -1.
fn capacity() -> String {
    format!("((db_pool_size{CHOSEN} > 0) + (db_pool_max_overflow{CHOSEN} >= 0))")
}

fn quantile(share: f64, histogram: &str) -> String {
    format!("histogram_quantile({share}, sum by (le, service) (rate({histogram}_bucket{CHOSEN}[$__rate_interval])))")
}

fn per_second(counter: &str) -> String {
    format!("sum by (service) (rate({counter}{CHOSEN}[$__rate_interval]))")
}

fn sum(of: &str) -> String {
    format!("sum by (service) ({of}{CHOSEN})")
}

const NO_THRESHOLD: [(Option<f64>, &str); 1] = [(None, GREEN)];

/// The pools' section: use, idle connections, overflow and exhaustion first, since those are what people look for.
pub(super) fn of_pools(targets: &Targets) -> Vec<Panel> {
    [of_connections(targets), of_requests(targets)].concat()
}

fn of_connections(targets: &Targets) -> Vec<Panel> {
    let (mean, peak) = (targets.utilization_mean.get(), targets.utilization_peak.get());
    let capacity = capacity();
    vec![
        Panel {
            title: "Fullest pool",
            description: format!(
                "Connections in use over size and the most overflow, of each service's fullest pool; yellow above {}, red above {}. \
                 Pools without a limit are left out.",
                percent(mean),
                percent(peak)
            ),
            look: Look::Gauge,
            unit: "percentunit",
            width: 6,
            queries: vec![("{{service}}", format!("max by (service) (db_pool_checked_out{CHOSEN} / {capacity})"))],
            thresholds: vec![(None, GREEN), (Some(mean), YELLOW), (Some(peak), RED)],
        },
        Panel {
            title: "Connections in use and idle",
            description: "All pools of a service together, beside the most that they may open.".to_owned(),
            look: Look::Lines,
            unit: "short",
            width: 10,
            queries: vec![
                ("{{service}} in use", sum("db_pool_checked_out")),
                ("{{service}} idle", sum("db_pool_checked_in")),
                ("{{service}} at most", format!("sum by (service) ({capacity})")),
            ],
            thresholds: NO_THRESHOLD.to_vec(),
        },
        Panel {
            title: "Overflow",
            description: "Open connections beyond the pools' size. They open and close all the time: where some are open for long, \
                          the size is too small."
                .to_owned(),
            look: Look::Lines,
            unit: "short",
            width: 8,
            queries: vec![
                ("{{service}} open", sum("db_pool_overflow")),
                ("{{service}} at most", format!("sum by (service) (db_pool_max_overflow{CHOSEN} >= 0)")),
            ],
            thresholds: NO_THRESHOLD.to_vec(),
        },
        Panel {
            title: "Exhausted pools",
            description: "Pools with every connection in use: the next request waits.".to_owned(),
            look: Look::Lines,
            unit: "short",
            width: 6,
            queries: vec![("{{service}}", format!("sum by (service) (db_pool_checked_out{CHOSEN} >= bool {capacity})"))],
            thresholds: vec![(None, GREEN), (Some(1.0), RED)],
        },
    ]
}

fn of_requests(targets: &Targets) -> Vec<Panel> {
    let wait_s = targets.wait_p95_ms.as_seconds();
    vec![
        Panel {
            title: "Wait for a connection",
            description: format!(
                "From asking for a connection to having it. The dashed line is the target for p95, {} s.",
                number(wait_s)
            ),
            look: Look::Lines,
            unit: "s",
            width: 10,
            queries: [("{{service}} p50", 0.5), ("{{service}} p95", 0.95), ("{{service}} p99", 0.99)]
                .map(|(legend, share)| (legend, quantile(share, "db_pool_checkout_seconds")))
                .to_vec(),
            thresholds: vec![(None, GREEN), (Some(wait_s), RED)],
        },
        Panel {
            title: "Timeouts per second",
            description: "Requests that got no connection within the pool's timeout. With a stable pool a timeout of seconds means an \
                          overload, a leak, a lock or a deadlock."
                .to_owned(),
            look: Look::Lines,
            unit: "short",
            width: 8,
            queries: vec![("{{service}}", per_second("db_pool_timeouts_total"))],
            thresholds: NO_THRESHOLD.to_vec(),
        },
        Panel {
            title: "Checkouts per second",
            description: "What to give as rate_per_s, over all instances.".to_owned(),
            look: Look::Lines,
            unit: "short",
            width: 12,
            queries: vec![("{{service}}", per_second("db_pool_checkout_seconds_count"))],
            thresholds: NO_THRESHOLD.to_vec(),
        },
        Panel {
            title: "How long connections are held",
            description: "From having a connection to returning it: what to give as hold_ms. Where it grows, pools empty sooner."
                .to_owned(),
            look: Look::Lines,
            unit: "s",
            width: 12,
            queries: vec![
                (
                    "{{service}} mean",
                    format!("{} / {}", per_second("db_pool_hold_seconds_sum"), per_second("db_pool_hold_seconds_count")),
                ),
                ("{{service}} p95", quantile(0.95, "db_pool_hold_seconds")),
            ],
            thresholds: NO_THRESHOLD.to_vec(),
        },
    ]
}

/// The share of the usable connections that advice leaves free.
const SPARE_SHARE: f64 = 0.15;

/// Series of the chosen server.
const SERVER: &str = "{instance=~\"$database\"}";

/// The database's section.
pub(super) fn of_database(database: &Database, usable: u64) -> Vec<Panel> {
    let kept = u64::from(database.reserved.get()) + u64::from(database.provider_reserved.get());
    let admitted =
        format!("(pg_settings_max_connections{SERVER} - pg_settings_superuser_reserved_connections{SERVER} - {kept})");
    let open = format!("sum by (instance, job) (pg_stat_activity_count{SERVER})");
    let chosen = |state: &str| format!("{{instance=~\"$database\",state=\"{state}\"}}");
    let longest = |state: &str| format!("max by (instance) (pg_stat_activity_max_tx_duration{})", chosen(state));
    vec![
        Panel {
            title: "Headroom at the database",
            description: "Connections that applications may still open: max_connections less those reserved and those that are open. \
                          Advice leaves 15 %: yellow below."
                .to_owned(),
            look: Look::Stat,
            unit: "short",
            width: 6,
            queries: vec![("{{instance}}", format!("min by (instance) ({admitted} - on (instance, job) {open})"))],
            thresholds: vec![(None, RED), (Some(1.0), YELLOW), (Some(ceil(SPARE_SHARE * as_f64(usable))), GREEN)],
        },
        Panel {
            title: "Connections at the database",
            description: "Open connections by state, beside those that applications may open.".to_owned(),
            look: Look::Lines,
            unit: "short",
            width: 10,
            queries: vec![
                ("{{instance}} {{state}}", format!("sum by (instance, state) (pg_stat_activity_count{SERVER})")),
                ("{{instance}} at most", format!("max by (instance) {admitted}")),
            ],
            thresholds: NO_THRESHOLD.to_vec(),
        },
        Panel {
            title: "Longest transactions",
            description: "The oldest transaction that runs a statement, and the oldest that does nothing: both keep a connection, and \
                          the second keeps locks for nothing."
                .to_owned(),
            look: Look::Lines,
            unit: "s",
            width: 8,
            queries: vec![
                ("{{instance}} active", longest("active")),
                ("{{instance}} idle in transaction", longest("idle in transaction")),
            ],
            thresholds: NO_THRESHOLD.to_vec(),
        },
    ]
}
