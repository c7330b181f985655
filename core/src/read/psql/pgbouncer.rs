//! `PgBouncer`'s admin console: `SHOW POOLS` and `SHOW DATABASES`. `SHOW CONFIG` is a table of settings.

use super::{sink::Sink, table::Table};

/// The columns of `SHOW POOLS`, and the names of their measurements.
const POOL_COLUMNS: [(&str, &str); 4] = [
    ("cl_active", "pgbouncer_clients_active"),
    ("cl_waiting", "pgbouncer_clients_waiting"),
    ("sv_active", "pgbouncer_servers_active"),
    ("sv_idle", "pgbouncer_servers_idle"),
];

/// The console's own database has a pool too, which no application uses.
const CONSOLE: &str = "pgbouncer";

pub(super) fn pools(sink: &mut Sink<'_, '_>, table: &Table<'_>) {
    let columns: Vec<_> =
        POOL_COLUMNS.iter().filter_map(|(column, name)| Some((table.column(&[column])?, *name))).collect();
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
        for (column, name) in &columns {
            if let Some(cell) = row.get(*column) {
                sink.add_measurement(name, of.as_deref(), cell);
            }
        }
        if let Some(wait) = cell(wait) {
            let micros = text(micros).and_then(|text| text.parse::<u32>().ok()).map_or(0.0, f64::from);
            match wait.text.parse::<u32>() {
                Ok(seconds) if micros > 0.0 => {
                    let seconds = f64::from(seconds) + micros / 1e6;
                    sink.reader.add_measurement("pgbouncer_max_wait_s", of.as_deref(), wait.span.clone(), seconds);
                }
                _ => sink.add_measurement("pgbouncer_max_wait_s", of.as_deref(), wait),
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
            sink.add_measurement("pgbouncer_pool_size", of, size);
        }
        if let Some(current) = cell(current) {
            sink.add_measurement("pgbouncer_servers_open", of, current);
        }
        if let Some(limit) = cell(limit) {
            sink.add_limit("pgbouncer_max_db_connections", of, limit);
        }
        if let Some(mode) = cell(mode) {
            sink.add_pool_mode(of, mode);
        }
    }
}
