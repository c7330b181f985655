//! The frameworks. The readers of configuration take the default timeouts from here.

use super::{
    Amount::{Connections, Cores, Endless, Millis, Seconds, Switch, Text},
    Knob, Names,
};
use crate::catalog::{CatalogKind, Entry, Provenance, entry::Sets};

#[expect(clippy::unnecessary_wraps, reason = "the settings that a framework may lack are options")]
const fn knob(name: &'static str, default: super::Amount) -> Option<Knob> {
    Some(Knob::new(name, default))
}

const SQLALCHEMY: Names = Names {
    overflow: knob("max_overflow", Connections(10)),
    min: knob("pool_size", Connections(5)),
    timeout: knob("pool_timeout", Seconds(30.0)),
    lifetime: knob("pool_recycle", Endless("-1")),
    check: knob("pool_pre_ping", Switch(false)),
    ..Names::new(Knob::new("pool_size", Connections(5)))
};

pub(crate) const HIKARICP: Names = Names {
    min: knob("minimumIdle", Text("as many as the most")),
    timeout: knob("connectionTimeout", Millis(30_000.0)),
    lifetime: knob("maxLifetime", Millis(1_800_000.0)),
    idle: knob("idleTimeout", Millis(600_000.0)),
    check: Some(Knob::named("keepaliveTime")),
    ..Names::new(Knob::new("maximumPoolSize", Connections(10)))
};

pub(crate) const RAILS: Names = Names {
    timeout: knob("checkout_timeout", Seconds(5.0)),
    idle: knob("idle_timeout", Seconds(300.0)),
    check: knob("reaping_frequency", Seconds(60.0)),
    ..Names::new(Knob::new("pool", Connections(5)))
};

const PSYCOPG_POOL: Names = Names {
    min: knob("min_size", Connections(4)),
    timeout: knob("timeout", Seconds(30.0)),
    lifetime: knob("max_lifetime", Seconds(3600.0)),
    idle: knob("max_idle", Seconds(600.0)),
    check: Some(Knob::named("check")),
    ..Names::new(Knob::new("max_size", Connections(4)))
};

const DJANGO: Names = Names { check: Some(Knob::named("CONN_HEALTH_CHECKS")), ..PSYCOPG_POOL };

const ASYNCPG: Names = Names {
    min: knob("min_size", Connections(10)),
    timeout: knob("acquire(timeout)", Endless("none")),
    lifetime: knob("max_queries", Text("50000 queries")),
    idle: knob("max_inactive_connection_lifetime", Seconds(300.0)),
    ..Names::new(Knob::new("max_size", Connections(10)))
};

pub(crate) const PRISMA: Names = Names {
    timeout: knob("pool_timeout", Seconds(10.0)),
    ..Names::new(Knob::new("connection_limit", Cores { times: 2, plus: 1, least: 0 }))
};

pub(crate) const NODE_POSTGRES: Names = Names {
    min: knob("min", Connections(0)),
    timeout: knob("connectionTimeoutMillis", Endless("0")),
    lifetime: knob("maxLifetimeSeconds", Endless("0")),
    idle: knob("idleTimeoutMillis", Millis(10_000.0)),
    ..Names::new(Knob::new("max", Connections(10)))
};

pub(crate) const KNEX: Names = Names {
    min: knob("pool.min", Connections(2)),
    timeout: knob("acquireConnectionTimeout", Millis(60_000.0)),
    ..Names::new(Knob::new("pool.max", Connections(10)))
};

pub(crate) const SEQUELIZE: Names = Names {
    min: knob("min", Connections(0)),
    timeout: knob("acquire", Millis(60_000.0)),
    idle: knob("idle", Millis(10_000.0)),
    ..Names::new(Knob::new("max", Connections(5)))
};

pub(crate) const PGXPOOL: Names = Names {
    min: knob("pool_min_conns", Connections(0)),
    timeout: knob("context", Endless("the context's")),
    lifetime: knob("pool_max_conn_lifetime", Seconds(3600.0)),
    idle: knob("pool_max_conn_idle_time", Seconds(1800.0)),
    check: knob("pool_health_check_period", Seconds(60.0)),
    ..Names::new(Knob::new("pool_max_conns", Cores { times: 1, plus: 0, least: 4 }))
};

pub(crate) const SQLX: Names = Names {
    min: knob("min_connections", Connections(0)),
    timeout: knob("acquire_timeout", Seconds(30.0)),
    lifetime: knob("max_lifetime", Seconds(1800.0)),
    idle: knob("idle_timeout", Seconds(600.0)),
    check: knob("test_before_acquire", Switch(true)),
    ..Names::new(Knob::new("max_connections", Connections(10)))
};

const DEADPOOL: Names = Names {
    timeout: knob("timeouts.wait", Endless("none")),
    ..Names::new(Knob::new("max_size", Cores { times: 2, plus: 0, least: 0 }))
};

pub(crate) const BB8: Names = Names {
    min: knob("min_idle", Text("none")),
    timeout: knob("connection_timeout", Seconds(30.0)),
    lifetime: knob("max_lifetime", Seconds(1800.0)),
    idle: knob("idle_timeout", Seconds(600.0)),
    check: Some(Knob::named("test_on_check_out")),
    ..Names::new(Knob::new("max_size", Connections(10)))
};

pub(crate) const NPGSQL: Names = Names {
    min: knob("Minimum Pool Size", Connections(0)),
    timeout: knob("Timeout", Seconds(15.0)),
    lifetime: knob("Connection Lifetime", Seconds(3600.0)),
    idle: knob("Connection Idle Lifetime", Seconds(300.0)),
    ..Names::new(Knob::new("Maximum Pool Size", Connections(100)))
};

const ENDLESS: &str = "It waits for ever by default, which SQLAlchemy's pool_timeout cannot say (0 fails at once): \
                       pool.timeout_s is left as it is.";

const fn framework(id: &'static str, name: &'static str, url: &'static str, names: &'static Names) -> Entry {
    Entry {
        id,
        name,
        kind: CatalogKind::Framework,
        provenance: Provenance::Documented,
        dated: "2026",
        source: "its own documentation",
        url,
        rule: "its defaults, for one pool; every process has its own",
        notes: &[],
        sets: Sets::Framework(names),
        also: &[],
    }
}

/// One that waits for ever.
const fn endless(id: &'static str, name: &'static str, url: &'static str, names: &'static Names) -> Entry {
    let Entry { kind, provenance, dated, source, rule, .. } = framework(id, name, url, names);
    Entry {
        id,
        name,
        kind,
        provenance,
        dated,
        source,
        url,
        rule,
        notes: &[ENDLESS],
        sets: Sets::Framework(names),
        also: &[],
    }
}

pub(crate) static ALL: [Entry; 15] = [
    Entry {
        provenance: Provenance::Measured,
        source: "SQLAlchemy, lib/sqlalchemy/pool/impl.py; measured on 2.0 and 2.1",
        ..framework("sqlalchemy", "SQLAlchemy", "https://docs.sqlalchemy.org/en/20/core/pooling.html", &SQLALCHEMY)
    },
    framework("hikaricp", "HikariCP", "https://github.com/brettwooldridge/HikariCP", &HIKARICP),
    framework(
        "rails",
        "Rails",
        "https://api.rubyonrails.org/classes/ActiveRecord/ConnectionAdapters/ConnectionPool.html",
        &RAILS,
    ),
    Entry {
        notes: &[
            "With OPTIONS[\"pool\"], since 5.1: psycopg_pool's defaults. Without it each thread has a connection.",
        ],
        ..framework("django", "Django", "https://docs.djangoproject.com/en/5.1/", &DJANGO)
    },
    Entry {
        notes: &["max_size is min_size where it is not given."],
        ..framework("psycopg-pool", "psycopg_pool", "https://www.psycopg.org/psycopg3/docs/", &PSYCOPG_POOL)
    },
    endless("asyncpg", "asyncpg", "https://magicstack.github.io/asyncpg/current/", &ASYNCPG),
    Entry {
        notes: &["Of Prisma up to 6."],
        ..framework(
            "prisma",
            "Prisma",
            "https://www.prisma.io/docs/orm/v6/prisma-client/setup-and-configuration/databases-connections/connection-pool",
            &PRISMA,
        )
    },
    endless("node-postgres", "node-postgres", "https://node-postgres.com/", &NODE_POSTGRES),
    framework("knex", "Knex", "https://knexjs.org/guide/", &KNEX),
    framework("sequelize", "Sequelize", "https://sequelize.org/docs/v6/", &SEQUELIZE),
    endless("pgxpool", "pgxpool", "https://pkg.go.dev/github.com/jackc/pgx/v5/pgxpool", &PGXPOOL),
    framework("sqlx", "sqlx", "https://docs.rs/sqlx/latest/sqlx/pool/struct.PoolOptions.html", &SQLX),
    endless(
        "deadpool",
        "deadpool",
        "https://docs.rs/deadpool/latest/deadpool/managed/struct.PoolConfig.html",
        &DEADPOOL,
    ),
    framework("bb8", "bb8", "https://docs.rs/bb8", &BB8),
    framework("npgsql", "Npgsql", "https://npgsql.org/doc/connection-string-parameters.html", &NPGSQL),
];
