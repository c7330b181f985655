//! What an expression is worth, where that can be known: constants, and what the environment overrides.

use super::{
    arithmetic::{arithmetic, number, to_float, to_int},
    lex::{Token, TokenKind},
};
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

/// Functions that read the environment: name and default are their first two arguments.
const READERS: [&str; 8] =
    ["os.getenv", "getenv", "os.environ.get", "environ.get", "config", "env", "env.int", "env.str"];

/// Methods of a dict that take a key and what holds without it.
const LOOKUPS: [&str; 3] = [".get", ".pop", ".setdefault"];

/// Functions that declare a field of a class with its default: of pydantic, dataclasses and attrs.
const DECLARED: [&str; 3] = ["Field", "field", "ib"];

/// The value of an expression, None where it is not a constant.
pub(super) fn evaluate(text: &str, tokens: &[Token], names: &Names) -> Option<LocatedConstant> {
    if tokens.len() > MAX_TOKENS {
        return None;
    }
    let mut parser = Parser { text, tokens, at: 0, names };
    let constant = parser.either()?;
    (parser.at == tokens.len()).then_some(constant)
}

/// Of a call, by place and by name.
type Arguments = (Vec<LocatedConstant>, Vec<(String, LocatedConstant)>);

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

    /// A constant, a call of what is understood, or a constant of the module.
    fn named(&mut self, path: &str, span: Range<usize>) -> Option<LocatedConstant> {
        let constant = match path {
            // A key in quotes may be one of JSON or YAML, which have these in lower case.
            "True" | "true" => LocatedConstant { value: Constant::Bool(true), span },
            "False" | "false" => LocatedConstant { value: Constant::Bool(false), span },
            "None" => LocatedConstant { value: Constant::None, span },
            "os.environ" | "environ" if self.take("[") => {
                let name = self.either()?;
                self.take("]").then_some(())?;
                variable(name, Origin::Environment, None)?
            }
            _ if self.take("(") => self.call(path)?,
            // `config["database"].get("pool_size", 5)`
            _ if self.take("[") => {
                self.either()?;
                (self.take("]") && self.take(".")).then_some(())?;
                let method = self.path();
                self.take("(").then_some(())?;
                self.call(&format!("{path}.{method}"))?
            }
            // `settings.pool_size or 5`
            _ if self.word() == Some("or") && self.names.get(path).is_none() => {
                let name = path.rsplit('.').next().unwrap_or(path).to_owned();
                let value = Constant::Variable { name, origin: Origin::Configuration, default: None };
                LocatedConstant { value, span }
            }
            _ => self.names.get(path)?.clone()?,
        };
        self.methods(constant)
    }

    fn call(&mut self, path: &str) -> Option<LocatedConstant> {
        let (positional, named) = self.arguments()?;
        let mut positional = positional.into_iter();
        let of_name =
            |wanted: &str| named.iter().find(|(name, _)| name == wanted).map(|(_, constant)| constant.clone());
        match path {
            "int" => convert(positional.next()?, to_int),
            "float" => convert(positional.next()?, to_float),
            "bool" | "str" => positional.next().filter(|constant| constant.value != Constant::None),
            "timedelta" | "datetime.timedelta" => timedelta(&named),
            _ if path.rsplit('.').next().is_some_and(|last| DECLARED.contains(&last)) => {
                positional.next().or_else(|| of_name("default"))
            }
            _ if READERS.contains(&path) => {
                let name = positional.next()?;
                let default = positional.next().or_else(|| of_name("default"));
                let constant = variable(name, Origin::Environment, default)?;
                let is_int = path == "env.int" || named.iter().any(|(name, _)| name == "cast");
                if is_int { convert(constant.clone(), to_int).or(Some(constant)) } else { Some(constant) }
            }
            // `kwargs.pop("pool_size", 5)`, and `getattr(settings, "pool_size", 5)`, whose first argument is no constant.
            _ if path == "getattr" || LOOKUPS.iter().any(|method| path.ends_with(method)) => {
                let of_object = usize::from(path == "getattr");
                let (name, default) = (positional.nth(of_object)?, positional.next()?);
                variable(name, Origin::Configuration, Some(default))
            }
            // configparser: `conf.getint("database", "pool_size", fallback=5)`.
            _ => {
                let fallback = of_name("fallback")?;
                variable(positional.last()?, Origin::Configuration, Some(fallback))
            }
        }
    }

    /// The arguments of a call whose bracket is open.
    fn arguments(&mut self) -> Option<Arguments> {
        let (mut positional, mut named) = (Vec::new(), Vec::new());
        while !self.take(")") {
            let is_named = self.tokens.get(self.at + 1).is_some_and(|token| &self.text[token.span.clone()] == "=");
            if is_named {
                let name = self.word()?.to_owned();
                self.at += 2;
                let before = self.at;
                if let Some(constant) = self.either() {
                    named.push((name, constant));
                } else {
                    // `cast=int`: that it is there is all that matters.
                    self.at = before + 1;
                    named.push((name, LocatedConstant { value: Constant::None, span: 0..0 }));
                }
            } else {
                let before = self.at;
                let constant = self.either().filter(|_| matches!(self.word(), Some("," | ")")));
                positional.push(constant.or_else(|| self.unknown(before))?);
            }
            if !self.take(",") && self.word() != Some(")") {
                return None;
            }
        }
        Some((positional, named))
    }

    /// An argument that is no constant, such as `settings`: a path of names.
    fn unknown(&mut self, from: usize) -> Option<LocatedConstant> {
        self.at = from;
        let span = self.tokens.get(from)?.span.clone();
        (!self.path().is_empty()).then_some(LocatedConstant { value: Constant::None, span })
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

fn variable(name: LocatedConstant, origin: Origin, default: Option<LocatedConstant>) -> Option<LocatedConstant> {
    let Constant::Text(text) = name.value else { return None };
    let default = default.filter(|constant| constant.value != Constant::None).map(Box::new);
    Some(LocatedConstant { value: Constant::Variable { name: text, origin, default }, span: name.span })
}

/// `timedelta(hours=1)` in seconds.
fn timedelta(named: &[(String, LocatedConstant)]) -> Option<LocatedConstant> {
    let unit_s = |name: &str| match name {
        "seconds" => Some(1),
        "minutes" => Some(60),
        "hours" => Some(3600),
        "days" => Some(86_400),
        _ => None,
    };
    let [(name, constant)] = named else { return None };
    let Constant::Int(count) = constant.value else { return None };
    let seconds = count.checked_mul(unit_s(name)?)?;
    Some(LocatedConstant { value: Constant::Int(seconds), span: constant.span.clone() })
}

/// Converts a constant, or the default of a variable.
fn convert(constant: LocatedConstant, to: fn(Constant) -> Option<Constant>) -> Option<LocatedConstant> {
    let value = match constant.value {
        Constant::Variable { name, origin, default: Some(default) } => {
            let default = LocatedConstant { value: to(default.value)?, span: default.span };
            Constant::Variable { name, origin, default: Some(Box::new(default)) }
        }
        Constant::Variable { .. } => constant.value,
        value => to(value)?,
    };
    Some(LocatedConstant { value, ..constant })
}

fn compare(left: LocatedConstant, is_same: impl Fn(&str) -> bool) -> Option<LocatedConstant> {
    let Constant::Variable { name, origin, default } = left.value else { return None };
    let default = default.and_then(|constant| match &constant.value {
        Constant::Text(text) => {
            Some(Box::new(LocatedConstant { value: Constant::Bool(is_same(text)), span: constant.span }))
        }
        _ => None,
    });
    Some(LocatedConstant { value: Constant::Variable { name, origin, default }, span: left.span })
}

fn same_text(constant: &LocatedConstant, text: &str) -> bool {
    matches!(&constant.value, Constant::Text(other) if other.eq_ignore_ascii_case(text))
}

#[cfg(test)]
mod tests;
