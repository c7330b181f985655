//! A lossless scanner of `.env` files that reads as python-dotenv 1.2.4 does.
//!
//! Every byte of the text belongs to exactly one [`Binding`]; spans are byte offsets into the text. The grammar is
//! python-dotenv's, by its behaviour: quoted values may span lines, `export` is allowed, an unquoted value ends
//! before white space and `#`.

use super::loaders::Dispute;
use std::ops::Range;

/// One assignment, comment, blank stretch or unreadable line.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Binding {
    /// Where all of it stands.
    pub(crate) bytes: Range<usize>,
    /// How much white space it begins with, in bytes.
    pub(crate) blank: usize,
    /// The key and where it stands, quotes left out; None for comments, blanks and errors.
    pub(crate) key: Option<(String, Range<usize>)>,
    pub(crate) value: Option<RawValue>,
    pub(crate) error: Option<Error>,
    /// What makes a reader other than python-dotenv see something else.
    pub(crate) dispute: Option<Dispute>,
}

/// What stands right of the `=`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RawValue {
    /// The value as python-dotenv has it.
    pub(crate) text: String,
    /// Where it stands, quotes included.
    pub(crate) span: Range<usize>,
    pub(crate) quote: Option<char>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Error {
    NotAnAssignment,
    UnterminatedQuote,
}

/// All bindings of the text, in order.
pub(crate) fn scan(text: &str) -> Vec<Binding> {
    let mut scanner = Scanner { text, at: usize::from(text.starts_with(BOM)) * BOM.len_utf8() };
    let mut bindings = Vec::new();
    while scanner.at < text.len() {
        bindings.push(scanner.binding());
    }
    bindings
}

pub(super) const BOM: char = '\u{feff}';

struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl Scanner<'_> {
    fn binding(&mut self) -> Binding {
        let start = self.at;
        self.skip(is_space);
        let blank = self.at - start;
        let read = if self.peek().is_none() { Ok(Parts::default()) } else { self.assignment() };
        let (parts, error) = match read {
            Ok(parts) => (parts, None),
            Err(error) => {
                self.skip(|c| !is_newline(c));
                self.newline();
                (Parts::default(), Some(error))
            }
        };
        let Parts { key, value, dispute } = parts;
        Binding { bytes: start..self.at, blank, key, value, error, dispute }
    }

    fn assignment(&mut self) -> Result<Parts, Error> {
        let exported = self.export();
        let key = match self.peek() {
            Some('#') => None,
            Some('\'') => Some(self.quoted_key()?),
            _ => Some(self.bare_key()?),
        };
        let before_equals = self.skip(is_blank);
        let mut dispute = exported.then_some(Dispute::Exported);
        let mut value = None;
        if self.peek() == Some('=') {
            self.advance('=');
            let after_equals = self.skip(is_blank);
            let spaced = !before_equals.is_empty() || !after_equals.is_empty();
            let raw = self.value(after_equals)?;
            dispute = dispute
                .max(spaced.then_some(Dispute::Spaced))
                .max(Dispute::of_value(&raw, &self.text[raw.span.clone()]));
            value = Some(raw);
        }
        let comment = self.comment();
        if value.is_some() {
            dispute = dispute.max(Dispute::of_comment(comment));
        }
        self.skip(is_blank);
        if self.peek().is_some_and(|c| !is_newline(c)) {
            return Err(Error::NotAnAssignment);
        }
        self.newline();
        Ok(Parts { key, value, dispute })
    }

    fn export(&mut self) -> bool {
        let Some(rest) = self.text[self.at..].strip_prefix("export") else { return false };
        if rest.starts_with(is_blank) {
            self.at += "export".len();
            self.skip(is_blank);
            return true;
        }
        false
    }

    fn quoted_key(&mut self) -> Result<(String, Range<usize>), Error> {
        let start = self.at + 1;
        let length = self.text[start..].find('\'').filter(|&length| length > 0).ok_or(Error::NotAnAssignment)?;
        self.at = start + length + 1;
        let span = start..start + length;
        Ok((with_one_line_end(&self.text[span.clone()]), span))
    }

    fn bare_key(&mut self) -> Result<(String, Range<usize>), Error> {
        let span = self.skip(|c| c != '=' && c != '#' && !is_space(c));
        if span.is_empty() { Err(Error::NotAnAssignment) } else { Ok((self.text[span.clone()].to_owned(), span)) }
    }

    fn value(&mut self, blank: Range<usize>) -> Result<RawValue, Error> {
        // A value that is put in later stands right behind the `=`, with the blanks between it and a comment.
        let empty = RawValue { text: String::new(), span: blank.start..blank.start, quote: None };
        match self.peek() {
            Some(quote @ ('\'' | '"')) => self.quoted_value(quote),
            None => Ok(empty),
            Some(c) if is_newline(c) || (c == '#' && !blank.is_empty()) => Ok(empty),
            Some(_) => Ok(self.bare_value()),
        }
    }

    fn quoted_value(&mut self, quote: char) -> Result<RawValue, Error> {
        let start = self.at;
        let mut escaped = false;
        let inside = &self.text[start + 1..];
        let length = inside
            .find(|c| {
                let closes = c == quote && !escaped;
                escaped = c == '\\' && !escaped;
                closes
            })
            .ok_or(Error::UnterminatedQuote)?;
        let text = unescaped(&inside[..length], quote);
        let end = start + 1 + length + 1;
        self.at = end;
        Ok(RawValue { text, span: start..end, quote: Some(quote) })
    }

    /// To the end of the line, or to white space before a `#`.
    fn bare_value(&mut self) -> RawValue {
        let start = self.at;
        let rest = &self.text[start..];
        let line = &rest[..rest.find(is_newline).unwrap_or(rest.len())];
        let comment = line.match_indices('#').map(|(i, _)| i).find(|&i| line[..i].ends_with(is_space));
        let text = line[..comment.unwrap_or(line.len())].trim_end_matches(is_space);
        self.at += text.len();
        RawValue { text: text.to_owned(), span: start..self.at, quote: None }
    }

    /// The comment that begins here or behind blanks, empty where there is none.
    fn comment(&mut self) -> &str {
        let start = self.at;
        if self.text[start..].trim_start_matches(is_blank).starts_with('#') {
            self.skip(|c| !is_newline(c));
        }
        self.text[start..self.at].trim_start_matches(is_blank)
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn advance(&mut self, c: char) {
        self.at += c.len_utf8();
    }

    fn skip(&mut self, which: impl Fn(char) -> bool) -> Range<usize> {
        let start = self.at;
        let rest = &self.text[start..];
        self.at = start + rest.find(|c| !which(c)).unwrap_or(rest.len());
        start..self.at
    }

    fn newline(&mut self) {
        let rest = &self.text[self.at..];
        let length = if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with(is_newline)) };
        self.at += length;
    }
}

#[derive(Default)]
struct Parts {
    key: Option<(String, Range<usize>)>,
    value: Option<RawValue>,
    dispute: Option<Dispute>,
}

/// White space as Python's `\s` has it: Unicode's, and four separators that Unicode does not count.
fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\x1c'..='\x1f').contains(&c)
}

fn is_newline(c: char) -> bool {
    c == '\n' || c == '\r'
}

fn is_blank(c: char) -> bool {
    is_space(c) && !is_newline(c)
}

/// The text as Python's `open` has it: every line end is `\n`.
fn with_one_line_end(raw: &str) -> String {
    raw.replace("\r\n", "\n").replace('\r', "\n")
}

/// The text between quotes, with the escapes of its kind of quote and one kind of line end.
fn unescaped(raw: &str, quote: char) -> String {
    let raw = with_one_line_end(raw);
    let mut text = String::with_capacity(raw.len());
    let mut chars = raw.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            text.push(c);
            continue;
        }
        let escape = chars.next();
        let plain = match escape {
            Some('\\') => Some('\\'),
            Some('\'') => Some('\''),
            Some(c) if quote == '"' => double_quoted_escape(c),
            _ => None,
        };
        match plain {
            Some(plain) => text.push(plain),
            None => text.extend(['\\'].into_iter().chain(escape)),
        }
    }
    text
}

fn double_quoted_escape(c: char) -> Option<char> {
    Some(match c {
        '"' => '"',
        'a' => '\x07',
        'b' => '\x08',
        'f' => '\x0c',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\x0b',
        _ => return None,
    })
}
