//! Errors of the catalog.

use std::fmt;

/// An unknown entry, or an unknown size of an entry. The message lists or suggests valid ones.
///
/// The message never quotes the input.
///
/// ```
/// let error = poolwise::catalog::find("noen").unwrap_err();
/// assert_eq!(error.to_string(), "no such entry in the catalog; did you mean `neon`?");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogError(String);

impl CatalogError {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }

    /// For an id that no entry has.
    pub(super) fn unknown<'a>(id: &str, ids: impl Iterator<Item = &'a str>) -> Self {
        let likeness = |name: &str| strsim::normalized_damerau_levenshtein(id, name);
        let nearest = ids.max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
        let guess = nearest.filter(|name| likeness(name) > 0.6);
        let guess = guess.map_or_else(String::new, |name| format!("; did you mean `{name}`?"));
        Self(format!("no such entry in the catalog{guess}"))
    }
}

impl fmt::Display for CatalogError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for CatalogError {}
