//! A scenario as its user wrote it.

use super::{ExplicitFields, Scenario, ScenarioError};
use serde::{Deserialize, Serialize};

/// A scenario and which of its fields its user gave. A default that stands there is an answer; one that is left out is
/// assumed, and reasons and findings say so.
///
/// ```
/// use poolwise::scenario::Document;
///
/// let document = Document::from_toml("[[services]]\npool = { size = 5 }").unwrap();
/// assert!(document.given.has("services[0].pool.size"));
/// assert!(!document.given.has("services[0].pool.overflow"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// The scenario, with defaults where nothing is given.
    pub scenario: Scenario,
    /// The fields that were given.
    pub given: ExplicitFields,
}

impl Document {
    /// Reads a document from TOML, the form of a `poolwise.toml`.
    ///
    /// # Errors
    /// As [`Scenario::from_toml`].
    #[cfg(feature = "toml")]
    pub fn from_toml(text: &str) -> Result<Self, ScenarioError> {
        let scenario = Scenario::from_toml(text)?;
        // What was read once is read again.
        Ok(Self { scenario, given: ExplicitFields::from_tree(&toml::from_str(text).unwrap_or_default()) })
    }

    /// Reads a document from JSON.
    ///
    /// # Errors
    /// As [`Scenario::from_json`].
    pub fn from_json(text: &str) -> Result<Self, ScenarioError> {
        let scenario = Scenario::from_json(text)?;
        Ok(Self { scenario, given: ExplicitFields::from_tree(&serde_json::from_str(text).unwrap_or_default()) })
    }
}

/// A scenario that is built in Rust gives no fields.
impl From<Scenario> for Document {
    fn from(scenario: Scenario) -> Self {
        Self { scenario, given: ExplicitFields::default() }
    }
}
