//! Classifies one line: whether psql printed it, and whether it is a header, a value, a footer or the start of a record.

use super::{
    columns, headerless,
    json::rows,
    layouts::{
        Bar,
        aligned::{Rule, is_vertical},
        unaligned::{self, SEPARATORS},
    },
    query, settings,
    table::{Cell, Table, TableKind},
};
use crate::read::{detect::Confidence, source::Line};

/// As much of a line as is looked at, besides its end.
const HEAD: usize = 4096;

pub(in crate::read) fn detect(line: &str) -> Confidence {
    let line = line.trim_end();
    let text = line.trim_start();
    let Some(first) = text.chars().next() else { return Confidence::No };
    let head = text.get(..text.char_indices().nth(HEAD).map_or(text.len(), |(at, _)| at)).unwrap_or(text);
    let indented = text.len() < line.len();
    match first {
        '(' => Confidence::new(is_footer(text), false),
        '{' | '[' if query::strip_prompt(line).is_none() => Confidence::new(is_telling_json(head), true),
        '}' | ']' => Confidence::Maybe,
        '"' => {
            let has_columns =
                || header(Line { text: head, at: 0, number: 1 }).is_some_and(|(_, columns)| columns.len() > 1);
            Confidence::new(is_telling_json(head) || has_columns(), head.contains("\":"))
        }
        '-' | '+' | '\u{2500}'..='\u{257f}' => looks_drawn(text, head),
        '|' => Confidence::new(head.contains(rows::ANSWER_KEY), head.ends_with('|')),
        '*' => Confidence::new(false, text.starts_with("* Record ")),
        _ => looks_written(line, head, indented),
    }
}

fn looks_drawn(text: &str, head: &str) -> Confidence {
    if is_record_rule(head) {
        return Confidence::Certain;
    }
    if text.starts_with(is_vertical) {
        return Confidence::new(head.contains(rows::ANSWER_KEY), true);
    }
    Rule::parse(text).map_or(Confidence::No, |rule| Confidence::new(rule.is_telling(), true))
}

fn looks_written(line: &str, head: &str, indented: bool) -> Confidence {
    // A shell pipes with the same sign.
    let is_shell = head.split(' ').next().is_some_and(is_prompt);
    let bar = head.find(is_vertical).filter(|_| !is_shell);
    // A query in a program's text is indented, or stands in quotes.
    // The sign of a diff or of a list leaves blanks, fewer than code is indented.
    let is_assignment =
        !line.starts_with("    ") && settings::assignment(settings::without_place(line.trim_start())).is_some();
    let is_sql = !indented && (query::is_about_server(head) || settings::is_alter_system(line)) || is_assignment;
    let is_console = query::strip_prompt(line).is_some() || (head.starts_with("Time: ") && head.contains(" ms"));
    let is_sure = is_sql
        || is_console
        || is_setting(head, indented)
        || header(Line { text: head, at: 0, number: 1 }).is_some_and(|(_, columns)| columns.len() > 1)
        || head.contains(rows::ANSWER_KEY);
    let word = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    let is_lone = head.chars().all(word) && (indented || settings::find(head).is_some());
    let row = headerless::Row::parse(Line { text: line, at: 0, number: 1 });
    let is_transaction = row.as_ref().is_some_and(headerless::Row::is_in_transaction);
    Confidence::new(is_sure || is_transaction, bar.is_some_and(|bar| bar > 0) || is_lone || row.is_some())
}

/// Whether a word is a shell's prompt: `$`, `root@web1:/app#`.
fn is_prompt(word: &str) -> bool {
    ["$", "#", "%"].contains(&word) || word.contains('@') && word.ends_with(['#', '$', '%'])
}

/// Whether a line is the header of a table with one column: a name, above dashes that are wider than it.
pub(in crate::read) fn is_lone_header<'a>(line: &str, next: impl FnOnce() -> &'a str) -> bool {
    let name = line.trim();
    let is_name = |byte: u8| byte.is_ascii_lowercase() || byte == b'_' || byte == b'?';
    let may_be =
        !name.is_empty() && name.bytes().all(is_name) && (line.starts_with(' ') || settings::find(name).is_some());
    let is_rule = |rule: &str| rule.len() >= name.len() + 2 && rule.bytes().all(|byte| byte == b'-');
    may_be && is_rule(next().trim_end())
}

/// Columns of `pg_stat_activity` with a time. Behind a name and a bar, a time looks like a container's log.
const TIMES: [&str; 4] = ["backend_start", "xact_start", "query_start", "state_change"];

/// `max_connections|100`, with any separator.
fn is_setting(head: &str, indented: bool) -> bool {
    let Some(end) = head.find(|c: char| !(c.is_ascii_lowercase() || c == '_')) else { return false };
    let (Some(name), Some(rest)) = (head.get(..end), head.get(end..)) else { return false };
    let value = rest.trim_start_matches(' ');
    let is_exact = rest.starts_with(['\t', ',']) && !indented;
    let value = value.strip_prefix(is_vertical).or(value.get(1..).filter(|_| is_exact));
    value.is_some_and(|value| !value.starts_with(' ') || !is_exact)
        && (settings::find(name).is_some() || TIMES.contains(&name))
}

/// The answer of `poolwise query`, or rows about settings.
fn is_telling_json(head: &str) -> bool {
    let head = head.trim_start_matches(['{', '[', ' ', '"', '\\']);
    let key = |name: &str| head.strip_prefix(name).is_some_and(|rest| rest.starts_with(['"', '\\']));
    head.starts_with(rows::ANSWER_KEY)
        || head.contains("poolwise_query\"")
        || key("setting")
        || (key("name") && head.contains("\"setting\""))
        || (head.starts_with("max_connections\"") && head.contains('}'))
}

/// A line longer than this is no header.
pub(super) const LONGEST_HEADER: usize = 4096;

/// The columns that a line names, where it does nothing else and they are ones to read.
pub(super) fn header(line: Line<'_>) -> Option<(char, Vec<Cell<'_>>)> {
    let text = line.text.trim();
    if text.len() > LONGEST_HEADER {
        return None;
    }
    let separator = if text.contains("\"\t\"") { '\t' } else { ',' };
    if text.starts_with('"') && text.ends_with('"') && (separator == '\t' || text.contains("\",\"")) {
        let columns = unaligned::split(line, separator).0;
        let is_name = |cell: &Cell<'_>| cell.text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        let is_header = columns.iter().all(is_name) && TableKind::detect(&Table::new(columns.clone())).is_some();
        return is_header.then_some((separator, columns));
    }
    if !text.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    // DBeaver ends each line with the bar as well.
    let text = text.strip_suffix('|').map_or(text, str::trim_end);
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '?');
    let separator = text.chars().find(|c| !is_name(*c) && *c != ' ').unwrap_or('|');
    if !SEPARATORS.contains(&separator) || text.contains(|c: char| c != separator && c != ' ' && !is_name(c)) {
        return None;
    }
    let columns: Vec<_> = text.split(separator).map(|part| Cell::new(line, part)).collect();
    let is_column =
        |cell: &Cell<'_>| cell.text.starts_with(|c: char| c.is_alphabetic() || c == '?') && !cell.text.contains(' ');
    let table = Table::new(columns);
    let shape = TableKind::detect(&table).filter(|_| table.columns.iter().all(is_column));
    let telling = match shape? {
        // Documents draw their tables.
        TableKind::Variables => false,
        TableKind::Wide => table.columns.iter().all(|column| columns::meaning(&table, &column.text).is_some()),
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
