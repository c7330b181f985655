//! The known errors, in the words of the libraries and servers.

use super::{
    fact::Fact,
    meanings::{
        CLIENTS, COMMAND, CREDENTIALS, DATABASE, DEADLOCK, EXCEEDED, FULL, IDLE, IDLE_SESSION, LEAK, LIMIT, LOCK,
        MAX_PENDING, MAX_WAITING, ODOO_FULL, POOLER_WAIT, PREPARED, QUERY_WAIT, READ_ONLY, RESERVED, ROLE, SHARED,
        STATEMENT, UNREACHABLE, UNWAITING,
    },
    signature::{
        DRUID, HIKARICP, POOL, POSTGRESQL, SQLALCHEMY, Signature, TOMCAT, ends_name, is_filled_in, is_no_setting,
    },
};
use crate::read::ErrorClass::{
    AuthenticationFailed, ConnectTimeout, ConnectionClosed, ConnectionLeak, ConnectionShared, DatabaseConnectionLimit,
    IdleInTransactionTimeout, IdleSessionTimeout, Lock, PgbouncerMaxClientConn, PgbouncerQueryWaitTimeout,
    PoolerWaitTimeout, PreparedStatement, ReadOnlyServer, RoleConnectionLimit, StatementTimeout,
};

const PGBOUNCER: &str = "PgBouncer";

/// How `HikariCP` names the numbers of its pool when a checkout times out.
pub(super) const TIMEOUT_STATS: &str = "Timeout failure stats";

/// What `HikariCP` reports of a leak, and the exception below, which shows where the connection was taken.
pub(super) const LEAK_REPORT: &str = "onnection leak detection triggered";
pub(super) const LEAK_EXCEPTION: &str = "Apparent connection leak detected";

/// All known errors; of those that one line could mean, the more exact first.
pub(super) const KNOWN_ERRORS: [Signature; 100] = [
    Signature::pool(
        SQLALCHEMY,
        "QueuePool limit of size",
        &[
            Fact::size("QueuePool limit of size", "", 2),
            Fact::overflow("QueuePool overflow", "overflow", 24),
            Fact::timeout("QueuePool timeout", "timeout", 60),
        ],
    )
    .fitting(|_, after| is_filled_in(after))
    .in_any_case(),
    Signature::pool(
        HIKARICP,
        "Connection is not available, request timed out after",
        &[Fact::timeout("request timed out after", "", 2).elapsed(), Fact::size("total", "(total=", 12)],
    ),
    // What it logs of itself right before the same exception.
    Signature::pool(HIKARICP, TIMEOUT_STATS, &[Fact::size("total", "(total=", 12)]),
    Signature::pool(
        "psycopg_pool",
        "couldn't get a connection after",
        &[Fact::timeout("couldn't get a connection after", "", 2)],
    ),
    Signature::new(POOL, "psycopg_pool", "requests waiting", MAX_WAITING)
        .fitting(|before, _| before.contains("the pool ") && before.contains(" has already ")),
    Signature::new(POOL, "psycopg2", "PoolError: connection pool exhausted", UNWAITING),
    Signature::pool("node-postgres", "timeout exceeded when trying to connect", &[]),
    Signature::pool("Knex", "Knex: Timeout acquiring a connection", &[]),
    Signature::pool("Knex", "Timeout acquiring a connection. The pool is probably full", &[]),
    Signature::pool("Sequelize", "ConnectionAcquireTimeoutError: Operation timeout", &[]),
    Signature::pool("Sequelize", "ConnectionAcquireTimeoutError]: Operation timeout", &[]),
    Signature::pool("sqlx", "pool timed out while waiting for an open connection", &[]),
    // Its name alone, as Rust prints it for programmers.
    Signature::pool("sqlx", "PoolTimedOut", &[]),
    Signature::pool("bb8", "Timed out in bb8", &[]),
    Signature::pool("deadpool", "Timeout occurred while waiting for a slot to become available", &[]),
    Signature::pool(
        "Npgsql",
        "The connection pool has been exhausted",
        &[
            Fact::size("Max Pool Size", "'Max Pool Size' (currently", 60),
            // Up to Npgsql 6.
            Fact::size("MaxPoolSize", "MaxPoolSize (currently", 60),
            Fact::timeout("Timeout", "'Timeout' (currently", 40),
            Fact::timeout("Timeout", "Timeout (currently", 40),
        ],
    ),
    Signature::pool("SqlClient", "prior to obtaining a connection from the pool", &[]),
    // Up to Npgsql 2.
    Signature::pool("Npgsql", "Timeout while getting a connection from pool", &[]),
    Signature::pool(
        "Prisma",
        "Timed out fetching a new connection from the",
        &[
            Fact::timeout("connection pool timeout", "pool timeout:", 160),
            Fact::size("connection limit", "limit:", 320),
            // Up to Prisma 3, behind the limit.
            Fact::timeout("timeout", "timeout:", 40),
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
    // Only the way to the pool's code tells whose pool it is.
    Signature::pool("Agroal", "Sorry, acquisition timeout!", &[]),
    Signature::pool("Agroal", "cquisition timeout while waiting for new connection", &[]),
    Signature::pool(
        TOMCAT,
        "Pool empty. Unable to fetch a connection in",
        &[Fact::timeout("Unable to fetch a connection in", "", 2), Fact::size("size", "[size:", 60)],
    ),
    Signature::pool(
        "DBCP",
        "Cannot get a connection, pool error Timeout waiting for idle object",
        &[Fact::timeout("borrowMaxWaitDuration", "borrowMaxWaitDuration=", 40)],
    ),
    Signature::pool(
        DRUID,
        "GetConnectionTimeoutException: wait millis",
        &[Fact::timeout("wait millis", "", 2).elapsed(), Fact::size("maxActive", "maxActive ", 80)],
    ),
    Signature::pool(
        "IronJacamar",
        "No managed connections available within configured blocking timeout",
        &[Fact::timeout("blocking timeout", "", 4).elapsed()],
    ),
    Signature::pool("Sequel", "Sequel::PoolTimeout", &[Fact::timeout("timeout", "timeout:", 16)]),
    Signature::pool(
        "r2dbc-pool",
        "connection acquisition timed out after",
        &[Fact::timeout("acquisition timed out after", "", 2).elapsed()],
    )
    .in_any_case(),
    // The pools of HTTP clients are made of reactor-pool as well.
    Signature::new(POOL, "reactor-pool", "ending acquire queue has reached its maximum size of", MAX_PENDING).fitting(
        |before, _| {
            let is_known = before.contains("PoolAcquirePendingLimitException") || before.contains("r2dbc");
            is_known && !before.contains("netty") && !before.contains("WebClient")
        },
    ),
    Signature::pool("pgxpool", "acquire connection from pool: context deadline exceeded", &[]),
    Signature::new(POOL, "peewee", "MaxConnectionsExceeded", EXCEEDED),
    Signature::pool("c3p0", "An attempt by a client to checkout a Connection has timed out", &[]),
    Signature::pool("c3p0", "A client timed out while waiting to acquire a resource from", &[]),
    Signature::pool("Ecto", "connection not available and request was dropped from queue after", &[]),
    Signature::pool("r2d2", "timed out waiting for connection", &[]),
    Signature::pool("generic-pool", "ResourceRequest timed out", &[]),
    Signature::pool("Prisma", "Unable to start a transaction in the given time", &[]),
    Signature::pool("Prisma", "P2024", &[]).fallback(),
    Signature::new(POOL, "Odoo", "The Connection Pool Is Full", ODOO_FULL),
    Signature::new(PoolerWaitTimeout, "RDS Proxy", "Timed-out waiting to acquire database connection", POOLER_WAIT),
    Signature::new(
        PoolerWaitTimeout,
        "Hyperdrive",
        "Timed out while waiting for an open slot in the pool",
        POOLER_WAIT,
    ),
    Signature::new(ConnectionLeak, HIKARICP, LEAK_EXCEPTION, LEAK),
    Signature::new(ConnectionLeak, HIKARICP, LEAK_REPORT, LEAK),
    Signature::new(ConnectionLeak, SQLALCHEMY, "arbage collector is trying to clean up", LEAK),
    Signature::new(ConnectionLeak, "c3p0", "A checked-out resource is overdue", LEAK),
    Signature::new(ConnectionLeak, "psycopg", "was deleted while still open. Please use", LEAK),
    Signature::new(ConnectionLeak, TOMCAT, "Connection has been abandoned", LEAK),
    // What follows its name is the connection; what it reports as leaked JDBC resources are results and statements.
    Signature::new(ConnectionLeak, "Agroal", "Connection leak of ", LEAK)
        .fitting(|before, _| before.contains("Datasource '")),
    Signature::new(ConnectionLeak, "IronJacamar", "Closing a connection for you", LEAK),
    Signature::new(ConnectTimeout, "node-postgres", "Connection terminated due to connection timeout", UNREACHABLE),
    Signature::new(ConnectTimeout, "postgres.js", "CONNECT_TIMEOUT ", UNREACHABLE),
    Signature::new(ConnectTimeout, "PgCat", "AllServersDown", UNREACHABLE),
    Signature::server("too many clients already", FULL).in_any_case(),
    // The translations of PostgreSQL 15.
    Signature::server("tut mir leid, schon zu viele Verbindungen", FULL),
    Signature::server("désolé, trop de clients sont déjà connectés", FULL),
    Signature::server("lo siento, ya tenemos demasiados clientes", FULL),
    Signature::server("spiacente, troppi client già connessi", FULL),
    Signature::server("desculpe, muitos clientes conectados", FULL),
    Signature::server("извините, уже слишком много клиентов", FULL),
    Signature::server("вибачте, вже забагато клієнтів", FULL),
    Signature::server("ledsen, för många klienter", FULL),
    Signature::server("現在クライアント数が多すぎます", FULL),
    Signature::server("최대 동시 접속자 수를 초과했습니다", FULL),
    Signature::server("对不起, 已经有太多的客户", FULL),
    Signature::server("remaining connection slots are reserved", RESERVED),
    Signature::new(RoleConnectionLimit, POSTGRESQL, "too many connections for role", ROLE),
    Signature::new(DatabaseConnectionLimit, POSTGRESQL, "too many connections for database", DATABASE),
    Signature::new(
        IdleInTransactionTimeout,
        POSTGRESQL,
        "terminating connection due to idle-in-transaction timeout",
        IDLE,
    ),
    Signature::new(StatementTimeout, POSTGRESQL, "canceling statement due to statement timeout", STATEMENT),
    // Python's own import lock says "deadlock detected by …".
    Signature::new(Lock, POSTGRESQL, "deadlock detected", DEADLOCK).fitting(|_, after| !after.starts_with(" by")),
    Signature::new(Lock, POSTGRESQL, "canceling statement due to lock timeout", LOCK),
    Signature::new(PgbouncerMaxClientConn, PGBOUNCER, "no more connections allowed (max_client_conn)", CLIENTS),
    Signature::new(PgbouncerMaxClientConn, PGBOUNCER, "client connections exceeded", CLIENTS)
        .fitting(|before, _| !before.ends_with("aximum ") && !before.ends_with("ax ")),
    Signature::new(PgbouncerQueryWaitTimeout, PGBOUNCER, "query_wait_timeout", QUERY_WAIT).fitting(is_no_setting),
    Signature::supavisor("Max client connections reached"),
    Signature::supavisor("(EMAXCONN) max client connections reached"),
    Signature::supavisor("MaxClientsInSessionMode: max clients reached"),
    Signature::supavisor("max clients reached in session mode"),
    Signature::new(ConnectionClosed, POSTGRESQL, "terminating connection due to administrator command", COMMAND),
    Signature::new(IdleSessionTimeout, POSTGRESQL, "terminating connection due to idle-session timeout", IDLE_SESSION),
    Signature::new(ReadOnlyServer, POSTGRESQL, "in a read-only transaction", READ_ONLY)
        .fitting(|before, _| before.contains("cannot execute ")),
    Signature::new(PreparedStatement, POSTGRESQL, "prepared statement \"", PREPARED)
        .fitting(|_, after| ["\" does not exist", "\" already exists"].iter().any(|end| after.contains(end))),
    Signature::new(AuthenticationFailed, POSTGRESQL, "PAM authentication failed for user", CREDENTIALS),
    Signature::new(AuthenticationFailed, POSTGRESQL, "password authentication failed for user", CREDENTIALS),
    Signature::new(ConnectionShared, POSTGRESQL, "decryption failed or bad record mac", SHARED),
    Signature::new(ConnectionShared, POSTGRESQL, "lost synchronization with server", SHARED),
    Signature::new(ConnectionShared, POSTGRESQL, "and no message from the libpq", SHARED)
        .fitting(|before, _| before.contains("PGRES_")),
    Signature::closed("SSL SYSCALL error"),
    Signature::closed("server closed the connection unexpectedly"),
    Signature::closed("SSL connection has been closed unexpectedly"),
    Signature::closed("connection was closed in the middle of operation"),
    Signature::closed("Connection terminated unexpectedly").of_library("node-postgres").fitting(ends_name),
    // asyncpg's, also behind the name of its class, as SQLAlchemy prints it.
    Signature::closed("connection is closed").of_library("asyncpg").fitting(|before, _| {
        before.contains("InterfaceError")
            && ["Error: ", "Error'>: ", "the underlying "].iter().any(|end| before.ends_with(end))
    }),
    Signature::closed("OperationalError: the connection is closed").of_library("psycopg"),
    Signature::closed("InterfaceError: connection already closed").of_library("psycopg2"),
    // Where the server speaks another language, its error is known by its class or number.
    Signature::server("TooManyConnectionsError: ", LIMIT).fallback(),
    Signature::server("errors.TooManyConnections: ", LIMIT).fallback(),
    Signature::server("SQLSTATE 53300", LIMIT).fallback(),
    Signature::server("SQLSTATE[53300]", LIMIT).fallback(),
];
