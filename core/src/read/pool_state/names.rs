//! What programs call a pool's numbers.

use super::entry::Key;

/// The names of dicts and attributes.
pub(super) const NAMES: [(&str, Key); 31] = [
    ("pool_size", Key::PoolSize),
    ("size", Key::Size),
    ("max_overflow", Key::MaxOverflow),
    ("pool_timeout", Key::Timeout),
    ("timeout", Key::Timeout),
    ("pool_recycle", Key::Recycle),
    ("checked_out", Key::CheckedOut),
    ("checkedout", Key::CheckedOut),
    ("checked_out_connections", Key::CheckedOut),
    ("checked_in", Key::CheckedIn),
    ("checkedin", Key::CheckedIn),
    ("checked_in_connections", Key::CheckedIn),
    ("overflow", Key::Overflow),
    ("current_overflow", Key::Overflow),
    ("waiting", Key::Waiting),
    ("requests_waiting", Key::Waiting),
    ("total_connections", Key::Total),
    ("pool_max", Key::PoolMax),
    ("pool_available", Key::Available),
    ("pool_checked_out", Key::CheckedOut),
    ("pool_checked_in", Key::CheckedIn),
    // Go's sql.DBStats, and the names that applications give its fields.
    ("MaxOpenConnections", Key::Max),
    ("OpenConnections", Key::Total),
    ("InUse", Key::InUse),
    ("Idle", Key::Idle),
    ("WaitCount", Key::Waits),
    ("max_open_connections", Key::Max),
    ("open_connections", Key::Total),
    ("in_use", Key::InUse),
    ("wait_count", Key::Waits),
    ("idle", Key::Idle),
];

/// What Go prints of `sql.DBStats`, without quotes.
pub(super) const GO: [(&str, Key); 5] = [
    ("MaxOpenConnections", Key::Max),
    ("OpenConnections", Key::Total),
    ("InUse", Key::InUse),
    ("Idle", Key::Idle),
    ("WaitCount", Key::Waits),
];

/// Active Record's `connection_pool.stat`: `{:size=>5, :busy=>5}`, from Ruby 3.4 on `{size: 5, busy: 5}`.
pub(super) const RUBY: [(&str, Key); 8] = [
    ("size", Key::Max),
    ("max", Key::Max),
    ("connections", Key::Total),
    ("total", Key::Total),
    ("busy", Key::CheckedOut),
    ("idle", Key::Idle),
    ("waiting", Key::Waiting),
    ("checkout_timeout", Key::Timeout),
];

/// Odoo's: `ConnectionPool(used=64/count=64/max=64)`.
pub(super) const ODOO: [(&str, Key); 3] = [("used", Key::CheckedOut), ("count", Key::Total), ("max", Key::Max)];

/// How texts for people begin or end a key.
pub(super) const PHRASES: [(&str, Key); 9] = [
    ("pool size", Key::PoolSize),
    ("connections in pool", Key::CheckedIn),
    ("max overflow", Key::MaxOverflow),
    ("overflow", Key::Overflow),
    ("checked out connections", Key::CheckedOut),
    ("checked out", Key::CheckedOut),
    ("checked in connections", Key::CheckedIn),
    ("checked in", Key::CheckedIn),
    ("total connections", Key::Total),
];

pub(super) const HIKARI: [(&str, Key); 4] = [
    ("total", Key::HikariTotal),
    ("active", Key::HikariActive),
    ("idle", Key::HikariIdle),
    ("waiting", Key::HikariWaiting),
];

/// Tomcat's: `[size:60; busy:60; idle:0; lastwait:30000]`.
pub(super) const TOMCAT: [(&str, Key); 3] =
    [("size", Key::HikariTotal), ("busy", Key::HikariActive), ("idle", Key::HikariIdle)];
