//! The tokens of an expression, and its value.

use super::Walk;
use crate::read::{
    python::{
        constant::{LocatedConstant, MAX_TOKENS, evaluate},
        lex::{Token, TokenKind},
    },
    secret,
};

impl<'a, 's> Walk<'a, '_, 's> {
    /// The value of the expression that begins with a token.
    pub(in crate::read::python) fn value(&self, start: usize) -> Option<LocatedConstant> {
        evaluate(self.reader.source.text, self.expression(start)?, &self.names)
    }

    /// The tokens of an expression, up to the comma, bracket or line end behind it; None for one that is too long.
    pub(super) fn expression(&self, start: usize) -> Option<&'a [Token]> {
        let tokens = self.tokens.get(start..)?;
        let mut depth = 0_usize;
        let in_brackets = !self.frames.is_empty();
        for (length, token) in tokens.iter().take(MAX_TOKENS + 1).enumerate() {
            let word = self.reader.text(&token.span);
            let ends_line = token.kind == TokenKind::Newline && !in_brackets;
            if depth == 0 && (ends_line || matches!(word, ")" | "]" | "}" | "," | ";")) {
                return tokens.get(..length);
            }
            match word {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" => depth -= 1,
                _ => {}
            }
        }
        (tokens.len() <= MAX_TOKENS).then_some(tokens)
    }

    /// A dotted name as it stands, or that it is an expression.
    pub(super) fn shown(&self, start: usize) -> String {
        let expression = self.expression(start).unwrap_or_default();
        let is_path = !expression.is_empty()
            && expression.iter().all(|token| token.kind == TokenKind::Name || self.reader.text(&token.span) == ".");
        let (first, last) = (expression.first(), expression.last());
        match first.zip(last) {
            Some((first, last)) if is_path => {
                secret::name_or_mask(self.reader.text(&(first.span.start..last.span.end))).into_owned()
            }
            _ => "an expression".to_owned(),
        }
    }

    /// A token's text, empty beyond the last.
    pub(in crate::read::python) fn word(&self, index: usize) -> &'s str {
        self.tokens.get(index).map_or("", |token| self.reader.text(&token.span))
    }

    /// What stands between a string's quotes, empty for anything else.
    pub(in crate::read::python) fn inside(&self, index: usize) -> &'s str {
        match self.tokens.get(index).map(|token| &token.kind) {
            Some(TokenKind::Text(inside, _)) => self.reader.text(inside),
            _ => "",
        }
    }
}
