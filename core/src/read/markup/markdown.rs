//! Markdown and mail around settings: quotes, bullets before inline code, backticks and bold names.

use super::with_blanks;
use crate::read::{log, psql::SERVER_FILE};
use std::ops::Range;

/// The text with blanks in place of its markup; None if it has none.
pub(super) fn blank(text: &str) -> Option<String> {
    let has_emphasis = text.starts_with('_') || text.contains("\n_");
    let has_bullets = text.contains("- ") || text.contains(':') || text.starts_with("1. ") || text.contains("\n1. ");
    if !text.starts_with('#')
        && !text.contains(['`', '>', '*', '•'])
        && !text.contains("{{")
        && !has_bullets
        && !has_emphasis
        && !has_commented_table(text)
    {
        return None;
    }
    let mut ranges = Vec::new();
    let mut at = 0;
    let mut commented = commented_tables(text).into_iter().peekable();
    ranges.extend(title_sign(text));
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let body = line.trim_end_matches(['\r', '\n']);
        while commented.next_if(|lines| lines.end <= number).is_some() {}
        if commented.peek().is_some_and(|lines| lines.contains(&number)) {
            let (start, end) = comment_sign(body).unwrap_or_default();
            ranges.push(at + start..at + end);
        } else if !body.trim_start().starts_with("```") {
            of_line(body, at, &mut ranges);
        }
        at += line.len();
    }
    (!ranges.is_empty()).then(|| with_blanks(text, &ranges))
}

/// The sign of the title with which a report begins, where it is an error: `# FATAL: sorry, too many clients already`.
/// What looks the same above settings or code is a comment.
fn title_sign(text: &str) -> Option<Range<usize>> {
    let (first, rest) = text.split_once('\n')?;
    let title = first.trim_start_matches('#');
    let length = first.len() - title.len();
    let is_heading =
        (1..=MAX_LEVEL).contains(&length) && title.starts_with(' ') && rest.trim_start_matches('\r').starts_with('\n');
    let next = || rest.trim_start().lines().next().unwrap_or_default();
    let is_text = || next().starts_with("##") || !next().is_empty() && !next().contains(['=', '(', '{', '[', ':', '#']);
    (is_heading && log::has_error(title) && is_text()).then_some(0..length)
}

/// Markdown has no deeper headings.
const MAX_LEVEL: usize = 6;

fn of_line(line: &str, at: usize, ranges: &mut Vec<Range<usize>>) {
    let mut start = 0;
    // `> ` quotes, `>>> ` is Python's prompt.
    for quote in [">>> ", "> ", "> ", "> "] {
        if line[start..].starts_with(quote) {
            ranges.push(at + start..at + start + quote.len());
            start += quote.len();
        }
    }
    let rest = &line[start..];
    ranges.extend(tags(rest).into_iter().map(|tag| at + start + tag.start..at + start + tag.end));
    if let Some(inside) = emphasized_assignment(rest) {
        let (first, last) = (at + start + inside.start - 1, at + start + inside.end);
        ranges.push(first..first + 1);
        ranges.push(last..last + 1);
        return;
    }
    if is_assignment(rest) {
        return;
    }
    ranges.extend(monospaced(rest).into_iter().map(|sign| at + start + sign.start..at + start + sign.end));
    ranges.extend(place_of_match(rest).map(|length| at + start..at + start + length));
    let bullet = bullet(rest);
    if bullet > 0 && is_setting(&rest[bullet..]) {
        ranges.push(at + start..at + start + bullet);
        return;
    }
    let marks: Vec<usize> = rest.match_indices('`').map(|(at, _)| at).collect();
    let bold = bold(rest);
    let begins = |place: usize| place == bullet;
    if marks.first().is_some_and(|first| begins(*first)) || bold.first().is_some_and(|range| begins(range.start)) {
        ranges.push(at + start..at + start + bullet);
    }
    let mut of_line: Vec<Range<usize>> = bold;
    // A single backtick opens nothing.
    of_line.extend(marks.chunks_exact(2).flatten().map(|mark| *mark..*mark + 1));
    of_line.extend(escaped_signs(rest).map(|at| at..at + 1));
    of_line.sort_by_key(|range| range.start);
    ranges.extend(of_line.into_iter().map(|range| at + start + range.start..at + start + range.end));
}

/// The backslashes of products in a text: `60000 \* 3`.
fn escaped_signs(line: &str) -> impl Iterator<Item = usize> + '_ {
    let is_product = |at: &usize| line[..*at].trim_end().ends_with(|c: char| c.is_ascii_digit());
    line.match_indices("\\*").map(|(at, _)| at).filter(is_product)
}

/// No setting between signs is longer.
const MAX_SETTING_BYTES: usize = 400;

/// The signs of Jira around a setting: `{{pool_size=8}}`. Templates have blanks inside of them.
fn monospaced(line: &str) -> Vec<Range<usize>> {
    let signs = |(at, sign): (usize, &str)| {
        let start = at + sign.len();
        // Looking at all of a long line at every sign would take for ever.
        let head = &line[start..line.floor_char_boundary(start + MAX_SETTING_BYTES)];
        let inside = &head[..head.find("}}")?];
        let end = start + inside.len();
        (is_setting(inside) || is_assignment(inside) && !inside.starts_with(' '))
            .then(|| [at..start, end..end + sign.len()])
    };
    line.match_indices("{{").filter_map(signs).flatten().collect()
}

/// How long `app/db.py:14:` is, with which grep begins the lines of a file, or `14:` where it looks in one alone.
fn place_of_match(line: &str) -> Option<usize> {
    let (path, rest) = line.split_once(':')?;
    if path.len() <= MAX_NUMBER_BYTES
        && path.bytes().all(|byte| byte.is_ascii_digit())
        && (is_setting(rest) || is_assignment(rest))
    {
        return Some(path.len() + 1);
    }
    let (number, _) = rest.split_once(':')?;
    let is_path = path.contains('.') && path.chars().all(|c| c.is_ascii_alphanumeric() || "_-./".contains(c));
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let has_extension = path.rsplit('.').next().is_some_and(|end| SOURCES.contains(&end));
    // The lines of the server's own file are psql's.
    (is_path && is_number && has_extension && !path.ends_with(SERVER_FILE)).then_some(path.len() + number.len() + 2)
}

/// No file has more lines than this number has digits.
const MAX_NUMBER_BYTES: usize = 6;

/// How the names of files end in which settings are looked for.
const SOURCES: [&str; 12] = ["cfg", "conf", "env", "go", "ini", "java", "js", "properties", "py", "rb", "rs", "ts"];

/// Whether a line is a name and a number, with or without a sign between them: `pool_size = 10`, `pool_size: 10`.
fn is_setting(line: &str) -> bool {
    let length = line.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(line.len());
    let (name, rest) = line.split_at(length);
    let is_value = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
    let is_assigned = [" = ", ": "].iter().any(|sign| rest.strip_prefix(sign).is_some_and(is_value));
    let is_number = rest
        .strip_prefix(' ')
        .is_some_and(|rest| is_value(rest) && rest.trim().bytes().all(|byte| byte.is_ascii_digit()));
    name.contains('_') && (is_assigned || is_number)
}

/// Where a line goes on behind its bullet or number.
fn bullet(line: &str) -> usize {
    let indent = line.len() - line.trim_start().len();
    let rest = &line[indent..];
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let mark = if digits > 0 && rest[digits..].starts_with(". ") {
        digits + 2
    } else if ["- ", "* ", "+ ", "• "].iter().any(|bullet| rest.starts_with(bullet)) {
        rest.find(' ').map_or(0, |space| space + 1)
    } else {
        0
    };
    indent + mark
}

/// `KEY=…`: backticks in a value are the shell's.
fn is_assignment(line: &str) -> bool {
    let line = line.trim_start();
    let line = line.strip_prefix("export ").unwrap_or(line);
    let name = line.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    name > 0 && line[name..].starts_with('=')
}

/// Tags of HTML that stand around words in a text.
const TAGS: [&str; 12] = ["code", "pre", "b", "i", "strong", "em", "kbd", "tt", "li", "p", "br", "span"];

/// The longest of them with its bracket is no longer.
const MAX_TAG_BYTES: usize = 8;

/// Where such tags are, in order.
fn tags(line: &str) -> Vec<Range<usize>> {
    let tag = |(at, _): (usize, &str)| {
        let name = line[at + 1..].trim_start_matches('/');
        let start = line.len() - name.len();
        let end = start + name[..name.floor_char_boundary(MAX_TAG_BYTES)].find('>')?;
        TAGS.contains(&&line[start..end]).then_some(at..end + 1)
    };
    line.match_indices('<').filter_map(tag).collect()
}

/// What stands between the signs of `*KEY=5*` and `_KEY=5_`, alone in its line.
fn emphasized_assignment(line: &str) -> Option<Range<usize>> {
    let text = line.trim();
    let sign = text.chars().next().filter(|sign| matches!(sign, '*' | '_'))?;
    let inside = text.strip_prefix(sign)?.strip_suffix(sign)?;
    let start = inside.as_ptr() as usize - line.as_ptr() as usize;
    (is_assignment(inside) && !inside.contains(sign) || sign == '_' && is_assignment(inside) && !inside.ends_with('_'))
        .then_some(start..start + inside.len())
}

/// The asterisks of `**name**`; `2 ** 3` and `**options` are code.
fn bold(line: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let marks: Vec<usize> = line.match_indices("**").map(|(at, _)| at).collect();
    for pair in marks.chunks_exact(2) {
        let inside = &line[pair[0] + 2..pair[1]];
        let is_name = |c: char| c.is_ascii_alphanumeric() || "_.:` ".contains(c);
        if !inside.is_empty() && !inside.starts_with(' ') && !inside.ends_with(' ') && inside.chars().all(is_name) {
            ranges.extend(pair.iter().map(|at| *at..at + 2));
        }
    }
    ranges
}

/// Three lines or more that begin with the sign of a comment and have columns are a table in a comment.
const MIN_TABLE_LINES: usize = 3;

fn has_commented_table(text: &str) -> bool {
    text.contains('|') && ["#", "//", "-- "].iter().any(|sign| text.contains(sign))
}

/// Where the sign of a comment stands that a line begins with.
fn comment_sign(line: &str) -> Option<(usize, usize)> {
    let text = line.trim_start();
    let start = line.len() - text.len();
    let sign = ["#", "//", "-- "].iter().find(|sign| text.starts_with(**sign))?;
    Some((start, start + sign.trim_end().len()))
}

fn commented_tables(text: &str) -> Vec<Range<usize>> {
    if !has_commented_table(text) {
        return Vec::new();
    }
    let mut tables = Vec::new();
    let (mut start, mut has_rule) = (None, false);
    let lines = text.lines().chain([""]).enumerate();
    for (number, line) in lines {
        let body = comment_sign(line).map(|(_, end)| line[end..].trim());
        let is_rule = body.is_some_and(|body| body.contains("--") && body.chars().all(|c| "-+|: ".contains(c)));
        if is_rule || body.is_some_and(|body| body.contains('|') || body.starts_with('(') || has_rule) {
            start = start.or(Some(number));
            has_rule |= is_rule;
        } else if let Some(first) = start.take() {
            if has_rule && number - first >= MIN_TABLE_LINES {
                tables.push(first..number);
            }
            has_rule = false;
        }
    }
    tables
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(blank(text).as_deref().unwrap_or(text), expected, "{text}");
    }

    #[test]
    fn blanks_markup_and_keeps_code() {
        check("- `A=1`", "   A=1 ");
        check("> > A=1\n", "    A=1\n");
        check("1. set `A=1` and `B=2`", "1. set  A=1  and  B=2 ");
        check("| `A` | **b** |", "|  A  |   b   |");
        check("- name: A", "- name: A");
        check("- pool_size = 10", "  pool_size = 10");
        check("• pool_size: 10", "    pool_size: 10");
        check("- pool_size 5", "  pool_size 5");
        check("- pool_size 5 of 6", "- pool_size 5 of 6");
        check("65:max_connections = 250", "   max_connections = 250");
        check("12:30 a_b = 5", "12:30 a_b = 5");
        check("use {{pool_size=8}} and {{ a_b=5 }}", "use   pool_size=8   and {{ a_b=5 }}");
        check("<p>Our <code>A_B=1</code>.</p>", "   Our       A_B=1       .    ");
        check("app/db.py:14:    pool_size=8,", "                 pool_size=8,");
        check("A=`pwd`", "A=`pwd`");
        check("f(**options, x=2 ** 3)", "f(**options, x=2 ** 3)");
        check("# a | b\n#---+---\n# 1 | 2\nx", "  a | b\n ---+---\n  1 | 2\nx");
        check("it`s", "it`s");
        check("wait: 60000 \\* 3", "wait: 60000  * 3");
        let error = " FATAL: sorry, too many clients already\n\n";
        check(&format!("##{error}### Config\n"), &format!("  {error}### Config\n"));
        check(&format!("#{error}A=1\n"), &format!("#{error}A=1\n"));
    }
}
