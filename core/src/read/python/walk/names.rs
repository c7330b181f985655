//! Names with a value: keywords of calls, variables, parameters with a default, and fields with a type.

use super::Walk;
use crate::read::python::{constant::MAX_TOKENS, lex::TokenKind, options};

impl Walk<'_, '_, '_> {
    pub(super) fn name(&mut self, index: usize) {
        let (name, next) = (self.word(index), self.word(index + 1));
        if name == "class" {
            self.class = Some(index);
        }
        if next == "=" {
            let begins_argument = index > 0 && matches!(self.word(index - 1), "(" | ",");
            let function = match self.frames.last() {
                Some(frame) if frame.is_definition => return self.parameter(name, index + 2),
                Some(frame) if begins_argument => frame.function,
                _ => "",
            };
            if function == "Env" && self.word(index + 2) == "(" && self.word(index + 4) == "," {
                // django-environ's `Env(DB_POOL_SIZE=(int, 15))`: a type and a default.
                return self.variable(name, index + 5, true);
            }
            let declared = self.frames.last().map_or("", |frame| frame.declares);
            if name == "default" && !declared.is_empty() {
                self.parameter(declared, index + 2);
            } else if let Some(option) = options::keyword(function, name) {
                self.option(option, name, index + 2);
            } else if name == "poolclass" {
                self.pool_class(index + 2);
            } else if self.frames.is_empty() {
                self.variable(name, index + 2, false);
            } else if let Some(option) = options::variable(name) {
                self.option(option, name, index + 2);
            }
        } else if next == ":" && self.frames.last().is_some_and(|frame| frame.is_definition) {
            // `def make(pool_size: int = 20)`.
            let equals = (index + 2..index + 6).find(|&at| matches!(self.word(at), "=" | "," | ")"));
            if let Some(equals) = equals.filter(|&at| self.word(at) == "=") {
                self.parameter(name, equals + 1);
            }
        } else if next == ":" && self.frames.is_empty() {
            // `db_pool_size: int = 20`, in a class of settings; the type may have brackets of its own.
            let line = index + 2..self.tokens.len().min(index + 2 + MAX_TOKENS);
            let mut depth = 0_usize;
            for at in line.take_while(|&at| self.tokens[at].kind != TokenKind::Newline) {
                match self.word(at) {
                    "(" | "[" | "{" => depth += 1,
                    ")" | "]" | "}" => depth = depth.saturating_sub(1),
                    "=" if depth == 0 => return self.annotated(index, at + 1),
                    _ => {}
                }
            }
        }
    }

    /// A name with a type, `db_pool_size: int = 20`: a constant of the module, a setting that the environment overrides,
    /// or a field of a class that calls may override.
    fn annotated(&mut self, index: usize, value: usize) {
        let name = self.word(index);
        if self.begins_line(index) {
            self.variable(name, value, false);
        } else if self.class.is_some_and(|class| self.reads_environment(class)) {
            self.variable(name, value, true);
        } else {
            self.parameter(name, value);
        }
    }

    /// Whether a class reads the environment, as pydantic's settings do.
    fn reads_environment(&self, class: usize) -> bool {
        let header = (class + 2..self.tokens.len().min(class + MAX_TOKENS)).map(|at| self.word(at));
        let mut bases = header.take_while(|word| *word != ":");
        !self.env_prefix.is_empty() || bases.any(|base| base.ends_with("Settings"))
    }
}
