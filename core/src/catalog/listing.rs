//! The catalogue as JSON.

use super::{Choice, Entry, Kind, Known, Size, frameworks::Names};
use serde::Serialize;

/// The whole catalogue, or a part of it, as `poolwise catalog --format json` prints it.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Catalog {
    /// The version of this form, 1.
    pub version: u32,
    /// The entries.
    pub entries: Vec<Listed>,
}

/// One entry.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Listed {
    /// What it is chosen by.
    pub id: &'static str,
    /// Its name, or what a preset is for.
    pub name: &'static str,
    /// What kind of entry it is.
    pub kind: Kind,
    /// How its numbers are known.
    pub known: Known,
    /// When they were true: a year, or a year and a month.
    pub dated: &'static str,
    /// Where they are from.
    pub source: &'static str,
    /// Where to read about them.
    pub url: &'static str,
    /// What they follow from, in a line.
    pub rule: &'static str,
    /// What else to know.
    pub notes: &'static [&'static str],
    /// What its settings depend on; null where they are always the same.
    pub size: Option<Size>,
    /// The connections that a provider keeps back in all, `superuser_reserved_connections` included.
    pub kept_back: Option<u32>,
    /// What a framework calls its pool's settings.
    pub names: Option<Names>,
    /// What it sets; null where that depends on a size that is not given.
    pub choice: Option<Choice>,
}

impl Catalog {
    /// Every entry.
    ///
    /// ```
    /// let catalog = poolwise::catalog::Catalog::all();
    /// assert_eq!(catalog.version, 1);
    /// assert!(catalog.entries.iter().any(|entry| entry.id == "neon"));
    /// ```
    #[must_use]
    pub fn all() -> Self {
        Self::of(super::all().map(|entry| Listed::new(entry, entry.choose(None).ok())).collect())
    }

    /// These entries.
    #[must_use]
    pub fn of(entries: Vec<Listed>) -> Self {
        Self { version: 1, entries }
    }
}

impl Listed {
    /// An entry with what it sets.
    #[must_use]
    pub fn new(entry: &Entry, choice: Option<Choice>) -> Self {
        Self {
            id: entry.id,
            name: entry.name,
            kind: entry.kind,
            known: entry.known,
            dated: entry.dated,
            source: entry.source,
            url: entry.url,
            rule: entry.rule,
            notes: entry.notes,
            size: entry.size(),
            kept_back: entry.kept_back(),
            names: entry.names().copied(),
            choice,
        }
    }
}
