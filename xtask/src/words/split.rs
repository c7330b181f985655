//! Separates a Rust file into code and prose: comments and string literals.

/// What a piece of Rust is.
enum Kind {
    Code,
    Prose,
}

/// The code of a file and its prose. In each, spaces replace the other; line breaks stay, so that lines keep their
/// numbers.
pub(super) fn code_and_prose(source: &str) -> (String, String) {
    let (mut code, mut prose) = (String::new(), String::new());
    let mut rest = source;
    while !rest.is_empty() {
        let (kind, length) = next_piece(rest);
        let (piece, after) = rest.split_at(length);
        let (own, other) = match kind {
            Kind::Code => (&mut code, &mut prose),
            Kind::Prose => (&mut prose, &mut code),
        };
        own.push_str(piece);
        other.extend(piece.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        rest = after;
    }
    (code, prose)
}

/// The kind of the first piece and its length, which is at least one character.
fn next_piece(rest: &str) -> (Kind, usize) {
    let first = rest.chars().next().map_or(1, char::len_utf8);
    let word = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    if rest.starts_with("//") {
        (Kind::Prose, rest.find('\n').unwrap_or(rest.len()))
    } else if rest.starts_with("/*") {
        (Kind::Prose, block_comment(rest))
    } else if rest.starts_with('"') {
        (Kind::Prose, string(rest))
    } else if rest.starts_with('\'') {
        (Kind::Code, character(rest))
    } else if let Some(length) = ["r", "br", "cr"].iter().find_map(|prefix| raw_string(rest, prefix)) {
        (Kind::Prose, length)
    } else {
        (Kind::Code, word.max(first))
    }
}

/// Block comments nest.
fn block_comment(rest: &str) -> usize {
    let mut depth = 0_u32;
    let mut at = 0;
    while let Some(next) = rest[at..].find(['/', '*']) {
        at += next;
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    rest.len()
}

fn string(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// A literal such as `'"'` or `'\''`; one character if it is a lifetime.
fn character(rest: &str) -> usize {
    let mut after = rest.char_indices().skip(1);
    let Some((_, first)) = after.next() else { return rest.len() };
    if first == '\\' {
        // The escaped character itself may be a quote.
        return after.skip(1).find(|(_, c)| *c == '\'').map_or(rest.len(), |(at, _)| at + 1);
    }
    after.next().filter(|(_, c)| *c == '\'').map_or(1, |(at, _)| at + 1)
}

fn raw_string(rest: &str, prefix: &str) -> Option<usize> {
    let after = rest.strip_prefix(prefix)?;
    let hashes = &after[..after.find(|c| c != '#')?];
    let text = after[hashes.len()..].strip_prefix('"')?;
    let end = format!("\"{hashes}");
    let length = text.find(&end).map_or(text.len(), |at| at + end.len());
    Some(rest.len() - text.len() + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, code: &str, prose: &str) {
        let squeeze = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let (found_code, found_prose) = code_and_prose(source);
        assert_eq!(found_code.matches('\n').count(), source.matches('\n').count(), "{source}");
        assert_eq!((squeeze(found_code), squeeze(found_prose)), (code.to_owned(), prose.to_owned()), "{source}");
    }

    #[test]
    fn comments_and_strings_are_prose() {
        check("let a = 1; // one\nb", "let a = 1; b", "// one");
        check("a /* b /* c */ d */ e", "a e", "/* b /* c */ d */");
        check(r#"f("a \" b", c)"#, "f( , c)", r#""a \" b""#);
        check(r##"f(r#"a " b"#, r"c")"##, "f( , )", r##"r#"a " b"# r"c""##);
        check("f(b\"x\")", "f(b )", "\"x\"");
    }

    #[test]
    fn quotes_in_characters_and_lifetimes_begin_no_string() {
        check("('\"', 'x', '\\'', '\\u{1F}', &'a str) \"s\"", "('\"', 'x', '\\'', '\\u{1F}', &'a str)", "\"s\"");
        check("r#type // é", "r#type", "// é");
    }

    #[test]
    fn unfinished_text_ends_with_the_file() {
        for source in ["\"a", "/* a", "r#\"a", "'", "'\\", "// a"] {
            let (code, prose) = code_and_prose(source);
            assert_eq!((code.len(), prose.len()), (source.len(), source.len()), "{source}");
        }
    }
}
