//! Settings that are the same for everyone, as constants.

use super::{Choice, choice::number};
use serde_json::Value;

/// Fields of a scenario with their values.
pub(super) type Fields = &'static [(&'static str, Constant)];

/// A value of a constant setting.
#[derive(Clone, Copy, Debug)]
pub(super) enum Constant {
    Number(f64),
    Switch(bool),
    Word(&'static str),
}

impl From<Constant> for Value {
    fn from(constant: Constant) -> Self {
        match constant {
            Constant::Number(x) => number(x),
            Constant::Switch(on) => on.into(),
            Constant::Word(word) => word.into(),
        }
    }
}

impl Choice {
    /// The choice with these settings after its own.
    pub(super) fn with_fields(mut self, fields: Fields) -> Self {
        for (path, value) in fields {
            self.set(path, *value);
        }
        self
    }
}
