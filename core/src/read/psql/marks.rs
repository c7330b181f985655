//! What one line is by itself: a header, a value, a footer, the beginning of a record.

use super::{
    scan::Bar,
    separated::SEPARATORS,
    settings,
    shape::Shape,
    table::{Cell, Table},
};
use crate::read::source::Line;

/// A line longer than this is no header.
pub(super) const LONGEST_HEADER: usize = 4096;

/// The columns that a line names, where it does nothing else and they are ones to read.
pub(super) fn header(line: Line<'_>) -> Option<(char, Vec<Cell<'_>>)> {
    let text = line.text.trim();
    if text.len() > LONGEST_HEADER || !text.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '?');
    let separator = text.chars().find(|c| !is_name(*c) && *c != ' ').unwrap_or('|');
    if !SEPARATORS.contains(&separator) || text.contains(|c: char| c != separator && c != ' ' && !is_name(c)) {
        return None;
    }
    let columns: Vec<_> = text.split(separator).map(|part| Cell::of(line, part)).collect();
    let is_column =
        |cell: &Cell<'_>| cell.text.starts_with(|c: char| c.is_alphabetic() || c == '?') && !cell.text.contains(' ');
    let table = Table::new(columns);
    let shape = Shape::of(&table).filter(|_| table.columns.iter().all(is_column));
    let telling = match shape? {
        Shape::Wide => table.columns.iter().all(|column| settings::find(&column.text).is_some()),
        _ => true,
    };
    telling.then_some((separator, table.columns))
}

/// Whether this may be a setting's value or a count, and no word of a text.
pub(super) fn is_value(text: &str) -> bool {
    let text = text.trim();
    text.starts_with(|c: char| c.is_ascii_digit() || c == '-')
        || matches!(text, "NaN" | "session" | "transaction" | "statement")
        || text.starts_with("PostgreSQL ")
}

/// `(3 rows)`, in any language.
pub(super) fn is_footer(text: &str) -> bool {
    let inside = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).filter(|inside| inside.len() < 40);
    let parts = inside.and_then(|inside| inside.split_once(' '));
    parts.is_some_and(|(count, word)| {
        !count.is_empty() && count.bytes().all(|byte| byte.is_ascii_digit()) && word.chars().all(char::is_alphabetic)
    })
}

/// `-[ RECORD 1 ]---`, or `* Record 1` where there is no border.
pub(super) fn record_header(text: &str) -> Option<Bar> {
    if text.starts_with("* ") && text.ends_with(|c: char| c.is_ascii_digit()) && text.len() < 40 {
        return Some(Bar::Blank);
    }
    is_record_rule(text).then_some(Bar::Vertical)
}

pub(super) fn is_record_rule(text: &str) -> bool {
    let text = text.trim_start_matches(['+', '┌', '├', '╔', '╠']);
    ["-[ ", "─[ ", "═[ "].iter().any(|begin| text.starts_with(begin)) && text.contains(" ]")
}
