//! Poolers that the user runs.

use super::{SESSION, TRANSACTION, pooler};
use crate::catalog::{
    Entry, Provenance, Variant,
    entry::Sets::{Fixed, Variants},
    fields::{Constant::Number, Fields},
    size::VERSION,
};

/// The defaults that all versions of `PgBouncer` share.
const PGBOUNCER: Fields = &[
    SESSION,
    ("pooler.max_client_conn", Number(100.0)),
    ("pooler.default_pool_size", Number(20.0)),
    ("pooler.reserve_pool_size", Number(0.0)),
    ("pooler.max_db_connections", Number(0.0)),
    ("pooler.query_wait_timeout_s", Number(120.0)),
];

const WITHOUT_PREPARED: Fields = &[("pooler.max_prepared_statements", Number(0.0))];
const WITH_PREPARED: Fields = &[("pooler.max_prepared_statements", Number(200.0))];

const VERSIONS: [Variant; 3] = [
    Variant { name: "before-1.21", fields: WITHOUT_PREPARED },
    Variant { name: "1.21-1.23", fields: WITHOUT_PREPARED },
    Variant { name: "1.24", fields: WITH_PREPARED },
];

pub(super) static ALL: [Entry; 4] = [
    Entry {
        source: "PgBouncer, doc/config.md and the changelog",
        url: "https://www.pgbouncer.org/config.html",
        rule: "its defaults; max_prepared_statements by version, where 1.24 stands for later ones too",
        notes: &[
            "Before 1.21 it has no prepared statements in transaction mode; 1.21 to 1.23 have them if \
             max_prepared_statements is set; from 1.24 on it is 200.",
            "default_pool_size is for each pair of a user and a database.",
        ],
        also: PGBOUNCER,
        ..pooler("pgbouncer", "PgBouncer", Provenance::Source, Variants { of: VERSION, variants: &VERSIONS })
    },
    Entry {
        source: "Supavisor, lib/supavisor/tenants/tenant.ex and user.ex",
        url: "https://github.com/supabase/supavisor/blob/main/lib/supavisor/tenants/tenant.ex",
        rule: "its defaults for one tenant",
        notes: &["Each user of a tenant has a mode, which has no default: set pooler.pool_mode."],
        ..pooler(
            "supavisor",
            "Supavisor",
            Provenance::Source,
            Fixed(&[
                ("pooler.default_pool_size", Number(15.0)),
                ("pooler.max_client_conn", Number(1000.0)),
                ("pooler.query_wait_timeout_s", Number(60.0)),
            ]),
        )
    },
    Entry {
        source: "PgCat, CONFIG.md and src/config.rs",
        url: "https://github.com/postgresml/pgcat/blob/main/CONFIG.md",
        notes: &[
            "Each user has a pool_size, which has no default: set pooler.default_pool_size.",
            "Its configuration has no limit of clients: set pooler.max_client_conn to more than the services open.",
        ],
        ..pooler("pgcat", "PgCat", Provenance::Source, Fixed(&[TRANSACTION]))
    },
    Entry {
        source: "Odyssey, docs/configuration/rules.md and sources/pool.c",
        url: "https://github.com/yandex/odyssey/blob/master/docs/configuration/rules.md",
        notes: &[
            "Each route has a mode: set pooler.pool_mode.",
            "pool_size is 0 by default, which is no limit: set it, and pooler.default_pool_size.",
            "Prepared statements in transaction mode need pool_reserve_prepared_statement.",
        ],
        ..pooler(
            "odyssey",
            "Odyssey",
            Provenance::Source,
            Fixed(&[("pooler.query_wait_timeout_s", Number(0.0)), ("pooler.max_prepared_statements", Number(0.0))]),
        )
    },
];
