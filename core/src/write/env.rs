//! Writes a new `.env` file, or merges settings into an existing one.

mod masked;
mod merge;

pub use masked::masked_env;
pub(super) use merge::merged;
pub use merge::{mark_env, merge_env};

use super::{Content, Kind, Writer, fleet::Settings, text::on_one_line};
use crate::{
    format::{self, count, grouped},
    read::names::{LOG_INTERVAL, MONITORING, OptionMeaning, WARNING_PERCENT},
    scenario::{Pool, PoolClass, Service},
    units::Recycle,
};
use std::fmt::Write;

pub(super) const KIND: Kind =
    Kind { name: "env", title: ".env", ending: ".env", media_type: "text/plain", writer: Writer::Service(content) };

/// The `.env` of a service, with the timeouts that the scenario gives and every setting that a finding says to change.
fn content(settings: &Settings<'_>) -> Content {
    let warning = settings.warning();
    let fleet = fleet_sum(settings);
    let Service { name, engines, .. } = settings.service;
    let mut text = env_with(name, engines.get(), settings.pool, warning.as_deref(), &fleet);
    for fixed in fixed(settings) {
        let _ = writeln!(text, "{}={}", fixed.key, fixed.value);
    }
    text.into()
}

/// What all processes open together, and all services: the file is one process's part of it.
fn fleet_sum(settings: &Settings<'_>) -> String {
    let taken = settings.fleet.connections().map(|taken| {
        let (taken, usable) = (grouped(taken), grouped(settings.fleet.usable()));
        let limit = settings.fleet.scenario.database.max_connections.get();
        format!(
            "# All services and clients, a deploy included: at most {taken} of the {usable} connections that \
             max_connections = {limit} leaves.\n"
        )
    });
    let sum = settings.capacity().map(|_| format!("# {}\n", on_one_line(&settings.sum()).replace('×', "x")));
    sum.into_iter().chain(taken).collect()
}

/// The variables of a service's pool, as its `.env` has them; none without a pool.
pub(super) fn variables(settings: &Settings<'_>) -> Vec<(&'static str, String)> {
    let pool = NEW_FILE_SETTINGS.iter().filter(|_| settings.has_pool());
    let pool = pool.filter_map(|&(key, meaning)| Some((key, value_of(meaning, settings.pool)?)));
    pool.chain(fixed(settings).into_iter().map(|fixed| (fixed.key, fixed.value))).collect()
}

/// A setting beside the pool's: one that the scenario gives or a finding says to change, or one of the monitor.
pub(super) struct Fixed {
    key: &'static str,
    meaning: OptionMeaning,
    value: String,
    /// Whether a value that a file has already stays.
    is_default: bool,
}

/// The variables that the monitor of the Python package reads, with its own defaults.
const MONITOR: [(&str, OptionMeaning, &str); 3] = [
    ("ENABLE_POOL_MONITORING", MONITORING, "true"),
    ("LOG_POOL_STATUS_INTERVAL", LOG_INTERVAL, "300"),
    ("MAX_CONNECTION_WARNINGS", WARNING_PERCENT, "80"),
];

/// What is written beside the pool's settings, where the scenario or a finding gives it.
fn fixed(settings: &Settings<'_>) -> Vec<Fixed> {
    let value = |field: &str| settings.fleet.advised_value(field).map(format::value);
    // A pooler refuses a timeout of statements when a client connects.
    let is_pooled = settings.fleet.scenario.is_pooled(settings.service);
    let statement = settings.statement_timeout_ms().filter(|_| !is_pooled);
    let given = [
        ("DB_ECHO", OptionMeaning::Echo, settings.fixed("echo").map(format::value)),
        (
            "DB_CONNECT_TIMEOUT",
            OptionMeaning::ConnectTimeout,
            settings.connect_timeout_s().map(|seconds| seconds.to_string()),
        ),
        ("DB_STATEMENT_TIMEOUT", OptionMeaning::StatementTimeout, statement.map(|ms| ms.to_string())),
        (
            "DB_IDLE_IN_TRANSACTION_SESSION_TIMEOUT",
            OptionMeaning::IdleInTransactionTimeout,
            value("database.idle_in_transaction_timeout_ms"),
        ),
    ];
    let given = given
        .into_iter()
        .filter_map(|(key, meaning, value)| Some(Fixed { key, meaning, value: value?, is_default: false }));
    let monitor = MONITOR.into_iter().filter(|_| settings.fleet.monitoring);
    let monitor = monitor.map(|(key, meaning, value)| Fixed {
        key,
        meaning,
        value: value.to_owned(),
        is_default: meaning != MONITORING,
    });
    given.chain(monitor).collect()
}

/// A new `.env` for a service's pool, in the subset that python-dotenv, node, dotenvy, docker, systemd and shells parse
/// alike: `KEY=value` in plain characters, comments on lines of their own.
///
/// ```
/// let file = poolwise::write::env("api", 1, &poolwise::scenario::Pool::default(), None);
/// assert!(file.ends_with("DB_POOL_PRE_PING=false\n"));
/// ```
///
/// `engines` is the number of engines per process, each with its own pool. A service with `NullPool` gets comments only.
/// `warning` states a limit of the settings, such as [`crate::plan::ServicePlan::warning`]; it becomes a comment.
#[must_use]
pub fn env(service: &str, engines: u32, pool: &Pool, warning: Option<&str>) -> String {
    env_with(service, engines, pool, warning, "")
}

/// The same with more comments before the settings.
fn env_with(service: &str, engines: u32, pool: &Pool, warning: Option<&str>, comments: &str) -> String {
    let mut file = format!("# Connection pool of {}, by Poolwise.\n", on_one_line(service));
    if let Some(warning) = warning {
        let _ = writeln!(file, "{}", comment_of(warning));
    }
    if pool.class == PoolClass::NullPool {
        return NO_POOL.iter().fold(file, |file, comment| file + comment + "\n");
    }
    if let Some(capacity) = pool.capacity() {
        let connections = count(capacity, "connection");
        let _ = match engines {
            1 => writeln!(file, "# Each process opens at most {connections}."),
            _ => writeln!(
                file,
                "# Each of the {} of a process opens at most {connections}: {} in total.",
                count(engines.into(), "engine"),
                grouped(capacity.saturating_mul(engines.into()))
            ),
        };
    }
    file += comments;
    for (key, meaning) in NEW_FILE_SETTINGS {
        if let Some(value) = value_of(meaning, pool) {
            let _ = writeln!(file, "{key}={value}");
        }
    }
    file
}

fn comment_of(warning: &str) -> String {
    format!("# Warning: {}", on_one_line(warning))
}

/// Comments instead of settings that `create_engine()` rejects with `NullPool`.
const NO_POOL: [&str; 3] = [
    "# NullPool has no size: create_engine() rejects pool_size, max_overflow and pool_timeout with it.",
    "# Each task opens its own connection, so limit the concurrent tasks per process.",
    "# To limit and reuse connections, omit poolclass: the default is a QueuePool.",
];

/// The settings of a new file.
const NEW_FILE_SETTINGS: [(&str, OptionMeaning); 5] = [
    ("DB_POOL_SIZE", OptionMeaning::Size),
    ("DB_MAX_OVERFLOW", OptionMeaning::Overflow),
    ("DB_POOL_TIMEOUT", OptionMeaning::Timeout),
    ("DB_POOL_RECYCLE", OptionMeaning::Recycle),
    ("DB_POOL_PRE_PING", OptionMeaning::PrePing),
];

/// The text of a pool's setting. Python does not parse `1e3` or `30.0` as an integer, so whole numbers have digits only.
fn value_of(meaning: OptionMeaning, pool: &Pool) -> Option<String> {
    Some(match meaning {
        OptionMeaning::Size => pool.size.to_string(),
        OptionMeaning::Overflow => pool.overflow.to_string(),
        // The variable has no value for "unlimited", nor for a sum larger than a size can be.
        OptionMeaning::MaxSize => u32::try_from(pool.capacity()?).ok()?.to_string(),
        OptionMeaning::Timeout | OptionMeaning::TimeoutWithUnit => pool.timeout_s.to_string(),
        OptionMeaning::Recycle => pool.recycle_s.to_string(),
        OptionMeaning::TimeoutMs => (pool.timeout_s.get() * 1000.0).to_string(),
        OptionMeaning::LifetimeWithUnit => match pool.recycle_s {
            Recycle::Never => "0".to_owned(),
            Recycle::After(seconds) => seconds.to_string(),
        },
        OptionMeaning::LifetimeMs => match pool.recycle_s {
            Recycle::Never => "0".to_owned(),
            Recycle::After(seconds) => (seconds.get() * 1000.0).to_string(),
        },
        OptionMeaning::PrePing => pool.pre_ping.to_string(),
        OptionMeaning::Lifo => pool.lifo.to_string(),
        OptionMeaning::Workers
        | OptionMeaning::Concurrency
        | OptionMeaning::MaxConnections
        | OptionMeaning::Echo
        | OptionMeaning::ConnectTimeout
        | OptionMeaning::StatementTimeout
        | OptionMeaning::IdleInTransactionTimeout
        | OptionMeaning::Pooler(_)
        | OptionMeaning::PoolMode
        | OptionMeaning::Other(_) => return None,
    })
}
