//! What frameworks call their pools' settings. Sources: FACTS of each framework's own documentation, named per row.

use super::pairs::Pair;
use crate::catalog::frameworks::{BB8, HIKARICP, KNEX, NODE_POSTGRES, NPGSQL, PGXPOOL, PRISMA, RAILS, SEQUELIZE, SQLX};

/// A framework or driver with a pool of its own.
pub(super) struct Framework {
    pub(super) name: &'static str,
    /// What a text holds that is surely about it.
    pub(super) marks: &'static [&'static str],
    /// Its keys in lower case without signs: those that nothing else has, and those that count only beside a mark.
    own: &'static [(&'static str, Role, Unit)],
    common: &'static [(&'static str, Role, Unit)],
    /// How long it waits for a connection by default; None for ever.
    pub(super) timeout_s: Option<f64>,
}

/// What a key is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The most connections.
    Max,
    /// The longest wait for one.
    Timeout,
    /// The age at which one is replaced.
    Lifetime,
    /// Something that no plan follows from, but a diagnosis may.
    Measurement(&'static str),
    /// Known, and of no consequence.
    Other,
}

/// The unit of a plain number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// A count.
    One,
    Second,
    Millisecond,
}

use Role::{Lifetime, Max, Measurement, Other, Timeout};
use Unit::{Millisecond, One, Second};

impl Unit {
    pub(super) fn seconds(self) -> f64 {
        match self {
            Self::One | Self::Second => 1.0,
            Self::Millisecond => 1e-3,
        }
    }
}

impl Framework {
    /// What a pair says about this framework's pool; `told` is whether the text is surely about it.
    pub(super) fn option(&self, pair: &Pair<'_>, is_recognized: bool) -> Option<(Role, Unit)> {
        let find = |table: &[(&str, Role, Unit)]| {
            table.iter().find(|(key, ..)| pair.is(key)).map(|(_, role, unit)| (*role, *unit))
        };
        find(self.own).or_else(|| if is_recognized { find(self.common) } else { None })
    }
}

/// All that are known, those that share keys in the order in which they are tried.
pub(super) static FRAMEWORKS: [Framework; 12] = [
    // HikariCP's README, "Frequently used".
    Framework {
        name: "HikariCP",
        marks: &["hikari", "HikariConfig", "Hikari"],
        own: &[("maximumpoolsize", Max, One), ("minimumidle", Other, One)],
        common: &[("connectiontimeout", Timeout, Millisecond), ("maxlifetime", Lifetime, Millisecond)],
        timeout_s: HIKARICP.timeout_s(),
    },
    // Rails API, ActiveRecord::ConnectionAdapters::ConnectionPool.
    Framework {
        name: "Rails",
        marks: &["adapter: postgresql", "adapter: postgis", "RAILS_MAX_THREADS", "checkout_timeout"],
        own: &[("checkouttimeout", Timeout, Second), ("reapingfrequency", Other, Second)],
        common: &[("pool", Max, One)],
        timeout_s: RAILS.timeout_s(),
    },
    // Prisma 6, "Connection pool".
    Framework {
        name: "Prisma",
        marks: &["connection_limit="],
        own: &[("connectionlimit", Max, One), ("pooltimeout", Timeout, Second)],
        common: &[],
        timeout_s: PRISMA.timeout_s(),
    },
    // Knex, "Pool".
    Framework {
        name: "Knex",
        marks: &["knex", "acquireConnectionTimeout"],
        own: &[("acquireconnectiontimeout", Timeout, Millisecond)],
        common: &[("max", Max, One), ("min", Other, One)],
        timeout_s: KNEX.timeout_s(),
    },
    // Sequelize 6, "Connection Pool".
    Framework {
        name: "Sequelize",
        marks: &["Sequelize", "sequelize"],
        own: &[],
        common: &[("max", Max, One), ("acquire", Timeout, Millisecond), ("idle", Other, Millisecond)],
        timeout_s: SEQUELIZE.timeout_s(),
    },
    // node-postgres, pg.Pool.
    Framework {
        name: "node-postgres",
        marks: &["new Pool(", "pg.Pool", "from 'pg'", "require('pg')", "connectionTimeoutMillis"],
        own: &[
            ("connectiontimeoutmillis", Timeout, Millisecond),
            ("idletimeoutmillis", Other, Millisecond),
            ("maxlifetimeseconds", Lifetime, Second),
        ],
        common: &[("max", Max, One)],
        timeout_s: NODE_POSTGRES.timeout_s(),
    },
    // pgx, pgxpool.Config.
    Framework {
        name: "pgxpool",
        marks: &["pgxpool", "pool_max_conns"],
        own: &[
            ("poolmaxconns", Max, One),
            ("poolmaxconnlifetime", Lifetime, Second),
            ("maxconns", Max, One),
            ("maxconnlifetime", Lifetime, Second),
        ],
        common: &[],
        timeout_s: PGXPOOL.timeout_s(),
    },
    // Go, database/sql.
    Framework {
        name: "database/sql",
        marks: &["SetMaxOpenConns"],
        own: &[("maxopenconns", Max, One), ("connmaxlifetime", Lifetime, Second)],
        common: &[],
        timeout_s: None,
    },
    // sqlx, PoolOptions.
    Framework {
        name: "sqlx",
        marks: &["PoolOptions"],
        own: &[],
        common: &[("maxconnections", Max, One), ("acquiretimeout", Timeout, Second), ("maxlifetime", Lifetime, Second)],
        timeout_s: SQLX.timeout_s(),
    },
    // bb8 and r2d2, Builder.
    Framework {
        name: "bb8",
        marks: &["bb8", "r2d2"],
        own: &[],
        common: &[("maxsize", Max, One), ("connectiontimeout", Timeout, Second), ("maxlifetime", Lifetime, Second)],
        timeout_s: BB8.timeout_s(),
    },
    // Npgsql, "Connection String Parameters".
    Framework {
        name: "Npgsql",
        marks: &["Host=", "Npgsql", "Pool Size="],
        own: &[
            ("maxpoolsize", Max, One),
            ("maximumpoolsize", Max, One),
            ("minpoolsize", Other, One),
            ("minimumpoolsize", Other, One),
        ],
        common: &[("timeout", Timeout, Second), ("connectionlifetime", Lifetime, Second)],
        timeout_s: NPGSQL.timeout_s(),
    },
    // PgBouncer, doc/config.md.
    Framework {
        name: "PgBouncer",
        marks: &["[pgbouncer]"],
        own: &[
            ("maxclientconn", Measurement("pgbouncer_max_client_conn"), One),
            ("defaultpoolsize", Measurement("pgbouncer_default_pool_size"), One),
            ("reservepoolsize", Measurement("pgbouncer_reserve_pool_size"), One),
            ("maxdbconnections", Measurement("pgbouncer_max_db_connections"), One),
        ],
        common: &[],
        timeout_s: Some(120.0),
    },
];
