//! Poolers that a provider runs.

use super::{SESSION, TRANSACTION, pooler};
use crate::{
    catalog::{
        Choice, Entry, Provenance, Range, Variant,
        entry::Sets::{Fixed, FixedBy, Variants},
        fields::{Constant::Number, Fields},
        providers::{NEON_COMPUTE, neon},
    },
    units::floor_count,
};

const SUPABASE: [Variant; 11] = [
    Variant { name: "nano", fields: &[TRANSACTION, ("pooler.max_client_conn", Number(200.0))] },
    Variant { name: "micro", fields: &[TRANSACTION, ("pooler.max_client_conn", Number(200.0))] },
    Variant { name: "small", fields: &[TRANSACTION, ("pooler.max_client_conn", Number(400.0))] },
    Variant { name: "medium", fields: &[TRANSACTION, ("pooler.max_client_conn", Number(600.0))] },
    Variant { name: "large", fields: &[TRANSACTION, ("pooler.max_client_conn", Number(800.0))] },
    Variant { name: "xl", fields: &[TRANSACTION, ("pooler.max_client_conn", Number(1000.0))] },
    Variant { name: "2xl", fields: &[TRANSACTION, ("pooler.max_client_conn", Number(1500.0))] },
    Variant { name: "4xl", fields: &[TRANSACTION, ("pooler.max_client_conn", Number(3000.0))] },
    Variant { name: "8xl", fields: &[TRANSACTION, ("pooler.max_client_conn", Number(6000.0))] },
    Variant { name: "12xl", fields: &[TRANSACTION, ("pooler.max_client_conn", Number(9000.0))] },
    Variant { name: "16xl", fields: &[TRANSACTION, ("pooler.max_client_conn", Number(12_000.0))] },
];

const FLY_SMALL: Fields = &[
    SESSION,
    ("pooler.max_client_conn", Number(200.0)),
    ("pooler.default_pool_size", Number(50.0)),
    ("pooler.reserve_pool_size", Number(10.0)),
];
const FLY_LAUNCH: Fields = &[
    SESSION,
    ("pooler.max_client_conn", Number(500.0)),
    ("pooler.default_pool_size", Number(150.0)),
    ("pooler.reserve_pool_size", Number(30.0)),
];
const FLY_LARGE: Fields = &[
    SESSION,
    ("pooler.max_client_conn", Number(1000.0)),
    ("pooler.default_pool_size", Number(300.0)),
    ("pooler.reserve_pool_size", Number(50.0)),
];

const FLY: [Variant; 5] = [
    Variant { name: "basic", fields: FLY_SMALL },
    Variant { name: "starter", fields: FLY_SMALL },
    Variant { name: "launch", fields: FLY_LAUNCH },
    Variant { name: "scale", fields: FLY_LARGE },
    Variant { name: "performance", fields: FLY_LARGE },
];

/// Pools of 90 % of the server's `max_connections`, and 10 000 clients.
fn neon_pooler(units: f64) -> Choice {
    let mut choice = Choice::default().with_fields(&[TRANSACTION, ("pooler.max_client_conn", Number(10_000.0))]);
    let max_connections = f64::from(neon(units).max_connections);
    choice.set("pooler.default_pool_size", floor_count(0.9 * max_connections));
    choice
}

/// 500 clients for each GB, at least 5000 and at most 50 000.
fn aiven_pooler(gib: f64) -> Choice {
    let mut choice = Choice::default();
    choice.set("pooler.max_client_conn", floor_count((500.0 * gib).clamp(5000.0, 50_000.0)));
    choice
}

pub(super) static ALL: [Entry; 7] = [
    Entry {
        source: "Supabase, Compute and Disk, in the documentation's repository",
        url: "https://supabase.com/docs/guides/platform/compute-and-disk",
        rule: "clients of the transaction port by compute size, from 200 to 12 000",
        notes: &[
            "The session port and the transaction port share one pool; the session port admits no more clients than it.",
            "The pool's size is a setting of the project: set pooler.default_pool_size.",
        ],
        ..pooler("supabase-pool", "Supabase's pooler", Provenance::Source, Variants { of: "size", variants: &SUPABASE })
    },
    Entry {
        source: "Neon, Connection pooling",
        url: "https://neon.com/docs/connect/connection-pooling",
        rule: "transaction mode, 10 000 clients, pools of 90 % of max_connections for each user and database",
        notes: &["Between two sizes the lower one is taken."],
        ..pooler(
            "neon-pool",
            "Neon's pooler",
            Provenance::Documented,
            FixedBy { range: NEON_COMPUTE, rule: neon_pooler },
        )
    },
    Entry {
        source: "Microsoft, Server parameters: PgBouncer",
        url: "https://learn.microsoft.com/en-us/azure/postgresql/flexible-server/server-parameters-table-pgbouncer",
        notes: &[
            "The Burstable tier does not have it.",
            "Its mode and its limit of clients are server parameters: set pooler.pool_mode and pooler.max_client_conn.",
        ],
        ..pooler(
            "azure-pool",
            "Azure's PgBouncer",
            Provenance::Documented,
            Fixed(&[("pooler.default_pool_size", Number(50.0))]),
        )
    },
    Entry {
        source: "Aiven for PostgreSQL, Connection pooling",
        url: "https://aiven.io/docs/products/postgresql/concepts/pg-connection-pooling",
        rule: "clients by memory: 500 per GB, at least 5000 and at most 50 000",
        notes: &[
            "It needs a Startup plan or a larger one.",
            "Each pool has the mode and the size that it is created with: set pooler.pool_mode and \
             pooler.default_pool_size.",
        ],
        ..pooler(
            "aiven-pool",
            "Aiven's PgBouncer",
            Provenance::Documented,
            FixedBy { range: Range { of: "memory", unit: "GiB", least: 1.0, most: 65_536.0 }, rule: aiven_pooler },
        )
    },
    Entry {
        source: "Fly, Managed Postgres: Connect Your Client",
        url: "https://fly.io/docs/mpg/client-configuration/",
        rule: "clients, connections to the server and reserve by plan, from 200, 50 and 10 to 1000, 300 and 50",
        notes: &[
            "Session mode is the default; transaction mode needs a client without named prepared statements.",
            "Fly advises to recycle connections after 600 s and to close idle ones after 300 s.",
            "Every plan has a replica: set database.fails_over if it takes over.",
        ],
        ..pooler("fly-mpg", "Fly Managed Postgres", Provenance::Documented, Variants { of: "plan", variants: &FLY })
    },
    Entry {
        source: "Amazon RDS User Guide, RDS Proxy connection considerations; AWS CloudFormation, DBProxyTargetGroup",
        url: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy-connections.html",
        notes: &[
            "Its pool is a share of the server's max_connections, MaxConnectionsPercent: set pooler.default_pool_size.",
            "A session whose state it cannot track stays pinned to one connection until it ends.",
            "It closes clients that are idle for 1800 s.",
        ],
        ..pooler(
            "rds-proxy",
            "RDS Proxy",
            Provenance::Documented,
            Fixed(&[TRANSACTION, ("pooler.query_wait_timeout_s", Number(120.0))]),
        )
    },
    Entry {
        source: "Cloudflare, Hyperdrive: Connection pooling",
        url: "https://developers.cloudflare.com/hyperdrive/configuration/connection-pooling",
        notes: &[
            "Its connections to the server are a setting, at least 5 and at most what the plan allows, and a soft limit: \
             set pooler.default_pool_size.",
            "Its limit for idle connections is hyperdrive-idle here.",
        ],
        ..pooler("hyperdrive", "Hyperdrive", Provenance::Documented, Fixed(&[TRANSACTION]))
    },
];
