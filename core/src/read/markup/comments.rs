//! Comments over several lines, and those of properties: what they hold is not in effect.

use super::with_blanks;
use std::ops::Range;

/// What begins and ends a block comment: C and its relatives, XML and HTML, Jinja, PowerShell.
const BLOCKS: [(&str, &str); 4] = [("/*", "*/"), ("<!--", "-->"), ("{#", "#}"), ("<#", "#>")];

/// The same for comments whose signs have lines of their own: Ruby.
const LINES: (&str, &str) = ("=begin", "=end");

/// The text with blanks in place of its comments; None if it has none.
pub(super) fn blank(text: &str) -> Option<String> {
    let mut ranges: Vec<Range<usize>> = BLOCKS.iter().flat_map(|(open, close)| blocks(text, open, close)).collect();
    ranges.extend(line_blocks(text));
    ranges.extend(properties(text));
    ranges.sort_by_key(|range| range.start);
    (!ranges.is_empty()).then(|| with_blanks(text, &ranges))
}

/// The comments between two signs. One that is not closed is none.
fn blocks(text: &str, open: &str, close: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find(open).map(|at| from + at) {
        from = start + open.len();
        if !may_open(&text[..start], &text[from..]) {
            continue;
        }
        let Some(end) = text[from..].find(close).map(|at| from + at + close.len()) else { break };
        found.push(start..end);
        from = end;
    }
    found
}

/// Whether a comment may open here: `/api/*`, `"/*"` and `${#list}` are no comments.
fn may_open(before: &str, after: &str) -> bool {
    let is_apart = before.is_empty() || before.ends_with(|c: char| c.is_whitespace() || ";,(){}[]-".contains(c));
    is_apart && !after.starts_with(['"', '\'', '/'])
}

/// The comments from a line that begins with one sign to the line that begins with the other.
fn line_blocks(text: &str) -> Vec<Range<usize>> {
    let (open, close) = LINES;
    let mut found = Vec::new();
    let mut opened = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let end = at + line.trim_end().len();
        if opened.is_none() && line.trim_end() == open {
            opened = Some(at);
        } else if line.trim_end() == close
            && let Some(start) = opened.take()
        {
            found.push(start..end);
        }
        at += line.len();
    }
    found
}

/// Lines such as `! pool.size = 5`, which Java's properties have. Logs begin with the sign as well.
fn properties(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let comment = line.trim().strip_prefix('!').map(str::trim_start);
        if comment.is_some_and(is_property) {
            found.push(at..at + line.trim_end().len());
        }
        at += line.len();
    }
    found
}

/// Whether a text is a key and a value, with a sign or a blank between them.
fn is_property(text: &str) -> bool {
    let is_inside = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    let length = text.find(|c| !is_inside(c)).unwrap_or(text.len());
    let (key, rest) = text.split_at(length);
    let is_assigned = rest.trim_start().starts_with(['=', ':']);
    !key.is_empty() && (is_assigned || key.contains(['.', '_']) && rest.split_whitespace().count() == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks what is left of a text, its blanks made one.
    fn check(text: &str, left: &str) {
        let plain = blank(text).unwrap_or_else(|| text.to_owned());
        assert_eq!(plain.len(), text.len(), "{text}");
        assert_eq!(plain.split_whitespace().collect::<Vec<_>>().join(" "), left, "{text}");
    }

    #[test]
    fn blanks_comments_over_lines() {
        check("a\n/* b = 1\n c */ d\n", "a d");
        check("/**\n * new Pool({ max: 500 })\n */\nx\n", "x");
        check("<!--\n<Resource maxTotal=\"88\"/>\n-->\n<a/>", "<a/>");
        check("=begin\npool: 99\n=end\npool: 6\n", "pool: 6");
        check("{# pool_size: 99 #}\nb", "b");
        check("{{/* pool_size: 99 */}}\nb", "{{ }} b");
    }

    #[test]
    fn blanks_comments_of_properties() {
        check("! pool_size=44\n!maxTotal = 90\nmaxTotal=11\n", "maxTotal=11");
        check("! hibernate.hikari.maximumPoolSize 70", "");
        for text in ["! Timed out after 30 s", "![image](a.png)", "!= 5", "!!! note: 5"] {
            check(text, text);
        }
    }

    #[test]
    fn keeps_globs_and_open_comments() {
        for text in ["COPY dist/* /srv/*/", "paths: [\"/*\", \"*/\"]", "a /* b", "${#list} #}", "*/5 * * * * x"] {
            check(text, text);
        }
    }
}
