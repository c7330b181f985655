//! From text to [`Scenario`].

use super::{Scenario, ScenarioError, error::path_text};
use serde::de::DeserializeOwned;

impl Scenario {
    /// Reads a scenario from TOML, the form of a `poolwise.toml`.
    ///
    /// # Errors
    /// Names line, column and field, and what is allowed there.
    #[cfg(feature = "toml")]
    pub fn from_toml(text: &str) -> Result<Self, ScenarioError> {
        let position = |error: &toml::de::Error| error.span().map(|span| line_column(text, span.start));
        let document = toml::Deserializer::parse(text)
            .map_err(|error| ScenarioError::at("", error.message(), position(&error)))?;
        serde_path_to_error::deserialize(document).map_err(|error| {
            ScenarioError::at(&path_text(error.path()), error.inner().message(), position(error.inner()))
        })
    }

    /// Reads a scenario from JSON.
    ///
    /// # Errors
    /// Names line, column and field, and what is allowed there.
    ///
    /// ```
    /// use poolwise::Scenario;
    /// let error = Scenario::from_json(r#"{"services": [{"instances": -3}]}"#).unwrap_err();
    /// assert_eq!(error.field(), Some("services[0].instances"));
    /// assert!(error.to_string().ends_with("must be a whole number from 1 to 4294967295, found -3"));
    /// ```
    pub fn from_json(text: &str) -> Result<Self, ScenarioError> {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let scenario: Self = from_json_deserializer(&mut deserializer)?;
        deserializer.end().map_err(|error| json_error("", &error))?;
        Ok(scenario)
    }
}

/// A value from a JSON deserializer, with the field named in the error.
pub(super) fn from_json_deserializer<'de, T, D>(deserializer: D) -> Result<T, ScenarioError>
where
    T: DeserializeOwned,
    D: serde::Deserializer<'de, Error = serde_json::Error>,
{
    serde_path_to_error::deserialize(deserializer).map_err(|error| json_error(&path_text(error.path()), error.inner()))
}

fn json_error(path: &str, error: &serde_json::Error) -> ScenarioError {
    let text = error.to_string();
    let message = text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message);
    // A value that was never a text has no line.
    ScenarioError::at(path, message, (error.line() > 0).then(|| (error.line(), error.column())))
}

#[cfg(feature = "toml")]
fn line_column(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|&c| c != '\n').count() + 1;
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(json: &str, words: &str) {
        let error = Scenario::from_json(json).unwrap_err().to_string();
        assert!(error.contains(words), "{json}: {error}");
    }

    #[test]
    fn what_is_wrong_is_said_with_what_is_right() {
        check(r#"{"services": [{"pool": {"pool_size": 5}}]}"#, "did you mean `size`?");
        check(r#"{"services": [{"traffic": [{"hold_ms": 50}]}]}"#, "a table such as { mean = 50, cv = 1 }");
        check(r#"{"services": 4}"#, "a list of tables");
        check(r#"{"services": [{"instances": 4.5}]}"#, "a whole number from 1 to 4294967295, found 4.5");
    }

    #[test]
    fn a_whole_number_may_have_a_point() {
        let scenario = Scenario::from_json(r#"{"services": [{"instances": 4.0}]}"#).unwrap();
        assert_eq!(scenario.services[0].instances.get(), 4);
    }
}
