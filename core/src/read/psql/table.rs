//! A result as a table: what every format that psql knows comes down to.

use crate::read::source::Line;
use std::{borrow::Cow, ops::Range};

/// The most columns that are looked at: `pg_stat_activity` has 22.
pub(super) const MOST_COLUMNS: usize = 100;

/// One value and where it stands, without blanks and quotes around it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cell<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) span: Range<usize>,
}

impl<'a> Cell<'a> {
    /// A part of a line, without the blanks around it.
    pub(super) fn of(line: Line<'a>, part: &'a str) -> Self {
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

    /// Where the first of the columns `names` is.
    pub(super) fn column(&self, names: &[&str]) -> Option<usize> {
        self.columns.iter().position(|column| names.contains(&column.text.as_ref()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_as_wide_as_their_header() {
        let line = Line { text: "a|b| 2 |  |[NULL]", at: 10, number: 1 };
        let cells: Vec<_> = line.text.split('|').map(|part| Cell::of(line, part)).collect();
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
