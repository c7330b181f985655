//! The quantities that texts give measurements of.

use serde::{Serialize, Serializer};
use std::fmt;

/// What a [`Measurement`](super::Measurement) measures.
///
/// ```
/// use poolwise::read::{MeasuredQuantity, read};
///
/// let status = "Pool size: 5  Connections in pool: 1 Current Overflow: 0 Current Checked out connections: 4";
/// let reading = read(status, None);
/// assert!(reading.measurements.iter().any(|one| one.quantity == MeasuredQuantity::CheckedOut && one.value == 4));
/// assert_eq!(MeasuredQuantity::CheckedOut.name(), "checked_out");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum MeasuredQuantity {
    /// Sessions of the server that run a statement.
    Active,
    /// Connections of a pool that are idle.
    CheckedIn,
    /// Connections of a pool that are in use.
    CheckedOut,
    /// Sessions of one application, role or database.
    ConnectionsOf,
    /// Sessions of the server.
    ConnectionsTotal,
    /// The most sessions that a database admits; -1 for no limit.
    DatabaseConnectionLimit,
    /// The mean time that a connection is held, in milliseconds.
    HoldMeanMs,
    /// Sessions of the server that wait for a statement outside a transaction.
    Idle,
    /// Sessions of the server that wait for a statement inside a transaction.
    IdleInTransaction,
    /// The same inside a transaction that has failed.
    IdleInTransactionAborted,
    /// `idle_in_transaction_session_timeout`, where it is off.
    IdleInTransactionSessionTimeout,
    /// `idle_in_transaction_session_timeout`, in milliseconds.
    IdleInTransactionSessionTimeoutMs,
    /// `idle_session_timeout`, where it is off.
    IdleSessionTimeout,
    /// `idle_session_timeout`, in milliseconds.
    IdleSessionTimeoutMs,
    /// `lock_timeout`, where it is off.
    LockTimeout,
    /// `lock_timeout`, in milliseconds.
    LockTimeoutMs,
    /// The longest time that a session has been idle in a transaction, in seconds.
    LongestIdleInTransactionS,
    /// The age of the oldest transaction, in seconds.
    LongestTransactionS,
    /// The age of the oldest transaction or statement among the sessions that are idle in one, in seconds.
    OldestIdleInTransactionS,
    /// Sessions of the server in another state, or in one that the role may not see.
    Other,
    /// Connections of a pool that are open beyond its size.
    OverflowOpen,
    /// Clients of `PgBouncer` with a server or without a wait for one.
    PgbouncerClientsActive,
    /// Clients of `PgBouncer` that wait for a server.
    PgbouncerClientsWaiting,
    /// `default_pool_size`.
    PgbouncerDefaultPoolSize,
    /// The mean time that a client of `PgBouncer` holds a server, in milliseconds.
    PgbouncerHoldMeanMs,
    /// `max_client_conn`.
    PgbouncerMaxClientConn,
    /// `max_db_connections`; "unlimited" for 0.
    PgbouncerMaxDbConnections,
    /// `max_user_connections`; "unlimited" for 0.
    PgbouncerMaxUserConnections,
    /// The longest wait of a client of `PgBouncer` that still waits, in seconds.
    PgbouncerMaxWaitS,
    /// `pool_mode`.
    PgbouncerPoolMode,
    /// The size of one pool of `PgBouncer`.
    PgbouncerPoolSize,
    /// `reserve_pool_size`.
    PgbouncerReservePoolSize,
    /// Connections of `PgBouncer` to the server that a client uses.
    PgbouncerServersActive,
    /// Connections of `PgBouncer` to the server that no client uses.
    PgbouncerServersIdle,
    /// Connections of `PgBouncer` to the server.
    PgbouncerServersOpen,
    /// The mean wait of a client of `PgBouncer` for a server, in milliseconds.
    PgbouncerWaitMeanMs,
    /// The most sessions that a role may have; -1 for no limit.
    RoleConnectionLimit,
    /// `statement_timeout`, where it is off.
    StatementTimeout,
    /// `statement_timeout`, in milliseconds.
    StatementTimeoutMs,
    /// Requests that got no connection in time, since the counter began.
    Timeouts,
    /// Connections of a pool that are open.
    TotalConnections,
    /// The mean wait for a connection, in milliseconds.
    WaitMeanMs,
    /// Requests that wait for a connection of a pool.
    Waiting,
    /// Sessions of the server that wait for a lock.
    WaitingForLocks,
    /// Requests that had to wait for a connection, since the counter began.
    Waits,
}

impl MeasuredQuantity {
    /// Its name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::CheckedIn => "checked_in",
            Self::CheckedOut => "checked_out",
            Self::ConnectionsOf => "connections_of",
            Self::ConnectionsTotal => "connections_total",
            Self::DatabaseConnectionLimit => "database_connection_limit",
            Self::HoldMeanMs => "hold_mean_ms",
            Self::Idle => "idle",
            Self::IdleInTransaction => "idle_in_transaction",
            Self::IdleInTransactionAborted => "idle_in_transaction_aborted",
            Self::IdleInTransactionSessionTimeout => "idle_in_transaction_session_timeout",
            Self::IdleInTransactionSessionTimeoutMs => "idle_in_transaction_session_timeout_ms",
            Self::IdleSessionTimeout => "idle_session_timeout",
            Self::IdleSessionTimeoutMs => "idle_session_timeout_ms",
            Self::LockTimeout => "lock_timeout",
            Self::LockTimeoutMs => "lock_timeout_ms",
            Self::LongestIdleInTransactionS => "longest_idle_in_transaction_s",
            Self::LongestTransactionS => "longest_transaction_s",
            Self::OldestIdleInTransactionS => "oldest_idle_in_transaction_s",
            Self::Other => "other",
            Self::OverflowOpen => "overflow_open",
            Self::PgbouncerClientsActive => "pgbouncer_clients_active",
            Self::PgbouncerClientsWaiting => "pgbouncer_clients_waiting",
            Self::PgbouncerDefaultPoolSize => "pgbouncer_default_pool_size",
            Self::PgbouncerHoldMeanMs => "pgbouncer_hold_mean_ms",
            Self::PgbouncerMaxClientConn => "pgbouncer_max_client_conn",
            Self::PgbouncerMaxDbConnections => "pgbouncer_max_db_connections",
            Self::PgbouncerMaxUserConnections => "pgbouncer_max_user_connections",
            Self::PgbouncerMaxWaitS => "pgbouncer_max_wait_s",
            Self::PgbouncerPoolMode => "pgbouncer_pool_mode",
            Self::PgbouncerPoolSize => "pgbouncer_pool_size",
            Self::PgbouncerReservePoolSize => "pgbouncer_reserve_pool_size",
            Self::PgbouncerServersActive => "pgbouncer_servers_active",
            Self::PgbouncerServersIdle => "pgbouncer_servers_idle",
            Self::PgbouncerServersOpen => "pgbouncer_servers_open",
            Self::PgbouncerWaitMeanMs => "pgbouncer_wait_mean_ms",
            Self::RoleConnectionLimit => "role_connection_limit",
            Self::StatementTimeout => "statement_timeout",
            Self::StatementTimeoutMs => "statement_timeout_ms",
            Self::Timeouts => "timeouts",
            Self::TotalConnections => "total_connections",
            Self::WaitMeanMs => "wait_mean_ms",
            Self::Waiting => "waiting",
            Self::WaitingForLocks => "waiting_for_locks",
            Self::Waits => "waits",
        }
    }

    /// Its name in a sentence: "checked out".
    #[must_use]
    pub fn words(self) -> String {
        self.name().replace('_', " ")
    }

    /// The quantity of a timeout of the server that is off: one without a unit.
    pub(crate) const fn of_disabled(self) -> Self {
        match self {
            Self::IdleInTransactionSessionTimeoutMs => Self::IdleInTransactionSessionTimeout,
            Self::IdleSessionTimeoutMs => Self::IdleSessionTimeout,
            Self::LockTimeoutMs => Self::LockTimeout,
            Self::StatementTimeoutMs => Self::StatementTimeout,
            other => other,
        }
    }
}

impl fmt::Display for MeasuredQuantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for MeasuredQuantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
