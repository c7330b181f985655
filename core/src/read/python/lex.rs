//! Python's tokens, as far as calls, dicts and constants need them, from text that may be broken anywhere.
//!
//! Source: The Python Language Reference, "Lexical analysis".

use std::ops::Range;

/// A token and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) span: Range<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    Name,
    Number,
    /// A string, with what stands between its quotes.
    Text(Range<usize>, Flavour),
    /// A bracket, an operator or another sign.
    Sign,
    /// The end of a line.
    Newline,
}

/// What kind of string it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Flavour {
    /// An f-string or t-string: braces hold expressions.
    pub(super) formatted: bool,
    /// In the quotes of a word processor, which Python refuses.
    pub(super) smart: bool,
    /// It goes over lines and its end is missing.
    pub(super) open: Option<char>,
}

/// Operators of two characters; all others are one.
const PAIRS: [&str; 9] = ["**", "//", "==", "!=", "<=", ">=", "->", ":=", "+="];

/// All tokens of a text, `offset` added to their places. Comments and blanks are left out.
pub(super) fn lex(text: &str, offset: usize) -> Vec<Token> {
    let mut lexer = Lexer { text, at: 0 };
    let mut tokens = Vec::new();
    while let Some(kind_and_span) = lexer.next() {
        let (kind, span) = kind_and_span;
        let kind = match kind {
            TokenKind::Text(inside, flavour) => TokenKind::Text(inside.start + offset..inside.end + offset, flavour),
            kind => kind,
        };
        tokens.push(Token { kind, span: span.start + offset..span.end + offset });
    }
    tokens
}

/// Where the string with three of these quotes ends, that began before `text`.
pub(super) fn end_of_open(text: &str, quote: char) -> Option<usize> {
    let quotes: String = [quote; 3].iter().collect();
    text.find(&quotes).map(|at| at + quotes.len())
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl Lexer<'_> {
    fn next(&mut self) -> Option<(TokenKind, Range<usize>)> {
        loop {
            let c = self.peek()?;
            let start = self.at;
            if c == '\n' || c == '\r' {
                self.at += if self.text[start..].starts_with("\r\n") { 2 } else { 1 };
                return Some((TokenKind::Newline, start..self.at));
            }
            if c.is_whitespace() || c == '\u{feff}' {
                self.at += c.len_utf8();
            } else if c == '#' {
                self.skip(|c| c != '\n' && c != '\r');
            } else if c == '\\' {
                self.at += 1;
                // A line that goes on.
                self.skip(|c| c == ' ' || c == '\t');
                self.at += usize::from(self.text[self.at..].starts_with('\r'));
                self.at += usize::from(self.text[self.at..].starts_with('\n'));
            } else {
                return Some((self.token(c), start..self.at));
            }
        }
    }

    fn token(&mut self, c: char) -> TokenKind {
        let start = self.at;
        if c.is_ascii_digit() || (c == '.' && self.text[start + 1..].starts_with(|c: char| c.is_ascii_digit())) {
            self.number();
            return TokenKind::Number;
        }
        if c.is_alphabetic() || c == '_' {
            self.skip(|c| c.is_alphanumeric() || c == '_');
            let word = &self.text[start..self.at];
            let is_prefix = word.len() <= 2 && word.chars().all(|c| "rRbBfFuUtT".contains(c));
            return match self.peek() {
                Some(quote @ ('"' | '\'')) if is_prefix => {
                    let formatted = word.contains(['f', 'F', 't', 'T']);
                    self.string(quote, Flavour { formatted, ..Flavour::default() })
                }
                _ => TokenKind::Name,
            };
        }
        match c {
            '"' | '\'' => self.string(c, Flavour::default()),
            '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{2018}' | '\u{2019}' => self.smart_string(c),
            _ => {
                let pair = PAIRS.iter().find(|pair| self.text[start..].starts_with(**pair));
                self.at += pair.map_or(c.len_utf8(), |pair| pair.len());
                TokenKind::Sign
            }
        }
    }

    fn number(&mut self) {
        let mut before = '0';
        let hex = self.text[self.at..].starts_with("0x") || self.text[self.at..].starts_with("0X");
        self.skip(|c| {
            let exponent = !hex && (c == '+' || c == '-') && (before == 'e' || before == 'E');
            before = c;
            exponent || c.is_ascii_alphanumeric() || c == '_' || c == '.'
        });
    }

    /// From its opening quote; a string that is not closed ends with its line, one in three quotes with the text.
    fn string(&mut self, quote: char, flavour: Flavour) -> TokenKind {
        let rest = &self.text[self.at..];
        let triple = rest.starts_with(&[quote; 3].iter().collect::<String>());
        let width = if triple { 3 } else { 1 };
        let start = self.at + width;
        let mut escaped = false;
        let mut run = 0;
        let mut end = None;
        for (index, c) in self.text[start..].char_indices() {
            if escaped {
                escaped = false;
                run = 0;
                continue;
            }
            escaped = c == '\\';
            run = if c == quote { run + 1 } else { 0 };
            if run == width {
                end = Some(start + index + 1);
                break;
            }
            if !triple && (c == '\n' || c == '\r') {
                self.at = start + index;
                return TokenKind::Text(start..self.at, flavour);
            }
        }
        let closed = end.is_some();
        self.at = end.unwrap_or(self.text.len());
        let inside = start..if closed { self.at - width } else { self.at };
        let open = (triple && !closed).then_some(quote);
        TokenKind::Text(inside, Flavour { open, ..flavour })
    }

    fn smart_string(&mut self, open: char) -> TokenKind {
        let closing = match open {
            '\u{2018}' | '\u{2019}' => ['\u{2018}', '\u{2019}', '\''],
            _ => ['\u{201c}', '\u{201d}', '"'],
        };
        self.at += open.len_utf8();
        let start = self.at;
        self.skip(|c| !closing.contains(&c) && c != '\n' && c != '\r');
        let inside = start..self.at;
        if let Some(c) = self.peek().filter(|c| closing.contains(c)) {
            self.at += c.len_utf8();
        }
        TokenKind::Text(inside, Flavour { smart: true, ..Flavour::default() })
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn skip(&mut self, mut which: impl FnMut(char) -> bool) {
        let rest = &self.text[self.at..];
        self.at += rest.find(|c| !which(c)).unwrap_or(rest.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let tokens = lex(text, 0);
        let found: Vec<&str> = tokens.iter().map(|token| &text[token.span.clone()]).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn tokenizes_like_python() {
        check("f(a, b=2) # c", &["f", "(", "a", ",", "b", "=", "2", ")"]);
        check("x == 'a # b'\n", &["x", "==", "'a # b'", "\n"]);
        check("r'\\' + \"a\\\"b\"", &["r'\\' + \"a\\\"b\""]);
        check("'''a\n'b''' 1e-3", &["'''a\n'b'''", "1e-3"]);
        check("0x_ff-1 1_000 .5", &["0x_ff", "-", "1", "1_000", ".5"]);
        check("'open\nnext", &["'open", "\n", "next"]);
        check("a \\\n b", &["a", "b"]);
        check("\u{201c}x\u{201d},\u{a0}y", &["\u{201c}x\u{201d}", ",", "y"]);
        check("\"\"\"never closed", &["\"\"\"never closed"]);
        check("\"a\"\"b\"", &["\"a\"", "\"b\""]);
        check("2**3//4", &["2", "**", "3", "//", "4"]);
        check("\\", &[]);
    }
}
