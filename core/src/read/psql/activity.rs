//! Who is connected: `pg_stat_activity`, listed or counted.

use super::{
    sink::{Sink, number},
    table::{Cell, Table},
};
use std::{collections::BTreeMap, ops::Range};

/// What people call the column that counts.
pub(super) const COUNTS: [&str; 8] = ["count", "connections", "conns", "total", "num", "n", "cnt", "sessions"];
pub(super) const APPLICATIONS: [&str; 3] = ["application_name", "application", "app"];
pub(super) const ROLES: [&str; 4] = ["usename", "rolname", "role", "user"];
pub(super) const DATABASES: [&str; 2] = ["datname", "database"];
pub(super) const STATE: [&str; 1] = ["state"];
pub(super) const BACKEND_TYPE: [&str; 1] = ["backend_type"];

/// The name under which connections in a state are counted.
pub(in crate::read) fn state_name(state: &str) -> &'static str {
    match state.trim() {
        "active" => "active",
        "idle" => "idle",
        "idle in transaction" => "idle_in_transaction",
        "idle in transaction (aborted)" => "idle_in_transaction_aborted",
        _ => "other",
    }
}

/// Rows that say how many connections are in a state, or are of an application, a role or a database.
pub(super) fn counted(sink: &mut Sink<'_, '_>, table: &Table<'_>) {
    let Some(count) = table.column(&COUNTS) else { return };
    let state = table.column(&STATE);
    let backend_type = table.column(&BACKEND_TYPE);
    let owners = [&APPLICATIONS[..], &ROLES[..], &DATABASES[..]];
    let owner = owners.into_iter().find_map(|names| table.column(names));
    let limit = table.column(&["rolconnlimit", "datconnlimit"]);
    let limit_name = if table.column(&ROLES).is_some() { "role_connection_limit" } else { "database_connection_limit" };
    for row in table.rows() {
        let cell = |column: Option<usize>| column.and_then(|column| row.get(column));
        let Some(count) = row.get(count).filter(|count| count.text.parse::<u64>().is_ok()) else { continue };
        if cell(backend_type).is_some_and(|kind| !kind.is_null() && kind.text != CLIENT) {
            continue;
        }
        let of = cell(owner).map(|owner| if owner.is_null() { "(none)" } else { owner.text.as_ref() });
        let name = match (cell(state), of, backend_type) {
            (Some(state), ..) => state_name(&state.text),
            (None, Some(_), _) => "connections_of",
            (None, None, Some(_)) => "connections_total",
            (None, None, None) => continue,
        };
        sink.add_measurement(name, of, count);
        if let Some(hidden) = cell(state).filter(|state| state.text == "hidden") {
            let message = "the role that asked may not see the state of these connections; a member of pg_monitor may";
            sink.reader.note("hidden_sessions", hidden.span.start, message);
        }
        if let Some(limit) = cell(limit).filter(|limit| number(&limit.text).is_some_and(|n| n.is_u64())) {
            sink.add_measurement(limit_name, of, limit);
        }
    }
}

/// Only these take slots of `max_connections`: the server's own processes, and WAL senders, do not.
const CLIENT: &str = "client backend";

/// One row a session: counted by state.
pub(super) fn listed(sink: &mut Sink<'_, '_>, table: &Table<'_>) {
    let Some(state) = table.column(&STATE) else { return };
    let backend_type = table.column(&BACKEND_TYPE);
    let database = table.column(&DATABASES);
    let mut counts: BTreeMap<&'static str, (u64, Range<usize>)> = BTreeMap::new();
    for row in table.rows() {
        let cell = |column: Option<usize>| column.and_then(|column| row.get(column));
        let Some(state) = row.get(state) else { continue };
        let is_client = match (cell(backend_type), cell(database)) {
            (Some(kind), _) if !kind.is_null() => kind.text == CLIENT,
            (_, Some(database)) => !(database.is_null() && state.is_null()),
            _ => true,
        };
        if is_client {
            counts.entry(state_name(&state.text)).or_insert_with(|| (0, state.span.clone())).0 += 1;
        }
    }
    for (name, (count, span)) in counts {
        sink.reader.add_measurement(name, None, span, count);
    }
}

/// A lone count, where the query above says what was counted.
pub(super) fn count_of(sink: &mut Sink<'_, '_>, counted: &Counted, cell: &Cell<'_>) {
    match counted {
        Counted::All => sink.add_measurement("connections_total", None, cell),
        Counted::State(state) => sink.add_measurement(state_name(state), None, cell),
        Counted::Database(database) => sink.add_measurement("connections_of", Some(database), cell),
    }
}

/// What a query over `pg_stat_activity` counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Counted {
    All,
    State(String),
    Database(String),
}
