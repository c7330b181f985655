//! What engines and pools call their options in Python.

use crate::read::{
    config,
    names::{
        self,
        OptionMeaning::{self, ConnectTimeout, Lifo, MaxSize, Overflow, PrePing, Recycle, Size, Timeout},
    },
};

/// A function that makes an engine or a pool.
pub(super) struct Call {
    pub(super) name: &'static str,
    pub(super) makes_engine: bool,
    /// Its own keywords, besides those that are the same everywhere.
    keywords: &'static [(&'static str, OptionMeaning)],
}

/// SQLAlchemy's engine options, which nothing else is called.
const ENGINE: [(&str, OptionMeaning); 6] = [
    ("pool_size", Size),
    ("max_overflow", Overflow),
    ("pool_timeout", Timeout),
    ("pool_recycle", Recycle),
    ("pool_pre_ping", PrePing),
    ("pool_use_lifo", Lifo),
];

/// `QueuePool`'s own. Source: SQLAlchemy, lib/sqlalchemy/pool/impl.py.
const QUEUE_POOL: [(&str, OptionMeaning); 4] =
    [("timeout", Timeout), ("recycle", Recycle), ("pre_ping", PrePing), ("use_lifo", Lifo)];

/// `psycopg_pool`'s. Source: its manual, on the class `ConnectionPool`.
const PSYCOPG_POOL: [(&str, OptionMeaning); 3] =
    [("max_size", MaxSize), ("timeout", Timeout), ("max_lifetime", Recycle)];

/// django-db-connection-pool's, which it passes to `QueuePool`.
const POOL_OPTIONS: [(&str, OptionMeaning); 5] = [
    ("POOL_SIZE", Size),
    ("MAX_OVERFLOW", Overflow),
    ("RECYCLE", Recycle),
    ("TIMEOUT", Timeout),
    ("PRE_PING", PrePing),
];

/// Functions that take the most connections by place: the keyword's name, and how many arguments precede it.
const POSITIONAL: [(&str, &str, usize); 4] = [
    ("ThreadedConnectionPool", "maxconn", 1),
    ("SimpleConnectionPool", "maxconn", 1),
    ("PersistentConnectionPool", "maxconn", 1),
    ("resize", "max_size", 1),
];

/// asyncpg's, and aiopg's without an underscore.
const MAX_SIZE: [(&str, OptionMeaning); 2] = [("max_size", MaxSize), ("maxsize", MaxSize)];
/// peewee's.
const MAX_CONNECTIONS: [(&str, OptionMeaning); 1] = [("max_connections", MaxSize)];
const MAX_CONN: [(&str, OptionMeaning); 1] = [("maxconn", MaxSize)];

/// Functions that are known by name.
pub(super) const CALLS: [Call; 15] = [
    Call { name: "create_engine", makes_engine: true, keywords: &[] },
    Call { name: "create_async_engine", makes_engine: true, keywords: &[] },
    Call { name: "engine_from_config", makes_engine: true, keywords: &[] },
    Call { name: "async_engine_from_config", makes_engine: true, keywords: &[] },
    Call { name: "QueuePool", makes_engine: false, keywords: &QUEUE_POOL },
    Call { name: "AsyncAdaptedQueuePool", makes_engine: false, keywords: &QUEUE_POOL },
    Call { name: "ConnectionPool", makes_engine: false, keywords: &PSYCOPG_POOL },
    Call { name: "AsyncConnectionPool", makes_engine: false, keywords: &PSYCOPG_POOL },
    // The package databases, on asyncpg.
    Call { name: "Database", makes_engine: false, keywords: &MAX_SIZE },
    // Piccolo's engine, on asyncpg.
    Call { name: "start_connection_pool", makes_engine: false, keywords: &MAX_SIZE },
    Call { name: "PooledPostgresqlDatabase", makes_engine: false, keywords: &MAX_CONNECTIONS },
    Call { name: "create_pool", makes_engine: false, keywords: &MAX_SIZE },
    Call { name: "ThreadedConnectionPool", makes_engine: false, keywords: &MAX_CONN },
    Call { name: "SimpleConnectionPool", makes_engine: false, keywords: &MAX_CONN },
    Call { name: "SQLAlchemy", makes_engine: false, keywords: &[] },
];

/// Calls that begin in a line and take options in the next ones.
pub(super) const UPDATES: [&str; 4] = ["config.update(", "from_mapping(", " dict(", "=dict("];

/// How a value begins that Python computes.
pub(super) const COMPUTED: [&str; 9] =
    ["int(", "float(", "bool(", "os.", "getenv(", "env(", "env.", "config(", "Field("];

/// What a line of Python has and hardly any other.
pub(super) const ENVIRONMENT: [&str; 16] = [
    // A dict of options that Python prints in one line.
    "'pool_pre_ping': ",
    "\"pool_pre_ping\": True",
    ".add_argument(\"--",
    "environ.Env(",
    "click.option(\"--",
    "environ.setdefault(",
    "config.setdefault(",
    // Django's pool of psycopg.
    "'pool': {",
    ".setenv(",
    "os.putenv(",
    "pool.resize(",
    "uvicorn.run(",
    "(pool_size=",
    "(max_overflow=",
    ", pool_size=",
    ", max_overflow=",
];

/// Names of dicts that hold options.
pub(super) const WHOLE_DICTS: [&str; 3] = ["SQLALCHEMY_ENGINE_OPTIONS", "DATABASES", POOL_ARGS];

/// django-postgrespool2's dict of what it passes to `QueuePool`.
pub(super) const POOL_ARGS: &str = "DATABASE_POOL_ARGS";

/// The option of SQLAlchemy's engines of this name.
pub(in crate::read) fn engine_option(name: &str) -> Option<OptionMeaning> {
    // In the dicts of `engine_from_config` each has its prefix.
    lookup(&ENGINE, name.strip_prefix("sqlalchemy.").unwrap_or(name))
}

/// The option that this keyword is to a function.
pub(super) fn keyword(function: &str, name: &str) -> Option<OptionMeaning> {
    if config::is_foreign_callee(function) {
        return None;
    }
    // uvicorn.run(…, workers=4)
    if function == "run" && name == "workers" {
        return Some(OptionMeaning::Workers);
    }
    let own = CALLS.iter().find(|call| call.name == function).map_or(&[][..], |call| call.keywords);
    engine_option(name).or_else(|| lookup(own, name))
}

/// The option that this key is in a dict under `"pool"`, as Django 5.1 has it.
pub(super) fn pool_item(name: &str) -> Option<OptionMeaning> {
    lookup(&PSYCOPG_POOL, name)
}

/// The option that this key is in a dict of what the driver is given, where the text names the driver.
pub(super) fn driver_item(name: &str, text: &str) -> Option<OptionMeaning> {
    let is_timeout = name == "connect_timeout" || name == "timeout" && text.contains("asyncpg");
    is_timeout.then_some(ConnectTimeout)
}

/// The option that this key is in a dict under `"POOL_OPTIONS"`.
pub(super) fn queue_pool_item(name: &str) -> Option<OptionMeaning> {
    lookup(&POOL_OPTIONS, &name.to_ascii_uppercase())
}

/// The keyword's name and the place of the argument that is the most connections.
pub(super) fn positional(function: &str) -> Option<(&'static str, usize)> {
    POSITIONAL.iter().find(|(name, ..)| *name == function).map(|(_, keyword, place)| (*keyword, *place))
}

/// The option of a pool that a variable in capitals is: what is of the process and not of a pool is seldom meant by a
/// variable in code.
pub(super) fn variable(name: &str) -> Option<OptionMeaning> {
    let is_upper = !name.bytes().any(|byte| byte.is_ascii_lowercase());
    any_variable(name).filter(|_| is_upper)
}

/// The same in any case.
pub(super) fn any_variable(name: &str) -> Option<OptionMeaning> {
    names::meaning(name).filter(|meaning| meaning.field().is_some_and(|field| field.starts_with("pool.")))
}

fn lookup(table: &[(&str, OptionMeaning)], name: &str) -> Option<OptionMeaning> {
    table.iter().find(|(keyword, _)| *keyword == name).map(|row| row.1)
}
