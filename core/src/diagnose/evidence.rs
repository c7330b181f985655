//! Evidence: what of a text or of the fields speaks for a diagnosis.

use serde::Serialize;

/// Evidence for a diagnosis.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Evidence {
    /// Its line in the text; None for evidence that follows from the fields.
    pub line: Option<usize>,
    /// The evidence in words.
    pub text: String,
}

impl Evidence {
    /// Evidence in a line of the text, or from the fields if there is no line.
    pub(super) fn new(line: Option<usize>, text: impl Into<String>) -> Self {
        Self { line, text: text.into() }
    }
}
