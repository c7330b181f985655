//! The fields of the page, from the top of each card: how each is given.

use super::{
    Group::{self, Burst, Database, Deploy, Pool, Pooler, Service, Targets, Timeouts, Traffic},
    Kind::{self, Choice, Number, Percent, Surge, Switch, Whole},
};
use crate::slider::SliderScale::{self, Decades, Even, WholeDecades};

/// How a field of the scenario is given.
pub(super) struct Row {
    pub(super) group: Group,
    /// Its path, in the service that is shown or in the scenario.
    pub(super) path: &'static str,
    pub(super) kind: Kind,
    pub(super) scale: SliderScale,
}

const fn row(group: Group, path: &'static str, kind: Kind, scale: SliderScale) -> Row {
    Row { group, path, kind, scale }
}

/// Where the page starts, if not at the engine's default: a hold that is plausible, and parts of values that the engine
/// has whole or not at all.
pub(super) const STARTS_AT: [(&str, &str); 6] = [
    ("services[0].traffic[0].hold_ms.mean", "50"),
    ("services[0].traffic[0].hold_ms.cv", "1"),
    ("services[0].burst.factor", "1"),
    ("services[0].burst.every_s", "60"),
    ("services[0].burst.for_s", "10"),
    ("pooler.pool_mode", "none"),
];

/// The switches that a list of words in the scenario has, by the word.
pub(super) const LEVERS: [(&str, &str); 4] = [
    ("targets.may_change.instances", "May change instances"),
    ("targets.may_change.workers", "May change workers"),
    ("targets.may_change.batch", "May change the batch"),
    ("targets.may_change.max_connections", "May change max_connections"),
];

pub(super) const ROWS: &[Row] = &[
    row(Traffic, "traffic[0].rate_per_s", Number, Decades(0.1, 10_000.0)),
    row(Traffic, "traffic[0].open_streams", Whole, WholeDecades(1.0, 10_000.0)),
    row(Traffic, "traffic[0].hold_ms.mean", Number, Decades(0.1, 60_000.0)),
    row(Traffic, "traffic[0].hold_ms.cv", Number, Decades(0.1, 10.0)),
    row(Traffic, "traffic[0].hold_ms.batch", Whole, WholeDecades(1.0, 10_000.0)),
    row(Traffic, "traffic[0].hold_ms.per_record", Number, Decades(0.1, 10_000.0)),
    row(Pool, "pool.size", Whole, Even(1.0, 60.0)),
    row(Pool, "pool.overflow", Whole, Even(0.0, 60.0)),
    row(Pool, "pool.timeout_s", Number, Decades(0.1, 120.0)),
    row(Pool, "pool.recycle_s", Number, WholeDecades(1.0, 8_000.0)),
    row(Pool, "pool.pre_ping", Switch, Even(0.0, 1.0)),
    row(Pool, "pool.lifo", Switch, Even(0.0, 1.0)),
    row(Pool, "pool.class", Choice(&["QueuePool", "NullPool"]), Even(0.0, 0.0)),
    row(Service, "instances", Whole, Even(1.0, 50.0)),
    row(Service, "max_instances", Whole, Even(1.0, 100.0)),
    row(Service, "workers", Whole, Even(1.0, 32.0)),
    row(Service, "engines", Whole, Even(1.0, 8.0)),
    row(Service, "concurrency", Whole, WholeDecades(1.0, 1_000.0)),
    row(Service, "checkouts_per_task", Whole, Even(1.0, 8.0)),
    row(Service, "connect_ms", Number, Decades(0.1, 1_000.0)),
    row(Service, "connect_timeout_s", Number, Decades(0.1, 120.0)),
    row(Service, "imbalance", Number, Even(1.0, 4.0)),
    row(Service, "leak_probability", Percent, Decades(0.001, 10.0)),
    row(Service, "echo", Switch, Even(0.0, 1.0)),
    row(Service, "driver", Choice(&["", "psycopg2", "psycopg", "asyncpg"]), Even(0.0, 0.0)),
    row(Service, "worker_class", Choice(&["", "sync", "gthread", "gevent", "uvicorn"]), Even(0.0, 0.0)),
    row(Service, "forks_after_engine", Switch, Even(0.0, 1.0)),
    row(Service, "kind", Choice(&["web", "job", "function"]), Even(0.0, 0.0)),
    row(Service, "duration_ms", Number, Decades(1.0, 60_000.0)),
    row(Service, "idle_s", Number, Decades(0.1, 3_600.0)),
    row(Deploy, "deploy.strategy", Choice(&["rolling", "blue-green", "preboot", "recreate"]), Even(0.0, 0.0)),
    row(Deploy, "surge", Surge, Even(0.0, 100.0)),
    row(Deploy, "deploy.unavailable", Surge, Even(0.0, 100.0)),
    row(Deploy, "deploy.start_s", Number, Decades(0.1, 600.0)),
    row(Deploy, "deploy.drain_s", Number, Decades(0.1, 600.0)),
    row(Database, "database.max_connections", Whole, WholeDecades(1.0, 6_000.0)),
    row(Database, "database.superuser_reserved", Whole, Even(0.0, 20.0)),
    row(Database, "database.reserved", Whole, Even(0.0, 50.0)),
    row(Database, "database.provider_reserved", Whole, Even(0.0, 50.0)),
    row(Database, "database.other_clients", Whole, Even(0.0, 100.0)),
    row(Database, "database.cores", Whole, Even(1.0, 128.0)),
    row(Database, "database.memory_gib", Number, Decades(0.1, 1_000.0)),
    row(Database, "database.version", Whole, Even(9.0, 20.0)),
    row(Database, "database.fails_over", Switch, Even(0.0, 1.0)),
    row(Database, "database.standby_max_connections", Whole, WholeDecades(1.0, 6_000.0)),
    row(Pooler, "pooler.pool_mode", Choice(&["none", "session", "transaction", "statement"]), Even(0.0, 0.0)),
    row(Pooler, "pooler.default_pool_size", Whole, Even(1.0, 200.0)),
    row(Pooler, "pooler.reserve_pool_size", Whole, Even(0.0, 50.0)),
    row(Pooler, "pooler.max_client_conn", Whole, WholeDecades(1.0, 10_000.0)),
    row(Pooler, "pooler.max_db_connections", Whole, Even(0.0, 500.0)),
    row(Pooler, "pooler.pairs", Whole, Even(1.0, 20.0)),
    row(Pooler, "pooler.instances", Whole, Even(1.0, 16.0)),
    row(Pooler, "pooler.query_wait_timeout_s", Number, Decades(0.1, 600.0)),
    row(Pooler, "pooler.max_prepared_statements", Whole, WholeDecades(1.0, 1_000.0)),
    row(Pooler, "direct", Switch, Even(0.0, 1.0)),
    row(Timeouts, "request_timeout_s", Number, Decades(0.1, 600.0)),
    row(Timeouts, "proxy_timeout_s", Number, Decades(0.1, 600.0)),
    row(Timeouts, "statement_timeout_ms", Number, Decades(1.0, 600_000.0)),
    row(Timeouts, "database.statement_timeout_ms", Number, Decades(1.0, 600_000.0)),
    row(Timeouts, "database.idle_in_transaction_timeout_ms", Number, Decades(1.0, 600_000.0)),
    row(Timeouts, "database.idle_cut_s", Number, Decades(1.0, 10_000.0)),
    row(Burst, "burst.factor", Number, Decades(1.0, 100.0)),
    row(Burst, "burst.every_s", Number, WholeDecades(1.0, 8_000.0)),
    row(Burst, "burst.for_s", Number, WholeDecades(1.0, 8_000.0)),
    row(Targets, "targets.utilization_mean", Percent, Even(1.0, 100.0)),
    row(Targets, "targets.utilization_peak", Percent, Even(1.0, 100.0)),
    row(Targets, "targets.wait_p95_ms", Number, Decades(0.1, 10_000.0)),
    row(Targets, "targets.wait_p99_ms", Number, Decades(0.1, 10_000.0)),
    row(Targets, "targets.headroom", Number, Even(1.0, 4.0)),
    row(Targets, "targets.timeout_probability", Percent, Decades(0.0001, 10.0)),
];
