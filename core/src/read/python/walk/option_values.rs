//! Options with their values: what they set, and what cannot be read.

use super::Walk;
use crate::read::{
    names::OptionMeaning,
    python::{
        constant::{Constant, LocatedConstant, MAX_TOKENS, Origin},
        lex::TokenKind,
        options,
    },
    secret,
};
use serde_json::Value;

impl<'s> Walk<'_, '_, 's> {
    pub(in crate::read::python) fn option(&mut self, option: OptionMeaning, name: &'s str, value: usize) {
        let shown_name = secret::key_or_mask(name);
        let at = self.tokens.get(value).or(self.tokens.last()).map_or(0, |token| token.span.start);
        if self.is_of_other_database() {
            let message = format!("{shown_name} of another database is not read: it has a pool of its own");
            return self.reader.note("other_database", at, message);
        }
        if let Some(frame) = self.frames.last_mut() {
            if frame.keywords.contains(&name) {
                let message =
                    format!("{shown_name} is repeated in one call, which Python rejects; the last value is used");
                self.reader.note("duplicate_key", at, message);
                // Those of other calls, and of other parts of the text, stay.
                let mut others = frame.settings;
                self.reader.reading.settings.retain(|setting| {
                    let is_other = others > 0;
                    others = others.saturating_sub(1);
                    is_other || setting.key != name
                });
            } else if frame.keywords.len() < MAX_TOKENS {
                frame.keywords.push(name);
            }
        }
        if let Some(constant) = self.value(value) {
            self.set(option, name, constant);
        } else {
            let shown = self.shown(value);
            self.supersede(option, value);
            self.reader.note("unresolved_value", at, format!("{shown_name} is not a literal: {shown}"));
        }
    }

    /// Remembers the variables that an expression computes an option from. A name alone is the option.
    fn supersede(&mut self, option: OptionMeaning, value: usize) {
        let expression = self.expression(value).unwrap_or_default();
        let is_computed = expression.iter().any(|token| {
            token.kind == TokenKind::Sign && !matches!(self.reader.text(&token.span), "." | "(" | ")" | "[" | "]")
        });
        for token in expression.iter().filter(|token| is_computed && token.kind == TokenKind::Name) {
            let name = self.reader.text(&token.span);
            let meaning = options::any_variable(name).and_then(OptionMeaning::field);
            if meaning.is_some() && meaning == option.field() && self.superseded.len() < MAX_TOKENS {
                self.superseded.push(name);
            }
        }
    }

    pub(in crate::read::python) fn set(&mut self, option: OptionMeaning, name: &str, constant: LocatedConstant) {
        let name = &*secret::key_or_mask(name);
        let (unless, constant) = match constant.value {
            Constant::Variable { name: _, origin: Origin::Configuration, default } => {
                let Some(default) = default else { return };
                let message = format!("{name} comes from a configuration; this default applies if it is not set there");
                self.reader.note("parameter_default", default.span.start, message);
                (None, *default)
            }
            Constant::Variable { name: variable, origin: Origin::Environment, default } => {
                let shown = secret::key_or_mask(&variable).into_owned();
                let Some(default) = default else {
                    let message = format!("{name} comes from the environment variable {shown}; paste the .env as well");
                    self.reader.note("value_from_environment", constant.span.start, message);
                    return;
                };
                let message = format!(
                    "{name} comes from the environment variable {shown}; this default applies if it is not set"
                );
                self.reader.note("value_from_environment", default.span.start, message);
                (Some(shown), *default)
            }
            value => (None, LocatedConstant { value, span: constant.span }),
        };
        let value = match (option, &constant.value) {
            (OptionMeaning::PrePing | OptionMeaning::Lifo, Constant::Bool(truth)) => Value::Bool(*truth),
            (OptionMeaning::PrePing | OptionMeaning::Lifo, _) => {
                let message = format!("{name}: must be True or False");
                return self.reader.note("not_a_boolean", constant.span.start, message);
            }
            (
                OptionMeaning::Timeout | OptionMeaning::ConnectTimeout | OptionMeaning::Recycle,
                Constant::Float(seconds),
            ) => (*seconds).into(),
            (_, Constant::Int(whole)) => (*whole).into(),
            _ => {
                let message = format!("{name}: must be a whole number without quotes, such as 20");
                return self.reader.note("not_an_integer", constant.span.start, message);
            }
        };
        let unlimited =
            (option == OptionMeaning::Size && value == 0) || (option == OptionMeaning::Overflow && value == -1);
        if let Some(frame) = self.frames.last_mut() {
            frame.unlimited |= unlimited;
        }
        self.reader.set_meaning(unless.as_deref(), option, name, constant.span, value);
    }
}
