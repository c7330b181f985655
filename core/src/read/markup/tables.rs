//! Tables other than Markdown's, whose rows of a name and a value become assignments: `<td>DB_POOL_SIZE</td><td>8</td>`
//! becomes `DB_POOL_SIZE=8`, and so do rows of Jira, reStructuredText, CSV, and columns with blanks between them.

mod html;
mod plain;

pub(in crate::read) use html::cell as html_cell;
use std::ops::Range;

/// A row with a name and one value, which stay where they are; everything else from its start to its end becomes blanks.
struct Row {
    whole: Range<usize>,
    name: Range<usize>,
    value: Range<usize>,
}

/// The text with such rows as assignments; None if it has none.
pub(super) fn blank(text: &str) -> Option<String> {
    let rows = if text.contains("</td>") { html::rows(text) } else { plain::rows(text) };
    if rows.is_empty() {
        return None;
    }
    let mut bytes = text.as_bytes().to_vec();
    for row in &rows {
        assign(&mut bytes, row);
    }
    String::from_utf8(bytes).ok()
}

fn assign(bytes: &mut [u8], row: &Row) {
    // Line ends between the two are moved behind the value, so that later lines keep their numbers.
    let mut moved = 0_usize;
    for at in row.whole.clone() {
        let is_end = bytes[at] == b'\n';
        if row.name.contains(&at) || row.value.contains(&at) || is_end && !(row.name.end..row.value.start).contains(&at)
        {
            continue;
        }
        moved += usize::from(is_end);
        let takes_end = at >= row.value.end && moved > 0;
        moved -= usize::from(takes_end);
        bytes[at] = if takes_end { b'\n' } else { b' ' };
    }
    bytes[row.name.end] = b'=';
}

/// Whether a cell holds the name of a setting.
fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte))
}

/// Where a part of a text stands in it.
fn place(text: &str, part: &str) -> Range<usize> {
    let start = part.as_ptr() as usize - text.as_ptr() as usize;
    start..start + part.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks what is left of a text, its blanks made one, and the line of the last value.
    fn check(text: &str, left: &str, line: usize) {
        let plain = blank(text).unwrap_or_else(|| text.to_owned());
        assert_eq!(plain.len(), text.len(), "{text}");
        assert_eq!(plain.split_whitespace().collect::<Vec<_>>().join(" "), left, "{text}");
        assert_eq!(plain.trim_end().lines().count(), line, "{text}");
    }

    #[test]
    fn rows_of_two_cells_become_assignments() {
        check("<tr><td><code>DB_POOL_SIZE</code></td><td>8</td></tr>\n", "DB_POOL_SIZE= 8", 1);
        check("<td class=\"a\"> max_connections </td> <td> 200 </td>", "max_connections= 200", 1);
        check(
            "<table>\n<tr>\n<td>A_B</td>\n<td>7</td>\n</tr>\n<tr><td>C_D</td><td>8</td></tr>",
            "<table> A_B= 7 C_D= 8",
            6,
        );
        check("||Variable||Value||\n|A_B|14|\n|*C_D*|6|\n", "||Variable||Value|| A_B=14 |*C_D*|6|", 3);
        check("variable,value\nA_B,14\nC_D,6,why\n", "variable,value A_B=14 C_D=6", 3);
        check(
            "==== =====\nName Value\n==== =====\nA_B  14\nC_D  6\n==== =====\n",
            "==== ===== Name Value ==== ===== A_B= 14 C_D= 6 ==== =====",
            6,
        );
        check("KEY      VALUE\nA_B      5\n\nC_D      6\n", "KEY VALUE A_B= 5 C_D 6", 4);
        check(
            ".. list-table::\n\n   * - Variable\n     - Value\n   * - A_B\n     - 14\n   * - C_D\n     - 6\n",
            ".. list-table:: Variable= Value A_B= 14 C_D= 6",
            7,
        );
    }

    #[test]
    fn other_rows_stay() {
        for line in [
            "<td>a</td>",
            "<td>a</td><td>1</td><td>2</td>",
            "<td>two words</td><td>2</td>",
            "<td>",
            "<tr><td>a</td><td",
            "name,setting\nmax_connections,100",
            "NAME   READY\napi_x  3/3",
            "a,b\nA_B,14",
        ] {
            check(line, &line.split_whitespace().collect::<Vec<_>>().join(" "), line.lines().count());
        }
    }
}
