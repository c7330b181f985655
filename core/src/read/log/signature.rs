//! The errors that are known, by words that no other error has.

use super::fact::Fact;
use crate::read::ErrorClass;

/// An error of a pool, a pooler or PostgreSQL.
pub(super) struct Signature {
    /// The words that make it known.
    head: &'static str,
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
    const fn new(class: ErrorClass, library: &'static str, head: &'static str, meaning: &'static str) -> Self {
        Self { head, class, library, meaning, facts: &[], fits: |_, _| true, rank: Rank::Own }
    }

    const fn pool(library: &'static str, head: &'static str, facts: &'static [Fact]) -> Self {
        Self { facts, ..Self::new(POOL, library, head, "") }
    }

    const fn server(head: &'static str, meaning: &'static str) -> Self {
        Self::new(ErrorClass::ServerMaxConnections, POSTGRESQL, head, meaning)
    }

    const fn closed(head: &'static str) -> Self {
        Self { rank: Rank::Consequence, ..Self::new(ErrorClass::ConnectionClosed, POSTGRESQL, head, CLOSED) }
    }

    const fn supavisor(head: &'static str) -> Self {
        Self { facts: SUPAVISOR_FACTS, ..Self::new(ErrorClass::SupavisorMaxClients, "Supavisor", head, SUPAVISOR) }
    }

    const fn fitting(self, fits: fn(&str, &str) -> bool) -> Self {
        Self { fits, ..self }
    }

    const fn fallback(self) -> Self {
        Self { rank: Rank::Fallback, ..self }
    }
}

pub(super) const POOL: ErrorClass = ErrorClass::AppPoolExhausted;
pub(super) const SQLALCHEMY: &str = "SQLAlchemy";
const POSTGRESQL: &str = "PostgreSQL";
const PGBOUNCER: &str = "PgBouncer";
const FULL: &str = "PostgreSQL refused a connection: all max_connections slots are taken";
const RESERVED: &str =
    "PostgreSQL refused a connection: the remaining slots are reserved for superusers or reserved roles";
const LIMIT: &str = "PostgreSQL refused a connection: a connection limit is reached";
const ROLE: &str = "PostgreSQL refused a connection: the role has reached its CONNECTION LIMIT";
const DATABASE: &str = "PostgreSQL refused a connection: the database has reached its CONNECTION LIMIT";
const IDLE: &str =
    "PostgreSQL ended a session that was idle in a transaction: the application held a connection without using it";
const STATEMENT: &str = "PostgreSQL stopped a statement that ran longer than statement_timeout";
const CLOSED: &str = "the server or the network closed a connection that the application held";
const COMMAND: &str =
    "PostgreSQL ended a session on an administrator's command, such as a restart, a failover or pg_terminate_backend";
const DEADLOCK: &str = "PostgreSQL ended a deadlock: transactions waited for each other's locks";
const LOCK: &str = "PostgreSQL stopped a statement that waited for a lock longer than lock_timeout";
const CLIENTS: &str = "PgBouncer refused a client: its limit of client connections is reached (max_client_conn)";
const QUERY_WAIT: &str =
    "PgBouncer ended a client that waited for a server connection longer than query_wait_timeout: its pool is busy";
const SUPAVISOR: &str = "Supavisor refused a client: its limit of client connections is reached";
const UNWAITING: &str = "psycopg2's pool, which does not wait, had no free connection";

const SUPAVISOR_FACTS: &[Fact] = &[Fact::limit("max_clients", "limited to pool_size", 60)];

/// All that are known; of those that could be meant by one line, the more exact first.
pub(super) const SIGNATURES: [Signature; 39] = [
    Signature::pool(
        SQLALCHEMY,
        "QueuePool limit of size",
        &[
            Fact::size("QueuePool limit of size", "", 2),
            Fact::overflow("QueuePool overflow", "overflow", 24),
            Fact::timeout("QueuePool timeout", "timeout", 60),
        ],
    )
    .fitting(|_, after| is_filled_in(after)),
    Signature::pool(
        "HikariCP",
        "Connection is not available, request timed out after",
        &[Fact::timeout("request timed out after", "", 2).elapsed(), Fact::size("total", "(total=", 12)],
    ),
    Signature::pool(
        "psycopg_pool",
        "couldn't get a connection after",
        &[Fact::timeout("couldn't get a connection after", "", 2)],
    ),
    Signature::new(POOL, "psycopg2", "PoolError: connection pool exhausted", UNWAITING),
    Signature::pool("node-postgres", "timeout exceeded when trying to connect", &[]),
    Signature::pool("Knex", "Knex: Timeout acquiring a connection", &[]),
    Signature::pool("Knex", "Timeout acquiring a connection. The pool is probably full", &[]),
    Signature::pool("Sequelize", "ConnectionAcquireTimeoutError: Operation timeout", &[]),
    Signature::pool("Sequelize", "ConnectionAcquireTimeoutError]: Operation timeout", &[]),
    Signature::pool("sqlx", "pool timed out while waiting for an open connection", &[]),
    Signature::pool("bb8", "Timed out in bb8", &[]),
    Signature::pool("deadpool", "Timeout occurred while waiting for a slot to become available", &[]),
    Signature::pool(
        "Npgsql",
        "The connection pool has been exhausted",
        &[Fact::size("Max Pool Size", "'Max Pool Size' (currently", 60), Fact::timeout("Timeout", "(currently", 40)],
    ),
    Signature::pool(
        "Prisma",
        "Timed out fetching a new connection from the",
        &[
            Fact::timeout("connection pool timeout", "pool timeout:", 160),
            Fact::size("connection limit", "limit:", 320),
        ],
    ),
    Signature::pool(
        "Active Record",
        "could not obtain a database connection within",
        &[
            Fact::timeout("could not obtain a database connection within", "", 2),
            Fact::size("max pool size", "max pool size is currently", 80),
        ],
    ),
    Signature::pool(
        "Active Record",
        "could not obtain a connection from the pool within",
        &[Fact::timeout("could not obtain a connection from the pool within", "", 2)],
    ),
    Signature::server("sorry, too many clients already", FULL),
    Signature::server("remaining connection slots are reserved", RESERVED),
    Signature::new(ErrorClass::RoleConnectionLimit, POSTGRESQL, "too many connections for role", ROLE),
    Signature::new(ErrorClass::DatabaseConnectionLimit, POSTGRESQL, "too many connections for database", DATABASE),
    Signature::new(
        ErrorClass::IdleInTransactionTimeout,
        POSTGRESQL,
        "terminating connection due to idle-in-transaction timeout",
        IDLE,
    ),
    Signature::new(ErrorClass::StatementTimeout, POSTGRESQL, "canceling statement due to statement timeout", STATEMENT),
    // Python's own import lock says "deadlock detected by …".
    Signature::new(ErrorClass::Lock, POSTGRESQL, "deadlock detected", DEADLOCK)
        .fitting(|_, after| !after.starts_with(" by")),
    Signature::new(ErrorClass::Lock, POSTGRESQL, "canceling statement due to lock timeout", LOCK),
    Signature::new(
        ErrorClass::PgbouncerMaxClientConn,
        PGBOUNCER,
        "no more connections allowed (max_client_conn)",
        CLIENTS,
    ),
    Signature::new(ErrorClass::PgbouncerMaxClientConn, PGBOUNCER, "client connections exceeded", CLIENTS)
        .fitting(|before, _| !before.ends_with("aximum ") && !before.ends_with("ax ")),
    Signature::new(ErrorClass::PgbouncerQueryWaitTimeout, PGBOUNCER, "query_wait_timeout", QUERY_WAIT)
        .fitting(is_no_setting),
    Signature::supavisor("Max client connections reached"),
    Signature::supavisor("(EMAXCONN) max client connections reached"),
    Signature::supavisor("MaxClientsInSessionMode: max clients reached"),
    Signature::supavisor("max clients reached in session mode"),
    Signature::new(
        ErrorClass::ConnectionClosed,
        POSTGRESQL,
        "terminating connection due to administrator command",
        COMMAND,
    ),
    Signature::closed("server closed the connection unexpectedly"),
    Signature::closed("SSL connection has been closed unexpectedly"),
    Signature::closed("connection was closed in the middle of operation"),
    // Where the server speaks another language, its error is known by its class or number.
    Signature::server("TooManyConnectionsError: ", LIMIT).fallback(),
    Signature::server("errors.TooManyConnections: ", LIMIT).fallback(),
    Signature::server("SQLSTATE 53300", LIMIT).fallback(),
    Signature::server("SQLSTATE[53300]", LIMIT).fallback(),
];

/// Each head has one of these, and few other lines do.
const HINTS: [&str; 9] =
    ["onnection", "clients", "timeout", "imed out", "imeout occ", "deadlock", "QueuePool", "53300", "slots"];

/// The known errors of a line, each with the line's text after its head. One of a class and library is enough.
pub(super) fn find_errors(line: &str) -> Vec<(&'static Signature, &str)> {
    let mut found: Vec<(&'static Signature, &str)> = Vec::new();
    if !HINTS.iter().any(|hint| line.contains(hint)) {
        return found;
    }
    for signature in &SIGNATURES {
        let same = |other: &Signature| (other.class, other.library) == (signature.class, signature.library);
        let superfluous = signature.rank == Rank::Fallback && !found.is_empty();
        if superfluous || line.len() < signature.head.len() || found.iter().any(|(other, _)| same(other)) {
            continue;
        }
        let mut places = line.match_indices(signature.head);
        let parts = places.find_map(|(at, head)| {
            let (before, after) = (line.get(..at)?, line.get(at + head.len()..)?);
            (signature.fits)(before, after).then_some(after)
        });
        found.extend(parts.map(|after| (signature, after)));
    }
    found
}

/// Whether no program's template follows: `size %d`, `size {size}`.
fn is_filled_in(text: &str) -> bool {
    !text.trim_start().starts_with(['%', '{', '<', '$'])
}

/// Whether PgBouncer's setting is not merely named or set: `query_wait_timeout = 120`.
fn is_no_setting(before: &str, after: &str) -> bool {
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
    fn every_head_has_a_hint() {
        for Signature { head, .. } in &SIGNATURES {
            assert!(HINTS.iter().any(|hint| head.contains(hint)), "{head}");
        }
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
