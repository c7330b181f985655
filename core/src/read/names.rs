//! The names of settings in environments, collected from public projects.

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
    /// Worker processes per instance.
    Workers,
    /// Threads or coroutines of a worker.
    Concurrency,
    /// The server's `max_connections`.
    MaxConnections,
    /// Recognized, but not used by a plan; what it is.
    Other(&'static str),
}

impl OptionMeaning {
    /// The field that it sets, as [`Reader::set`](super::reader::Reader::set) takes it; None if the plan
    /// does not use it.
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

/// Prefixes of variables that are about the database.
const PREFIXES: [&str; 6] = ["DB_", "DATABASE_", "SQLALCHEMY_", "POSTGRES_", "PG_", ""];

/// Names after such a prefix.
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
    ("POOL_MIN_SIZE", OptionMeaning::Other("the minimum of open connections; QueuePool opens connections on demand")),
    ("ECHO", OptionMeaning::Echo),
    ("ECHO_POOL", OptionMeaning::Other("logging of the pool's checkouts")),
    ("CONNECT_TIMEOUT", OptionMeaning::Other("the driver's timeout for opening a connection")),
    ("STATEMENT_TIMEOUT", OptionMeaning::StatementTimeout),
    ("POOL_USE_LIFO", OptionMeaning::Lifo),
];

/// Names without a prefix.
const WHOLE_NAMES: [(&str, OptionMeaning); 9] = [
    ("WEB_CONCURRENCY", OptionMeaning::Workers),
    ("UVICORN_WORKERS", OptionMeaning::Workers),
    ("RAILS_MAX_THREADS", OptionMeaning::Concurrency),
    ("SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE", OptionMeaning::MaxSize),
    ("POSTGRES_MAX_CONNECTIONS", OptionMeaning::MaxConnections),
    ("POSTGRESQL_MAX_CONNECTIONS", OptionMeaning::MaxConnections),
    ("ENABLE_POOL_MONITORING", OptionMeaning::Other("a switch for the application's own monitoring")),
    ("LOG_POOL_STATUS_INTERVAL", OptionMeaning::Other("how often the application logs its pool")),
    ("MAX_CONNECTION_WARNINGS", OptionMeaning::Other("the utilization in percent at which the application warns")),
];

/// What the variable `key` sets, if its name is known.
pub(crate) fn meaning(key: &str) -> Option<OptionMeaning> {
    let lookup =
        |names: &[(&str, OptionMeaning)], key: &str| names.iter().find(|(name, _)| *name == key).map(|row| row.1);
    lookup(&WHOLE_NAMES, key).or_else(|| {
        // Without a prefix, names such as ECHO may belong to anything.
        let named = PREFIXES.iter().filter_map(|prefix| Some((prefix, key.strip_prefix(prefix)?)));
        named
            .filter(|(prefix, rest)| !prefix.is_empty() || rest.contains("POOL_") || *rest == "MAX_OVERFLOW")
            .find_map(|(_, rest)| lookup(&NAMES, rest))
    })
}

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
    let names = NAMES.iter().map(|(name, _)| *name).filter(|name| name.contains("POOL") || name.contains("OVERFLOW"));
    let nearest = names.map(|name| format!("DB_{name}")).max_by(|a, b| {
        let likeness = |name: &str| strsim::jaro_winkler(name, &upper);
        likeness(a).total_cmp(&likeness(b))
    });
    Some(nearest.map_or_else(String::new, |name| format!("unknown name; did you mean {name}?")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recognizes_names_of_public_projects() {
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
