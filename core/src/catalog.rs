//! Defaults for settings that the user has not chosen: connection limits of PostgreSQL providers, pool defaults of
//! frameworks, presets that documents recommend, poolers, networks that cut idle connections, applications with the
//! processes that they start, and serverless platforms. Each entry has a date and a source.
//!
//! An entry, with a size if it has several, gives settings for the fields of a scenario. They never override the user's
//! own settings: [`Document::filled`](crate::scenario::Document::filled) has the order.
//!
//! ```
//! use poolwise::{Scenario, catalog};
//!
//! let neon = catalog::find("neon").unwrap();
//! let choice = neon.choose(Some("1")).unwrap();
//! let scenario = choice.over(&Scenario::default()).unwrap();
//! assert_eq!(scenario.database.max_connections.get(), 419);
//!
//! assert!(neon.choose(Some("a lot")).is_err());
//! ```

mod applications;
mod aws_class;
mod choice;
mod entry;
mod error;
mod fields;
pub mod frameworks;
mod listing;
mod networks;
mod platforms;
mod poolers;
mod presets;
mod providers;
mod size;
#[cfg(test)]
mod tests;

pub use choice::{Choice, Setting};
pub use entry::{CatalogKind, Entry, Provenance};
pub use error::CatalogError;
pub use listing::{Catalog, Listed};
pub(crate) use networks::{cuts, cutting_at};
pub use size::{Plan, Range, Size, Variant};

/// Every entry, by kind.
///
/// ```
/// use poolwise::catalog;
/// assert!(catalog::all().all(|entry| entry.url.starts_with("https://")));
/// ```
pub fn all() -> impl Iterator<Item = &'static Entry> {
    providers::all()
        .chain(&frameworks::ALL)
        .chain(&presets::ALL)
        .chain(poolers::all())
        .chain(&networks::ALL)
        .chain(&applications::ALL)
        .chain(&platforms::ALL)
}

/// The entry with this id.
///
/// # Errors
/// If there is none; the message suggests the most similar id.
pub fn find(id: &str) -> Result<&'static Entry, CatalogError> {
    let id = id.trim();
    let found = all().find(|entry| entry.id.eq_ignore_ascii_case(id));
    found.ok_or_else(|| CatalogError::unknown(&id.to_lowercase(), all().map(|entry| entry.id)))
}
