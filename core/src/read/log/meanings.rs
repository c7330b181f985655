//! What the known errors mean, in words.

pub(super) const FULL: &str = "PostgreSQL refused a connection: all max_connections slots are taken";
pub(super) const RESERVED: &str =
    "PostgreSQL refused a connection: the remaining slots are reserved for superusers or reserved roles";
pub(super) const LIMIT: &str = "PostgreSQL refused a connection: a connection limit is reached";
pub(super) const ROLE: &str = "PostgreSQL refused a connection: the role has reached its CONNECTION LIMIT";
pub(super) const DATABASE: &str = "PostgreSQL refused a connection: the database has reached its CONNECTION LIMIT";
pub(super) const IDLE: &str =
    "PostgreSQL ended a session that was idle in a transaction: the application held a connection without using it";
pub(super) const STATEMENT: &str = "PostgreSQL stopped a statement that ran longer than statement_timeout";
pub(super) const COMMAND: &str =
    "PostgreSQL ended a session on an administrator's command, such as a restart, a failover or pg_terminate_backend";
pub(super) const DEADLOCK: &str = "PostgreSQL ended a deadlock: transactions waited for each other's locks";
pub(super) const LOCK: &str = "PostgreSQL stopped a statement that waited for a lock longer than lock_timeout";
pub(super) const CLIENTS: &str =
    "PgBouncer refused a client: its limit of client connections is reached (max_client_conn)";
pub(super) const QUERY_WAIT: &str =
    "PgBouncer ended a client that waited for a server connection longer than query_wait_timeout: its pool is busy";
pub(super) const SHARED: &str =
    "the answers of a connection are mixed up, as where several processes or threads use it at once";
pub(super) const MAX_WAITING: &str =
    "psycopg_pool refused a request: as many as max_waiting allows wait for a connection already";
pub(super) const MAX_PENDING: &str =
    "reactor-pool refused a request: as many as its limit allows wait for a connection already";
pub(super) const ODOO_FULL: &str = "Odoo's pool, which does not wait, had no free connection";
pub(super) const UNWAITING: &str = "psycopg2's pool, which does not wait, had no free connection";
pub(super) const EXCEEDED: &str = "peewee's pool had no free connection";
pub(super) const POOLER_WAIT: &str = "the pooler ended a client that waited for a server connection: its pool is busy";
pub(super) const LEAK: &str = "the library reports a connection that was checked out and not returned in time";
pub(super) const UNREACHABLE: &str = "a connection could not be opened in time";
pub(super) const IDLE_SESSION: &str = "PostgreSQL ended a session that was idle longer than idle_session_timeout";
pub(super) const READ_ONLY: &str = "a write reached a server that only reads, such as a standby or a demoted primary";
pub(super) const PREPARED: &str =
    "a prepared statement is missing or exists already, as behind a pooler in transaction or statement mode";
pub(super) const CREDENTIALS: &str = "PostgreSQL did not accept the credentials";
