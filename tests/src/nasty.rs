//! Texts that people paste and programs choke on, with what must come of them.

use crate::readers::Entries;
use serde::Deserialize;
use serde_json::Value;

/// A text and what must come of it.
#[derive(Debug, Deserialize)]
pub struct Case {
    /// Its name.
    pub name: String,
    /// Its kind, by the name of `poolwise read --kind`.
    pub kind: String,
    /// The text in parts, each so many times.
    pub parts: Vec<(String, usize)>,
    /// For a `.env`: what python-dotenv has of it; None where the bytes are no text.
    #[serde(default)]
    pub keys: Option<Entries>,
    /// For a `.env`: the lines that python-dotenv complains about.
    #[serde(default)]
    pub error_lines: Option<Vec<usize>>,
    /// For other kinds: what stands in it.
    #[serde(default)]
    pub expected: Value,
    /// The codes of notes that it must have.
    pub notes: Vec<String>,
}

/// All cases.
///
/// # Panics
/// Where the file of cases is not what it should be.
#[must_use]
pub fn cases() -> Vec<Case> {
    serde_json::from_str(include_str!("../data/nasty_inputs.json")).expect("nasty_inputs.json")
}

impl Case {
    /// The whole text.
    #[must_use]
    pub fn text(&self) -> String {
        self.parts.iter().map(|(part, times)| part.repeat(*times)).collect()
    }
}
