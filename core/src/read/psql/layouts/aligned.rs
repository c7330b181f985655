//! psql's aligned tables: the line under the header says where the columns are.

use crate::read::psql::table::{Cell, MAX_COLUMNS};
use crate::read::source::Line;

/// The line under a header, such as `-----+------`, in any border and line style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::read::psql) struct Rule {
    /// Each column's dashes: first character and the one behind the last.
    columns: Vec<(usize, usize)>,
    pub(in crate::read::psql) border: Border,
    /// Whether the last column ends in a bar as well, as `DBeaver` draws it: `-----+------+`.
    is_closed: bool,
}

/// psql's `\pset border`. A table with one column looks the same without a border and with the usual one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::read::psql) enum Border {
    None,
    Inside,
    Around,
    /// Markdown's: `|---|:--:|`.
    Markdown,
}

/// A row's cells, and how it goes on.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::read::psql) struct Cut<'a> {
    pub(in crate::read::psql) cells: Vec<Cell<'a>>,
    /// The next line is more of this row.
    pub(in crate::read::psql) goes_on: bool,
    /// This line is more of the row above, as the old line style has it.
    pub(in crate::read::psql) is_more: bool,
}

impl Rule {
    pub(in crate::read::psql) fn parse(line: &str) -> Option<Self> {
        let text = line.trim();
        if let Some(columns) = markdown_columns(text) {
            return Some(Self { columns: vec![(0, 0); columns], border: Border::Markdown, is_closed: false });
        }
        // pgcli's `|-----+------|`.
        let is_closed = text.len() > 2 && text.starts_with("|-") && text.ends_with("-|");
        if !text.starts_with(is_line) && !is_closed {
            return None;
        }
        let mut columns: Vec<(usize, usize)> = Vec::new();
        let (mut blanks, mut joints, mut dashes) = (0_usize, 0_usize, 0_usize);
        let indent = line.chars().take_while(|c| c.is_whitespace()).count();
        let mut in_dashes = false;
        for (index, c) in text.chars().enumerate() {
            // reStructuredText underlines a header with equals signs.
            let is_dash = matches!(c, '-' | '─' | '━' | '═') || c == '=' && text.starts_with("+=");
            match c {
                _ if is_dash => dashes += 1,
                ' ' => blanks += 1,
                _ if is_line(c) || is_closed && c == '|' => joints += 1,
                _ => return None,
            }
            let at = indent + index;
            if is_dash && !in_dashes && columns.len() < MAX_COLUMNS {
                columns.push((at, at));
            }
            if let Some((_, behind)) = columns.last_mut().filter(|_| is_dash) {
                *behind = at + 1;
            }
            in_dashes = is_dash;
        }
        let border = match (text.starts_with(['-', '─', '━', '═']), blanks, joints) {
            (true, 0, _) => Border::Inside,
            (true, _, 0) => Border::None,
            (false, 0, _) => Border::Around,
            _ => return None,
        };
        let is_closed = border == Border::Inside && !in_dashes;
        (dashes >= 2).then_some(Self { columns, border, is_closed })
    }

    /// Whether another rule is one of the same table.
    pub(in crate::read::psql) fn has_columns_of(&self, other: &Self) -> bool {
        self.border == other.border && self.columns == other.columns
    }

    /// Whether there is more to this line than dashes, as there is in hardly any text that is no table.
    pub(in crate::read::psql) fn is_telling(&self) -> bool {
        self.columns.len() > 1 || self.border == Border::Around || self.is_closed
    }

    /// A header's or a row's cells.
    pub(in crate::read::psql) fn cut<'a>(&self, line: Line<'a>) -> Cut<'a> {
        if self.border == Border::Markdown {
            return self.cut_by_bars(line);
        }
        if self.columns.len() == 1 {
            let inside = self.inside(line.text);
            let (text, goes_on) = without_mark(inside);
            return Cut { cells: vec![Cell::new(line, text)], goes_on, is_more: false };
        }
        self.cut_by_place(line).unwrap_or_else(|| self.cut_by_bars(line))
    }

    fn inside<'a>(&self, text: &'a str) -> &'a str {
        let text = self.without_last_bar(text);
        match self.border {
            Border::Around | Border::Markdown => {
                let text = text.strip_suffix(is_vertical).unwrap_or(text).trim_start();
                text.strip_prefix(is_vertical).unwrap_or(text)
            }
            _ => text,
        }
    }

    fn without_last_bar<'a>(&self, text: &'a str) -> &'a str {
        let text = text.trim_end();
        if self.is_closed { text.strip_suffix(is_vertical).unwrap_or(text) } else { text }
    }

    /// Exact, as a cell may hold a bar, but only where the line keeps to its columns.
    fn cut_by_place<'a>(&self, line: Line<'a>) -> Option<Cut<'a>> {
        let text = self.without_last_bar(line.text);
        let mut cut = Cut { cells: Vec::with_capacity(self.columns.len()), goes_on: false, is_more: false };
        let mut columns = self.columns.iter().peekable();
        let mut start = None;
        for (index, (byte, c)) in text.char_indices().enumerate() {
            let Some(&&(first, behind)) = columns.peek() else { break };
            if index == first {
                start = Some(byte);
            }
            if index < behind {
                continue;
            }
            if self.border != Border::Around && cut.cells.len() + 1 == self.columns.len() {
                // The last column has no end.
                break;
            }
            let parts = match self.border {
                Border::None => c == ' ' || is_mark(c),
                _ => is_vertical(c) || c == ':' || c == ';' || (c == ' ' && cut.is_more),
            };
            if !parts {
                return None;
            }
            cut.is_more |= c == ':' || c == ';';
            let (cell, marked) = without_mark(text.get(start?..byte)?);
            cut.goes_on |= marked || (self.border == Border::None && is_mark(c));
            cut.cells.push(Cell::new(line, cell));
            start = None;
            columns.next();
        }
        if let Some(rest) = start.and_then(|start| text.get(start..)) {
            let (cell, marked) = without_mark(rest);
            cut.goes_on |= marked;
            cut.cells.push(Cell::new(line, cell));
        }
        Some(cut)
    }

    fn cut_by_bars<'a>(&self, line: Line<'a>) -> Cut<'a> {
        let mut cut = Cut { cells: Vec::with_capacity(self.columns.len()), goes_on: false, is_more: false };
        for part in split_at_bars(self.inside(line.text)).take(self.columns.len()) {
            let (cell, marked) = without_mark(part);
            cut.goes_on |= marked;
            cut.cells.push(Cell::new(line, cell));
        }
        cut
    }
}

/// The parts of a line between its bars. Markdown escapes a bar that belongs to the text.
fn split_at_bars(text: &str) -> impl Iterator<Item = &str> {
    let mut after_escape = false;
    text.split(move |c: char| {
        let is_bar = is_vertical(c) && !after_escape;
        after_escape = c == '\\';
        is_bar
    })
}

/// The number of columns of a line such as `| --- | :---: |`.
fn markdown_columns(text: &str) -> Option<usize> {
    if !text.contains('|') || !text.contains('-') || text.contains(|c: char| !"-:| ".contains(c)) {
        return None;
    }
    let cells = || text.trim_matches('|').split('|').map(str::trim);
    let is_rule = |cell: &str| {
        let dashes = cell.trim_matches(':');
        !dashes.is_empty() && dashes.bytes().all(|byte| byte == b'-')
    };
    let has_outer_bars = text.starts_with('|') && text.ends_with('|');
    let is_long = has_outer_bars || text.contains("--");
    (cells().all(is_rule) && is_long && (cells().count() > 1 || has_outer_bars && text.contains("--")))
        .then(|| cells().count().min(MAX_COLUMNS))
}

/// A cell's text without the mark that says it goes on in the next line.
fn without_mark(text: &str) -> (&str, bool) {
    text.strip_suffix(is_mark).map_or((text, false), |rest| (rest, true))
}

fn is_mark(c: char) -> bool {
    matches!(c, '+' | '↵')
}

pub(in crate::read::psql) fn is_vertical(c: char) -> bool {
    matches!(c, '|' | '│' | '┃' | '║')
}

fn is_line(c: char) -> bool {
    matches!(c, '-' | '+' | '\u{2500}'..='\u{257f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rule: &str, line: &str, cells: &[&str], goes_on: bool) {
        let rule = Rule::parse(rule).expect("a rule");
        let cut = rule.cut(Line { text: line, at: 100, number: 1 });
        assert_eq!(cut.cells.iter().map(|cell| cell.text.as_ref()).collect::<Vec<_>>(), cells, "{line}");
        assert_eq!(cut.goes_on, goes_on, "{line}");
        for cell in &cut.cells {
            assert_eq!(&line[cell.span.start - 100..cell.span.end - 100], cell.text, "{line}");
        }
    }

    #[test]
    fn cuts_rows_at_columns_of_rule() {
        let rule = "-----+-------------+----------------+-------";
        check(rule, "  12 | SELECT 1   +| client backend | idle", &["12", "SELECT 1", "client backend", "idle"], true);
        check(rule, "     |  FROM x | y |                | ", &["", "FROM x | y", ""], false);
        let rule = "--- ----------- -------------- -----";
        check(rule, " 12 SELECT 1   +client backend idle", &["12", "SELECT 1", "client backend", "idle"], true);
        let rule = "+-----+-------------+----------------+-------+";
        check(
            rule,
            "|  12 | SELECT 1   +| client backend | idle  |",
            &["12", "SELECT 1", "client backend", "idle"],
            true,
        );
        check(rule, "|     |  FROM x | y |                |       |", &["", "FROM x | y", "", ""], false);
        let rule = "─────┼─────────────┼────────────────┼───────";
        check(rule, "  12 │ SELECT 1   ↵│ client backend │ idle", &["12", "SELECT 1", "client backend", "idle"], true);
        check("┌─────────────────┐", "│ 100             │", &["100"], false);
        check("---------------", "100", &["100"], false);
        check("-----------------", " {    +", &["{"], true);
    }

    #[test]
    fn cuts_misaligned_rows_at_bars() {
        let rule = "--------------------------------+---------+------";
        check(
            rule,
            " idle_in_transaction_session_timeout | 0  | ms",
            &["idle_in_transaction_session_timeout", "0", "ms"],
            false,
        );
        check("─────┼──────", " 漢字漢字 │ 5", &["漢字漢字", "5"], false);
        check("+-----+----+", "| longer than that | 5  |", &["longer than that", "5"], false);
        check("|---+---|", "| shop | 20 |", &["shop", "20"], false);
        check("|---|---|", "| shop | 20 |", &["shop", "20"], false);
        check("---|---", "shop | 20", &["shop", "20"], false);
        check("-----+------+", "   61|idle  |", &["61", "idle"], false);
        check("-----+", "100  |", &["100"], false);
    }

    #[test]
    fn parses_only_rules() {
        for text in ["", "-", "max", "- item", "| a | b |", "--flag", "+", "++", "|", "-- --+--"] {
            assert_eq!(Rule::parse(text), None, "{text}");
        }
        for text in ["|---|---|", "| --- | :---: |", "---|---"] {
            assert_eq!(Rule::parse(text).map(|rule| rule.border), Some(Border::Markdown), "{text}");
        }
        assert!(Rule::parse("---").is_some_and(|rule| !rule.is_telling()));
        assert!(Rule::parse("---+---").is_some_and(|rule| rule.is_telling()));
    }
}
