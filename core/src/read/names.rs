//! The names that settings go by in environments, as seen in the wild.

/// What a variable sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OptionMeaning {
    /// `pool_size`.
    Size,
    /// `max_overflow`.
    Overflow,
    /// The most connections altogether: a size without overflow.
    MaxSize,
    /// `pool_timeout` in seconds.
    Timeout,
    /// `pool_recycle` in seconds.
    Recycle,
    /// `pool_pre_ping`.
    PrePing,
    /// `pool_use_lifo`.
    Lifo,
    /// `echo`.
    Echo,
    /// PostgreSQL's `statement_timeout`, in milliseconds.
    StatementTimeout,
    /// Worker processes an instance.
    Workers,
    /// Threads or coroutines of a worker.
    Concurrency,
    /// The server's `max_connections`.
    MaxConnections,
    /// Understood, but nothing that a plan follows from; what it is.
    Other(&'static str),
}

impl OptionMeaning {
    /// The field that it sets, as [`Reader::set`](super::reader::Reader::set) takes it; None where no plan follows from
    /// it.
    pub(super) fn field(self) -> Option<&'static str> {
        Some(match self {
            Self::Size | Self::MaxSize => "pool.size",
            Self::Overflow => "pool.overflow",
            Self::Timeout => "pool.timeout_s",
            Self::Recycle => "pool.recycle_s",
            Self::PrePing => "pool.pre_ping",
            Self::Lifo => "pool.lifo",
            Self::Echo => "echo",
            Self::StatementTimeout => "statement_timeout_ms",
            Self::Workers => "workers",
            Self::Concurrency => "concurrency",
            Self::MaxConnections => "database.max_connections",
            Self::Other(_) => return None,
        })
    }
}

/// Prefixes by which teams tell the database's variables from others.
const PREFIXES: [&str; 6] = ["DB_", "DATABASE_", "SQLALCHEMY_", "POSTGRES_", "PG_", ""];

/// Names behind such a prefix.
const NAMES: [(&str, OptionMeaning); 16] = [
    ("POOL", OptionMeaning::MaxSize),
    ("POOL_MAX", OptionMeaning::MaxSize),
    ("CONNECTION_LIMIT", OptionMeaning::MaxSize),
    ("POOL_SIZE", OptionMeaning::Size),
    ("MAX_OVERFLOW", OptionMeaning::Overflow),
    ("POOL_MAX_OVERFLOW", OptionMeaning::Overflow),
    ("POOL_MAX_SIZE", OptionMeaning::MaxSize),
    ("POOL_TIMEOUT", OptionMeaning::Timeout),
    ("POOL_RECYCLE", OptionMeaning::Recycle),
    ("POOL_PRE_PING", OptionMeaning::PrePing),
    (
        "POOL_MIN_SIZE",
        OptionMeaning::Other("the connections that are kept open even when idle; QueuePool opens them on demand"),
    ),
    ("ECHO", OptionMeaning::Echo),
    ("ECHO_POOL", OptionMeaning::Other("logging of the pool's checkouts")),
    ("CONNECT_TIMEOUT", OptionMeaning::Other("the driver's patience for opening a connection")),
    ("STATEMENT_TIMEOUT", OptionMeaning::StatementTimeout),
    ("POOL_USE_LIFO", OptionMeaning::Lifo),
];

/// Names that stand for themselves.
const WHOLE_NAMES: [(&str, OptionMeaning); 9] = [
    ("WEB_CONCURRENCY", OptionMeaning::Workers),
    ("UVICORN_WORKERS", OptionMeaning::Workers),
    ("RAILS_MAX_THREADS", OptionMeaning::Concurrency),
    ("SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE", OptionMeaning::MaxSize),
    ("POSTGRES_MAX_CONNECTIONS", OptionMeaning::MaxConnections),
    ("POSTGRESQL_MAX_CONNECTIONS", OptionMeaning::MaxConnections),
    ("ENABLE_POOL_MONITORING", OptionMeaning::Other("a switch of the application's own monitoring")),
    ("LOG_POOL_STATUS_INTERVAL", OptionMeaning::Other("how often the application logs its pool")),
    ("MAX_CONNECTION_WARNINGS", OptionMeaning::Other("the use in percent at which the application warns")),
];

/// What the variable `key` sets, where it is known.
pub(crate) fn meaning(key: &str) -> Option<OptionMeaning> {
    let known =
        |names: &[(&str, OptionMeaning)], key: &str| names.iter().find(|(name, _)| *name == key).map(|row| row.1);
    known(&WHOLE_NAMES, key).or_else(|| {
        // Without a prefix, ECHO and its like are anybody's.
        let named = PREFIXES.iter().filter_map(|prefix| Some((prefix, key.strip_prefix(prefix)?)));
        named
            .filter(|(prefix, rest)| !prefix.is_empty() || rest.contains("POOL_") || *rest == "MAX_OVERFLOW")
            .find_map(|(_, rest)| known(&NAMES, rest))
    })
}

/// What is odd about a name that is not known: no variable can have it, or it resembles one that is known.
pub(super) fn suspect(key: &str) -> Option<String> {
    let is_name = key.chars().all(|c| c.is_ascii_alphanumeric() || "_.-:$".contains(c));
    if !is_name {
        return Some("no variable can have this name".to_owned());
    }
    let upper = key.to_ascii_uppercase();
    if !["POOL", "OVERFLOW"].iter().any(|word| upper.contains(word)) {
        return None;
    }
    let known = NAMES.iter().map(|(name, _)| *name).filter(|name| name.contains("POOL") || name.contains("OVERFLOW"));
    let nearest = known.map(|name| format!("DB_{name}")).max_by(|a, b| {
        let likeness = |name: &str| strsim::jaro_winkler(name, &upper);
        likeness(a).total_cmp(&likeness(b))
    });
    Some(nearest.map_or_else(String::new, |name| format!("no name that is known; is it {name}?")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_in_the_wild_is_known() {
        for key in [
            "DB_POOL_SIZE",
            "DB_MAX_OVERFLOW",
            "DB_POOL_TIMEOUT",
            "DB_POOL_RECYCLE",
            "DB_POOL_PRE_PING",
            "DB_ECHO",
            "DB_ECHO_POOL",
            "DB_CONNECT_TIMEOUT",
            "DB_STATEMENT_TIMEOUT",
            "SQLALCHEMY_POOL_SIZE",
            "SQLALCHEMY_MAX_OVERFLOW",
            "POSTGRES_POOL_SIZE",
            "DB_POOL_MIN_SIZE",
            "DB_POOL_MAX_SIZE",
            "WEB_CONCURRENCY",
            "ENABLE_POOL_MONITORING",
            "LOG_POOL_STATUS_INTERVAL",
            "MAX_CONNECTION_WARNINGS",
            "POOL_SIZE",
        ] {
            assert!(meaning(key).is_some(), "{key}");
        }
        for key in ["ECHO", "PORT", "DB_HOST", "XDB_POOL_SIZE", "db_pool_size", ""] {
            assert_eq!(meaning(key), None, "{key}");
        }
    }
}
