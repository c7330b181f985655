//! The metrics that are known, by name, with what they mean.
//!
//! Each name was looked up in its exporter's own source: `HikariCP` (`MicrometerMetricsTracker`, `HikariCPCollector`,
//! `PrometheusMetricsTracker`), `pgbouncer_exporter` (`collector.go`), `postgres_exporter` (`queries.go`,
//! `pg_setting.go`). For SQLAlchemy there is no exporter that all use; the names are those of many applications.

use super::histogram::{self, Timed};

/// What a metric means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MetricMeaning {
    /// A field of the scenario.
    Field(&'static str),
    /// The most connections altogether: a size without overflow.
    MaxSize,
    /// Something measured, and what several series of it come to.
    Measured(&'static str, Together),
    /// A limit, where 0 stands for none.
    Limit(&'static str),
    /// A time after which the server ends something, in seconds; 0 turns it off. Its name in milliseconds.
    Timeout(&'static str),
    /// Connections by the label `state`.
    ByState,
    /// A pool's connections by the label `state`: `used` or `idle`.
    ByPoolState,
    /// How many seconds all uses took together; the mean in milliseconds has this name.
    Sum(&'static str, Unit),
    /// How many uses there were.
    Count(&'static str),
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

use MetricMeaning::{ByPoolState, ByState, Count, Field, Limit, MaxSize, Measured, Timeout};
use Together::{Max, Sum};

/// Names that are what they are.
const NAMES: [(&str, MetricMeaning); 117] = [
    // Go's database/sql, by client_golang's NewDBStatsCollector, and by the older dlmiddlecote/sqlstats.
    ("go_sql_max_open_connections", MaxSize),
    ("go_sql_open_connections", Measured("total_connections", Sum)),
    ("go_sql_in_use_connections", Measured("checked_out", Sum)),
    ("go_sql_idle_connections", Measured("checked_in", Sum)),
    ("go_sql_wait_count_total", Measured("waits", Sum)),
    ("go_sql_stats_connections_max_open", MaxSize),
    ("go_sql_stats_connections_open", Measured("total_connections", Sum)),
    ("go_sql_stats_connections_in_use", Measured("checked_out", Sum)),
    ("go_sql_stats_connections_idle", Measured("checked_in", Sum)),
    ("go_sql_stats_connections_waited_for", Measured("waits", Sum)),
    // GORM's Prometheus plugin.
    ("gorm_dbstats_max_open_connections", MaxSize),
    ("gorm_dbstats_open_connections", Measured("total_connections", Sum)),
    ("gorm_dbstats_in_use", Measured("checked_out", Sum)),
    ("gorm_dbstats_idle", Measured("checked_in", Sum)),
    ("gorm_dbstats_wait_count", Measured("waits", Sum)),
    // IBM/pgxpoolprometheus.
    ("pgxpool_max_conns", MaxSize),
    ("pgxpool_total_conns", Measured("total_connections", Sum)),
    ("pgxpool_acquired_conns", Measured("checked_out", Sum)),
    ("pgxpool_idle_conns", Measured("checked_in", Sum)),
    ("pgxpool_empty_acquire", Measured("waits", Sum)),
    ("pgxpool_empty_acquire_total", Measured("waits", Sum)),
    // otelpgx.
    ("pgxpool_max_connections", MaxSize),
    ("pgxpool_total_connections", Measured("total_connections", Sum)),
    ("pgxpool_acquired_connections", Measured("checked_out", Sum)),
    ("pgxpool_idle_connections", Measured("checked_in", Sum)),
    // pgx's own Stat, as applications export it.
    ("pgxpool_stat_max_conns", MaxSize),
    ("pgxpool_stat_total_conns", Measured("total_connections", Sum)),
    ("pgxpool_stat_acquired_conns", Measured("checked_out", Sum)),
    ("pgxpool_stat_idle_conns", Measured("checked_in", Sum)),
    ("pgxpool_stat_empty_acquire_count", Measured("waits", Sum)),
    // psycopg_pool's get_stats() under its usual prefix.
    ("psycopg_pool_pool_max", MaxSize),
    ("psycopg_pool_pool_size", Measured("total_connections", Sum)),
    ("psycopg_pool_pool_available", Measured("checked_in", Sum)),
    ("psycopg_pool_requests_waiting", Measured("waiting", Sum)),
    ("psycopg_pool_requests_errors", Measured("timeouts", Sum)),
    // Micrometer's DataSourcePoolMetrics, and Spring's data sources.
    ("jdbc_connections_max", MaxSize),
    ("jdbc_connections_active", Measured("checked_out", Sum)),
    ("jdbc_connections_idle", Measured("checked_in", Sum)),
    ("tomcat_jdbc_connections_active", Measured("checked_out", Sum)),
    // Agroal's, as Quarkus exports them.
    ("agroal_active_count", Measured("checked_out", Sum)),
    ("agroal_available_count", Measured("checked_in", Sum)),
    ("agroal_awaiting_count", Measured("waiting", Sum)),
    // prometheus_exporter's for Active Record, and GitLab's own.
    ("active_record_connection_pool_size", MaxSize),
    ("active_record_connection_pool_connections", Measured("total_connections", Sum)),
    ("active_record_connection_pool_busy", Measured("checked_out", Sum)),
    ("active_record_connection_pool_idle", Measured("checked_in", Sum)),
    ("active_record_connection_pool_waiting", Measured("waiting", Sum)),
    ("gitlab_database_connection_pool_size", MaxSize),
    ("gitlab_database_connection_pool_connections", Measured("total_connections", Sum)),
    ("gitlab_database_connection_pool_busy", Measured("checked_out", Sum)),
    ("gitlab_database_connection_pool_idle", Measured("checked_in", Sum)),
    ("gitlab_database_connection_pool_waiting", Measured("waiting", Sum)),
    // Prisma's.
    ("prisma_pool_connections_open", Measured("total_connections", Sum)),
    ("prisma_pool_connections_busy", Measured("checked_out", Sum)),
    ("prisma_pool_connections_idle", Measured("checked_in", Sum)),
    ("prisma_client_queries_wait", Measured("waiting", Sum)),
    // OpenTelemetry's semantic conventions, by the label state.
    ("db_client_connections_max", MaxSize),
    ("db_client_connection_max", MaxSize),
    ("db_client_connections_usage", ByPoolState),
    ("db_client_connection_count", ByPoolState),
    ("db_client_connections_pending_requests", Measured("waiting", Sum)),
    ("db_client_connection_pending_requests", Measured("waiting", Sum)),
    ("db_client_connections_timeouts_total", Measured("timeouts", Sum)),
    // pgSCV.
    ("postgres_activity_connections_in_flight", ByState),
    ("postgres_activity_connections_all_in_flight", Measured("connections_total", Sum)),
    // Poolwise's own exporter has db_pool_timeouts_total.
    ("db_pool_timeouts_total", Measured("timeouts", Sum)),
    // pgbouncer_exporter, of recent releases.
    ("pgbouncer_config_max_user_connections", Limit("pgbouncer_max_user_connections")),
    ("pgbouncer_pools_client_maxwait_microseconds", MetricMeaning::Count("pgbouncer_max_wait_us")),
    // CloudNativePG's, for its PgBouncer and its server; sql_exporter's of SHOW POOLS.
    ("pgbouncer_pools_cl_active", Measured("pgbouncer_clients_active", Sum)),
    ("pgbouncer_pools_cl_waiting", Measured("pgbouncer_clients_waiting", Sum)),
    ("pgbouncer_pools_sv_active", Measured("pgbouncer_servers_active", Sum)),
    ("pgbouncer_pools_sv_idle", Measured("pgbouncer_servers_idle", Sum)),
    ("pgbouncer_show_pools_cl_active", Measured("pgbouncer_clients_active", Sum)),
    ("pgbouncer_show_pools_cl_waiting", Measured("pgbouncer_clients_waiting", Sum)),
    ("cnpg_backends_total", ByState),
    // OpenTelemetry's receiver for PostgreSQL.
    ("postgresql_connection_max", Field("database.max_connections")),
    ("hikaricp_connections", Measured("total_connections", Sum)),
    ("hikaricp_connections_active", Measured("checked_out", Sum)),
    ("hikaricp_connections_idle", Measured("checked_in", Sum)),
    ("hikaricp_connections_pending", Measured("waiting", Sum)),
    ("hikaricp_connections_max", MaxSize),
    ("hikaricp_connections_timeout_total", Measured("timeouts", Sum)),
    ("hikaricp_connections_usage_seconds_sum", MetricMeaning::Sum("hold_mean_ms", Unit::Seconds)),
    ("hikaricp_connections_usage_seconds_count", Count("hold_mean_ms")),
    ("hikaricp_connections_acquire_seconds_sum", MetricMeaning::Sum("wait_mean_ms", Unit::Seconds)),
    ("hikaricp_connections_acquire_seconds_count", Count("wait_mean_ms")),
    ("hikaricp_active_connections", Measured("checked_out", Sum)),
    ("hikaricp_idle_connections", Measured("checked_in", Sum)),
    ("hikaricp_pending_threads", Measured("waiting", Sum)),
    ("hikaricp_max_connections", MaxSize),
    ("hikaricp_connection_timeout_total", Measured("timeouts", Sum)),
    ("hikaricp_connection_usage_millis_sum", MetricMeaning::Sum("hold_mean_ms", Unit::Millis)),
    ("hikaricp_connection_usage_millis_count", Count("hold_mean_ms")),
    ("hikaricp_connection_acquired_nanos_sum", MetricMeaning::Sum("wait_mean_ms", Unit::Nanos)),
    ("hikaricp_connection_acquired_nanos_count", Count("wait_mean_ms")),
    ("pgbouncer_pools_client_active_connections", Measured("pgbouncer_clients_active", Sum)),
    ("pgbouncer_pools_client_waiting_connections", Measured("pgbouncer_clients_waiting", Sum)),
    ("pgbouncer_pools_server_active_connections", Measured("pgbouncer_servers_active", Sum)),
    ("pgbouncer_pools_server_idle_connections", Measured("pgbouncer_servers_idle", Sum)),
    ("pgbouncer_pools_client_maxwait_seconds", Measured("pgbouncer_max_wait_s", Max)),
    ("pgbouncer_databases_pool_size", Measured("pgbouncer_pool_size", Sum)),
    ("pgbouncer_databases_current_connections", Measured("pgbouncer_servers_open", Sum)),
    ("pgbouncer_databases_max_connections", Limit("pgbouncer_max_db_connections")),
    ("pgbouncer_config_max_client_connections", Measured("pgbouncer_max_client_conn", Sum)),
    ("pg_settings_max_connections", Field("database.max_connections")),
    ("pg_settings_superuser_reserved_connections", Field("database.superuser_reserved")),
    ("pg_settings_reserved_connections", Field("database.reserved")),
    ("pg_settings_statement_timeout_seconds", Timeout("statement_timeout_ms")),
    ("pg_settings_lock_timeout_seconds", Timeout("lock_timeout_ms")),
    ("pg_settings_idle_in_transaction_session_timeout_seconds", Timeout("idle_in_transaction_session_timeout_ms")),
    ("pg_settings_idle_session_timeout_seconds", Timeout("idle_session_timeout_ms")),
    ("pg_stat_activity_count", ByState),
    ("pg_stat_activity_max_tx_duration", Measured("longest_transaction_s", Max)),
    ("pg_stat_database_numbackends", Measured("connections_of", Sum)),
    ("sqlalchemy_pool_max_overflow", Field("pool.overflow")),
    // As people list them without signs, below `pool_size 5`.
    ("max_overflow", Field("pool.overflow")),
    ("pool_timeout", Field("pool.timeout_s")),
];

/// What stands behind an application's own prefix, for SQLAlchemy's pools.
const POOL_NAMES: [(&str, MetricMeaning); 8] = [
    ("pool_size", Field("pool.size")),
    ("pool_checked_out", Measured("checked_out", Sum)),
    ("pool_checkedout", Measured("checked_out", Sum)),
    ("pool_checked_in", Measured("checked_in", Sum)),
    ("pool_checkedin", Measured("checked_in", Sum)),
    ("pool_overflow", Measured("overflow_open", Sum)),
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
        assert_eq!(meaning("shop_db_pool_checked_out"), Some(Measured("checked_out", Sum)));
        assert_eq!(meaning("db_pool_num_overflow"), Some(Field("pool.overflow")));
        assert_eq!(meaning("vendor_agroal_awaiting_count"), Some(Measured("waiting", Sum)));
        assert_eq!(meaning("npgsql_db_client_connections_max"), Some(MaxSize));
        assert_eq!(meaning("redis_jdbc_connections_max"), None);
        for name in
            ["thread_pool_size", "redis_pool_size", "xpool_size", "pools", "pool", "hikaricp_connections_min", ""]
        {
            assert_eq!(meaning(name), None, "{name}");
        }
    }
}
