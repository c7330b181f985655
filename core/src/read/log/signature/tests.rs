//! Every known error in the words of its library, and what resembles one.

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
    check("asyncpg.exceptions.ConnectionDoesNotExistError: connection was closed in the middle of operation", &closed);
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
fn recognizes_errors_of_pools_that_refuse_or_leak() {
    let pool = |library| [("app_pool_exhausted", library)];
    let leak = |library| [("connection_leak", library)];
    check("TooManyRequests: the pool 'pool-1' has already 50 requests waiting", &pool("psycopg_pool"));
    check(
        "reactor.pool.PoolAcquirePendingLimitException: Pending acquire queue has reached its maximum size of 10",
        &pool("reactor-pool"),
    );
    check(
        "Timeout expired.  The timeout period elapsed prior to obtaining a connection from the pool.",
        &pool("SqlClient"),
    );
    check("Datasource '<default>': Connection leak of io.agroal.pool.ConnectionHandler@1", &leak("Agroal"));
    check("IJ000100: Closing a connection for you. Please close them yourself: x", &leak("IronJacamar"));
    check("Error: Connection terminated due to connection timeout", &[("connect_timeout", "node-postgres")]);
}

#[test]
fn recognizes_connections_closed_by_others() {
    let closed = |library| [("connection_closed", library)];
    check("Error: Connection terminated unexpectedly", &closed("node-postgres"));
    check("{\"level\":\"error\",\"msg\":\"Connection terminated unexpectedly\"}", &closed("node-postgres"));
    check("asyncpg.exceptions._base.InterfaceError: connection is closed", &closed("asyncpg"));
    check(
        "InterfaceError: cannot call Transaction.rollback(): the underlying connection is closed",
        &closed("asyncpg"),
    );
    check(
        "(sqlalchemy.dialects.postgresql.asyncpg.InterfaceError) <class 'asyncpg.exceptions._base.InterfaceError'>: \
        connection is closed",
        &closed("asyncpg"),
    );
    check("psycopg.OperationalError: the connection is closed", &closed("psycopg"));
    check("psycopg2.InterfaceError: connection already closed", &closed("psycopg2"));
}

#[test]
fn recognizes_full_server_in_other_languages() {
    for message in [
        "tut mir leid, schon zu viele Verbindungen",
        "désolé, trop de clients sont déjà connectés",
        "lo siento, ya tenemos demasiados clientes",
        "spiacente, troppi client già connessi",
        "desculpe, muitos clientes conectados",
        "извините, уже слишком много клиентов",
        "вибачте, вже забагато клієнтів",
        "ledsen, för många klienter",
        "現在クライアント数が多すぎます",
        "최대 동시 접속자 수를 초과했습니다.",
        "对不起, 已经有太多的客户",
    ] {
        check(&format!("FATAL:  {message}"), &[("server_max_connections", "PostgreSQL")]);
    }
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
        "WebClientRequestException: Pending acquire queue has reached its maximum size of 1000",
        "reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException: \
         Pending acquire queue has reached its maximum size of 1000",
        "there are 5 requests waiting",
        "ssh: Connection terminated unexpectedly",
        "the door connection is closed",
        "Datasource '<default>': JDBC resources leaked: 1 ResultSet(s) and 0 Statement(s)",
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
