//! Rows of HTML, in one line or in several.

use super::{Row, is_name, place};
use crate::read::psql;

/// The rows of two cells.
pub(super) fn rows(text: &str) -> Vec<Row> {
    // A row that lost its own tags stands in one line.
    let begins = if text.contains("<tr") { "<tr" } else { "\n" };
    let starts = std::iter::once(0).chain(text.match_indices(begins).map(|(at, _)| at));
    let ends = text.match_indices(begins).map(|(at, _)| at).chain([text.len()]);
    // The rows of a query's result are of its columns.
    let results = psql::html_tables(text);
    let is_of_result = |start: usize| {
        let behind = results.partition_point(|result| result.end <= start);
        results.get(behind).is_some_and(|result| result.contains(&start))
    };
    let rows = starts.zip(ends).filter(|(start, _)| !is_of_result(*start));
    rows.filter_map(|(start, end)| row(text, &text[start..end])).collect()
}

fn row(text: &str, part: &str) -> Option<Row> {
    let end = part.rfind("</td>")? + "</td>".len();
    // A third cell is enough to see that there are more than two.
    let row = &part[..end];
    let cells: Vec<&str> = row.match_indices("<td").take(3).map(|(at, _)| cell(&row[at..])).collect::<Option<_>>()?;
    let [name, value] = cells.as_slice() else { return None };
    let part = place(text, part);
    let behind = text[part.start + end..part.end].find("</tr>").map_or(end, |at| end + at + "</tr>".len());
    let whole = part.start..part.start + behind;
    (is_name(name) && !value.is_empty()).then(|| Row { whole, name: place(text, name), value: place(text, value) })
}

/// The text of the cell that begins here, without tags around it.
pub(in crate::read) fn cell(text: &str) -> Option<&str> {
    let (_, inside) = text.split_once('>')?;
    let mut inside = inside.split_once("</t")?.0.trim();
    while inside.starts_with('<') {
        inside = inside.split_once('>')?.1.trim_start();
    }
    while inside.ends_with('>') {
        inside = inside.rsplit_once('<')?.0.trim_end();
    }
    Some(inside)
}
