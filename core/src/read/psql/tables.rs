//! Reads tables by their kind: settings, sessions of `pg_stat_activity`, and `PgBouncer`'s `SHOW POOLS` and
//! `SHOW DATABASES`. `SHOW CONFIG` is a table of settings.

pub(super) mod documents;
mod wide;

use super::{
    columns,
    query::{AnswerMeaning, Counted},
    settings,
    sink::{Sink, number},
    table::{APPLICATIONS, BACKEND_TYPE, Cell, DATABASES, ROLES, STATE, Table, TableKind},
};
use crate::read::MeasuredQuantity;
use std::{collections::BTreeMap, ops::Range};

/// Reads a table, whose query gave it `meaning`, and its columns those of `columns`.
pub(super) fn read(
    sink: &mut Sink<'_, '_>,
    table: &Table<'_>,
    meaning: Option<&AnswerMeaning>,
    columns: &[Option<AnswerMeaning>],
) {
    let kind = TableKind::detect(table);
    sink.note_secrets_in_table(table, matches!(kind, Some(TableKind::Settings { .. })));
    match kind {
        Some(TableKind::Settings { name, value, unit }) => {
            for row in table.rows() {
                let setting = row.get(name).and_then(|name| settings::find(&name.text));
                if setting.is_none()
                    && let Some((name, value)) = row.get(name).zip(row.get(value))
                {
                    documents::variable(sink, name, value, false);
                }
                if let Some((setting, value)) = setting.zip(row.get(value)) {
                    let unit = unit.and_then(|unit| row.get(unit)).filter(|unit| !unit.is_null());
                    sink.add_setting(setting, value, unit.map_or("ms", |unit| unit.text.as_ref()));
                }
            }
        }
        Some(TableKind::Wide) => wide::read(sink, table, columns),
        Some(TableKind::Pools) => pools(sink, table),
        Some(TableKind::Databases) => databases(sink, table),
        Some(TableKind::Counted) => counted(sink, table),
        Some(TableKind::Listed) => listed(sink, table),
        Some(TableKind::Lone) => {
            let mut rows = table.rows();
            // Of several rows none is known to be the one that the query is about.
            let cell = rows.next().filter(|_| rows.next().is_none()).and_then(|row| row.first());
            match (cell, meaning) {
                (Some(cell), Some(AnswerMeaning::Setting(setting))) => sink.add_setting(setting, cell, "ms"),
                (Some(cell), Some(AnswerMeaning::Count(counted))) => count_of(sink, counted, cell),
                _ => {}
            }
        }
        Some(TableKind::Version) => {
            if let Some(cell) = table.rows().next().and_then(|row| row.first()) {
                sink.keep_version(&cell.text);
            }
        }
        Some(TableKind::Stats) => stats(sink, table),
        Some(TableKind::Variables) => documents::variables(sink, table),
        None => wide::selected(sink, table, columns),
        Some(TableKind::Queries) => {}
    }
}

/// The name under which connections in a state are counted.
pub(in crate::read) fn session_state(state: &str) -> MeasuredQuantity {
    match state.trim() {
        "active" => MeasuredQuantity::Active,
        "idle" => MeasuredQuantity::Idle,
        "idle in transaction" | "idlexact" => MeasuredQuantity::IdleInTransaction,
        "idle in transaction (aborted)" | "idlexact_aborted" => MeasuredQuantity::IdleInTransactionAborted,
        _ => MeasuredQuantity::Other,
    }
}

/// Rows that say how many connections are in a state, or are of an application, a role or a database.
pub(super) fn counted(sink: &mut Sink<'_, '_>, table: &Table<'_>) {
    let Some(count) = columns::count(table) else { return };
    let state = table.column(&STATE);
    let backend_type = table.column(&BACKEND_TYPE);
    let owners = [&APPLICATIONS[..], &ROLES[..], &DATABASES[..]];
    let owner = owners.into_iter().find_map(|names| table.column(names));
    let limit = table.column(&["rolconnlimit", "datconnlimit"]);
    let is_of_role = table.column(&ROLES).is_some();
    let limit_of =
        if is_of_role { MeasuredQuantity::RoleConnectionLimit } else { MeasuredQuantity::DatabaseConnectionLimit };
    for row in table.rows() {
        let cell = |column: Option<usize>| column.and_then(|column| row.get(column));
        let Some(count) = row.get(count).filter(|count| count.text.parse::<u64>().is_ok()) else { continue };
        if cell(backend_type).is_some_and(|kind| !kind.is_null() && kind.text != CLIENT) {
            continue;
        }
        let of = cell(owner).map(|owner| if owner.is_null() { "(none)" } else { owner.text.as_ref() });
        let quantity = match (cell(state), of, backend_type) {
            (Some(state), ..) => session_state(&state.text),
            (None, Some(_), _) => MeasuredQuantity::ConnectionsOf,
            (None, None, Some(_)) => MeasuredQuantity::ConnectionsTotal,
            (None, None, None) => continue,
        };
        sink.add_measurement(quantity, of, count);
        if let Some(hidden) = cell(state).filter(|state| state.text == "hidden") {
            let message = "the current role may not see the state of these connections; use a member of pg_monitor";
            sink.reader.note("hidden_sessions", hidden.span.start, message);
        }
        if let Some(limit) = cell(limit).filter(|limit| number(&limit.text).is_some_and(|n| n.is_u64())) {
            sink.add_measurement(limit_of, of, limit);
        }
    }
    if owner.is_none() {
        repeated_settings(sink, table);
    }
}

/// Settings of the server that each row repeats: `state | count | max_connections`.
fn repeated_settings(sink: &mut Sink<'_, '_>, table: &Table<'_>) {
    let limit = |(index, column): (usize, &Cell<'_>)| Some((index, columns::limit(&column.text)?));
    for (column, setting) in table.columns.iter().enumerate().filter_map(limit) {
        let mut values = table.rows().filter_map(|row| row.get(column));
        if let Some(first) = values.next()
            && values.all(|value| value.text == first.text)
        {
            sink.add_setting(setting, first, "ms");
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
    let mut counts: BTreeMap<MeasuredQuantity, (u64, Range<usize>)> = BTreeMap::new();
    for row in table.rows() {
        let cell = |column: Option<usize>| column.and_then(|column| row.get(column));
        let Some(state) = row.get(state) else { continue };
        let is_client = match (cell(backend_type), cell(database)) {
            (Some(kind), _) if !kind.is_null() => kind.text == CLIENT,
            (_, Some(database)) => !(database.is_null() && state.is_null()),
            _ => true,
        };
        if is_client {
            counts.entry(session_state(&state.text)).or_insert_with(|| (0, state.span.clone())).0 += 1;
        }
    }
    for (quantity, (count, span)) in counts {
        sink.reader.add_measurement(quantity, None, span, count);
    }
    idle_transactions(sink, table, state);
}

/// Columns of queries about sessions: how long they have been in their state, and how old their transaction is.
const TIMES_IN_STATE: [&str; 7] =
    ["in_state", "state_age", "time_in_state", "idle_for", "idle_time", "idle_duration", "idle"];
/// A transaction is at least as old as its last query, whose age most people ask for.
const AGES: [&str; 10] = [
    "running_for",
    "age",
    "xact_age",
    "transaction_age",
    "tx_age",
    "xact_duration",
    "transaction_duration",
    "duration",
    "query_age",
    "query_duration",
];

/// The longest time of the sessions that are idle in a transaction.
fn idle_transactions(sink: &mut Sink<'_, '_>, table: &Table<'_>, state: usize) {
    let measured = [
        (MeasuredQuantity::LongestIdleInTransactionS, &TIMES_IN_STATE[..]),
        (MeasuredQuantity::OldestIdleInTransactionS, &AGES[..]),
    ];
    let in_table = |(quantity, names): (MeasuredQuantity, &[&str])| Some((quantity, table.column(names)?));
    for (quantity, column) in measured.into_iter().filter_map(in_table) {
        let idle = table.rows().filter(|row| session_state(&row[state].text) == MeasuredQuantity::IdleInTransaction);
        let times = idle.filter_map(|row| Some((row[column].span.clone(), interval_s(&row[column].text)?)));
        if let Some((span, seconds)) = times.max_by(|one, other| one.1.total_cmp(&other.1)) {
            sink.reader.add_measurement(quantity, None, span, seconds);
        }
    }
}

/// An interval of PostgreSQL in seconds: `00:14:02.5`, `1 day 02:03:04`.
fn interval_s(text: &str) -> Option<f64> {
    let (days, time) = match text.split_once(" day") {
        Some((days, rest)) => (days.parse::<f64>().ok()?, rest.trim_start_matches('s').trim_start()),
        None => (0.0, text),
    };
    let parts: Vec<f64> = time.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let [hours, minutes, seconds] = parts[..] else { return None };
    let total = days * 86_400.0 + hours * 3600.0 + minutes * 60.0 + seconds;
    (total.is_finite() && total >= 0.0).then_some(total)
}

/// A lone count, where the query above says what was counted.
pub(super) fn count_of(sink: &mut Sink<'_, '_>, counted: &Counted, cell: &Cell<'_>) {
    match counted {
        Counted::All => sink.add_measurement(MeasuredQuantity::ConnectionsTotal, None, cell),
        Counted::State(state) => sink.add_measurement(session_state(state), None, cell),
        Counted::Database(database) => sink.add_measurement(MeasuredQuantity::ConnectionsOf, Some(database), cell),
    }
}

/// The columns of `SHOW POOLS`, and what they measure.
const POOL_COLUMNS: [(&str, MeasuredQuantity); 4] = [
    ("cl_active", MeasuredQuantity::PgbouncerClientsActive),
    ("cl_waiting", MeasuredQuantity::PgbouncerClientsWaiting),
    ("sv_active", MeasuredQuantity::PgbouncerServersActive),
    ("sv_idle", MeasuredQuantity::PgbouncerServersIdle),
];

/// The console's own database has a pool too, which no application uses.
const CONSOLE: &str = "pgbouncer";

pub(super) fn pools(sink: &mut Sink<'_, '_>, table: &Table<'_>) {
    let columns: Vec<_> =
        POOL_COLUMNS.iter().filter_map(|(column, quantity)| Some((table.column(&[column])?, *quantity))).collect();
    let (database, user) = (table.column(&["database"]), table.column(&["user"]));
    let (wait, micros) = (table.column(&["maxwait"]), table.column(&["maxwait_us"]));
    let mode = table.column(&["pool_mode"]);
    for row in table.rows() {
        let cell = |column: Option<usize>| column.and_then(|column| row.get(column));
        let text = |column: Option<usize>| cell(column).map(|cell| cell.text.as_ref()).filter(|text| !text.is_empty());
        if text(database) == Some(CONSOLE) {
            continue;
        }
        // There is a pool for each pair of a role and a database.
        let of = match (text(user), text(database)) {
            (Some(user), Some(database)) => Some(format!("{user}@{database}")),
            (one, other) => one.or(other).map(str::to_owned),
        };
        for (column, quantity) in &columns {
            if let Some(cell) = row.get(*column) {
                sink.add_measurement(*quantity, of.as_deref(), cell);
            }
        }
        if let Some(wait) = cell(wait) {
            let micros = text(micros).and_then(|text| text.parse::<u32>().ok()).map_or(0.0, f64::from);
            match wait.text.parse::<u32>() {
                Ok(seconds) if micros > 0.0 => {
                    let seconds = f64::from(seconds) + micros / 1e6;
                    sink.reader.add_measurement(
                        MeasuredQuantity::PgbouncerMaxWaitS,
                        of.as_deref(),
                        wait.span.clone(),
                        seconds,
                    );
                }
                _ => sink.add_measurement(MeasuredQuantity::PgbouncerMaxWaitS, of.as_deref(), wait),
            }
        }
        if let Some(mode) = cell(mode) {
            sink.add_pool_mode(of.as_deref(), mode);
        }
    }
}

/// Its `max_connections` is a database's limit in the pooler, not the server's.
pub(super) fn databases(sink: &mut Sink<'_, '_>, table: &Table<'_>) {
    let name = table.column(&["name"]);
    let [size, current, limit, mode] =
        ["pool_size", "current_connections", "max_connections", "pool_mode"].map(|name| table.column(&[name]));
    for row in table.rows() {
        let cell = |column: Option<usize>| column.and_then(|column| row.get(column));
        let of = cell(name).map(|name| name.text.as_ref());
        if of == Some(CONSOLE) {
            continue;
        }
        if let Some(size) = cell(size) {
            sink.add_measurement(MeasuredQuantity::PgbouncerPoolSize, of, size);
        }
        if let Some(current) = cell(current) {
            sink.add_measurement(MeasuredQuantity::PgbouncerServersOpen, of, current);
        }
        if let Some(limit) = cell(limit) {
            sink.add_limit(MeasuredQuantity::PgbouncerMaxDbConnections, of, limit);
        }
        if let Some(mode) = cell(mode) {
            sink.add_pool_mode(of, mode);
        }
    }
}

/// `SHOW STATS`: the mean transaction includes the wait for a server, so a connection is held for the difference. The
/// console prints microseconds.
fn stats(sink: &mut Sink<'_, '_>, table: &Table<'_>) {
    let database = table.column(&["database"]);
    let [transaction, wait] = ["avg_xact_time", "avg_wait_time"].map(|name| table.column(&[name]));
    for row in table.rows() {
        let cell = |column: Option<usize>| column.and_then(|column| row.get(column));
        let of = cell(database).map(|name| name.text.as_ref());
        if of == Some(CONSOLE) {
            continue;
        }
        let micros = |cell: &Cell<'_>| number(&cell.text).and_then(|micros| micros.as_f64());
        let Some((place, transaction)) = cell(transaction).and_then(|cell| Some((cell, micros(cell)?))) else {
            continue;
        };
        if let Some((cell, wait)) = cell(wait).and_then(|cell| Some((cell, micros(cell)?))) {
            sink.reader.add_measurement(MeasuredQuantity::PgbouncerWaitMeanMs, of, cell.span.clone(), wait / 1000.0);
            let hold = (transaction - wait).max(0.0) / 1000.0;
            sink.reader.add_measurement(MeasuredQuantity::PgbouncerHoldMeanMs, of, place.span.clone(), hold);
        }
    }
}
