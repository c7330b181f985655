//! Tables of HTML, whose rows stand in lines: `<tr><td>DB_POOL_SIZE</td><td>8</td></tr>` becomes `DB_POOL_SIZE = 8`.

use std::ops::Range;

/// The text with rows of two cells as assignments; None if it has none.
pub(super) fn blank(text: &str) -> Option<String> {
    if !text.contains("</td>") {
        return None;
    }
    let mut plain = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        plain.push_str(&assignment(line).unwrap_or_else(|| line.to_owned()));
    }
    Some(plain)
}

/// A row with a name and one value, which stay where they are; everything else becomes blanks.
fn assignment(line: &str) -> Option<String> {
    // A third cell is enough to see that there are more than two.
    let cells: Vec<Range<usize>> =
        line.match_indices("<td").take(3).map(|(at, _)| cell(line, at)).collect::<Option<_>>()?;
    let [name, value] = cells.as_slice() else { return None };
    let is_name = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    if name.is_empty() || !line[name.clone()].chars().all(is_name) {
        return None;
    }
    let kept = |at: usize| name.contains(&at) || value.contains(&at) || line.as_bytes()[at] == b'\n';
    let mut plain: String = line
        .char_indices()
        .flat_map(|(at, c)| {
            let width = if kept(at) { 1 } else { c.len_utf8() };
            std::iter::repeat_n(if kept(at) { c } else { ' ' }, width)
        })
        .collect();
    // Between the cells there is at least `</td>`.
    plain.replace_range(name.end..=name.end, "=");
    Some(plain)
}

/// The text of the cell whose tag begins at a place, without tags around it.
fn cell(line: &str, at: usize) -> Option<Range<usize>> {
    let mut start = at + line[at..].find('>')? + 1;
    let mut end = start + line[start..].find("</td>")?;
    while line[start..end].starts_with('<') {
        start += line[start..end].find('>')? + 1;
    }
    while line[start..end].ends_with('>') {
        end = start + line[start..end].rfind('<')?;
    }
    let text = line[start..end].trim();
    let start = text.as_ptr() as usize - line.as_ptr() as usize;
    Some(start..start + text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, left: &str) {
        let plain = blank(line).unwrap_or_else(|| line.to_owned());
        assert_eq!(plain.len(), line.len(), "{line}");
        assert_eq!(plain.split_whitespace().collect::<Vec<_>>().join(" "), left, "{line}");
    }

    #[test]
    fn rows_of_two_cells_become_assignments() {
        check("<tr><td><code>DB_POOL_SIZE</code></td><td>8</td></tr>\n", "DB_POOL_SIZE= 8");
        check("<td class=\"a\"> max_connections </td> <td> 200 </td>", "max_connections= 200");
    }

    #[test]
    fn other_rows_stay() {
        for line in ["<td>a</td>", "<td>a</td><td>1</td><td>2</td>", "<td>two words</td><td>2</td>", "<td>"] {
            check(line, line);
        }
    }
}
