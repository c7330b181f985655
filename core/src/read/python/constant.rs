//! What an expression is worth, where that can be known: constants, and what the environment overrides.

mod calls;
mod convert;
#[cfg(test)]
mod tests;

use super::{
    arithmetic::{arithmetic, number},
    lex::{Token, TokenKind},
};
use convert::{compare, same_text};
use std::{collections::BTreeMap, ops::Range};

/// The value of an expression, with the place of the literal that it comes from.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Constant {
    Int(i64),
    Float(f64),
    Bool(bool),
    None,
    /// A string; the place is what stands between its quotes.
    Text(String),
    /// A variable of the environment, or a key of a configuration, and what holds if it is not set.
    Variable {
        name: String,
        origin: Origin,
        default: Option<Box<LocatedConstant>>,
    },
}

/// Where a variable gets its value from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    Environment,
    /// A dict, an object or a file of settings.
    Configuration,
}

/// A constant and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct LocatedConstant {
    pub(super) value: Constant,
    pub(super) span: Range<usize>,
}

/// Constants of the module by name; None for a name that is bound more than once.
pub(super) type Names = BTreeMap<String, Option<LocatedConstant>>;

/// An expression longer than this is nobody's pool size.
pub(super) const MAX_TOKENS: usize = 64;

/// A string longer than this is no number, and no variable's name.
const LONGEST_TEXT: usize = 256;

/// The value of an expression, None where it is not a constant.
pub(super) fn evaluate(text: &str, tokens: &[Token], names: &Names) -> Option<LocatedConstant> {
    if tokens.len() > MAX_TOKENS {
        return None;
    }
    let mut parser = Parser { text, tokens, at: 0, names };
    let constant = parser.either()?;
    (parser.at == tokens.len()).then_some(constant)
}

struct Parser<'a> {
    text: &'a str,
    tokens: &'a [Token],
    at: usize,
    names: &'a Names,
}

impl Parser<'_> {
    /// `a or b`, where a is a variable: `os.getenv("X") or 5`.
    fn either(&mut self) -> Option<LocatedConstant> {
        let mut left = self.comparison()?;
        while self.take("or") {
            let right = self.comparison()?;
            left = match left.value {
                Constant::Variable { name, origin, default: None } => {
                    let span = left.span;
                    LocatedConstant { value: Constant::Variable { name, origin, default: Some(Box::new(right)) }, span }
                }
                _ => return None,
            };
        }
        Some(left)
    }

    /// `variable == "true"` and `variable in ("true", "1")`, which make a boolean of its default.
    fn comparison(&mut self) -> Option<LocatedConstant> {
        let left = self.sum()?;
        if self.take("==") {
            let right = self.sum()?;
            return compare(left, |text| same_text(&right, text));
        }
        if !self.take("in") {
            return Some(left);
        }
        let close = match self.word()? {
            "(" => ")",
            "[" => "]",
            "{" => "}",
            _ => return None,
        };
        self.at += 1;
        let mut options = Vec::new();
        while !self.take(close) {
            options.push(self.sum()?);
            self.take(",");
        }
        compare(left, |text| options.iter().any(|option| same_text(option, text)))
    }

    fn sum(&mut self) -> Option<LocatedConstant> {
        let mut left = self.product()?;
        loop {
            let sign = ["+", "-"].into_iter().find(|sign| self.take(sign));
            let Some(sign) = sign else { return Some(left) };
            let right = self.product()?;
            left = arithmetic(&left, sign, &right)?;
        }
    }

    fn product(&mut self) -> Option<LocatedConstant> {
        let mut left = self.unary()?;
        loop {
            let sign = ["*", "//", "/", "%"].into_iter().find(|sign| self.take(sign));
            let Some(sign) = sign else { return Some(left) };
            let right = self.unary()?;
            left = arithmetic(&left, sign, &right)?;
        }
    }

    fn unary(&mut self) -> Option<LocatedConstant> {
        let start = self.tokens.get(self.at)?.span.start;
        if self.take("-") {
            let constant = self.unary()?;
            let span = start..constant.span.end;
            return match constant.value {
                Constant::Int(n) => Some(LocatedConstant { value: Constant::Int(n.checked_neg()?), span }),
                Constant::Float(x) => Some(LocatedConstant { value: Constant::Float(-x), span }),
                _ => None,
            };
        }
        if self.take("+") {
            return self.unary();
        }
        let base = self.atom()?;
        if !self.take("**") {
            return Some(base);
        }
        let exponent = self.unary()?;
        arithmetic(&base, "**", &exponent)
    }

    fn atom(&mut self) -> Option<LocatedConstant> {
        let token = self.tokens.get(self.at)?.clone();
        match &token.kind {
            TokenKind::Number => {
                self.at += 1;
                Some(LocatedConstant { value: number(&self.text[token.span.clone()])?, span: token.span })
            }
            TokenKind::Text(inside, flavour) if !flavour.formatted => {
                self.at += 1;
                let text = &self.text[inside.clone()];
                // What an escape means does not matter for numbers and names, which have none. Nor are they long, and
                // each name that is bound to a text has a copy of it.
                let plain = text.len() <= LONGEST_TEXT && !text.contains('\\');
                let constant =
                    plain.then(|| LocatedConstant { value: Constant::Text(text.to_owned()), span: inside.clone() })?;
                self.methods(constant)
            }
            TokenKind::Sign if &self.text[token.span.clone()] == "(" => {
                self.at += 1;
                let constant = self.either()?;
                let end = self.tokens.get(self.at)?.span.end;
                let span = match constant.value {
                    Constant::Variable { .. } => constant.span.clone(),
                    _ => token.span.start..end,
                };
                self.take(")").then_some(LocatedConstant { span, ..constant })
            }
            TokenKind::Name => {
                let path = self.path();
                self.named(&path, token.span)
            }
            TokenKind::Text(..) | TokenKind::Sign | TokenKind::Newline => None,
        }
    }

    /// `.lower()` and its like, which change nothing that matters here.
    fn methods(&mut self, constant: LocatedConstant) -> Option<LocatedConstant> {
        while self.take(".") {
            let method = self.word()?;
            if !["lower", "upper", "strip", "casefold", "total_seconds"].contains(&method) {
                return None;
            }
            self.at += 1;
            (self.take("(") && self.take(")")).then_some(())?;
        }
        Some(constant)
    }

    /// `os.environ.get`, up to what is no name.
    fn path(&mut self) -> String {
        let mut path = String::new();
        while let Some(word) = self.word().filter(|_| self.is_name()) {
            path.push_str(word);
            self.at += 1;
            let goes_on = self.word() == Some(".")
                && self.tokens.get(self.at + 1).is_some_and(|token| token.kind == TokenKind::Name)
                && path.len() < 200;
            if !goes_on {
                break;
            }
            path.push('.');
            self.at += 1;
        }
        path
    }

    fn is_name(&self) -> bool {
        self.tokens.get(self.at).is_some_and(|token| token.kind == TokenKind::Name)
    }

    fn word(&self) -> Option<&str> {
        self.tokens.get(self.at).map(|token| &self.text[token.span.clone()])
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self.word() == Some(word);
        self.at += usize::from(found);
        found
    }
}
