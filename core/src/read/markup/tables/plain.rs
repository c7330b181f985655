//! Rows below a header that names a column of names and one of values: Jira, CSV, reStructuredText, and columns with
//! blanks between them.

use super::{Row, is_name, place};

/// What heads a column of names, and one of values. CSV with `name` and `key` is read with psql's.
const NAMES: [&str; 8] = ["variable", "setting", "parameter", "option", "env", "env var", "key", "name"];
const VALUES: [&str; 4] = ["value", "current", "current value", "setting"];

/// What stands between the cells of a table.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `|name|value|`, below `||Variable||Value||`.
    Jira,
    /// `name,value`.
    Csv,
    /// `name   value`.
    Blanks,
}

/// The rows of two columns; None of a text without a header, as most are.
pub(super) fn rows(text: &str) -> Vec<Row> {
    let mut rows = list_rows(text);
    let mut form = None;
    for line in text.lines().filter(|line| line.len() <= MAX_LINE_BYTES) {
        let trimmed = line.trim();
        let is_rule = !trimmed.is_empty() && trimmed.bytes().all(|byte| matches!(byte, b'=' | b'-' | b' '));
        if let Some(header) = header(trimmed) {
            form = Some(header);
        } else if trimmed.is_empty() {
            form = None;
        } else if let Some(form) = form.filter(|_| !is_rule)
            && let Some((name, value)) = cells(trimmed, form)
        {
            rows.push(Row { whole: place(text, line), name: place(text, name), value: place(text, value) });
        }
    }
    rows
}

/// No row is longer.
const MAX_LINE_BYTES: usize = 400;

/// The form of the table that a line is the header of.
fn header(line: &str) -> Option<Form> {
    let begins = |name: &str| begins_with(line.trim_start_matches('|'), name);
    if line.len() > MAX_HEADER_BYTES || !NAMES.iter().any(|name| begins(name)) {
        return None;
    }
    let form = if line.starts_with("||") {
        Form::Jira
    } else if line.contains(',') {
        Form::Csv
    } else {
        Form::Blanks
    };
    let separator = match form {
        Form::Jira => "||",
        Form::Csv => ",",
        Form::Blanks => " ",
    };
    let mut columns = line.trim_matches('|').split(separator).map(str::trim).filter(|column| !column.is_empty());
    let is_one_of = |column: Option<&str>, names: &[&str]| {
        column.is_some_and(|column| names.iter().any(|name| name.eq_ignore_ascii_case(column)))
    };
    let names = if form == Form::Csv { &NAMES[..6] } else { &NAMES[..] };
    let is_header =
        is_one_of(columns.next(), names) && is_one_of(columns.next(), &VALUES[..if form == Form::Csv { 3 } else { 4 }]);
    (is_header && (form != Form::Blanks || columns.next().is_none())).then_some(form)
}

/// No header of two columns is longer.
const MAX_HEADER_BYTES: usize = 80;

/// Whether a text begins with a word, in any case.
fn begins_with(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word))
}

/// The name and the value of a row.
fn cells(line: &str, form: Form) -> Option<(&str, &str)> {
    let (name, rest) = match form {
        Form::Jira => line.strip_prefix('|')?.split_once('|')?,
        Form::Csv => line.split_once(',')?,
        Form::Blanks => line.split_once([' ', '\t'])?,
    };
    let value = match form {
        Form::Jira => rest.split('|').next(),
        Form::Csv => rest.split(',').next(),
        Form::Blanks => Some(rest),
    };
    let value = value?.trim().trim_matches('"');
    let is_row = is_name(name.trim()) && name.contains(['_', '.']) && !value.is_empty();
    is_row.then(|| (name.trim(), value))
}

/// Rows of `list-table`, whose cells are items of lists: `* - NAME`, and below it `- VALUE`.
fn list_rows(text: &str) -> Vec<Row> {
    if !text.contains("list-table::") {
        return Vec::new();
    }
    let mut rows: Vec<Row> = Vec::new();
    let mut name: Option<&str> = None;
    for line in text.lines() {
        let trimmed = line.trim();
        if let Some(cell) = trimmed.strip_prefix("* - ") {
            let start = place(text, line).start;
            // What begins this row has room for the line end that the row above has moved.
            let bullet = start..place(text, cell).start;
            if let Some(last) = rows.last_mut().filter(|last| last.whole.end + 1 == start) {
                last.whole.end = bullet.end;
            }
            name = Some(cell).filter(|cell| is_name(cell));
        } else if let Some((name, value)) = name.take().zip(trimmed.strip_prefix("- ")) {
            let start = rows.last().map_or(0, |last| last.whole.end);
            let name = place(text, name);
            let line_start = text[..name.start].rfind('\n').map_or(0, |at| at + 1);
            rows.push(Row { whole: start.max(line_start)..place(text, line).end, name, value: place(text, value) });
        }
    }
    rows
}
