//! The classes of errors.

use serde::Serialize;

/// What failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
}

impl ErrorClass {
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
        }
    }
}
