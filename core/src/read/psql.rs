//! Reads output of psql: settings, sessions, `PgBouncer`'s console, and the result of `poolwise query`.
//!
//! Each layout is parsed into a table, and a table is read by its columns. Lines of `postgresql.conf` are read here too.

mod columns;
mod detect;
mod headerless;
mod json;
mod layouts;
mod query;
mod scan;
mod settings;
mod sink;
mod table;
mod tables;
#[cfg(test)]
mod tests;

pub(super) use detect::{detect, is_lone_header};
pub(super) use settings::SERVER_FILE;
pub(super) use tables::session_state;

/// The byte behind the result in HTML that begins in a line.
pub(super) fn html_end(source: &Source<'_>, line: &Line<'_>) -> Option<usize> {
    let at = line.at + line.text.find(layouts::html::BEGIN)?;
    layouts::html::parse(source.text, at).map(|(_, behind)| behind)
}

/// Where the results in HTML of a text stand.
pub(super) fn html_tables(text: &str) -> Vec<Range<usize>> {
    let tables = text.match_indices(layouts::html::BEGIN).map(|(at, _)| at);
    tables.filter_map(|at| layouts::html::parse(text, at).map(|(_, behind)| at..behind)).collect()
}

use super::{
    reader::Reader,
    source::{Line, Source},
};
use std::ops::Range;

/// Takes a timeout of the server as an argument gives it: `statement_timeout=30s`.
pub(super) fn take_timeout(reader: &mut Reader<'_>, line: &Line<'_>, argument: &str) {
    let found = settings::assignment(argument);
    let is_timeout = |meaning| matches!(meaning, settings::SettingMeaning::Timeout(_));
    if let Some((setting, value)) = found.filter(|(setting, _)| is_timeout(setting.meaning)) {
        sink::Sink::new(reader).add_setting(setting, &table::Cell::new(*line, value), "ms");
    }
}

/// Takes a timeout of the server whose name and value stand apart.
pub(super) fn take_named_timeout(reader: &mut Reader<'_>, line: &Line<'_>, name: &str, value: &str) {
    let is_timeout = |meaning| matches!(meaning, settings::SettingMeaning::Timeout(_));
    if let Some(setting) = settings::find(name).filter(|setting| is_timeout(setting.meaning)) {
        sink::Sink::new(reader).add_setting(setting, &table::Cell::new(*line, value), "ms");
    }
}

/// A query that returns everything Poolwise reads from a server, as one JSON value.
///
/// It runs on PostgreSQL 12 to 18, for any role, and returns no query texts and no addresses. [`read`](super::read())
/// parses the result in each format that psql prints.
///
/// ```
/// use poolwise::read::{TextKind, QUERY, read};
///
/// assert!(QUERY.contains("poolwise_query"));
/// let answer = r#"{"poolwise_query" : 1, "settings" : {"max_connections" : 100}, "connections_total" : 12}"#;
/// let reading = read(answer, Some(TextKind::Psql));
/// assert_eq!(reading.settings[0].field, "database.max_connections");
/// assert_eq!((reading.measurements[0].quantity.name(), reading.measurements[0].value.as_u64()), ("connections_total", Some(12)));
/// ```
pub const QUERY: &str = include_str!("psql/query.sql");

pub(super) fn read(reader: &mut Reader<'_>, range: Range<usize>) {
    let source = reader.source;
    let mut scan = scan::Scan::new(sink::Sink::new(reader));
    let mut go_on = range.start;
    for line in source.lines(range.clone()) {
        if line.at >= go_on {
            go_on = scan.line(line, range.end.min(source.text.len()));
        }
    }
    scan.close();
}
