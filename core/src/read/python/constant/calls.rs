//! Calls that give a constant: those that read the environment or a configuration, conversions and times.

use super::{
    Constant, LocatedConstant, Origin, Parser,
    convert::{convert, timedelta, variable},
};
use crate::read::python::arithmetic::{to_float, to_int};
use std::ops::Range;

/// Functions that read the environment: name and default are their first two arguments.
const READERS: [&str; 8] =
    ["os.getenv", "getenv", "os.environ.get", "environ.get", "config", "env", "env.int", "env.str"];

/// Methods of a dict that take a key and what holds without it.
const LOOKUPS: [&str; 3] = [".get", ".pop", ".setdefault"];

/// Functions that declare a field of a class with its default: of pydantic, dataclasses and attrs.
const DECLARED: [&str; 3] = ["Field", "field", "ib"];

/// Of a call, by place and by name.
type Arguments = (Vec<LocatedConstant>, Vec<(String, LocatedConstant)>);

impl Parser<'_> {
    /// A constant, a call of what is understood, or a constant of the module.
    pub(super) fn named(&mut self, path: &str, span: Range<usize>) -> Option<LocatedConstant> {
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
}
