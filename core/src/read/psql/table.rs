//! A result as a table, the common form of all of psql's formats, and what its columns show it to be about.

use super::{columns, settings, tables::documents};
use crate::read::source::Line;
use std::{borrow::Cow, ops::Range};

/// The most columns that are looked at: `pg_stat_activity` has 22.
pub(super) const MAX_COLUMNS: usize = 100;

/// One value and where it stands, without blanks and quotes around it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cell<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) span: Range<usize>,
}

impl<'a> Cell<'a> {
    /// A part of a line, without the blanks around it.
    pub(super) fn new(line: Line<'a>, part: &'a str) -> Self {
        let text = part.trim();
        Self { text: Cow::Borrowed(text), span: line.span(text) }
    }

    /// Whether this is SQL's NULL, however psql or a program with windows shows it.
    pub(super) fn is_null(&self) -> bool {
        ["", "null", "(null)", "[null]", "<null>", "¤", "∅"].iter().any(|null| self.text.eq_ignore_ascii_case(null))
    }
}

/// A result: its columns' names, and its rows one after another.
#[derive(Debug, Default)]
pub(super) struct Table<'a> {
    pub(super) columns: Vec<Cell<'a>>,
    cells: Vec<Cell<'a>>,
}

impl<'a> Table<'a> {
    pub(super) fn new(columns: Vec<Cell<'a>>) -> Self {
        Self { columns, cells: Vec::new() }
    }

    /// Adds a row. It gets as many cells as there are columns: a paste may have lost some.
    pub(super) fn push(&mut self, row: Vec<Cell<'a>>) {
        let width = self.columns.len();
        let end = row.last().map_or(0, |cell| cell.span.end);
        let missing = std::iter::repeat_with(|| Cell { text: Cow::Borrowed(""), span: end..end });
        self.cells.extend(row.into_iter().chain(missing).take(width));
    }

    pub(super) fn rows(&self) -> std::slice::ChunksExact<'_, Cell<'a>> {
        self.cells.chunks_exact(self.columns.len().max(1))
    }

    /// Where the first of the columns `names` is, in any case.
    pub(super) fn column(&self, names: &[&str]) -> Option<usize> {
        self.columns.iter().position(|column| names.iter().any(|name| column.text.eq_ignore_ascii_case(name)))
    }
}

pub(super) const APPLICATIONS: [&str; 3] = ["application_name", "application", "app"];
pub(super) const ROLES: [&str; 4] = ["usename", "rolname", "role", "user"];
pub(super) const DATABASES: [&str; 2] = ["datname", "database"];
pub(super) const STATE: [&str; 1] = ["state"];
pub(super) const BACKEND_TYPE: [&str; 1] = ["backend_type"];

/// A kind of table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TableKind {
    /// One setting per row: its name, its value, perhaps its unit.
    Settings { name: usize, value: usize, unit: Option<usize> },
    /// One setting, count or state per column, in one row or one row per owner.
    Wide,
    /// `PgBouncer`'s `SHOW POOLS`.
    Pools,
    /// `PgBouncer`'s `SHOW DATABASES`.
    Databases,
    /// Connections counted by something.
    Counted,
    /// One session per row.
    Listed,
    /// `PgBouncer`'s `SHOW STATS`.
    Stats,
    /// Variables of an environment, with their values or defaults: a document's table.
    Variables,
    /// One number or value whose meaning only the query shows.
    Lone,
    /// `version()`.
    Version,
    /// Queries alone: nothing to read, but they may hold secrets.
    Queries,
}

impl TableKind {
    pub(super) fn detect(table: &Table<'_>) -> Option<Self> {
        let has = |names: &[&str]| table.column(names).is_some();
        let values = table.column(&["setting", "value"]);
        let first_two = (table.column(&["name", "key"]), values);
        if let (Some(name), Some(value)) = first_two {
            return Some(Self::Settings { name, value, unit: table.column(&["unit"]) });
        }
        // Documents have other words for the two, and rows about anything.
        let of_document = (table.column(&["setting", "parameter", "option"]), table.column(&["value", "current"]));
        if let (Some(name), Some(value)) = of_document
            && table.rows().any(|row| row.get(name).is_some_and(|cell| settings::find(&cell.text).is_some()))
        {
            return Some(Self::Settings { name, value, unit: table.column(&["unit"]) });
        }
        if is_console(table) {
            return Some(Self::Pools);
        }
        // What `SHOW USERS` prints is a pool of the pooler too.
        if has(&["pool_size"]) && (has(&["current_connections"]) || has(&["max_user_connections"])) {
            return Some(Self::Databases);
        }
        let has_owner = has(&APPLICATIONS) || has(&ROLES) || has(&DATABASES);
        if columns::count(table).is_some() && (has_owner || has(&STATE) || has(&BACKEND_TYPE)) {
            return Some(Self::Counted);
        }
        if table.column(&STATE).is_some_and(|state| is_list_of_sessions(table, state)) {
            return Some(Self::Listed);
        }
        if has(&["avg_xact_time"]) && has(&["database"]) {
            return Some(Self::Stats);
        }
        let has_setting = table.columns.iter().any(|column| settings::find(&column.text).is_some());
        if !has_owner && !has(&["name", "host"]) && (has_setting || columns::has_alias(table))
            || columns::has_states(table)
        {
            return Some(Self::Wide);
        }
        let lone = table.columns.len() == 1;
        match table.columns.first() {
            Some(column) if lone && LONE.contains(&&*column.text) => Some(Self::Lone),
            _ if has(&["version"]) && lone => Some(Self::Version),
            _ if has(&["query"]) => Some(Self::Queries),
            _ if table.columns.iter().any(|column| documents::is_variable(&column.text)) => Some(Self::Variables),
            _ if table.rows().any(|row| row.iter().any(|cell| documents::is_variable(&cell.text))) => {
                Some(Self::Variables)
            }
            _ => None,
        }
    }
}

/// What PostgreSQL calls the only column of an answer that no name explains.
const LONE: [&str; 4] = ["count", "sum", "current_setting", "setting"];

/// Columns of `SHOW POOLS`; people leave some out, and the first two letters are PgBouncer's.
const OF_POOLS: [&str; 8] =
    ["cl_active", "cl_waiting", "sv_active", "sv_idle", "maxwait", "pool_mode", "database", "user"];

/// Whether the columns are those of `SHOW POOLS`, or some of them.
fn is_console(table: &Table<'_>) -> bool {
    let found: Vec<_> = OF_POOLS.iter().filter(|name| table.column(&[name]).is_some()).collect();
    found.len() > 1 && found.iter().any(|name| name.starts_with("cl_"))
}

/// Columns that sessions have, and hardly anything else with a state.
const OF_SESSIONS: [&str; 9] = [
    "pid",
    "query",
    "wait_event",
    "wait_event_type",
    "xact_start",
    "query_start",
    "state_change",
    "client_addr",
    "backend_start",
];

/// Whether rows with a state are sessions: psql shows one per row, of a process or of a user.
fn is_list_of_sessions(table: &Table<'_>, state: usize) -> bool {
    let has_column = |names: &[&str]| table.column(names).is_some();
    let is_state = |text: &str| text == "active" || text.starts_with("idle");
    has_column(&["pid"])
        || (has_column(&OF_SESSIONS) || has_column(&APPLICATIONS) || has_column(&ROLES) || table.columns.len() == 1)
            && table.rows().any(|row| row.get(state).is_some_and(|cell| is_state(&cell.text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fits_rows_to_header() {
        let line = Line { text: "a|b| 2 |  |[NULL]", at: 10, number: 1 };
        let cells: Vec<_> = line.text.split('|').map(|part| Cell::new(line, part)).collect();
        let mut table = Table::new(cells[..2].to_vec());
        table.push(cells[..1].to_vec());
        table.push(cells.clone());
        let rows: Vec<Vec<_>> = table.rows().map(|row| row.iter().map(|cell| cell.text.as_ref()).collect()).collect();
        assert_eq!(rows, [["a", ""], ["a", "b"]]);
        assert_eq!((table.column(&["b", "c"]), table.column(&["c"])), (Some(1), None));
        assert_eq!(Table::default().rows().count(), 0);
        assert_eq!(cells[2].span, 15..16);
        assert!(cells[3].is_null() && cells[4].is_null() && !cells[2].is_null());
    }
}
