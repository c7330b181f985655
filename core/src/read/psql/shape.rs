//! What a table is about, told by its columns.

use super::{
    activity::{self, APPLICATIONS, BACKEND_TYPE, COUNTS, DATABASES, ROLES, STATE},
    pgbouncer,
    query::AnswerMeaning,
    settings,
    sink::Sink,
    table::Table,
};

/// A kind of table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A setting a row: its name, its value, perhaps its unit.
    Settings { name: usize, value: usize, unit: Option<usize> },
    /// A setting a column.
    Wide,
    /// `PgBouncer`'s `SHOW POOLS`.
    Pools,
    /// `PgBouncer`'s `SHOW DATABASES`.
    Databases,
    /// Connections counted by something.
    Counted,
    /// A session a row.
    Listed,
    /// One number of which only the query says what it counts, or one value of which only it says what it sets.
    Lone,
    /// `version()`.
    Version,
    /// Queries alone: nothing to read, but they may hold secrets.
    Queries,
}

impl Shape {
    pub(super) fn of(table: &Table<'_>) -> Option<Self> {
        let has = |names: &[&str]| table.column(names).is_some();
        let first_two = (table.column(&["name", "key"]), table.column(&["setting", "value"]));
        if let (Some(name), Some(value)) = first_two {
            return Some(Self::Settings { name, value, unit: table.column(&["unit"]) });
        }
        if has(&["cl_active"]) && has(&["cl_waiting"]) {
            return Some(Self::Pools);
        }
        if has(&["pool_size"]) && has(&["current_connections"]) {
            return Some(Self::Databases);
        }
        let has_owner = has(&APPLICATIONS) || has(&ROLES) || has(&DATABASES);
        if has(&COUNTS) && (has_owner || has(&STATE) || has(&BACKEND_TYPE)) {
            return Some(Self::Counted);
        }
        if has(&STATE) && has(&["pid"]) {
            return Some(Self::Listed);
        }
        let known = |name: &str| settings::find(name).is_some();
        if !has_owner && !has(&["name", "host"]) && table.columns.iter().any(|column| known(&column.text)) {
            return Some(Self::Wide);
        }
        let lone = table.columns.len() == 1;
        match table.columns.first() {
            Some(column) if lone && (column.text == "count" || column.text == "current_setting") => Some(Self::Lone),
            _ if has(&["version"]) && lone => Some(Self::Version),
            _ if has(&["query"]) => Some(Self::Queries),
            _ => None,
        }
    }
}

/// Reads a table, whose query gave it `meaning`.
pub(super) fn read(sink: &mut Sink<'_, '_>, table: &Table<'_>, meaning: Option<&AnswerMeaning>) {
    let shape = Shape::of(table);
    sink.note_secrets_in_table(table, matches!(shape, Some(Shape::Settings { .. })));
    match shape {
        Some(Shape::Settings { name, value, unit }) => {
            for row in table.rows() {
                let known = row.get(name).and_then(|name| settings::find(&name.text));
                if let Some((known, value)) = known.zip(row.get(value)) {
                    let unit = unit.and_then(|unit| row.get(unit)).filter(|unit| !unit.is_null());
                    sink.add_setting(known, value, unit.map_or("ms", |unit| unit.text.as_ref()));
                }
            }
        }
        Some(Shape::Wide) => {
            if let Some(row) = table.rows().next() {
                for (column, cell) in table.columns.iter().zip(row) {
                    if let Some(known) = settings::find(&column.text) {
                        sink.add_setting(known, cell, "ms");
                    }
                }
            }
        }
        Some(Shape::Pools) => pgbouncer::pools(sink, table),
        Some(Shape::Databases) => pgbouncer::databases(sink, table),
        Some(Shape::Counted) => activity::counted(sink, table),
        Some(Shape::Listed) => activity::listed(sink, table),
        Some(Shape::Lone) => {
            let cell = table.rows().next().and_then(|row| row.first());
            match (cell, meaning) {
                (Some(cell), Some(AnswerMeaning::Setting(known))) => sink.add_setting(known, cell, "ms"),
                (Some(cell), Some(AnswerMeaning::Count(counted))) => activity::count_of(sink, counted, cell),
                _ => {}
            }
        }
        Some(Shape::Version) => {
            if let Some(cell) = table.rows().next().and_then(|row| row.first()) {
                sink.keep_version(&cell.text);
            }
        }
        Some(Shape::Queries) | None => {}
    }
}
