//! `hikaricp-properties`: the properties of a `HikariConfig`.

use super::{OnePool, lines};
use crate::write::{Content, Kind, Writer, fleet::Settings};

pub(in crate::write) const KIND: Kind = Kind {
    name: "hikaricp-properties",
    title: "HikariCP",
    ending: "-hikaricp.properties",
    media_type: "text/plain",
    writer: Writer::Service(content),
};

/// The shortest connection and validation timeout that `HikariCP` takes.
const MIN_TIMEOUT_MS: u64 = 250;

/// With a shorter lifetime `HikariCP` warns, and uses its default.
const MIN_LIFETIME_MS: u64 = 30_000;

/// The shortest idle timeout that `HikariCP` takes.
const MIN_IDLE_MS: u64 = 10_000;

/// The validation timeout must be below the connection timeout, and is this long where it is not set.
const VALIDATION_TIMEOUT_MS: u64 = 5000;

fn content(settings: &Settings<'_>) -> Content {
    super::content(settings, "#", |pool| {
        let note = "# The URL is not in this file: call setJdbcUrl() with jdbc:postgresql://… from the environment.\n";
        note.to_owned()
            + &lines("", "=", "", &properties(pool))
            + &lines("dataSource.", "=", "", &driver_properties(pool))
    })
}

/// Properties of PostgreSQL's driver. A threshold of 0 prepares nothing at the server.
pub(super) fn driver_properties(pool: &OnePool<'_>) -> [(&'static str, Option<String>); 2] {
    [
        ("connectTimeout", pool.connect_timeout_whole_s().map(|seconds| seconds.to_string())),
        ("prepareThreshold", pool.is_unprepared.then(|| "0".to_owned())),
    ]
}

/// The names of properties and their values, times in milliseconds.
pub(super) fn properties(pool: &OnePool<'_>) -> [(&'static str, Option<String>); 8] {
    let timeout = pool.timeout_ms().max(MIN_TIMEOUT_MS);
    let validation = (timeout <= VALIDATION_TIMEOUT_MS).then(|| (timeout / 2).max(MIN_TIMEOUT_MS).to_string());
    // A QueuePool replaces none by age unless it is set to; HikariCP's own 30 minutes are better than never.
    let lifetime = pool.lifetime_ms().map(|ms| ms.max(MIN_LIFETIME_MS).to_string());
    [
        ("poolName", Some(pool.name.to_owned())),
        ("maximumPoolSize", Some(pool.max.to_string())),
        ("minimumIdle", Some(pool.min.to_string())),
        ("connectionTimeout", Some(timeout.to_string())),
        ("validationTimeout", validation),
        ("maxLifetime", lifetime),
        ("idleTimeout", pool.idle_ms.map(|ms| ms.max(MIN_IDLE_MS).to_string())),
        ("connectionInitSql", pool.statement_timeout_ms.map(|ms| format!("SET statement_timeout = {ms}"))),
    ]
}
