//! A scenario as its user wrote it.

use super::{ExplicitFields, Scenario};
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
    /// One document of several: their services in order, and of every other part the one document that gives it.
    ///
    /// # Errors
    /// Where two documents give the same part, such as `database`: its name, and the indices of both documents.
    ///
    /// ```
    /// use poolwise::scenario::Document;
    ///
    /// let parts = ["[database]\nmax_connections = 50\n[[services]]", "[[services]]\nname = 'jobs'"];
    /// let joined = Document::joined(parts.map(|part| Document::from_toml(part).unwrap())).unwrap();
    /// assert_eq!((joined.scenario.services.len(), joined.scenario.database.max_connections.get()), (2, 50));
    /// assert!(joined.given.has("services[1].name"));
    /// ```
    pub fn joined(documents: impl IntoIterator<Item = Self>) -> Result<Self, (&'static str, [usize; 2])> {
        let mut joined = Self::default();
        let mut owners = [None; PARTS.len()];
        for (index, document) in documents.into_iter().enumerate() {
            let Self { scenario, given } = document;
            for (part, owner) in PARTS.into_iter().zip(&mut owners) {
                if !(given.has_below(part) || (part == "pooler" && scenario.pooler.is_some())) {
                    continue;
                }
                if let Some(first) = owner.replace(index) {
                    return Err((part, [first, index]));
                }
                match part {
                    "database" => joined.scenario.database = scenario.database.clone(),
                    "pooler" => joined.scenario.pooler.clone_from(&scenario.pooler),
                    "targets" => joined.scenario.targets = scenario.targets.clone(),
                    _ => joined.scenario.rules = scenario.rules.clone(),
                }
            }
            joined.given.append(given, joined.scenario.services.len());
            joined.scenario.services.extend(scenario.services);
        }
        Ok(joined)
    }
}

/// The parts of a document beside its services.
const PARTS: [&str; 4] = ["database", "pooler", "targets", "rules"];

/// A scenario that is built in Rust gives no fields.
impl From<Scenario> for Document {
    fn from(scenario: Scenario) -> Self {
        Self { scenario, given: ExplicitFields::default() }
    }
}
