//! What engines and pools call their options in Python.

use crate::read::names::OptionMeaning::{self, Lifo, MaxSize, Overflow, PrePing, Recycle, Size, Timeout};

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

const MAX_SIZE: [(&str, OptionMeaning); 1] = [("max_size", MaxSize)];
const MAX_CONN: [(&str, OptionMeaning); 1] = [("maxconn", MaxSize)];

/// Functions that are known by name.
pub(super) const CALLS: [Call; 12] = [
    Call { name: "create_engine", makes_engine: true, keywords: &[] },
    Call { name: "create_async_engine", makes_engine: true, keywords: &[] },
    Call { name: "engine_from_config", makes_engine: true, keywords: &[] },
    Call { name: "async_engine_from_config", makes_engine: true, keywords: &[] },
    Call { name: "QueuePool", makes_engine: false, keywords: &QUEUE_POOL },
    Call { name: "AsyncAdaptedQueuePool", makes_engine: false, keywords: &QUEUE_POOL },
    Call { name: "ConnectionPool", makes_engine: false, keywords: &PSYCOPG_POOL },
    Call { name: "AsyncConnectionPool", makes_engine: false, keywords: &PSYCOPG_POOL },
    Call { name: "create_pool", makes_engine: false, keywords: &MAX_SIZE },
    Call { name: "ThreadedConnectionPool", makes_engine: false, keywords: &MAX_CONN },
    Call { name: "SimpleConnectionPool", makes_engine: false, keywords: &MAX_CONN },
    Call { name: "SQLAlchemy", makes_engine: false, keywords: &[] },
];

/// Names of dicts that hold options.
pub(super) const WHOLE_DICTS: [&str; 2] = ["SQLALCHEMY_ENGINE_OPTIONS", "DATABASES"];

/// The option of SQLAlchemy's engines of this name.
pub(super) fn engine_option(name: &str) -> Option<OptionMeaning> {
    lookup(&ENGINE, name)
}

/// The option that this keyword is to a function.
pub(super) fn keyword(function: &str, name: &str) -> Option<OptionMeaning> {
    let own = CALLS.iter().find(|call| call.name == function).map_or(&[][..], |call| call.keywords);
    engine_option(name).or_else(|| lookup(own, name))
}

/// The option that this key is in a dict under `"pool"`, as Django 5.1 has it.
pub(super) fn pool_item(name: &str) -> Option<OptionMeaning> {
    lookup(&PSYCOPG_POOL, name)
}

fn lookup(table: &[(&str, OptionMeaning)], name: &str) -> Option<OptionMeaning> {
    table.iter().find(|(keyword, _)| *keyword == name).map(|row| row.1)
}
