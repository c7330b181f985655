//! The layouts in which psql and other programs print a result: aligned, unaligned and expanded.

pub(super) mod aligned;
pub(super) mod html;
pub(super) mod unaligned;

use super::table::{Cell, MAX_COLUMNS, Table};
use crate::read::source::Line;
use aligned::{Rule, is_vertical};

/// Columns that start a record in a format that draws nothing between records.
pub(super) const RECORD_COLUMNS: [&str; 10] =
    ["name", "setting", "unit", "state", "count", "datname", "usename", "application_name", "pid", "datid"];

/// A table that may get more rows.
pub(super) struct OpenTable<'a> {
    pub(super) layout: Layout,
    pub(super) table: Table<'a>,
    /// True if the last row continues in the next line.
    pub(super) goes_on: bool,
    /// The cells of an unfinished row.
    row: Vec<Cell<'a>>,
    /// The columns of an unfinished record, each with its value.
    pub(super) record: Vec<(Cell<'a>, Cell<'a>)>,
}

/// How a result is laid out.
#[derive(Clone, PartialEq)]
pub(super) enum Layout {
    Aligned(Rule),
    Unaligned(char),
    /// One column per line, one record after another: psql's `\x`.
    Expanded(Bar),
}

/// The separator between a record's column and its value.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Bar {
    Vertical,
    Blank,
    Separator(char),
}

impl<'a> OpenTable<'a> {
    pub(super) fn new(layout: Layout, columns: Vec<Cell<'a>>) -> Self {
        Self { layout, table: Table::new(columns), goes_on: false, row: Vec::new(), record: Vec::new() }
    }

    /// Adds cells to the row, and the row to the table unless it continues.
    pub(super) fn add(&mut self, cells: Vec<Cell<'a>>, goes_on: bool) {
        let space = MAX_COLUMNS.saturating_sub(self.row.len());
        self.row.extend(cells.into_iter().take(space));
        self.goes_on = goes_on;
        if !goes_on {
            self.table.push(std::mem::take(&mut self.row));
        }
    }
}

impl Bar {
    /// The column and the value of a line in an expanded record.
    pub(super) fn split(self, line: Line<'_>) -> Option<(Cell<'_>, Cell<'_>)> {
        let text = line.text.trim_end();
        let parts = match self {
            Bar::Vertical => {
                let inside = text.trim_start();
                let inside = inside.strip_prefix(is_vertical).unwrap_or(inside);
                // A value may end in a bar; only a line that begins with one has one drawn at its end.
                let drawn = inside.len() < text.trim_start().len();
                let inside = if drawn { inside.strip_suffix(is_vertical).unwrap_or(inside) } else { text };
                inside.split_once(is_vertical)
            }
            Bar::Blank => Some(text.split_once(' ').unwrap_or((text, text.get(text.len()..).unwrap_or_default()))),
            Bar::Separator(separator) => text.split_once(separator),
        };
        let (key, value) = parts?;
        Some(match self {
            Bar::Separator(separator) if separator != '|' && value.starts_with('"') => {
                (Cell::new(line, key), unaligned::split(line, separator).0.into_iter().nth(1).unwrap_or_default())
            }
            Bar::Separator(_) => (Cell::new(line, key), Cell::new(line, value)),
            _ => (Cell::new(line, key), Cell::new(line, value.trim_end().trim_end_matches(['+', '↵']))),
        })
    }
}
