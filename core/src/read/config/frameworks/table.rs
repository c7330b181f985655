//! The frameworks' keys. Sources: each framework's own documentation, named per row.

use super::{DefaultTimeout, Framework, LIBPQ, PGBOUNCER, Role, SQLALCHEMY, TORTOISE, Unit};
use crate::catalog::frameworks::{BB8, HIKARICP, KNEX, NODE_POSTGRES, NPGSQL, PGXPOOL, PRISMA, RAILS, SEQUELIZE, SQLX};
use crate::read::MeasuredQuantity;
use Role::{ConnectTimeout, Field, Lifetime, Max, Other, Overflow, Pooler, Recycle, Size, Switch, Timeout};
use Unit::{Millisecond, One, Second};

type Keys = &'static [(&'static str, Role, Unit)];

const fn framework(
    name: &'static str,
    marks: &'static [&'static str],
    own: Keys,
    common: Keys,
    default_timeout: DefaultTimeout,
) -> Framework {
    Framework { name, marks, own, common, default_timeout }
}

const UNKNOWN: DefaultTimeout = DefaultTimeout::Unknown;

/// All that are known, those that share keys in the order in which they are tried.
pub(in crate::read::config) static FRAMEWORKS: [Framework; 35] = [
    // HikariCP's README, "Frequently used".
    framework(
        "HikariCP",
        &["hikari", "HikariConfig", "Hikari"],
        &[("maximumpoolsize", Max, One), ("minimumidle", Other, One)],
        &[("connectiontimeout", Timeout, Millisecond), ("maxlifetime", Lifetime, Millisecond)],
        DefaultTimeout::new(HIKARICP.timeout_s()),
    ),
    // Quarkus, "Configure data sources"; Agroal's own configuration.
    framework(
        "Agroal",
        &["quarkus", "agroal", "Agroal", "db-pool-max-size"],
        &[("dbpoolmaxsize", Max, One), ("acquisitiontimeout", Timeout, Second)],
        &[("maxsize", Max, One), ("maxlifetime", Lifetime, Second)],
        UNKNOWN,
    ),
    // Apache Tomcat, "The Tomcat JDBC Connection Pool".
    framework(
        "Tomcat JDBC",
        &["tomcat", "maxActive", "max-active"],
        &[("maxactive", Max, One)],
        &[("maxwait", Timeout, Millisecond), ("maxage", Lifetime, Millisecond)],
        UNKNOWN,
    ),
    // Apache Commons DBCP, "BasicDataSource Configuration".
    framework(
        "DBCP",
        &["dbcp", "BasicDataSource", "maxWaitMillis"],
        &[("maxwaitmillis", Timeout, Millisecond)],
        &[("maxtotal", Max, One), ("maxconnlifetimemillis", Lifetime, Millisecond)],
        UNKNOWN,
    ),
    // c3p0, "Configuration properties".
    framework(
        "c3p0",
        &["c3p0", "ComboPooledDataSource"],
        &[],
        &[("maxpoolsize", Max, One), ("maxsize", Max, One), ("checkouttimeout", Timeout, Millisecond)],
        UNKNOWN,
    ),
    // IronJacamar, "Datasource descriptor", of JBoss and WildFly.
    framework(
        "IronJacamar",
        &["<max-pool-size>", "max-pool-size", "ironjacamar"],
        &[("blockingtimeoutmillis", Timeout, Millisecond), ("blockingtimeoutwaitmillis", Timeout, Millisecond)],
        &[("maxpoolsize", Max, One)],
        UNKNOWN,
    ),
    // r2dbc-pool's README, "Configuration".
    framework(
        "r2dbc-pool",
        &["r2dbc"],
        &[],
        &[("maxsize", Max, One), ("maxacquiretime", Timeout, Second), ("maxlifetime", Lifetime, Second)],
        UNKNOWN,
    ),
    // Vert.x, "Reactive PostgreSQL Client", Connection pool options.
    framework(
        "Vert.x",
        &["new PoolOptions()", "io.vertx"],
        &[],
        &[("maxsize", Max, One), ("connectiontimeout", Timeout, Second)],
        UNKNOWN,
    ),
    // Sequel, "Opening databases", General connection options.
    framework(
        "Sequel",
        &["Sequel.connect", "Sequel.postgres"],
        &[],
        &[("maxconnections", Max, One), ("pooltimeout", Timeout, Second)],
        UNKNOWN,
    ),
    // Tortoise ORM, "Databases", DB URL.
    framework(TORTOISE, &["maxsize="], &[], &[("maxsize", Max, One)], UNKNOWN),
    // Rails API, ActiveRecord::ConnectionAdapters::ConnectionPool; GitLab, "Configure the PostgreSQL connections".
    framework(
        "Rails",
        &[
            "adapter: postgresql",
            "adapter: postgis",
            "RAILS_MAX_THREADS",
            "checkout_timeout",
            "gitlab_rails[",
            "rails app",
            "Rails app",
        ],
        &[("checkouttimeout", Timeout, Second), ("reapingfrequency", Other, Second)],
        &[("pool", Max, One), ("dbpool", Max, One), ("connecttimeout", ConnectTimeout, Second)],
        DefaultTimeout::new(RAILS.timeout_s()),
    ),
    // DBConnection 1, whose timeout was in milliseconds; only Ecto's own words show that it is not Python's.
    framework(
        "Ecto",
        &[".Repo,", "Ecto.Adapters", "queue_target:"],
        &[],
        &[("pooltimeout", Timeout, Millisecond)],
        UNKNOWN,
    ),
    // Ecto.Repo and DBConnection, "Options".
    framework(
        "Ecto",
        &["Ecto", "Repo", "queue_target", "System.get_env("],
        &[],
        &[("poolsize", Max, One), ("queuetarget", Other, Millisecond)],
        UNKNOWN,
    ),
    // TypeORM, "Data source options".
    framework(
        "TypeORM",
        &["typeorm", "TypeOrm", "new DataSource(", "type: 'postgres'", "type: \"postgres\""],
        &[],
        &[("poolsize", Max, One), ("max", Max, One), ("connecttimeoutms", ConnectTimeout, Millisecond)],
        UNKNOWN,
    ),
    // Knex, "Pool"; tarn's own options.
    framework(
        "Knex",
        &[
            "knex",
            "Knex",
            "acquireConnectionTimeout",
            "acquireTimeoutMillis",
            "client: 'pg'",
            "client: 'postgres",
            "client: \"postgres",
            "client: \"pg\"",
            "MikroORM",
            "mikro-orm",
        ],
        &[("acquireconnectiontimeout", Timeout, Millisecond), ("acquiretimeoutmillis", Timeout, Millisecond)],
        &[("max", Max, One), ("min", Other, One)],
        DefaultTimeout::new(KNEX.timeout_s()),
    ),
    // Sequelize 6, "Connection Pool".
    framework(
        "Sequelize",
        &["Sequelize", "sequelize", "\"dialect\": \"postgres", "dialect: 'postgres", "dialect: \"postgres"],
        &[],
        &[("max", Max, One), ("acquire", Timeout, Millisecond), ("idle", Other, Millisecond)],
        DefaultTimeout::new(SEQUELIZE.timeout_s()),
    ),
    // postgres.js, "Connection details".
    framework(
        "postgres.js",
        &[
            "from 'postgres'",
            "from \"postgres\"",
            "require('postgres')",
            "require(\"postgres\")",
            "= postgres(",
            "postgres({",
        ],
        &[],
        &[
            ("max", Max, One),
            ("connecttimeout", ConnectTimeout, Second),
            ("maxlifetime", Lifetime, Second),
            ("idletimeout", Other, Second),
        ],
        DefaultTimeout::Endless,
    ),
    // node-postgres, pg.Pool.
    framework(
        "node-postgres",
        &[
            "new Pool(",
            "pg.Pool",
            "from 'pg'",
            "from \"pg\"",
            "require('pg')",
            "connectionTimeoutMillis",
            "pg-promise",
            "PrismaPg(",
            "pgp(",
        ],
        &[
            ("connectiontimeoutmillis", Timeout, Millisecond),
            ("idletimeoutmillis", Other, Millisecond),
            ("maxlifetimeseconds", Lifetime, Second),
        ],
        &[("max", Max, One)],
        DefaultTimeout::new(NODE_POSTGRES.timeout_s()),
    ),
    // pgx, pgxpool.Config.
    framework(
        "pgxpool",
        &["pgxpool", "pool_max_conns"],
        &[
            ("poolmaxconns", Max, One),
            ("poolmaxconnlifetime", Lifetime, Second),
            ("maxconns", Max, One),
            ("maxconnlifetime", Lifetime, Second),
        ],
        &[("connecttimeout", ConnectTimeout, Second)],
        DefaultTimeout::new(PGXPOOL.timeout_s()),
    ),
    // Go, database/sql; GORM hands out its *sql.DB.
    framework(
        "database/sql",
        &["SetMaxOpenConns"],
        &[
            ("maxopenconns", Max, One),
            ("maxopenconn", Max, One),
            ("maxopenconnections", Max, One),
            ("connmaxlifetime", Lifetime, Second),
        ],
        &[],
        DefaultTimeout::Endless,
    ),
    // sqlx, PoolOptions; SeaORM, ConnectOptions.
    framework(
        "sqlx",
        &["PoolOptions", "ConnectOptions", "acquire_timeout("],
        &[],
        &[("maxconnections", Max, One), ("acquiretimeout", Timeout, Second), ("maxlifetime", Lifetime, Second)],
        DefaultTimeout::new(SQLX.timeout_s()),
    ),
    // deadpool, PoolConfig and Timeouts.
    framework(
        "deadpool",
        &["deadpool", "PoolConfig", ".wait_timeout("],
        &[],
        &[
            ("maxsize", Max, One),
            ("poolconfignew", Max, One),
            ("wait", Timeout, Second),
            ("waittimeout", Timeout, Second),
            ("connecttimeout", ConnectTimeout, Second),
        ],
        DefaultTimeout::Endless,
    ),
    // bb8 and r2d2, Builder.
    framework(
        "bb8",
        &["bb8", "r2d2", "ConnectionManager"],
        &[],
        &[("maxsize", Max, One), ("connectiontimeout", Timeout, Second), ("maxlifetime", Lifetime, Second)],
        DefaultTimeout::new(BB8.timeout_s()),
    ),
    // Npgsql, "Connection String Parameters".
    framework(
        "Npgsql",
        &["Host=", "Npgsql", "Pool Size=", "MinPoolSize=", "MaxPoolSize=", "Pooling=true"],
        &[],
        &[
            ("maxpoolsize", Max, One),
            ("maximumpoolsize", Max, One),
            ("minpoolsize", Other, One),
            ("minimumpoolsize", Other, One),
            ("timeout", Timeout, Second),
            ("connectionlifetime", Lifetime, Second),
        ],
        DefaultTimeout::new(NPGSQL.timeout_s()),
    ),
    // pgx 3, ConnPoolConfig.
    framework(
        "pgx",
        &["ConnPoolConfig"],
        &[],
        &[("maxconnections", Max, One), ("acquiretimeout", Timeout, Second)],
        UNKNOWN,
    ),
    // Slick, "Database Configuration".
    framework(
        "Slick",
        &["slick.dbs", "slick.db", "slick.jdbc"],
        &[],
        &[("maxconnections", Max, One), ("connectiontimeout", Timeout, Millisecond)],
        UNKNOWN,
    ),
    // Odoo, "Command-line interface": each process has a pool of its own.
    framework("Odoo", &["db_maxconn"], &[("dbmaxconn", Max, One)], &[("workers", Field("workers"), One)], UNKNOWN),
    // Synapse, "Configuration Manual", database: the options of Twisted's adbapi.
    framework("Synapse", &["cp_max"], &[("cpmax", Max, One)], &[], UNKNOWN),
    // LiteLLM, "All settings", which Prisma gets as pool_timeout.
    framework(
        "LiteLLM",
        &["database_connection_pool_limit"],
        &[],
        &[("databaseconnectiontimeout", Timeout, Second)],
        UNKNOWN,
    ),
    // PgBouncer, doc/config.md; the charts of Airflow and CloudNativePG.
    framework(
        PGBOUNCER,
        &["[pgbouncer]"],
        &[
            ("maxclientconn", Pooler(MeasuredQuantity::PgbouncerMaxClientConn, "pooler.max_client_conn"), One),
            ("defaultpoolsize", Pooler(MeasuredQuantity::PgbouncerDefaultPoolSize, "pooler.default_pool_size"), One),
            ("reservepoolsize", Pooler(MeasuredQuantity::PgbouncerReservePoolSize, "pooler.reserve_pool_size"), One),
            ("maxdbconnections", Pooler(MeasuredQuantity::PgbouncerMaxDbConnections, "pooler.max_db_connections"), One),
            ("maxclientconnections", Pooler(MeasuredQuantity::PgbouncerMaxClientConn, "pooler.max_client_conn"), One),
        ],
        &[
            ("poolsize", Pooler(MeasuredQuantity::PgbouncerDefaultPoolSize, "pooler.default_pool_size"), One),
            ("poolmode", Role::PoolMode, One),
            ("mode", Role::PoolMode, One),
            // Odyssey's.
            ("pool", Role::PoolMode, One),
            ("clientmax", Pooler(MeasuredQuantity::PgbouncerMaxClientConn, "pooler.max_client_conn"), One),
            ("querywaittimeout", Field("pooler.query_wait_timeout_s"), One),
            ("maxpreparedstatements", Field("pooler.max_prepared_statements"), One),
        ],
        UNKNOWN,
    ),
    // PostgREST, "Configuration".
    framework(
        "PostgREST",
        &["db-pool", "db-uri"],
        &[("dbpoolacquisitiontimeout", Timeout, Second), ("dbpoolmaxlifetime", Lifetime, Second)],
        &[("dbpool", Max, One)],
        UNKNOWN,
    ),
    // SQLAlchemy, "Engine Configuration"; engine_from_config's keys with a prefix.
    framework(
        SQLALCHEMY,
        &["sqlalchemy", "sql_alchemy", "SQLAlchemy", "max_overflow", "maxOverflow"],
        &[
            ("poolsize", Size, One),
            ("maxoverflow", Overflow, One),
            ("poolrecycle", Recycle, Second),
            // oslo.db's name for it.
            ("connectionrecycletime", Recycle, Second),
            ("poolpreping", Switch("pool.pre_ping"), One),
            ("pooluselifo", Switch("pool.lifo"), One),
        ],
        &[("pooltimeout", Timeout, Second), ("maxpoolsize", Size, One)],
        UNKNOWN,
    ),
    // Prisma 6, "Connection pool".
    framework(
        "Prisma",
        &["connection_limit="],
        &[("connectionlimit", Max, One), ("pooltimeout", Timeout, Second)],
        &[],
        DefaultTimeout::new(PRISMA.timeout_s()),
    ),
    // libpq, "Parameter Key Words"; pgjdbc, "Connection Parameters".
    framework(
        LIBPQ,
        &["postgresql://", "postgres://", "postgresql+", "host="],
        &[],
        &[("connecttimeout", ConnectTimeout, Second)],
        UNKNOWN,
    ),
    // PostgreSQL's own, as operators, charts and compose files set them.
    framework(
        "PostgreSQL",
        &["postgresql", "postgres", "patroni", "shared_buffers", "shared-buffers", "parameters:", "PostgreSQL"],
        &[("superuserreservedconnections", Field("database.superuser_reserved"), One)],
        &[
            ("maxconnections", Field("database.max_connections"), One),
            ("reservedconnections", Field("database.reserved"), One),
        ],
        UNKNOWN,
    ),
];
