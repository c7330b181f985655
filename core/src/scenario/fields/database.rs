//! The server's fields.

use super::{FieldDescriptor, Table, json};
use crate::scenario::Database;
use serde_json::Value;

const fn field(
    key: &'static str,
    (label, unit): (&'static str, &'static str),
    description: &'static str,
    value: fn(&Database) -> Value,
) -> FieldDescriptor {
    FieldDescriptor { key, label, unit, description, table: Table::Database(value) }
}

pub(super) const FIELDS: &[FieldDescriptor] = &[
    field("max_connections", ("max_connections", ""), "PostgreSQL's default is 100", |of| json(&of.max_connections)),
    field("superuser_reserved", ("Reserved for superusers", ""), "superuser_reserved_connections", |of| {
        json(&of.superuser_reserved)
    }),
    field("reserved", ("Reserved for roles", ""), "reserved_connections, 16 and later", |of| json(&of.reserved)),
    field("provider_reserved", ("Kept by the provider", ""), "Azure keeps 15, Neon 7", |of| {
        json(&of.provider_reserved)
    }),
    field("other_clients", ("Other clients", ""), "migrations, monitoring, psql, BI", |of| json(&of.other_clients)),
    field("cores", ("Cores", ""), "of the server; optional", |of| json(&of.cores)),
    field("memory_gib", ("Memory", "GiB"), "of the server; optional", |of| json(&of.memory_gib)),
    field("version", ("Version", ""), "of PostgreSQL, its first number; optional", |of| json(&of.version)),
    field("fails_over", ("Fails over", ""), "a standby takes over, as with Multi-AZ", |of| json(&of.fails_over)),
    field(
        "standby_max_connections",
        ("max_connections of a standby", ""),
        "of a standby that replays this server; optional",
        |of| json(&of.standby_max_connections),
    ),
    field("statement_timeout_ms", ("Statement, the server", "ms"), "statement_timeout; 0 is off", |of| {
        json(&of.statement_timeout_ms)
    }),
    field(
        "idle_in_transaction_timeout_ms",
        ("Idle in transaction", "ms"),
        "idle_in_transaction_session_timeout",
        |of| json(&of.idle_in_transaction_timeout_ms),
    ),
    field("idle_cut_s", ("Idle connections cut after", "s"), "idle_session_timeout, a firewall's limit", |of| {
        json(&of.idle_cut_s)
    }),
];
