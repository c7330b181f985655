//! Counts of sessions without a header: `active|3` of psql's `-At`, and `19 idle in transaction` of `uniq -c`.

use super::{layouts::aligned::is_vertical, sink::Sink, table::Cell, tables::session_state};
use crate::read::source::Line;

/// A row that counts the sessions in one state.
pub(super) struct Row<'a> {
    /// The owner of the sessions: a database, a role or an application.
    of: Option<Cell<'a>>,
    state: Cell<'a>,
    count: Cell<'a>,
    /// Whether bars part the cells, as psql's do.
    has_bars: bool,
}

/// The states that a row may be about; other programs have an `active` as well.
const STATES: [&str; 4] = ["active", "idle", "idle in transaction", "idle in transaction (aborted)"];

/// No such row is longer.
const MAX_BYTES: usize = 200;

impl<'a> Row<'a> {
    pub(super) fn parse(line: Line<'a>) -> Option<Self> {
        let text = line.text.trim();
        if text.len() > MAX_BYTES || !(text.contains("active") || text.contains("idle")) {
            return None;
        }
        // What `uniq -c` counts stands behind the number.
        let counted = text.split_once(' ').filter(|(count, _)| is_count(count));
        let separator = |c: char| is_vertical(c) || matches!(c, '\t' | ',' | ';');
        let mut parts: Vec<&str> = counted.map_or(text, |(_, rest)| rest).split(separator).map(str::trim).collect();
        let count = match counted {
            Some((count, _)) => count,
            None => parts.pop().filter(|count| is_count(count))?,
        };
        let (of, state) = match parts[..] {
            [state] => (None, state),
            [of, state] => (Some(of), state),
            _ => return None,
        };
        STATES.contains(&state).then(|| Self {
            of: of.map(|of| Cell::new(line, of)),
            state: Cell::new(line, state),
            count: Cell::new(line, count),
            has_bars: counted.is_none() && text.contains(is_vertical),
        })
    }

    /// Whether the row is surely about PostgreSQL's sessions.
    pub(super) fn is_in_transaction(&self) -> bool {
        self.state.text.starts_with("idle in transaction")
    }
}

fn is_count(text: &str) -> bool {
    !text.is_empty() && text.len() <= 7 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Rows that follow each other.
#[derive(Default)]
pub(super) struct Rows<'a>(Vec<Row<'a>>);

/// More rows are no list of states.
const MAX_ROWS: usize = 500;

impl<'a> Rows<'a> {
    /// Keeps the row of a line; false if there is none.
    pub(super) fn take(&mut self, line: Line<'a>) -> bool {
        let row = Row::parse(line);
        let is_row = row.is_some();
        self.0.extend(row.filter(|_| self.0.len() < MAX_ROWS));
        is_row
    }

    /// Adds the rows to the reading where one of them, or the query above, shows that they are about sessions.
    pub(super) fn finish(&mut self, sink: &mut Sink<'_, '_>, is_about_sessions: bool) {
        let rows = std::mem::take(&mut self.0);
        let has = |state: &str| rows.iter().any(|row| row.has_bars && row.state.text == state);
        if is_about_sessions || rows.iter().any(Row::is_in_transaction) || has("active") && has("idle") {
            for row in &rows {
                let of = row.of.as_ref().map(|of| if of.is_null() { "(none)" } else { of.text.as_ref() });
                sink.add_measurement(session_state(&row.state.text), of, &row.count);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Option<(Option<&str>, &str, &str)>) {
        let row = Row::parse(Line { text: line, at: 0, number: 1 });
        let found = row.as_ref().map(|row| (row.of.as_ref().map(|of| &*of.text), &*row.state.text, &*row.count.text));
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn parses_only_rows_of_states() {
        check("active|3", Some((None, "active", "3")));
        check(" shop | idle in transaction |    22", Some((Some("shop"), "idle in transaction", "22")));
        check("idle in transaction,22", Some((None, "idle in transaction", "22")));
        check("     19 idle in transaction (aborted)", Some((None, "idle in transaction (aborted)", "19")));
        check("      4 shop|active", Some((Some("shop"), "active", "4")));
        for line in ["inactive|3", "active|x", "3|active", "active", "19 active users", "a|b|active|3", "active: 3", ""]
        {
            check(line, None);
        }
    }
}
