//! The metrics that are known, by name, with what they mean.
//!
//! Each name was looked up in its exporter's own source: `HikariCP` (`MicrometerMetricsTracker`, `HikariCPCollector`,
//! `PrometheusMetricsTracker`), `pgbouncer_exporter` (`collector.go`), `postgres_exporter` (`queries.go`,
//! `pg_setting.go`). For SQLAlchemy there is no exporter that all use; the names are those of many applications.

use super::histogram::{self, Timed};
use crate::read::MeasuredQuantity;

/// What a metric means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MetricMeaning {
    /// A field of the scenario.
    Field(&'static str),
    /// The most connections altogether: a size without overflow.
    MaxSize,
    /// Something measured, and what several series of it come to.
    Measured(MeasuredQuantity, Together),
    /// A limit, where 0 stands for none.
    Limit(MeasuredQuantity),
    /// A time after which the server ends something, in seconds; 0 turns it off. Its quantity in milliseconds.
    Timeout(MeasuredQuantity),
    /// Connections by the label `state`.
    ByState,
    /// A pool's connections by the label `state`: `used` or `idle`.
    ByPoolState,
    /// How many seconds all uses took together; the mean in milliseconds is this quantity.
    Sum(MeasuredQuantity, Unit),
    /// What counts only beside another metric, such as how many uses a sum is of.
    Companion,
    /// The buckets of a histogram of times, by the label `le`.
    Buckets(Timed, Unit),
}

/// What several series come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Together {
    Sum,
    Max,
}

/// The unit of a sum of times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Seconds,
    Millis,
    Nanos,
}

impl Unit {
    pub(super) fn in_ms(self) -> f64 {
        match self {
            Self::Seconds => 1000.0,
            Self::Millis => 1.0,
            Self::Nanos => 1e-6,
        }
    }
}

use MeasuredQuantity::{
    CheckedIn, CheckedOut, ConnectionsOf, ConnectionsTotal, HoldMeanMs, IdleInTransactionSessionTimeoutMs,
    IdleSessionTimeoutMs, LockTimeoutMs, LongestTransactionS, OverflowOpen, PgbouncerClientsActive,
    PgbouncerClientsWaiting, PgbouncerMaxClientConn, PgbouncerMaxDbConnections, PgbouncerMaxUserConnections,
    PgbouncerMaxWaitS, PgbouncerPoolSize, PgbouncerServersActive, PgbouncerServersIdle, PgbouncerServersOpen,
    StatementTimeoutMs, Timeouts, TotalConnections, WaitMeanMs, Waiting, Waits,
};
use MetricMeaning::{ByPoolState, ByState, Companion, Field, Limit, MaxSize, Measured, Timeout};
use Together::{Max, Sum};

/// Names that are what they are.
const NAMES: [(&str, MetricMeaning); 121] = [
    // Go's database/sql, by client_golang's NewDBStatsCollector, and by the older dlmiddlecote/sqlstats.
    ("go_sql_max_open_connections", MaxSize),
    ("go_sql_open_connections", Measured(TotalConnections, Sum)),
    ("go_sql_in_use_connections", Measured(CheckedOut, Sum)),
    ("go_sql_idle_connections", Measured(CheckedIn, Sum)),
    ("go_sql_wait_count_total", Measured(Waits, Sum)),
    ("go_sql_stats_connections_max_open", MaxSize),
    ("go_sql_stats_connections_open", Measured(TotalConnections, Sum)),
    ("go_sql_stats_connections_in_use", Measured(CheckedOut, Sum)),
    ("go_sql_stats_connections_idle", Measured(CheckedIn, Sum)),
    ("go_sql_stats_connections_waited_for", Measured(Waits, Sum)),
    // GORM's Prometheus plugin.
    ("gorm_dbstats_max_open_connections", MaxSize),
    ("gorm_dbstats_open_connections", Measured(TotalConnections, Sum)),
    ("gorm_dbstats_in_use", Measured(CheckedOut, Sum)),
    ("gorm_dbstats_idle", Measured(CheckedIn, Sum)),
    ("gorm_dbstats_wait_count", Measured(Waits, Sum)),
    // IBM/pgxpoolprometheus.
    ("pgxpool_max_conns", MaxSize),
    ("pgxpool_total_conns", Measured(TotalConnections, Sum)),
    ("pgxpool_acquired_conns", Measured(CheckedOut, Sum)),
    ("pgxpool_idle_conns", Measured(CheckedIn, Sum)),
    ("pgxpool_empty_acquire", Measured(Waits, Sum)),
    ("pgxpool_empty_acquire_total", Measured(Waits, Sum)),
    // otelpgx.
    ("pgxpool_max_connections", MaxSize),
    ("pgxpool_total_connections", Measured(TotalConnections, Sum)),
    ("pgxpool_acquired_connections", Measured(CheckedOut, Sum)),
    ("pgxpool_idle_connections", Measured(CheckedIn, Sum)),
    // pgx's own Stat, as applications export it.
    ("pgxpool_stat_max_conns", MaxSize),
    ("pgxpool_stat_total_conns", Measured(TotalConnections, Sum)),
    ("pgxpool_stat_acquired_conns", Measured(CheckedOut, Sum)),
    ("pgxpool_stat_idle_conns", Measured(CheckedIn, Sum)),
    ("pgxpool_stat_empty_acquire_count", Measured(Waits, Sum)),
    // psycopg_pool's get_stats() under its usual prefix.
    ("psycopg_pool_pool_max", MaxSize),
    ("psycopg_pool_pool_size", Measured(TotalConnections, Sum)),
    ("psycopg_pool_pool_available", Measured(CheckedIn, Sum)),
    ("psycopg_pool_requests_waiting", Measured(Waiting, Sum)),
    ("psycopg_pool_requests_errors", Measured(Timeouts, Sum)),
    // Micrometer's DataSourcePoolMetrics, and Spring's data sources.
    ("jdbc_connections_max", MaxSize),
    ("jdbc_connections_active", Measured(CheckedOut, Sum)),
    ("jdbc_connections_idle", Measured(CheckedIn, Sum)),
    ("tomcat_jdbc_connections_active", Measured(CheckedOut, Sum)),
    // Agroal's, as Quarkus exports them.
    ("agroal_active_count", Measured(CheckedOut, Sum)),
    ("agroal_available_count", Measured(CheckedIn, Sum)),
    ("agroal_awaiting_count", Measured(Waiting, Sum)),
    // prometheus_exporter's for Active Record, and GitLab's own.
    ("active_record_connection_pool_size", MaxSize),
    ("active_record_connection_pool_connections", Measured(TotalConnections, Sum)),
    ("active_record_connection_pool_busy", Measured(CheckedOut, Sum)),
    ("active_record_connection_pool_idle", Measured(CheckedIn, Sum)),
    ("active_record_connection_pool_waiting", Measured(Waiting, Sum)),
    ("gitlab_database_connection_pool_size", MaxSize),
    ("gitlab_database_connection_pool_connections", Measured(TotalConnections, Sum)),
    ("gitlab_database_connection_pool_busy", Measured(CheckedOut, Sum)),
    ("gitlab_database_connection_pool_idle", Measured(CheckedIn, Sum)),
    ("gitlab_database_connection_pool_waiting", Measured(Waiting, Sum)),
    // Prisma's.
    ("prisma_pool_connections_open", Measured(TotalConnections, Sum)),
    ("prisma_pool_connections_busy", Measured(CheckedOut, Sum)),
    ("prisma_pool_connections_idle", Measured(CheckedIn, Sum)),
    ("prisma_client_queries_wait", Measured(Waiting, Sum)),
    // OpenTelemetry's semantic conventions, by the label state.
    ("db_client_connections_max", MaxSize),
    ("db_client_connection_max", MaxSize),
    ("db_client_connections_usage", ByPoolState),
    ("db_client_connection_count", ByPoolState),
    ("db_client_connections_pending_requests", Measured(Waiting, Sum)),
    ("db_client_connection_pending_requests", Measured(Waiting, Sum)),
    ("db_client_connections_timeouts_total", Measured(Timeouts, Sum)),
    // pgSCV.
    ("postgres_activity_connections_in_flight", ByState),
    ("postgres_activity_connections_all_in_flight", Measured(ConnectionsTotal, Sum)),
    // Poolwise's own exporter has db_pool_timeouts_total.
    ("db_pool_timeouts_total", Measured(Timeouts, Sum)),
    ("db_pool_hold_seconds_sum", MetricMeaning::Sum(HoldMeanMs, Unit::Seconds)),
    ("db_pool_hold_seconds_count", Companion),
    ("db_pool_checkout_seconds_sum", MetricMeaning::Sum(WaitMeanMs, Unit::Seconds)),
    ("db_pool_checkout_seconds_count", Companion),
    // pgbouncer_exporter, of recent releases.
    ("pgbouncer_config_max_user_connections", Limit(PgbouncerMaxUserConnections)),
    ("pgbouncer_pools_client_maxwait_microseconds", Companion),
    // CloudNativePG's, for its PgBouncer and its server; sql_exporter's of SHOW POOLS.
    ("pgbouncer_pools_cl_active", Measured(PgbouncerClientsActive, Sum)),
    ("pgbouncer_pools_cl_waiting", Measured(PgbouncerClientsWaiting, Sum)),
    ("pgbouncer_pools_sv_active", Measured(PgbouncerServersActive, Sum)),
    ("pgbouncer_pools_sv_idle", Measured(PgbouncerServersIdle, Sum)),
    ("pgbouncer_show_pools_cl_active", Measured(PgbouncerClientsActive, Sum)),
    ("pgbouncer_show_pools_cl_waiting", Measured(PgbouncerClientsWaiting, Sum)),
    ("cnpg_backends_total", ByState),
    // OpenTelemetry's receiver for PostgreSQL.
    ("postgresql_connection_max", Field("database.max_connections")),
    ("hikaricp_connections", Measured(TotalConnections, Sum)),
    ("hikaricp_connections_active", Measured(CheckedOut, Sum)),
    ("hikaricp_connections_idle", Measured(CheckedIn, Sum)),
    ("hikaricp_connections_pending", Measured(Waiting, Sum)),
    ("hikaricp_connections_max", MaxSize),
    ("hikaricp_connections_timeout_total", Measured(Timeouts, Sum)),
    ("hikaricp_connections_usage_seconds_sum", MetricMeaning::Sum(HoldMeanMs, Unit::Seconds)),
    ("hikaricp_connections_usage_seconds_count", Companion),
    ("hikaricp_connections_acquire_seconds_sum", MetricMeaning::Sum(WaitMeanMs, Unit::Seconds)),
    ("hikaricp_connections_acquire_seconds_count", Companion),
    ("hikaricp_active_connections", Measured(CheckedOut, Sum)),
    ("hikaricp_idle_connections", Measured(CheckedIn, Sum)),
    ("hikaricp_pending_threads", Measured(Waiting, Sum)),
    ("hikaricp_max_connections", MaxSize),
    ("hikaricp_connection_timeout_total", Measured(Timeouts, Sum)),
    ("hikaricp_connection_usage_millis_sum", MetricMeaning::Sum(HoldMeanMs, Unit::Millis)),
    ("hikaricp_connection_usage_millis_count", Companion),
    ("hikaricp_connection_acquired_nanos_sum", MetricMeaning::Sum(WaitMeanMs, Unit::Nanos)),
    ("hikaricp_connection_acquired_nanos_count", Companion),
    ("pgbouncer_pools_client_active_connections", Measured(PgbouncerClientsActive, Sum)),
    ("pgbouncer_pools_client_waiting_connections", Measured(PgbouncerClientsWaiting, Sum)),
    ("pgbouncer_pools_server_active_connections", Measured(PgbouncerServersActive, Sum)),
    ("pgbouncer_pools_server_idle_connections", Measured(PgbouncerServersIdle, Sum)),
    ("pgbouncer_pools_client_maxwait_seconds", Measured(PgbouncerMaxWaitS, Max)),
    ("pgbouncer_databases_pool_size", Measured(PgbouncerPoolSize, Sum)),
    ("pgbouncer_databases_current_connections", Measured(PgbouncerServersOpen, Sum)),
    ("pgbouncer_databases_max_connections", Limit(PgbouncerMaxDbConnections)),
    ("pgbouncer_config_max_client_connections", Measured(PgbouncerMaxClientConn, Sum)),
    ("pg_settings_max_connections", Field("database.max_connections")),
    ("pg_settings_superuser_reserved_connections", Field("database.superuser_reserved")),
    ("pg_settings_reserved_connections", Field("database.reserved")),
    ("pg_settings_statement_timeout_seconds", Timeout(StatementTimeoutMs)),
    ("pg_settings_lock_timeout_seconds", Timeout(LockTimeoutMs)),
    ("pg_settings_idle_in_transaction_session_timeout_seconds", Timeout(IdleInTransactionSessionTimeoutMs)),
    ("pg_settings_idle_session_timeout_seconds", Timeout(IdleSessionTimeoutMs)),
    ("pg_stat_activity_count", ByState),
    ("pg_stat_activity_max_tx_duration", Measured(LongestTransactionS, Max)),
    ("pg_stat_database_numbackends", Measured(ConnectionsOf, Sum)),
    ("sqlalchemy_pool_max_overflow", Field("pool.overflow")),
    // As people list them without signs, below `pool_size 5`.
    ("max_overflow", Field("pool.overflow")),
    ("pool_timeout", Field("pool.timeout_s")),
];

/// What stands behind an application's own prefix, for SQLAlchemy's pools.
const POOL_NAMES: [(&str, MetricMeaning); 8] = [
    ("pool_size", Field("pool.size")),
    ("pool_checked_out", Measured(CheckedOut, Sum)),
    ("pool_checkedout", Measured(CheckedOut, Sum)),
    ("pool_checked_in", Measured(CheckedIn, Sum)),
    ("pool_checkedin", Measured(CheckedIn, Sum)),
    ("pool_overflow", Measured(OverflowOpen, Sum)),
    ("pool_num_overflow", Field("pool.overflow")),
    ("pool_max_overflow", Field("pool.overflow")),
];

/// One of these words makes it a database's pool, and not one of threads or of another service's connections.
const POOL_WORDS: [&str; 8] = ["db", "database", "sqlalchemy", "postgres", "postgresql", "pg", "sql", "connection"];

/// Far longer than any name above with a prefix.
const LONGEST: usize = 200;

pub(super) fn meaning(name: &str) -> Option<MetricMeaning> {
    if name.len() > LONGEST || !name.contains('_') {
        return None;
    }
    let whole = NAMES.iter().find(|(listed, _)| *listed == name).map(|row| row.1);
    whole.or_else(|| behind_prefix(name)).or_else(|| histogram::meaning(name)).or_else(|| {
        let (prefix, meaning) =
            POOL_NAMES.iter().find_map(|(listed, meaning)| Some((name.strip_suffix(listed)?, *meaning)))?;
        let words = prefix.strip_suffix('_').unwrap_or("");
        let is_pool = prefix.is_empty() || words.split('_').any(|word| POOL_WORDS.contains(&word));
        is_pool.then_some(meaning)
    })
}

/// The known name that has dots in place of underscores: `hikaricp.connections.max`.
pub(super) fn of_dotted(name: &str) -> Option<&'static str> {
    let plain = |byte: u8| if byte == b'.' { b'_' } else { byte };
    NAMES.iter().map(|(listed, _)| *listed).find(|listed| listed.bytes().eq(name.bytes().map(plain)))
}

/// What the names hold that may stand behind a prefix.
const LIBRARIES: [&str; 11] = [
    "active_record_connection_pool",
    "hikaricp",
    "jdbc",
    "agroal",
    "pgbouncer",
    "pgxpool",
    "go_sql",
    "gorm_dbstats",
    "db_client",
    "psycopg_pool",
    "prisma_pool",
];

/// The meaning of a known name behind an exporter's or an application's own prefix: `vendor_agroal_active_count`.
fn behind_prefix(name: &str) -> Option<MetricMeaning> {
    // Most metrics are about something else, which is cheap to see.
    if !LIBRARIES.iter().any(|library| name.contains(library)) {
        return None;
    }
    let mut ends = name.match_indices('_').map(|(at, _)| (&name[..at], &name[at + 1..]));
    let (prefix, meaning) = ends.find_map(|(prefix, rest)| {
        let row = NAMES.iter().find(|(listed, _)| *listed == rest)?;
        Some((prefix, row.1))
    })?;
    let is_foreign = |word: &str| crate::read::names::is_foreign(&word.to_ascii_uppercase());
    (!prefix.split('_').any(is_foreign)).then_some(meaning)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_every_metric_once() {
        for (index, (name, meaning)) in NAMES.iter().enumerate() {
            assert_eq!(self::meaning(name), Some(*meaning), "{name}");
            assert!(NAMES.iter().skip(index + 1).all(|(other, _)| other != name), "{name}");
        }
        assert_eq!(meaning("db_pool_size"), Some(Field("pool.size")));
        assert_eq!(meaning("shop_db_pool_checked_out"), Some(Measured(CheckedOut, Sum)));
        assert_eq!(meaning("db_pool_num_overflow"), Some(Field("pool.overflow")));
        assert_eq!(meaning("vendor_agroal_awaiting_count"), Some(Measured(Waiting, Sum)));
        assert_eq!(meaning("npgsql_db_client_connections_max"), Some(MaxSize));
        assert_eq!(meaning("redis_jdbc_connections_max"), None);
        for name in
            ["thread_pool_size", "redis_pool_size", "xpool_size", "pools", "pool", "hikaricp_connections_min", ""]
        {
            assert_eq!(meaning(name), None, "{name}");
        }
    }
}
