//! The names of settings in environments, recognized by their endings: products put their own prefix before them.

mod endings;
mod siblings;

pub(super) use endings::is_foreign;
use endings::{ENDINGS, Scope, find};
pub(crate) use endings::{LOG_INTERVAL, MINIMUM, MONITORING, WARNING_PERCENT};
pub(super) use siblings::Siblings;

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
    /// The driver's timeout for opening a connection, in seconds; 0 is none.
    ConnectTimeout,
    /// `pool_recycle` in seconds.
    Recycle,
    /// A maximum lifetime in milliseconds; 0 is none.
    LifetimeMs,
    /// A maximum lifetime in seconds, or with a unit; 0 is none.
    LifetimeWithUnit,
    /// `pool_timeout` in seconds, or with a unit.
    TimeoutWithUnit,
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
    Concurrency, ConnectTimeout, Echo, IdleInTransactionTimeout, LifetimeMs, LifetimeWithUnit, Lifo, MaxConnections,
    MaxSize, Other, Overflow, PoolMode, Pooler, PrePing, Recycle, Size, StatementTimeout, Timeout, TimeoutMs,
    TimeoutWithUnit, Workers,
};

impl OptionMeaning {
    /// The field that it sets, as [`Reader::set`](super::reader::Reader::set) takes it; None if the plan
    /// does not use it.
    pub(super) fn field(self) -> Option<&'static str> {
        Some(match self {
            Size | MaxSize => "pool.size",
            Overflow => "pool.overflow",
            Timeout | TimeoutMs | TimeoutWithUnit => "pool.timeout_s",
            ConnectTimeout => "connect_timeout_s",
            Recycle | LifetimeMs | LifetimeWithUnit => "pool.recycle_s",
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

/// Prefixes that say nothing but that a variable is about the database.
const PLAIN_PREFIXES: [&str; 6] = ["", "DB_", "DATABASE_", "SQLALCHEMY_", "POSTGRES_", "PG_"];

/// What the variable `key` sets, if its name is known, in any case.
pub(crate) fn meaning(key: &str) -> Option<OptionMeaning> {
    find(key).map(|(meaning, _)| meaning)
}

/// The prefix of a known name that was passed over, such as `AIRFLOW__DATABASE__SQL_ALCHEMY_`.
pub(crate) fn ignored_prefix(key: &str) -> Option<&str> {
    let (_, ending) = find(key)?;
    let prefix = key.get(..key.len() - ending.len())?;
    let is_plain = PLAIN_PREFIXES.iter().any(|plain| plain.eq_ignore_ascii_case(prefix));
    (!is_plain && !prefix.to_ascii_uppercase().ends_with("HIKARI_")).then_some(prefix)
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
        matches!(scope, Scope::Anywhere | Scope::Database) && name.contains("POOL_") || *name == "MAX_OVERFLOW"
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
        check(&["SPRING_DATASOURCE_HIKARI_MAXIMUM-POOL-SIZE", "HASURA_GRAPHQL_PG_CONNECTIONS"], Some(MaxSize));
        check(&["SPRING_DATASOURCE_HIKARI_CONNECTION_TIMEOUT", "HIKARICP_CONNECTION_TIMEOUT_MS"], Some(TimeoutMs));
        check(&["GF_DATABASE_CONN_MAX_LIFETIME", "GITEA__database__CONN_MAX_LIFETIME"], Some(LifetimeWithUnit));
        check(&["QUARKUS_DATASOURCE_JDBC_ACQUISITION_TIMEOUT"], Some(TimeoutWithUnit));
        check(&["DB_POOL_TIMEOUT"], Some(Timeout));
        check(&["WEB_CONCURRENCY", "GUNICORN_WORKERS", "SHOP_UVICORN_WORKERS"], Some(Workers));
        check(&["DB_ECHO"], Some(Echo));
        check(&["DB_CONNECT_TIMEOUT", "PGCONNECT_TIMEOUT", "SHOP_DATABASE_CONNECT_TIMEOUT"], Some(ConnectTimeout));
        for key in ["DB_POOL_MIN_SIZE", "DB_ECHO_POOL", "ENABLE_POOL_MONITORING"] {
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
    fn finds_every_ending() {
        for (ending, meaning, scope) in &ENDINGS {
            let prefix = match scope {
                Scope::Whole | Scope::Anywhere => "",
                Scope::Database => "DB_",
                Scope::Hikari => "HIKARI_",
            };
            assert!(find(&format!("{prefix}{ending}")).is_some(), "{ending} {meaning:?}");
        }
    }

    #[test]
    fn names_ignored_prefix() {
        assert_eq!(ignored_prefix("DB_POOL_SIZE"), None);
        assert_eq!(ignored_prefix("LETTA_PG_POOL_SIZE"), Some("LETTA_PG_"));
    }
}
