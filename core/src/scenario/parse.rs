//! From text to [`Scenario`]: first to a tree, which knows nothing of scenarios, then to the types.
//!
//! Both forms go through the same tree, so that they have the same errors, and a module for the web carries one way to read
//! the types.

mod json;
#[cfg(feature = "toml")]
mod toml;

use super::{
    Document, ExplicitFields, Scenario, ScenarioError,
    error::{path_text, unknown_key},
    path::Step,
};
use serde_json::Value;
use serde_path_to_error::{Path, Segment};

impl Scenario {
    /// Reads a scenario from TOML, the form of a `poolwise.toml`.
    ///
    /// # Errors
    /// Names line, column and field, and what is allowed there.
    #[cfg(feature = "toml")]
    pub fn from_toml(text: &str) -> Result<Self, ScenarioError> {
        toml::Text::parse(text)?.scenario()
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
        from_json(text, json::tree(text)?)
    }
}

impl Document {
    /// Reads a document from TOML, the form of a `poolwise.toml`.
    ///
    /// # Errors
    /// As [`Scenario::from_toml`].
    #[cfg(feature = "toml")]
    pub fn from_toml(text: &str) -> Result<Self, ScenarioError> {
        let text = toml::Text::parse(text)?;
        Ok(Self { scenario: text.scenario()?, given: ExplicitFields::from_tree(&text.tree()) })
    }

    /// Reads a document from JSON.
    ///
    /// # Errors
    /// As [`Scenario::from_json`].
    pub fn from_json(text: &str) -> Result<Self, ScenarioError> {
        let tree = json::tree(text)?;
        Ok(Self { given: ExplicitFields::from_tree(&tree), scenario: from_json(text, tree)? })
    }
}

fn from_json(text: &str, tree: Value) -> Result<Scenario, ScenarioError> {
    from_tree(tree).map_err(|misfit| misfit.error(json::position(text, &misfit.steps(), misfit.unknown_key())))
}

/// A value that does not fit the types.
pub(super) struct Misfit {
    path: Path,
    message: String,
}

/// The scenario of a tree.
pub(super) fn from_tree(tree: Value) -> Result<Scenario, Misfit> {
    serde_path_to_error::deserialize(tree).map_err(|error: serde_path_to_error::Error<serde_json::Error>| Misfit {
        path: error.path().clone(),
        message: error.inner().to_string(),
    })
}

impl Misfit {
    /// What is wrong, at a line and a column of the text that was read, or of none.
    pub(super) fn error(&self, position: Option<(usize, usize)>) -> ScenarioError {
        ScenarioError::at(&path_text(&self.path), &self.message, position)
    }

    /// The way to the value, as far as it is clear.
    fn steps(&self) -> Vec<Step<'_>> {
        let clear = self.path.iter().map_while(|segment| match segment {
            Segment::Seq { index } => Some(Step::Index(*index)),
            Segment::Map { key } | Segment::Enum { variant: key } => Some(Step::Key(key)),
            Segment::Unknown => None,
        });
        let mut steps: Vec<_> = clear.collect();
        // The path to such a key sometimes ends with it.
        if self.unknown_key().is_some_and(|key| steps.last() == Some(&Step::Key(key))) {
            steps.pop();
        }
        steps
    }

    /// The key at the end of the way that no table of that kind has, where that is what is wrong.
    fn unknown_key(&self) -> Option<&str> {
        unknown_key(&self.message).map(|(key, _)| key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(json: &str, words: &str) {
        let error = Scenario::from_json(json).unwrap_err().to_string();
        assert!(error.contains(words), "{json}: {error}");
    }

    #[test]
    fn what_is_wrong_is_named_with_what_is_right() {
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
