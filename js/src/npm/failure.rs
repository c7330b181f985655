//! Why a question has no answer, as `js/npm/api.js` throws it.

use poolwise::{answers::AnswerError, scenario::ScenarioError};
use serde_json::{Value, json};

/// The class of JavaScript, and its properties.
pub(crate) struct Failure(Value);

impl Failure {
    /// A scenario that cannot be used.
    pub(crate) fn from_scenario(error: &ScenarioError) -> Self {
        Self(json!({
            "class": "ScenarioError",
            "message": error.to_string(),
            "path": error.field(),
            "line": error.line(),
            "column": error.column(),
            "hint": error.hint(),
        }))
    }

    /// An argument out of its range.
    pub(crate) fn range(message: impl Into<String>) -> Self {
        Self(json!({ "class": "RangeError", "message": message.into() }))
    }
}

impl From<AnswerError> for Failure {
    fn from(error: AnswerError) -> Self {
        Self(json!({ "class": "ScenarioError", "message": error.message(), "hint": error.help() }))
    }
}

/// The JSON of the failure.
impl From<Failure> for String {
    fn from(Failure(failure): Failure) -> Self {
        failure.to_string()
    }
}

/// An argument that is none of the names there are.
pub(crate) fn one_of<'a>(argument: &str, names: impl Iterator<Item = &'a str>) -> Failure {
    let names = names.collect::<Vec<_>>().join(", ");
    Failure::range(format!("{argument} must be one of: {names}"))
}

/// A whole number of JavaScript.
pub(crate) fn whole(argument: &str, number: f64, min: u64, max: u64) -> Result<u64, Failure> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "compared with the number below")]
    let n = number as u64;
    #[expect(clippy::float_cmp, clippy::cast_precision_loss, reason = "every whole number of JavaScript survives")]
    let is_exact = n as f64 == number;
    if is_exact && (min..=max).contains(&n) {
        return Ok(n);
    }
    Err(Failure::range(format!("{argument} must be a whole number from {min} to {max}")))
}
