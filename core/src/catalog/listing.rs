//! The catalog as JSON.

use super::{Choice, Entry, Size, frameworks::Names};
use serde::Serialize;

/// The catalog or a part of it, as `poolwise catalog --format json` prints it.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Catalog {
    /// The version of this format, 1.
    pub version: u32,
    /// The entries.
    pub entries: Vec<Listed>,
}

/// One entry.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Listed {
    /// The entry.
    #[serde(flatten)]
    pub entry: &'static Entry,
    /// The size that its settings depend on; null if they are always the same.
    pub size: Option<Size>,
    /// The connections that a provider reserves in total, including `superuser_reserved_connections`.
    pub kept_back: Option<u32>,
    /// The names of a framework's pool settings.
    pub names: Option<Names>,
    /// The settings of the entry; null if they depend on a size that is not given.
    pub choice: Option<Choice>,
}

impl Catalog {
    /// Every entry.
    ///
    /// ```
    /// let catalog = poolwise::catalog::Catalog::all();
    /// assert_eq!(catalog.version, 1);
    /// assert!(catalog.entries.iter().any(|entry| entry.entry.id == "neon"));
    /// ```
    #[must_use]
    pub fn all() -> Self {
        Self::from_entries(super::all().map(|entry| Listed::new(entry, entry.choose(None).ok())).collect())
    }

    /// A catalog of these entries.
    #[must_use]
    pub fn from_entries(entries: Vec<Listed>) -> Self {
        Self { version: 1, entries }
    }
}

impl Listed {
    /// An entry with its settings.
    #[must_use]
    pub fn new(entry: &'static Entry, choice: Option<Choice>) -> Self {
        Self { entry, size: entry.size(), kept_back: entry.kept_back(), names: entry.names().copied(), choice }
    }
}
