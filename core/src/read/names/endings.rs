//! The endings of the names, and what may stand before them.

use super::OptionMeaning::{
    self, Concurrency, ConnectTimeout, Echo, IdleInTransactionTimeout, LifetimeMs, LifetimeWithUnit, Lifo,
    MaxConnections, MaxSize, Other, Overflow, PoolMode, Pooler, PrePing, Recycle, Size, StatementTimeout, Timeout,
    TimeoutMs, TimeoutWithUnit, Workers,
};

/// Where an ending counts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// After any prefix, since nothing else is called so.
    Anywhere,
    /// After a prefix that is about a database; those with `POOL_` also without a prefix.
    Database,
    /// After a prefix with `HIKARI`.
    Hikari,
    /// Only as the whole name.
    Whole,
}

use Scope::{Anywhere, Database, Hikari, Whole};

/// The least of open connections, which other pools have.
pub(crate) const MINIMUM: OptionMeaning =
    Other("the minimum of open connections; QueuePool opens connections on demand");
/// Whether the application watches its pool, how often it logs it, and from which utilization it warns: the monitor of the
/// Python package reads them.
pub(crate) const MONITORING: OptionMeaning = Other("a switch for the application's own monitoring");
pub(crate) const LOG_INTERVAL: OptionMeaning = Other("how often the application logs its pool");
pub(crate) const WARNING_PERCENT: OptionMeaning = Other("the utilization in percent at which the application warns");
const IDLE: OptionMeaning = Other("how long a connection may be idle; QueuePool keeps idle connections");

/// All endings; of two that fit, the first counts.
pub(super) const ENDINGS: [(&str, OptionMeaning, Scope); 86] = [
    ("PGBOUNCER_POOL_MODE", PoolMode, Anywhere),
    ("PGBOUNCER_MAX_CLIENT_CONN", Pooler("pooler.max_client_conn"), Anywhere),
    ("PGBOUNCER_DEFAULT_POOL_SIZE", Pooler("pooler.default_pool_size"), Anywhere),
    ("PGBOUNCER_RESERVE_POOL_SIZE", Pooler("pooler.reserve_pool_size"), Anywhere),
    ("PGBOUNCER_MAX_DB_CONNECTIONS", Pooler("pooler.max_db_connections"), Anywhere),
    ("PGBOUNCER_QUERY_WAIT_TIMEOUT", Pooler("pooler.query_wait_timeout_s"), Anywhere),
    ("PGBOUNCER_MIN_POOL_SIZE", MINIMUM, Anywhere),
    // Images of PgBouncer take its own names in capitals.
    // Supabase has them behind a prefix, beside Supavisor's own connections to its tables.
    ("POOLER_DEFAULT_POOL_SIZE", Pooler("pooler.default_pool_size"), Whole),
    ("POOLER_MAX_CLIENT_CONN", Pooler("pooler.max_client_conn"), Whole),
    ("POOLER_POOL_MODE", PoolMode, Whole),
    ("POOLER_DB_POOL_SIZE", Other("the pooler's own connections to its tables"), Whole),
    ("MAX_CLIENT_CONN", Pooler("pooler.max_client_conn"), Whole),
    ("DEFAULT_POOL_SIZE", Pooler("pooler.default_pool_size"), Whole),
    ("RESERVE_POOL_SIZE", Pooler("pooler.reserve_pool_size"), Whole),
    ("MAX_DB_CONNECTIONS", Pooler("pooler.max_db_connections"), Whole),
    ("POOL_MODE", PoolMode, Whole),
    ("CONNECTION_TIMEOUT_MS", TimeoutMs, Hikari),
    ("MAX_LIFETIME_MS", LifetimeMs, Hikari),
    ("MAXIMUM_POOL_SIZE", MaxSize, Hikari),
    ("MAXIMUMPOOLSIZE", MaxSize, Hikari),
    ("MAX_POOL_SIZE", MaxSize, Hikari),
    ("MAXPOOLSIZE", MaxSize, Hikari),
    ("POOL_SIZE", MaxSize, Hikari),
    ("CONNECTION_TIMEOUT", TimeoutMs, Hikari),
    ("CONNECTIONTIMEOUT", TimeoutMs, Hikari),
    ("MAX_LIFETIME", LifetimeMs, Hikari),
    ("MAXLIFETIME", LifetimeMs, Hikari),
    ("MINIMUM_IDLE", MINIMUM, Hikari),
    ("MINIMUMIDLE", MINIMUM, Hikari),
    ("MIN_IDLE", MINIMUM, Hikari),
    ("IDLE_TIMEOUT", IDLE, Hikari),
    ("IDLETIMEOUT", IDLE, Hikari),
    // n8n's pool is node-postgres'.
    ("POSTGRESDB_POOL_SIZE", MaxSize, Anywhere),
    ("POOL_MAX_OVERFLOW", Overflow, Anywhere),
    ("MAX_OVERFLOW", Overflow, Anywhere),
    ("POOL_OVERFLOW", Overflow, Database),
    ("POOL_MAX_SIZE", MaxSize, Database),
    ("POOL_MIN_SIZE", MINIMUM, Database),
    ("POOL_MIN", MINIMUM, Database),
    ("POOL_MAX", MaxSize, Database),
    // Directus' and those of Rust's config crate.
    ("POOL__MAX", MaxSize, Database),
    ("POOL__MAX_SIZE", MaxSize, Database),
    ("POOL__ACQUIRE_TIMEOUT_MILLIS", TimeoutMs, Database),
    ("POOL__TIMEOUTS__WAIT__SECS", Timeout, Database),
    // LiteLLM's.
    ("CONNECTION_POOL_LIMIT", MaxSize, Database),
    ("MAX_POOL_SIZE", MaxSize, Database),
    ("MIN_POOL_SIZE", MINIMUM, Database),
    ("POOL_MAX_CONNS", MaxSize, Database),
    ("POOL_MAX_CONNECTIONS", MaxSize, Database),
    ("MAX_OPEN_CONNECTIONS", MaxSize, Database),
    ("MAX_OPEN_CONNS", MaxSize, Database),
    ("MAX_OPEN_CONN", MaxSize, Database),
    ("MAX_CONNS", MaxSize, Database),
    ("CONNECTION_LIMIT", MaxSize, Database),
    ("JDBC_MAX_SIZE", MaxSize, Database),
    ("JDBC_ACQUISITION_TIMEOUT", TimeoutWithUnit, Database),
    ("POOL_ACQUISITION_TIMEOUT", Timeout, Database),
    ("POOL_ACQUIRE_TIMEOUT_MS", TimeoutMs, Database),
    ("POOL_TIMEOUT_MS", TimeoutMs, Database),
    // Go's database/sql, in Grafana and Gitea.
    ("CONN_MAX_LIFETIME", LifetimeWithUnit, Database),
    // Mattermost's and Hasura's.
    ("SQLSETTINGS_MAXOPENCONNS", MaxSize, Anywhere),
    ("SQLSETTINGS_CONNMAXLIFETIMEMILLISECONDS", LifetimeMs, Anywhere),
    ("GRAPHQL_PG_CONNECTIONS", MaxSize, Anywhere),
    ("POOL_MAX_LIFETIME", Recycle, Database),
    ("POOL_SIZE", Size, Database),
    ("POOL_TIMEOUT", Timeout, Database),
    ("POOL_RECYCLE", Recycle, Anywhere),
    ("POOL_PRE_PING", PrePing, Anywhere),
    ("POOL_USE_LIFO", Lifo, Anywhere),
    ("ECHO_POOL", Other("logging of the pool's checkouts"), Database),
    ("POOL", MaxSize, Database),
    ("ECHO", Echo, Database),
    ("CONN_MAX_AGE", Other("Django without a pool: each thread keeps its connection for this long"), Anywhere),
    ("CONNECT_TIMEOUT", ConnectTimeout, Database),
    ("IDLE_IN_TRANSACTION_SESSION_TIMEOUT", IdleInTransactionTimeout, Anywhere),
    ("STATEMENT_TIMEOUT", StatementTimeout, Database),
    ("GUNICORN_WORKERS", Workers, Anywhere),
    ("GUNICORN_THREADS", Concurrency, Anywhere),
    ("UVICORN_WORKERS", Workers, Anywhere),
    ("HYPERCORN_WORKERS", Workers, Anywhere),
    ("GRANIAN_WORKERS", Workers, Anywhere),
    ("WEB_CONCURRENCY", Workers, Anywhere),
    ("PUMA_WORKERS", Workers, Anywhere),
    ("PUMA_NUM_WORKERS", Workers, Anywhere),
    ("PUMA_MAX_THREADS", Concurrency, Anywhere),
    ("RAILS_MAX_THREADS", Concurrency, Anywhere),
];

/// Names without a prefix.
const WHOLE_NAMES: [(&str, OptionMeaning); 11] = [
    // libpq's own.
    ("PGCONNECT_TIMEOUT", ConnectTimeout),
    ("WORKERS_PER_INSTANCE", Workers),
    ("WEB_WORKERS", Workers),
    ("WORKERS", Workers),
    // Dify's.
    ("SERVER_WORKER_AMOUNT", Workers),
    ("SERVER_WORKER_CONNECTIONS", Concurrency),
    ("POSTGRES_MAX_CONNECTIONS", MaxConnections),
    ("POSTGRESQL_MAX_CONNECTIONS", MaxConnections),
    ("ENABLE_POOL_MONITORING", MONITORING),
    ("LOG_POOL_STATUS_INTERVAL", LOG_INTERVAL),
    ("MAX_CONNECTION_WARNINGS", WARNING_PERCENT),
];

/// Words of a prefix that is about a database.
const DATABASE_WORDS: [&str; 10] =
    ["DB", "DATABASE", "PG", "PGSQL", "SQL", "ALCHEMY", "DATASOURCE", "JDBC", "PGRST", "ORM"];
/// Parts of such words.
const DATABASE_PARTS: [&str; 3] = ["POSTGRES", "SQLALCHEMY", "HIKARI"];
/// Words of a prefix that is about something else with a pool.
const FOREIGN_WORDS: [&str; 27] = [
    "EXECUTOR",
    "REDIS",
    "HTTP",
    "HTTPS",
    "THREAD",
    "MYSQL",
    "MARIADB",
    "MSSQL",
    "ORACLE",
    "MONGO",
    "MONGODB",
    "CACHE",
    "KAFKA",
    "AMQP",
    "RABBIT",
    "RABBITMQ",
    "THREADS",
    "BROKER",
    "LDAP",
    "ELASTIC",
    "ELASTICSEARCH",
    "MEMCACHED",
    "CASSANDRA",
    "PROCESS",
    "S3",
    "HTTPX",
    "AIOHTTP",
];

/// The last words of all endings and whole names.
const LAST_WORDS: [&str; 37] = [
    "AMOUNT",
    "SECS",
    "SIZE",
    "MILLIS",
    "OVERFLOW",
    "TIMEOUT",
    "RECYCLE",
    "PING",
    "LIFO",
    "POOL",
    "MAX",
    "MIN",
    "CONN",
    "CONNS",
    "CONNECTIONS",
    "LIMIT",
    "LIFETIME",
    "MAXLIFETIME",
    "CONNECTIONTIMEOUT",
    "IDLETIMEOUT",
    "MAXIMUMPOOLSIZE",
    "MAXPOOLSIZE",
    "IDLE",
    "MINIMUMIDLE",
    "MODE",
    "ECHO",
    "AGE",
    "WORKERS",
    "THREADS",
    "CONCURRENCY",
    "INSTANCE",
    "MONITORING",
    "INTERVAL",
    "WARNINGS",
    "MS",
    "MAXOPENCONNS",
    "CONNMAXLIFETIMEMILLISECONDS",
];

/// Whether a word in capitals is about something else with a pool.
pub(in crate::read) fn is_foreign(word: &str) -> bool {
    FOREIGN_WORDS.contains(&word)
}

/// No name is longer.
const MAX_NAME_BYTES: usize = 120;

pub(super) fn find(key: &str) -> Option<(OptionMeaning, &'static str)> {
    // Spring accepts a property's hyphens in a variable's name.
    let is_inside = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    let is_name = key.len() <= MAX_NAME_BYTES && key.bytes().all(is_inside);
    let is_lower_with_hyphens = key.contains('-') && key.bytes().any(|byte| byte.is_ascii_lowercase());
    if !is_name || is_lower_with_hyphens || !key.contains('_') && !["POOL", "WORKERS"].contains(&key) && key != "pool" {
        return None;
    }
    // Most keys end in another word, which is cheap to see.
    let last = key.rsplit(['_', '-']).next().unwrap_or_default();
    if !LAST_WORDS.iter().any(|word| last.eq_ignore_ascii_case(word)) {
        return None;
    }
    let upper = key.to_ascii_uppercase().replace('-', "_");
    if let Some((name, meaning)) = WHOLE_NAMES.iter().find(|(name, _)| *name == upper) {
        return Some((*meaning, name));
    }
    let last = upper.bytes().next_back();
    let fits = |(ending, meaning, scope): &(&'static str, OptionMeaning, Scope)| {
        // Most endings have another letter at their end, which is cheap to see.
        if ending.bytes().next_back() != last {
            return None;
        }
        let prefix = upper.strip_suffix(ending).filter(|prefix| prefix.is_empty() || prefix.ends_with('_'))?;
        let words = || prefix.split('_').filter(|word| !word.is_empty());
        if words().any(|word| FOREIGN_WORDS.contains(&word)) {
            return None;
        }
        let is_of_database = || {
            words().any(|word| DATABASE_WORDS.contains(&word) || DATABASE_PARTS.iter().any(|part| word.contains(part)))
        };
        let fits = match scope {
            Anywhere => true,
            Whole => prefix.is_empty(),
            Hikari => words().any(|word| word == "HIKARI" || word == "HIKARICP"),
            // Without a prefix, names such as ECHO may belong to anything.
            Database => {
                if prefix.is_empty() {
                    ending.starts_with("POOL_")
                } else {
                    is_of_database()
                }
            }
        };
        fits.then_some((*meaning, *ending))
    };
    ENDINGS.iter().find_map(fits)
}
