//! Rows with a character between the cells: psql's unaligned format, CSV, and what programs with windows copy.

use crate::read::psql::table::{Cell, MAX_COLUMNS};
use crate::read::source::Line;
use std::borrow::Cow;

/// What may stand between two cells. Only the last two go with quotes, as CSV.
pub(in crate::read::psql) const SEPARATORS: [char; 4] = ['|', '\t', ',', ';'];

/// A line's cells, and whether a quote is left open at its end.
pub(in crate::read::psql) fn split(line: Line<'_>, separator: char) -> (Vec<Cell<'_>>, bool) {
    // pgAdmin copies with quotes between tabs.
    let is_quoted = separator == '\t' && line.text.starts_with('"');
    let has_quotes = is_quoted || matches!(separator, ',' | ';') && line.text.contains('"');
    if has_quotes {
        return cells_of(line, line.text, separator);
    }
    let cells = line.text.split(separator).take(MAX_COLUMNS).map(|part| Cell::new(line, part)).collect();
    (cells, false)
}

/// The cells behind a quote that was open before this line, unless it stays open to its end.
pub(in crate::read::psql) fn resume(line: Line<'_>, separator: char) -> Option<(Vec<Cell<'_>>, bool)> {
    let behind = line.text.get(closing_quote(line.text)? + 1..)?;
    Some(behind.split_once(separator).map_or((Vec::new(), false), |(_, rest)| cells_of(line, rest, separator)))
}

fn cells_of<'a>(line: Line<'a>, mut rest: &'a str, separator: char) -> (Vec<Cell<'a>>, bool) {
    let mut cells = Vec::new();
    while cells.len() < MAX_COLUMNS {
        let behind = if let Some(quoted) = rest.strip_prefix('"') {
            let Some(end) = closing_quote(quoted) else {
                cells.push(unquoted(line, quoted));
                return (cells, true);
            };
            cells.push(unquoted(line, quoted.get(..end).unwrap_or_default()));
            quoted.get(end + 1..).unwrap_or_default().split_once(separator)
        } else {
            let parts = rest.split_once(separator);
            cells.push(Cell::new(line, parts.map_or(rest, |(cell, _)| cell)));
            parts
        };
        match behind {
            Some((_, behind)) => rest = behind,
            None => break,
        }
    }
    (cells, false)
}

fn closing_quote(text: &str) -> Option<usize> {
    let mut quotes = text.match_indices('"').map(|(at, _)| at).peekable();
    while let Some(at) = quotes.next() {
        if quotes.peek() != Some(&(at + 1)) {
            return Some(at);
        }
        quotes.next();
    }
    None
}

fn unquoted<'a>(line: Line<'a>, text: &'a str) -> Cell<'a> {
    let mut cell = Cell::new(line, text);
    if text.contains("\"\"") {
        cell.text = Cow::Owned(cell.text.replace("\"\"", "\""));
    }
    cell
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, separator: char, cells: &[&str], open: bool) {
        let (found, is_open) = split(Line { text: line, at: 0, number: 1 }, separator);
        assert_eq!(found.iter().map(|cell| cell.text.as_ref()).collect::<Vec<_>>(), cells, "{line}");
        assert_eq!(is_open, open, "{line}");
    }

    #[test]
    fn splits_and_unquotes_cells() {
        check("max_connections|100|", '|', &["max_connections", "100", ""], false);
        check("12,\"SELECT 1, \"\"x\"\"\",idle", ',', &["12", "SELECT 1, \"x\"", "idle"], false);
        check("12,\"SELECT 1", ',', &["12", "SELECT 1"], true);
        check("\"\",5", ',', &["", "5"], false);
        let resumed = |text| resume(Line { text, at: 0, number: 1 }, ',').map(|(cells, open)| (cells.len(), open));
        assert_eq!(resumed(" FROM x"), None);
        assert_eq!(resumed(" FROM \"\"x\"\"\",client backend,\"idle"), Some((2, true)));
        assert_eq!(resumed("\""), Some((0, false)));
        check("\"a\"b,5", ',', &["a", "5"], false);
        check("\"", ',', &[""], true);
        check("a|\"b", '|', &["a", "\"b"], false);
        check("", ',', &[""], false);
        assert_eq!(split(Line { text: &"|".repeat(9999), at: 0, number: 1 }, '|').0.len(), MAX_COLUMNS);
    }
}
