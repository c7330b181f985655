//! JSON as it comes out of a terminal or a program with windows: cut off, broken over lines, or inside another
//! format's quotes. Every value keeps its place in the text, which is why this is no parser from elsewhere.

pub(super) mod rows;

use super::table::Cell;
use std::{borrow::Cow, ops::Range};

/// Deeper than anything that psql, or a program that shows tables, prints.
const DEEPEST: usize = 64;

/// A value and its place, for a string without its quotes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Json<'a> {
    pub(super) span: Range<usize>,
    pub(super) value: Value<'a>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value<'a> {
    Object(Vec<(Cow<'a, str>, Json<'a>)>),
    Array(Vec<Json<'a>>),
    Text(Cow<'a, str>),
    /// A number, `true`, `false` or `null`.
    Bare(&'a str),
}

impl<'a> Json<'a> {
    /// As a table's cell; an object and an array are none.
    pub(super) fn cell(&self) -> Option<Cell<'a>> {
        let text = match &self.value {
            Value::Text(text) => text.clone(),
            Value::Bare(text) => Cow::Borrowed(*text),
            Value::Object(_) | Value::Array(_) => return None,
        };
        Some(Cell { text, span: self.span.clone() })
    }

    /// The value of the key `name` of an object.
    pub(super) fn get(&self, name: &str) -> Option<&Self> {
        match &self.value {
            // More keys than any row has columns: who writes as many means no good.
            Value::Object(entries) => entries.iter().take(1000).find(|(key, _)| key == name).map(|(_, json)| json),
            _ => None,
        }
    }
}

/// The value that begins at the byte `start` of `text`, as far as it goes, and the byte behind it.
pub(super) fn parse(text: &str, start: usize, end: usize) -> (Option<Json<'_>>, usize) {
    let mut parser = Parser { text: text.get(..end).unwrap_or(text), at: start, quote: "\"", broken: false };
    parser.skip_blanks();
    // Only the beginning is looked at: a text may hold many values, each of which would look at all the rest.
    let head = parser.rest();
    let head = head.get(..head.char_indices().nth(200).map_or(head.len(), |(at, _)| at)).unwrap_or(head);
    let inside = head.trim_start_matches(['{', '[', ' ', '\t', '\r', '\n']);
    parser.quote = if inside.starts_with("\"\"") && !inside.starts_with("\"\":") {
        "\"\""
    } else if inside.starts_with("\\\"") {
        "\\\""
    } else {
        "\""
    };
    let json = parser.value(0);
    (json, parser.at.max(start + 1))
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    /// A quote as the text has it: doubled inside CSV, behind a backslash inside another JSON string.
    quote: &'static str,
    /// What has been read is all that there is.
    broken: bool,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Passes over blanks, and over what psql draws around a cell of several lines.
    fn skip_blanks(&mut self) {
        let drawn = |c: char| c.is_whitespace() || matches!(c, '+' | '↵' | '|' | '│');
        self.at = self.text.len() - self.rest().trim_start_matches(drawn).len();
    }

    fn take(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        self.at += if found { token.len() } else { 0 };
        found
    }

    fn value(&mut self, depth: usize) -> Option<Json<'a>> {
        self.skip_blanks();
        let start = self.at;
        let value = match self.rest().chars().next() {
            Some('{' | '[') if depth >= DEEPEST => None,
            Some('{') => Some(self.object(depth)),
            Some('[') => Some(self.array(depth)),
            _ if self.rest().starts_with(self.quote) => {
                let (text, span) = self.string();
                return Some(Json { span, value: Value::Text(text) });
            }
            _ => self.bare().map(Value::Bare),
        };
        self.broken |= value.is_none();
        Some(Json { span: start..self.at, value: value? })
    }

    fn object(&mut self, depth: usize) -> Value<'a> {
        let mut entries = Vec::new();
        self.at += 1;
        while !self.broken {
            self.skip_blanks();
            if self.take("}") {
                break;
            }
            if self.take(",") {
                continue;
            }
            if !self.rest().starts_with(self.quote) {
                self.broken = true;
                break;
            }
            let (key, _) = self.string();
            self.skip_blanks();
            if !self.take(":") {
                self.broken = true;
                break;
            }
            if let Some(value) = self.value(depth + 1) {
                entries.push((key, value));
            }
        }
        Value::Object(entries)
    }

    fn array(&mut self, depth: usize) -> Value<'a> {
        let mut values = Vec::new();
        self.at += 1;
        while !self.broken {
            self.skip_blanks();
            if self.take("]") {
                break;
            }
            if self.take(",") {
                continue;
            }
            values.extend(self.value(depth + 1));
        }
        Value::Array(values)
    }

    fn string(&mut self) -> (Cow<'a, str>, Range<usize>) {
        self.at += self.quote.len();
        let start = self.at;
        let mut escaped = false;
        let end = loop {
            let Some(offset) = self.rest().find(['"', '\\']) else {
                self.broken = true;
                self.at = self.text.len();
                break self.text.len();
            };
            self.at += offset;
            if self.rest().starts_with(self.quote) {
                let end = self.at;
                self.at += self.quote.len();
                break end;
            }
            escaped = true;
            // A backslash takes the next character with it, so a quote behind one ends nothing.
            let behind = self.rest().char_indices().nth(if self.rest().starts_with('\\') { 2 } else { 1 });
            self.at = behind.map_or(self.text.len(), |(offset, _)| self.at + offset);
        };
        let text = self.text.get(start..end).unwrap_or_default();
        let text = if escaped { Cow::Owned(unescaped(text)) } else { Cow::Borrowed(text) };
        (text, start..end)
    }

    fn bare(&mut self) -> Option<&'a str> {
        let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.');
        let rest = self.rest();
        let bare = rest.get(..rest.find(|c| !inside(c)).unwrap_or(rest.len()))?;
        // psql's mark for a cell that goes on stands behind blanks, but a pasted text may have lost them.
        let bare = bare.trim_end_matches('+');
        self.at += bare.len();
        Some(bare).filter(|bare| !bare.is_empty())
    }
}

/// Names need no more than this: any other escape stays as it is, and is then no plain name.
fn unescaped(text: &str) -> String {
    text.replace("\\\"", "\"").replace("\\/", "/").replace("\\\\", "\\")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, path: &[&str], expected: Option<&str>) {
        let (json, _) = parse(text, 0, text.len());
        let found = path.iter().try_fold(json.expect("JSON"), |json, name| json.get(name).cloned());
        let found = found.and_then(|json| json.cell());
        assert_eq!(found.as_ref().map(|cell| cell.text.as_ref()), expected, "{text}");
        if let Some(Cell { text: Cow::Borrowed(value), span }) = found {
            assert_eq!(&text[span], value, "{text}");
        }
    }

    #[test]
    fn locates_json_values() {
        check("{\"a\" : 1, \"b\": {\"c\": \"x\\\"y\"}}", &["b", "c"], Some("x\"y"));
        check("{\"a\" : 100}", &["a"], Some("100"));
        check("{\"a\": [1, {}], \"b\": null}", &["b"], Some("null"));
        check("{                +\n   \"a\": 1,     +\n |  \"b\": 12+\n }", &["b"], Some("12"));
        check("{\"\"a\"\" : \"\"x\"\", \"\"b\"\": \"\"\"\", \"\"c\"\": 5}", &["c"], Some("5"));
        check("{\\\"a\\\" : 1, \\\"b\\\": \\\"x\\\"}", &["b"], Some("x"));
        check("{\"\": 1, \"b\": 2}", &["b"], Some("2"));
    }

    #[test]
    fn reads_truncated_json() {
        for text in [
            "{\"a\": 1, \"b",
            "{\"a\": 1, \"b\": ",
            "{\"a\": 1, \"b\": {\"c\":",
            "{\"a\": 1",
            "{\"a\": 1 $",
            "{\"a\": 1, \"b\": \"\\",
        ] {
            check(text, &["a"], Some("1"));
        }
        assert_eq!(parse("", 0, 0), (None, 1));
        assert_eq!(parse("\"", 0, 1).1, 1);
    }

    #[test]
    fn bounds_depth_of_json() {
        let text = "[".repeat(1 << 20);
        assert!(parse(&text, 0, text.len()).1 <= DEEPEST + 1);
        let text = "{\"a\":".repeat(100_000);
        assert!(parse(&text, 0, text.len()).0.is_some());
    }
}
