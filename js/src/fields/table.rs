//! The table of all fields.

use super::{
    Field,
    Group::{self, Burst, Database, Deploy, Pool, Pooler, Service, Targets, Timeouts, Traffic},
    Kind::{self, Choice, Number, Percent, Surge, Switch, Whole},
};
use crate::slider::SliderScale::{self, Decades, Even, WholeDecades};

const fn field(
    (group, path, label, unit): (Group, &'static str, &'static str, &'static str),
    hint: &'static str,
    kind: Kind,
    default: &'static str,
    scale: SliderScale,
) -> Field {
    Field { path, group, label, unit, hint, kind, default, scale }
}

/// A field without a slider.
const fn choice(
    (group, path, label): (Group, &'static str, &'static str),
    hint: &'static str,
    options: &'static [&'static str],
) -> Field {
    field((group, path, label, ""), hint, Choice(options), options[0], Even(0.0, 0.0))
}

/// All fields, in the order of the page within their groups.
#[rustfmt::skip]
pub static FIELDS: [Field; 74] = [
    field((Traffic, "services[0].traffic[0].rate_per_s", "Requests", "/s"), "checkouts per second, of the whole service", Number, "0", Decades(0.1, 10_000.0)),
    field((Traffic, "services[0].traffic[0].open_streams", "Open streams", ""), "responses that stream and hold a connection, at once; instead of a rate", Whole, "", WholeDecades(1.0, 10_000.0)),
    field((Traffic, "services[0].traffic[0].hold_ms.mean", "Connection held for", "ms"), "time of its statements plus 1 to 2 ms", Number, "50", Decades(0.1, 60_000.0)),
    field((Traffic, "services[0].traffic[0].hold_ms.cv", "Spread of holds", "cv"), "standard deviation over mean; 0: all equal", Number, "1", Decades(0.1, 10.0)),
    field((Traffic, "services[0].traffic[0].hold_ms.batch", "Records per batch", ""), "of a job; times the next field it replaces the hold above", Whole, "", WholeDecades(1.0, 10_000.0)),
    field((Traffic, "services[0].traffic[0].hold_ms.per_record", "Time per record", "ms"), "the hold is their product; optional", Number, "", Decades(0.1, 10_000.0)),
    field((Pool, "services[0].pool.size", "Pool size", ""), "pool_size: connections that stay open", Whole, "5", Even(1.0, 60.0)),
    field((Pool, "services[0].pool.overflow", "Max overflow", ""), "max_overflow: opened at peaks, closed after", Whole, "10", Even(0.0, 60.0)),
    field((Pool, "services[0].pool.timeout_s", "Timeout", "s"), "pool_timeout: the longest wait for a connection", Number, "30", Decades(0.1, 120.0)),
    field((Pool, "services[0].pool.recycle_s", "Recycle after", "s"), "pool_recycle: replaced at this age", Number, "-1", WholeDecades(1.0, 8_000.0)),
    field((Pool, "services[0].pool.pre_ping", "Pre-ping", ""), "pool_pre_ping: test before use", Switch, "false", Even(0.0, 1.0)),
    field((Pool, "services[0].pool.lifo", "LIFO", ""), "pool_use_lifo: last in, first out", Switch, "false", Even(0.0, 1.0)),
    choice((Pool, "services[0].pool.class", "Class"), "poolclass; NullPool keeps no connection open", &["QueuePool", "NullPool"]),
    field((Service, "services[0].instances", "Instances", ""), "replicas, pods or dynos at rest", Whole, "1", Even(1.0, 50.0)),
    field((Service, "services[0].max_instances", "Max instances", ""), "upper limit of autoscaling; optional", Whole, "", Even(1.0, 100.0)),
    field((Service, "services[0].workers", "Workers per instance", ""), "each process has its own pool", Whole, "1", Even(1.0, 32.0)),
    field((Service, "services[0].engines", "Engines per worker", ""), "a replica is one more", Whole, "1", Even(1.0, 8.0)),
    field((Service, "services[0].concurrency", "Concurrent tasks per worker", ""), "threads or coroutines; optional", Whole, "", WholeDecades(1.0, 1_000.0)),
    field((Service, "services[0].checkouts_per_task", "Connections per task", ""), "held by one task at the same time; usually 1", Whole, "1", Even(1.0, 8.0)),
    field((Service, "services[0].connect_ms", "Time to connect", "ms"), "4.6 ms with scram on loopback", Number, "5", Decades(0.1, 1_000.0)),
    field((Service, "services[0].connect_timeout_s", "Give up connecting after", "s"), "connect_timeout of the driver; libpq has none by itself; optional", Number, "", Decades(0.1, 120.0)),
    field((Service, "services[0].imbalance", "Busiest process", "×"), "its share of the traffic over the fair share", Number, "1", Even(1.0, 4.0)),
    field((Service, "services[0].leak_probability", "Leaked checkouts", "%"), "never returned", Percent, "0", Decades(0.001, 10.0)),
    field((Service, "services[0].echo", "Echo", ""), "the engine logs every statement", Switch, "false", Even(0.0, 1.0)),
    choice((Service, "services[0].driver", "Driver"), "database driver; drivers differ in prepared statements", &["", "psycopg2", "psycopg", "asyncpg"]),
    choice((Service, "services[0].worker_class", "gunicorn's worker class"), "gunicorn kills a sync worker that waits too long; optional", &["", "sync", "gthread", "gevent", "uvicorn"]),
    field((Service, "services[0].forks_after_engine", "Forked after the engine", ""), "preload_app or prefork, without dispose(close=False)", Switch, "false", Even(0.0, 1.0)),
    choice((Service, "services[0].kind", "Kind"), "web: a user waits; job: no user waits; function: serverless", &["web", "job", "function"]),
    field((Service, "services[0].duration_ms", "An invocation lasts", "ms"), "of a function; optional", Number, "", Decades(1.0, 60_000.0)),
    field((Service, "services[0].idle_s", "Idle instance keeps connections", "s"), "of a function; optional", Number, "", Decades(0.1, 3_600.0)),
    choice((Deploy, "services[0].deploy.strategy", "Strategy"), "order in which instances are replaced", &["rolling", "blue-green", "preboot", "recreate"]),
    field((Deploy, "services[0].surge", "Surge during a deploy", "%"), "rounded up; Kubernetes has 25 %", Surge, "0", Even(0.0, 100.0)),
    field((Deploy, "services[0].deploy.unavailable", "Missing during a deploy", "%"), "rounded down; Kubernetes has 25 %", Surge, "0", Even(0.0, 100.0)),
    field((Deploy, "services[0].deploy.start_s", "Ready after", "s"), "from process start to the first request", Number, "0", Decades(0.1, 600.0)),
    field((Deploy, "services[0].deploy.drain_s", "Ends within", "s"), "time after the signal until connections are closed", Number, "0", Decades(0.1, 600.0)),
    field((Database, "database.max_connections", "max_connections", ""), "PostgreSQL's default is 100", Whole, "100", WholeDecades(1.0, 6_000.0)),
    field((Database, "database.superuser_reserved", "Reserved for superusers", ""), "superuser_reserved_connections", Whole, "3", Even(0.0, 20.0)),
    field((Database, "database.reserved", "Reserved for roles", ""), "reserved_connections, 16 and later", Whole, "0", Even(0.0, 50.0)),
    field((Database, "database.provider_reserved", "Kept by the provider", ""), "Azure keeps 15, Neon 7", Whole, "0", Even(0.0, 50.0)),
    field((Database, "database.other_clients", "Other clients", ""), "migrations, monitoring, psql, BI", Whole, "0", Even(0.0, 100.0)),
    field((Database, "database.cores", "Cores", ""), "of the server; optional", Whole, "", Even(1.0, 128.0)),
    field((Database, "database.memory_gib", "Memory", "GiB"), "of the server; optional", Number, "", Decades(0.1, 1_000.0)),
    field((Database, "database.version", "Version", ""), "of PostgreSQL, its first number; optional", Whole, "", Even(9.0, 20.0)),
    field((Database, "database.fails_over", "Fails over", ""), "a standby takes over, as with Multi-AZ", Switch, "false", Even(0.0, 1.0)),
    field((Database, "database.standby_max_connections", "max_connections of a standby", ""), "of a standby that replays this server; optional", Whole, "", WholeDecades(1.0, 6_000.0)),
    choice((Pooler, "pooler.pool_mode", "Pool mode"), "PgBouncer pool mode; none disables the settings below", &["none", "session", "transaction", "statement"]),
    field((Pooler, "pooler.default_pool_size", "Connections to the server", ""), "default_pool_size, for each pair", Whole, "20", Even(1.0, 200.0)),
    field((Pooler, "pooler.reserve_pool_size", "In reserve", ""), "reserve_pool_size, for each pair", Whole, "0", Even(0.0, 50.0)),
    field((Pooler, "pooler.max_client_conn", "Max clients", ""), "max_client_conn, of one pooler", Whole, "100", WholeDecades(1.0, 10_000.0)),
    field((Pooler, "pooler.max_db_connections", "Max per database", ""), "max_db_connections; 0 is no limit", Whole, "0", Even(0.0, 500.0)),
    field((Pooler, "pooler.pairs", "Pairs of user and database", ""), "one pool per pair", Whole, "1", Even(1.0, 20.0)),
    field((Pooler, "pooler.instances", "Poolers", ""), "pools per pooler", Whole, "1", Even(1.0, 16.0)),
    field((Pooler, "pooler.query_wait_timeout_s", "Client gives up after", "s"), "query_wait_timeout; 0 is never", Number, "120", Decades(0.1, 600.0)),
    field((Pooler, "pooler.max_prepared_statements", "Prepared statements", ""), "max_prepared_statements; 0 is off", Whole, "200", WholeDecades(1.0, 1_000.0)),
    field((Pooler, "services[0].direct", "Bypass the pooler", ""), "the service connects to the server directly", Switch, "false", Even(0.0, 1.0)),
    field((Timeouts, "services[0].request_timeout_s", "Request", "s"), "such as gunicorn's --timeout; optional", Number, "", Decades(0.1, 600.0)),
    field((Timeouts, "services[0].proxy_timeout_s", "Proxy", "s"), "of the load balancer; Heroku has 30 s", Number, "", Decades(0.1, 600.0)),
    field((Timeouts, "services[0].statement_timeout_ms", "Statement, this service", "ms"), "statement_timeout of its connections", Number, "", Decades(1.0, 600_000.0)),
    field((Timeouts, "database.statement_timeout_ms", "Statement, the server", "ms"), "statement_timeout; 0 is off", Number, "", Decades(1.0, 600_000.0)),
    field((Timeouts, "database.idle_in_transaction_timeout_ms", "Idle in transaction", "ms"), "idle_in_transaction_session_timeout", Number, "", Decades(1.0, 600_000.0)),
    field((Timeouts, "database.idle_cut_s", "Idle connections cut after", "s"), "idle_session_timeout, a firewall's limit", Number, "", Decades(1.0, 10_000.0)),
    field((Burst, "services[0].burst.factor", "Traffic multiplied by", "×"), "1 means no burst", Number, "1", Decades(1.0, 100.0)),
    field((Burst, "services[0].burst.every_s", "Every", "s"), "the period", Number, "60", WholeDecades(1.0, 8_000.0)),
    field((Burst, "services[0].burst.for_s", "For", "s"), "how long the burst lasts", Number, "10", WholeDecades(1.0, 8_000.0)),
    field((Targets, "targets.utilization_mean", "Utilization, mean", "%"), "of size + overflow", Percent, "70", Even(1.0, 100.0)),
    field((Targets, "targets.utilization_peak", "Utilization in a burst", "%"), "of size + overflow", Percent, "90", Even(1.0, 100.0)),
    field((Targets, "targets.wait_p95_ms", "Wait, p95", "ms"), "95 % of requests wait less", Number, "50", Decades(0.1, 10_000.0)),
    field((Targets, "targets.wait_p99_ms", "Wait, p99", "ms"), "99 % of requests wait less; optional", Number, "", Decades(0.1, 10_000.0)),
    field((Targets, "targets.headroom", "Headroom", "×"), "factor on the given traffic that advised pools must bear", Number, "1.5", Even(1.0, 4.0)),
    field((Targets, "targets.timeout_probability", "Timeouts", "%"), "at most this share of requests", Percent, "0.01", Decades(0.0001, 10.0)),
    field((Targets, "targets.may_change.instances", "May change instances", ""), "if pools alone cannot meet the targets", Switch, "false", Even(0.0, 1.0)),
    field((Targets, "targets.may_change.workers", "May change workers", ""), "if pools alone cannot meet the targets", Switch, "false", Even(0.0, 1.0)),
    field((Targets, "targets.may_change.batch", "May change the batch", ""), "if pools alone cannot meet the targets", Switch, "false", Even(0.0, 1.0)),
    field((Targets, "targets.may_change.max_connections", "May change max_connections", ""), "if pools alone cannot meet the targets", Switch, "false", Even(0.0, 1.0)),
];
