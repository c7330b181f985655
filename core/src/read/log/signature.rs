//! An error that is known by words that no other error has, and the errors of a line.

use super::{fact::Fact, known_errors::KNOWN_ERRORS};
use crate::read::{ErrorClass, phrases::Phrases};
use std::sync::LazyLock;

/// An error of a pool, a pooler or PostgreSQL.
pub(super) struct Signature {
    /// The words that make it known.
    pub(super) head: &'static str,
    pub(super) class: ErrorClass,
    pub(super) library: &'static str,
    /// What it means; where empty, that a pool timed out, with its numbers.
    pub(super) meaning: &'static str,
    /// The numbers that follow, in their order.
    pub(super) facts: &'static [Fact],
    /// Whether the words before and after allow it.
    fits: fn(&str, &str) -> bool,
    /// How much it counts beside others.
    pub(super) rank: Rank,
    /// Whether people type it from memory, in any case.
    any_case: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Rank {
    /// By itself.
    Own,
    /// Only where it does not follow from another error right above.
    Consequence,
    /// Only where nothing more exact is known of the line.
    Fallback,
}

impl Signature {
    pub(super) const fn new(
        class: ErrorClass,
        library: &'static str,
        head: &'static str,
        meaning: &'static str,
    ) -> Self {
        Self { head, class, library, meaning, facts: &[], fits: |_, _| true, rank: Rank::Own, any_case: false }
    }

    pub(super) const fn pool(library: &'static str, head: &'static str, facts: &'static [Fact]) -> Self {
        Self { facts, ..Self::new(POOL, library, head, "") }
    }

    pub(super) const fn server(head: &'static str, meaning: &'static str) -> Self {
        Self::new(ErrorClass::ServerMaxConnections, POSTGRESQL, head, meaning)
    }

    pub(super) const fn closed(head: &'static str) -> Self {
        Self { rank: Rank::Consequence, ..Self::new(ErrorClass::ConnectionClosed, POSTGRESQL, head, CLOSED) }
    }

    pub(super) const fn supavisor(head: &'static str) -> Self {
        Self { facts: SUPAVISOR_FACTS, ..Self::new(ErrorClass::SupavisorMaxClients, "Supavisor", head, SUPAVISOR) }
    }

    pub(super) const fn fitting(self, fits: fn(&str, &str) -> bool) -> Self {
        Self { fits, ..self }
    }

    pub(super) const fn in_any_case(self) -> Self {
        Self { any_case: true, ..self }
    }

    pub(super) const fn fallback(self) -> Self {
        Self { rank: Rank::Fallback, ..self }
    }

    /// The text after the head that stands at a place of a line, where the words around allow it.
    fn after<'a>(&self, line: &'a str, at: usize) -> Option<&'a str> {
        let (before, rest) = (line.get(..at)?, line.get(at..)?);
        let (head, after) = rest.split_at_checked(self.head.len())?;
        ((self.any_case || head == self.head) && (self.fits)(before, after)).then_some(after)
    }
}

pub(super) const POOL: ErrorClass = ErrorClass::AppPoolExhausted;
pub(super) const SQLALCHEMY: &str = "SQLAlchemy";
pub(super) const HIKARICP: &str = "HikariCP";
pub(super) const DRUID: &str = "Druid";
pub(super) const TOMCAT: &str = "Tomcat JDBC";
pub(super) const POSTGRESQL: &str = "PostgreSQL";

const CLOSED: &str = "the server or the network closed a connection that the application held";
const SUPAVISOR: &str = "Supavisor refused a client: its limit of client connections is reached";
const SUPAVISOR_FACTS: &[Fact] = &[Fact::limit("max_clients", "limited to pool_size", 60)];

/// The heads of all known errors, by their index.
static HEADS: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(KNOWN_ERRORS.iter().map(|signature| signature.head)));

/// The known errors of a line, each with the line's text after its head. One of a class and library is enough.
pub(super) fn find_errors(line: &str) -> Vec<(&'static Signature, &str)> {
    let mut places: Vec<(usize, usize)> = HEADS.find(line).collect();
    places.sort_unstable();
    let mut found: Vec<(&'static Signature, &str)> = Vec::new();
    for (index, at) in places {
        let signature = &KNOWN_ERRORS[index];
        let same = |other: &Signature| (other.class, other.library) == (signature.class, signature.library);
        let superfluous = signature.rank == Rank::Fallback && !found.is_empty();
        if !superfluous && !found.iter().any(|(other, _)| same(other)) {
            found.extend(signature.after(line, at).map(|after| (signature, after)));
        }
    }
    found
}

/// Whether no program's template follows: `size %d`, `size {size}`.
pub(super) fn is_filled_in(text: &str) -> bool {
    !text.trim_start().starts_with(['%', '{', '<', '$'])
}

/// Whether PgBouncer's setting is not merely named or set: `query_wait_timeout = 120`.
pub(super) fn is_no_setting(before: &str, after: &str) -> bool {
    let in_word = |c: char| c.is_alphanumeric() || "_`".contains(c);
    !before.ends_with(in_word)
        && !after.starts_with(in_word)
        && !after.trim_start().starts_with(['=', '|', '('])
        && !after.trim_start_matches([':', ' ']).starts_with(|c: char| c.is_ascii_digit())
        || after.starts_with(" (age")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: &[(&str, &str)]) {
        let found: Vec<_> = find_errors(line).iter().map(|(found, _)| (found.class.name(), found.library)).collect();
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn recognizes_every_error() {
        let server = [("server_max_connections", "PostgreSQL")];
        let closed = [("connection_closed", "PostgreSQL")];
        let lock = [("lock", "PostgreSQL")];
        let bouncer = [("pgbouncer_max_client_conn", "PgBouncer")];
        let supavisor = [("supavisor_max_clients", "Supavisor")];
        let pool = |library| [("app_pool_exhausted", library)];
        check("FATAL:  sorry, too many clients already", &server);
        check("FATAL:  remaining connection slots are reserved for non-replication superuser connections", &server);
        check("FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute", &server);
        check(
            "remaining connection slots are reserved for roles with privileges of the \
            \"pg_use_reserved_connections\" role",
            &server,
        );
        check(
            "remaining connection slots are reserved for non-replication superuser, rds_reserved, and \
            rds_superuser connections",
            &server,
        );
        check("asyncpg.exceptions.TooManyConnectionsError: sorry, too many clients already", &server);
        check("asyncpg.exceptions.TooManyConnectionsError: tut mir leid, schon zu viele Verbindungen", &server);
        check("psycopg.errors.TooManyConnections: FATAL: x", &server);
        check("FATAL: sorry, too many clients already (SQLSTATE 53300)", &server);
        check("SQLSTATE[53300] [7] x", &server);
        check("FATAL:  too many connections for role \"app\"", &[("role_connection_limit", "PostgreSQL")]);
        check("FATAL:  too many connections for database \"app\"", &[("database_connection_limit", "PostgreSQL")]);
        check(
            "FATAL:  terminating connection due to idle-in-transaction timeout",
            &[("idle_in_transaction_timeout", "PostgreSQL")],
        );
        check("ERROR:  canceling statement due to statement timeout", &[("statement_timeout", "PostgreSQL")]);
        check("ERROR:  canceling statement due to lock timeout", &lock);
        check("psycopg2.errors.DeadlockDetected: deadlock detected", &lock);
        check("server closed the connection unexpectedly", &closed);
        check("psycopg2.OperationalError: SSL connection has been closed unexpectedly", &closed);
        check(
            "asyncpg.exceptions.ConnectionDoesNotExistError: connection was closed in the middle of operation",
            &closed,
        );
        check("FATAL:  terminating connection due to administrator command", &closed);
        check("could not receive data from server: SSL SYSCALL error: EOF detected", &closed);
        let shared = [("connection_shared", "PostgreSQL")];
        check("psycopg2.OperationalError: SSL error: decryption failed or bad record mac", &shared);
        check("lost synchronization with server: got message type \"a\", length 1", &shared);
        check("DatabaseError: error with status PGRES_TUPLES_OK and no message from the libpq", &shared);
        check("ERROR: no more connections allowed (max_client_conn)", &bouncer);
        check("FATAL: client connections exceeded (max_db_client_connections)", &bouncer);
        check("psycopg2.OperationalError: query_wait_timeout", &[("pgbouncer_query_wait_timeout", "PgBouncer")]);
        check("closing because: query_wait_timeout (age=120s)", &[("pgbouncer_query_wait_timeout", "PgBouncer")]);
        check("FATAL: Max client connections reached", &supavisor);
        check(
            "MaxClientsInSessionMode: max clients reached - in Session mode max clients are limited to pool_size",
            &supavisor,
        );
        check(
            "FATAL: (EMAXCONNSESSION) max clients reached in session mode - max clients are limited to pool_size: 15",
            &supavisor,
        );
        check("(EMAXCONN) max client connections reached, limit: 200", &supavisor);
        check("AsyncAdaptedQueuePool limit of size 5 overflow 10 reached", &pool("SQLAlchemy"));
        check("TimeoutError: QueuePool limit of size X overflow Y reached", &pool("SQLAlchemy"));
        check("psycopg2.pool.PoolError: connection pool exhausted", &pool("psycopg2"));
        check("Error: timeout exceeded when trying to connect", &pool("node-postgres"));
        check("KnexTimeoutError: Knex: Timeout acquiring a connection. The pool is probably full.", &pool("Knex"));
        check("SequelizeConnectionAcquireTimeoutError: Operation timeout", &pool("Sequelize"));
        check("PoolTimedOut: pool timed out while waiting for an open connection", &pool("sqlx"));
        check("Timed out in bb8", &pool("bb8"));
        check("we see queuepool limit of size 5 overflow 10 reached", &pool("SQLAlchemy"));
        check("java.sql.SQLException: Sorry, acquisition timeout!", &pool("Agroal"));
        check("Acquisition timeout while waiting for new connection", &pool("Agroal"));
        check("Timeout: Pool empty. Unable to fetch a connection in 30 seconds", &pool("Tomcat JDBC"));
        check("connection not available and request was dropped from queue after 205ms", &pool("Ecto"));
        check("r2d2: timed out waiting for connection", &pool("r2d2"));
        check("Timed-out waiting to acquire database connection", &[("pooler_wait_timeout", "RDS Proxy")]);
        check("Timed out while waiting for an open slot in the pool", &[("pooler_wait_timeout", "Hyperdrive")]);
        check("ERROR: cannot execute INSERT in a read-only transaction", &[("read_only_server", "PostgreSQL")]);
        check("terminating connection due to idle-session timeout", &[("idle_session_timeout", "PostgreSQL")]);
        let leak = |library| [("connection_leak", library)];
        check("Apparent connection leak detected", &leak("HikariCP"));
        check("A checked-out resource is overdue, and will be destroyed", &leak("c3p0"));
        check("connection <C> was deleted while still open. Please use 'with'", &leak("psycopg"));
        check("GetConnectionTimeoutException: wait millis 60000, active 20, maxActive 20", &pool("Druid"));
        check("Connection Acquisition timed out after 45000ms", &pool("r2dbc-pool"));
        check("Sequel::PoolTimeout: timeout: 5.0", &pool("Sequel"));
        check("called `Result::unwrap()` on an `Err` value: PoolTimedOut", &pool("sqlx"));
        check("The garbage collector is trying to clean up non-checked-in connection <X>", &leak("SQLAlchemy"));
        let prepared = [("prepared_statement", "PostgreSQL")];
        check("prepared statement \"__asyncpg_stmt_1__\" does not exist", &prepared);
        check("prepared statement \"s1\" already exists", &prepared);
        check("PAM authentication failed for user \"app\"", &[("authentication_failed", "PostgreSQL")]);
        check("Error: write CONNECT_TIMEOUT db:5432", &[("connect_timeout", "postgres.js")]);
        check("Timeout occurred while waiting for a slot to become available", &pool("deadpool"));
    }

    #[test]
    fn ignores_text_that_resembles_an_error() {
        for line in [
            "",
            "KeyError: 'pool_size'",
            "QueuePool limit of size <x> overflow <y> reached, connection timed out, timeout <z>",
            "raise TimeoutError(\"QueuePool limit of size %d overflow %d reached\")",
            "query_wait_timeout = 120",
            "query_wait_timeout=120",
            "query_wait_timeout: 120",
            " query_wait_timeout | 120",
            "PGBOUNCER_query_wait_timeout",
            "Maximum client connections exceeded",
            "No more connections allowed to host: 5",
            "_DeadlockError: deadlock detected by _ModuleLock('x')",
        ] {
            check(line, &[]);
        }
    }

    #[test]
    fn counts_wrapped_error_once() {
        let line = "sqlalchemy.exc.OperationalError: (psycopg2.OperationalError) connection to server at \"db\" \
        failed: \
                    FATAL:  sorry, too many clients already FATAL:  sorry, too many clients already";
        check(line, &[("server_max_connections", "PostgreSQL")]);
    }
}
