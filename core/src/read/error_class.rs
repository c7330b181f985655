//! The classes of errors.

use serde::Serialize;

/// What failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum ErrorClass {
    /// No connection of an application's pool was free in time.
    AppPoolExhausted,
    /// The server refused a connection: its slots are taken.
    ServerMaxConnections,
    /// A role has reached its `CONNECTION LIMIT`.
    RoleConnectionLimit,
    /// A database has reached its `CONNECTION LIMIT`.
    DatabaseConnectionLimit,
    /// The server ended a session that was idle in a transaction.
    IdleInTransactionTimeout,
    /// The server stopped a statement that ran for too long.
    StatementTimeout,
    /// The server ended a wait for a lock, or a deadlock.
    Lock,
    /// `PgBouncer` refused a client.
    PgbouncerMaxClientConn,
    /// `PgBouncer` ended a client that waited for a server connection.
    PgbouncerQueryWaitTimeout,
    /// Supavisor refused a client.
    SupavisorMaxClients,
    /// The server or the network closed a connection in use.
    ConnectionClosed,
    /// Several processes or threads used one connection at once, as after a fork.
    ConnectionShared,
    /// A library reports a connection that was checked out and not returned.
    ConnectionLeak,
    /// A write reached a server that only reads, as after a failover.
    ReadOnlyServer,
    /// The server ended a session that was idle for too long.
    IdleSessionTimeout,
    /// A prepared statement is missing or exists already, as behind a pooler in transaction mode.
    PreparedStatement,
    /// The server did not accept the credentials.
    AuthenticationFailed,
    /// A managed pooler ended a client that waited for a server connection.
    PoolerWaitTimeout,
    /// The server could not be reached in time.
    ConnectTimeout,
}

impl ErrorClass {
    /// Whether an application's pool reports it, which names the library of that pool.
    ///
    /// ```
    /// use poolwise::read::ErrorClass;
    /// assert!(ErrorClass::AppPoolExhausted.is_of_pool());
    /// assert!(!ErrorClass::ServerMaxConnections.is_of_pool());
    /// ```
    #[must_use]
    pub const fn is_of_pool(self) -> bool {
        matches!(self, Self::AppPoolExhausted | Self::ConnectionLeak)
    }

    /// Its name in JSON.
    ///
    /// ```
    /// assert_eq!(poolwise::read::ErrorClass::AppPoolExhausted.name(), "app_pool_exhausted");
    /// ```
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AppPoolExhausted => "app_pool_exhausted",
            Self::ServerMaxConnections => "server_max_connections",
            Self::RoleConnectionLimit => "role_connection_limit",
            Self::DatabaseConnectionLimit => "database_connection_limit",
            Self::IdleInTransactionTimeout => "idle_in_transaction_timeout",
            Self::StatementTimeout => "statement_timeout",
            Self::Lock => "lock",
            Self::PgbouncerMaxClientConn => "pgbouncer_max_client_conn",
            Self::PgbouncerQueryWaitTimeout => "pgbouncer_query_wait_timeout",
            Self::SupavisorMaxClients => "supavisor_max_clients",
            Self::ConnectionClosed => "connection_closed",
            Self::ConnectionShared => "connection_shared",
            Self::ConnectionLeak => "connection_leak",
            Self::ReadOnlyServer => "read_only_server",
            Self::IdleSessionTimeout => "idle_session_timeout",
            Self::PreparedStatement => "prepared_statement",
            Self::AuthenticationFailed => "authentication_failed",
            Self::PoolerWaitTimeout => "pooler_wait_timeout",
            Self::ConnectTimeout => "connect_timeout",
        }
    }
}
