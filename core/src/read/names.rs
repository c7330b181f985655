//! The names of settings in environments, recognized by their endings: products put their own prefix before them.

/// What a variable sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OptionMeaning {
    /// `pool_size`.
    Size,
    /// `max_overflow`.
    Overflow,
    /// The maximum of connections: a size without overflow.
    MaxSize,
    /// `pool_timeout` in seconds.
    Timeout,
    /// The same in milliseconds.
    TimeoutMs,
    /// `pool_recycle` in seconds.
    Recycle,
    /// A maximum lifetime in milliseconds; 0 is none.
    LifetimeMs,
    /// `pool_pre_ping`.
    PrePing,
    /// `pool_use_lifo`.
    Lifo,
    /// `echo`.
    Echo,
    /// PostgreSQL's `statement_timeout`, in milliseconds.
    StatementTimeout,
    /// PostgreSQL's `idle_in_transaction_session_timeout`, in milliseconds.
    IdleInTransactionTimeout,
    /// Worker processes per instance.
    Workers,
    /// Threads or coroutines of a worker.
    Concurrency,
    /// The server's `max_connections`.
    MaxConnections,
    /// A number of `PgBouncer`'s, by the field that it sets.
    Pooler(&'static str),
    /// `PgBouncer`'s `pool_mode`.
    PoolMode,
    /// Recognized, but not used by a plan; what it is.
    Other(&'static str),
}

use OptionMeaning::{
    Concurrency, Echo, IdleInTransactionTimeout, LifetimeMs, Lifo, MaxConnections, MaxSize, Other, Overflow, PoolMode,
    Pooler, PrePing, Recycle, Size, StatementTimeout, Timeout, TimeoutMs, Workers,
};

impl OptionMeaning {
    /// The field that it sets, as [`Reader::set`](super::reader::Reader::set) takes it; None if the plan
    /// does not use it.
    pub(super) fn field(self) -> Option<&'static str> {
        Some(match self {
            Size | MaxSize => "pool.size",
            Overflow => "pool.overflow",
            Timeout | TimeoutMs => "pool.timeout_s",
            Recycle | LifetimeMs => "pool.recycle_s",
            PrePing => "pool.pre_ping",
            Lifo => "pool.lifo",
            Echo => "echo",
            StatementTimeout => "statement_timeout_ms",
            IdleInTransactionTimeout => "database.idle_in_transaction_timeout_ms",
            Workers => "workers",
            Concurrency => "concurrency",
            MaxConnections => "database.max_connections",
            Pooler(field) => field,
            PoolMode => "pooler.pool_mode",
            Other(_) => return None,
        })
    }
}

/// Where an ending counts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
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

const MINIMUM: OptionMeaning = Other("the minimum of open connections; QueuePool opens connections on demand");
const IDLE: OptionMeaning = Other("how long a connection may be idle; QueuePool keeps idle connections");

/// All endings; of two that fit, the first counts.
const ENDINGS: [(&str, OptionMeaning, Scope); 66] = [
    ("PGBOUNCER_POOL_MODE", PoolMode, Anywhere),
    ("PGBOUNCER_MAX_CLIENT_CONN", Pooler("pooler.max_client_conn"), Anywhere),
    ("PGBOUNCER_DEFAULT_POOL_SIZE", Pooler("pooler.default_pool_size"), Anywhere),
    ("PGBOUNCER_RESERVE_POOL_SIZE", Pooler("pooler.reserve_pool_size"), Anywhere),
    ("PGBOUNCER_MAX_DB_CONNECTIONS", Pooler("pooler.max_db_connections"), Anywhere),
    ("PGBOUNCER_QUERY_WAIT_TIMEOUT", Pooler("pooler.query_wait_timeout_s"), Anywhere),
    ("PGBOUNCER_MIN_POOL_SIZE", MINIMUM, Anywhere),
    // Images of PgBouncer take its own names in capitals.
    ("MAX_CLIENT_CONN", Pooler("pooler.max_client_conn"), Whole),
    ("DEFAULT_POOL_SIZE", Pooler("pooler.default_pool_size"), Whole),
    ("RESERVE_POOL_SIZE", Pooler("pooler.reserve_pool_size"), Whole),
    ("MAX_DB_CONNECTIONS", Pooler("pooler.max_db_connections"), Whole),
    ("POOL_MODE", PoolMode, Whole),
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
    ("JDBC_ACQUISITION_TIMEOUT", Timeout, Database),
    ("POOL_ACQUISITION_TIMEOUT", Timeout, Database),
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
    ("CONNECT_TIMEOUT", Other("the driver's timeout for opening a connection"), Database),
    ("IDLE_IN_TRANSACTION_SESSION_TIMEOUT", IdleInTransactionTimeout, Anywhere),
    ("STATEMENT_TIMEOUT", StatementTimeout, Database),
    ("GUNICORN_WORKERS", Workers, Anywhere),
    ("GUNICORN_THREADS", Concurrency, Anywhere),
    ("UVICORN_WORKERS", Workers, Anywhere),
    ("HYPERCORN_WORKERS", Workers, Anywhere),
    ("GRANIAN_WORKERS", Workers, Anywhere),
    ("WEB_CONCURRENCY", Workers, Anywhere),
    ("RAILS_MAX_THREADS", Concurrency, Anywhere),
];

/// Names without a prefix.
const WHOLE_NAMES: [(&str, OptionMeaning); 7] = [
    ("WORKERS_PER_INSTANCE", Workers),
    ("WEB_WORKERS", Workers),
    ("POSTGRES_MAX_CONNECTIONS", MaxConnections),
    ("POSTGRESQL_MAX_CONNECTIONS", MaxConnections),
    ("ENABLE_POOL_MONITORING", Other("a switch for the application's own monitoring")),
    ("LOG_POOL_STATUS_INTERVAL", Other("how often the application logs its pool")),
    ("MAX_CONNECTION_WARNINGS", Other("the utilization in percent at which the application warns")),
];

/// Words of a prefix that is about a database.
const DATABASE_WORDS: [&str; 10] =
    ["DB", "DATABASE", "PG", "PGSQL", "SQL", "ALCHEMY", "DATASOURCE", "JDBC", "PGRST", "ORM"];
/// Parts of such words.
const DATABASE_PARTS: [&str; 3] = ["POSTGRES", "SQLALCHEMY", "HIKARI"];
/// Words of a prefix that is about something else with a pool.
const FOREIGN_WORDS: [&str; 20] = [
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
    "BROKER",
    "LDAP",
    "ELASTIC",
    "ELASTICSEARCH",
    "MEMCACHED",
    "CASSANDRA",
    "PROCESS",
];

/// Prefixes that say nothing but that a variable is about the database.
const PLAIN_PREFIXES: [&str; 6] = ["", "DB_", "DATABASE_", "SQLALCHEMY_", "POSTGRES_", "PG_"];

/// No name is longer.
const MAX_NAME_BYTES: usize = 120;

/// What the variable `key` sets, if its name is known, in any case.
pub(crate) fn meaning(key: &str) -> Option<OptionMeaning> {
    find(key).map(|(meaning, _)| meaning)
}

/// The prefix of a known name that was passed over, such as `AIRFLOW__DATABASE__SQL_ALCHEMY_`.
pub(super) fn ignored_prefix(key: &str) -> Option<&str> {
    let (_, ending) = find(key)?;
    let prefix = key.get(..key.len() - ending.len())?;
    let is_plain = PLAIN_PREFIXES.iter().any(|plain| plain.eq_ignore_ascii_case(prefix));
    (!is_plain && !prefix.to_ascii_uppercase().ends_with("HIKARI_")).then_some(prefix)
}

fn find(key: &str) -> Option<(OptionMeaning, &'static str)> {
    let is_name = key.len() <= MAX_NAME_BYTES && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if !is_name || !key.contains('_') && !key.eq_ignore_ascii_case("POOL") {
        return None;
    }
    let upper = key.to_ascii_uppercase();
    if let Some((name, meaning)) = WHOLE_NAMES.iter().find(|(name, _)| *name == upper) {
        return Some((*meaning, name));
    }
    let fits = |(ending, meaning, scope): &(&'static str, OptionMeaning, Scope)| {
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

/// How alike a name and a known one are at least, from 0 to 1, to be a misspelling.
const MIN_LIKENESS: f64 = 0.88;

/// Why an unknown name is suspicious: no variable can have it, or it resembles a known one.
pub(super) fn suspect(key: &str) -> Option<String> {
    let is_name = key.chars().all(|c| c.is_ascii_alphanumeric() || "_.-:$".contains(c));
    if !is_name {
        return Some("this is not a valid name for a variable".to_owned());
    }
    let upper = key.to_ascii_uppercase();
    if !["POOL", "OVERFLOW"].iter().any(|word| upper.contains(word)) {
        return None;
    }
    let pools = ENDINGS.iter().filter(|(name, _, scope)| {
        matches!(scope, Anywhere | Database) && name.contains("POOL_") || *name == "MAX_OVERFLOW"
    });
    let names =
        pools.map(|(name, ..)| if name.starts_with("PGBOUNCER") { (*name).to_owned() } else { format!("DB_{name}") });
    let likeness = names.map(|name| (strsim::jaro_winkler(&name, &upper), name));
    let (likeness, name) = likeness.max_by(|a, b| a.0.total_cmp(&b.0))?;
    Some(if likeness >= MIN_LIKENESS {
        format!("unknown name; did you mean {name}?")
    } else {
        "unknown name of a pool's setting; it is ignored".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(keys: &[&str], expected: Option<OptionMeaning>) {
        for key in keys {
            assert_eq!(meaning(key), expected, "{key}");
        }
    }

    #[test]
    fn recognizes_names_of_public_projects_by_their_ending() {
        check(
            &[
                "DB_POOL_SIZE",
                "SQLALCHEMY_POOL_SIZE",
                "POSTGRES_POOL_SIZE",
                "POOL_SIZE",
                "AIRFLOW__DATABASE__SQL_ALCHEMY_POOL_SIZE",
                "PREFECT_SERVER_DATABASE_SQLALCHEMY_POOL_SIZE",
                "MLFLOW_SQLALCHEMYSTORE_POOL_SIZE",
                "LETTA_PG_POOL_SIZE",
                "SHOP_DB_POOL_SIZE",
                "db_pool_size",
            ],
            Some(Size),
        );
        check(&["DB_MAX_OVERFLOW", "MAX_OVERFLOW", "SUPERSET_MAX_OVERFLOW"], Some(Overflow));
        check(&["DB_POOL", "DATABASE_POOL_MAX", "KC_DB_POOL_MAX_SIZE", "HIKARI_MAX_POOL_SIZE"], Some(MaxSize));
        check(&["DB_POSTGRESDB_POOL_SIZE", "SPRING_DATASOURCE_HIKARI_MAXIMUMPOOLSIZE"], Some(MaxSize));
        check(&["SPRING_DATASOURCE_HIKARI_CONNECTION_TIMEOUT"], Some(TimeoutMs));
        check(&["DB_POOL_TIMEOUT"], Some(Timeout));
        check(&["WEB_CONCURRENCY", "GUNICORN_WORKERS", "SHOP_UVICORN_WORKERS"], Some(Workers));
        check(&["DB_ECHO"], Some(Echo));
        for key in ["DB_POOL_MIN_SIZE", "DB_CONNECT_TIMEOUT", "DB_ECHO_POOL", "ENABLE_POOL_MONITORING"] {
            assert!(matches!(meaning(key), Some(Other(_))), "{key}");
        }
        check(
            &[
                "ECHO",
                "PORT",
                "DB_HOST",
                "REDIS_POOL_SIZE",
                "HTTP_POOL_SIZE",
                "MYSQL_POOL_SIZE",
                "XDB_POOL_SIZE",
                "POOL",
                "",
            ],
            None,
        );
    }

    #[test]
    fn names_ignored_prefix() {
        assert_eq!(ignored_prefix("DB_POOL_SIZE"), None);
        assert_eq!(ignored_prefix("LETTA_PG_POOL_SIZE"), Some("LETTA_PG_"));
    }
}
