//! Rows of HTML, in one line or in several.

use super::{Row, is_name, place};

/// The rows of two cells.
pub(super) fn rows(text: &str) -> Vec<Row> {
    // A row that lost its own tags stands in one line.
    let is_whole = text.contains("<tr");
    let parts = text.split_inclusive(if is_whole { "<tr" } else { "\n" });
    parts.filter_map(|part| row(text, part)).collect()
}

fn row(text: &str, part: &str) -> Option<Row> {
    let first = part.find("<td")?;
    let end = part.rfind("</td>")? + "</td>".len();
    // A third cell is enough to see that there are more than two.
    let cells: Vec<&str> =
        part.match_indices("<td").take(3).map(|(at, _)| cell(&part[at..end])).collect::<Option<_>>()?;
    let [name, value] = cells.as_slice() else { return None };
    // What stands before the cells in their line belongs to them: `<tr>`.
    let start = part[..first].rfind('\n').map_or(0, |at| at + 1);
    let behind = part[end..].find('\n').map_or(part.len(), |at| end + at);
    let offset = place(text, part).start;
    let whole = offset + start..offset + if part[end..behind].contains("<tr") { end } else { behind };
    (is_name(name) && !value.is_empty()).then(|| Row { whole, name: place(text, name), value: place(text, value) })
}

/// The text of the cell that begins here, without tags around it.
fn cell(text: &str) -> Option<&str> {
    let (_, inside) = text.split_once('>')?;
    let mut inside = inside.split_once("</td>")?.0.trim();
    while inside.starts_with('<') {
        inside = inside.split_once('>')?.1.trim_start();
    }
    while inside.ends_with('>') {
        inside = inside.rsplit_once('<')?.0.trim_end();
    }
    Some(inside)
}
