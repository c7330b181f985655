//! Results in HTML, as psql's `-H` and programs with windows write them: a row of names, and rows of values.

use crate::read::{
    markup,
    psql::table::{Cell, MAX_COLUMNS, Table, TableKind},
};
use std::borrow::Cow;

/// What such a table begins with.
pub(in crate::read::psql) const BEGIN: &str = "<table";

const END: &str = "</table>";

/// The table that begins at the byte `start`, and the byte behind it; None for one that no query returns.
pub(in crate::read::psql) fn parse(text: &str, start: usize) -> Option<(Table<'_>, usize)> {
    let inside = start + BEGIN.len();
    // A page has tables in tables; where another one begins, the search ends.
    let tags = text.get(inside..)?.match_indices('<').map(|(at, _)| inside + at);
    let next = tags.map(|at| (at, &text[at..])).find(|(_, tag)| tag.starts_with(END) || tag.starts_with(BEGIN));
    let (next, _) = next.filter(|(_, tag)| tag.starts_with(END))?;
    let mut rows = text[inside..next].split("<tr").skip(1).map(|row| cells(text, row));
    let mut table = Table::new(rows.next()?);
    rows.filter(|row| !row.is_empty()).for_each(|row| table.push(row));
    let is_result = !matches!(
        TableKind::detect(&table),
        None | Some(TableKind::Settings { .. } | TableKind::Variables | TableKind::Queries)
    );
    (is_result && table.rows().next().is_some()).then_some((table, next + END.len()))
}

fn cells<'a>(text: &'a str, row: &'a str) -> Vec<Cell<'a>> {
    let starts = row.match_indices("<t").map(|(at, _)| &row[at..]);
    let starts = starts.filter(|cell| cell.starts_with("<td") || cell.starts_with("<th"));
    let cell = |cell: &'a str| {
        let start = cell.as_ptr() as usize - text.as_ptr() as usize;
        Cell { text: Cow::Borrowed(cell), span: start..start + cell.len() }
    };
    starts.take(MAX_COLUMNS).filter_map(markup::html_cell).map(cell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&[&[&str]]>) {
        let table = text.find(BEGIN).and_then(|at| parse(text, at));
        let texts = |cells: &[Cell<'_>]| cells.iter().map(|cell| cell.text.to_string()).collect::<Vec<_>>();
        let found = table.map(|(table, _)| {
            std::iter::once(texts(&table.columns)).chain(table.rows().map(texts)).collect::<Vec<_>>()
        });
        let expected = expected.map(|rows| rows.iter().map(|row| row.to_vec()).collect::<Vec<_>>());
        assert_eq!(
            found,
            expected.map(|rows| rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()),
            "{text}"
        );
    }

    #[test]
    fn reads_results() {
        check(
            "<table border=\"1\">\n  <tr>\n    <th>state</th>\n    <th>count</th>\n  </tr>\n  <tr>\n    <td align=\"left\"><b>idle</b></td>\n    <td>61</td>\n  </tr>\n</table>\n",
            Some(&[&["state", "count"], &["idle", "61"]]),
        );
        check("<table><tr><td>max_connections<td>used</tr></table>", None);
        check("<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>", None);
        check("<table><table></table>", None);
        check("<table><tr><th>count</th></tr>", None);
    }
}
