//! The pooler's fields.

use super::{FieldDescriptor, Table, json};
use crate::scenario::Pooler;
use serde_json::Value;

const fn field(
    key: &'static str,
    (label, unit): (&'static str, &'static str),
    description: &'static str,
    value: fn(&Pooler) -> Value,
) -> FieldDescriptor {
    FieldDescriptor { key, label, unit, description, table: Table::Pooler(value) }
}

pub(super) const FIELDS: &[FieldDescriptor] = &[
    field("pool_mode", ("Pool mode", ""), "PgBouncer pool mode; none disables the settings below", |of| {
        json(&of.pool_mode)
    }),
    field("default_pool_size", ("Connections to the server", ""), "default_pool_size, for each pair", |of| {
        json(&of.default_pool_size)
    }),
    field("reserve_pool_size", ("In reserve", ""), "reserve_pool_size, for each pair", |of| {
        json(&of.reserve_pool_size)
    }),
    field("max_client_conn", ("Max clients", ""), "max_client_conn, of one pooler", |of| json(&of.max_client_conn)),
    field("max_db_connections", ("Max per database", ""), "max_db_connections; 0 is no limit", |of| {
        json(&of.max_db_connections)
    }),
    field("pairs", ("Pairs of user and database", ""), "one pool per pair", |of| json(&of.pairs)),
    field("instances", ("Poolers", ""), "pools per pooler", |of| json(&of.instances)),
    field("query_wait_timeout_s", ("Client gives up after", "s"), "query_wait_timeout; 0 is never", |of| {
        json(&of.query_wait_timeout_s)
    }),
    field("max_prepared_statements", ("Prepared statements", ""), "max_prepared_statements; 0 is off", |of| {
        json(&of.max_prepared_statements)
    }),
];
