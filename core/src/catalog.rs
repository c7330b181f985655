//! Where settings come from when nobody has chosen them: what providers of PostgreSQL admit, what frameworks' pools are
//! by default, and presets that documents recommend. Dated data, each row with its source.
//!
//! An entry and perhaps a size give settings, paths and values that fill the fields of a scenario. Nothing that the
//! user says is overridden by them: [`Scenario::filled`](crate::Scenario::filled) has the order.
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

mod choice;
mod entry;
mod error;
pub mod frameworks;
mod listing;
mod presets;
mod providers;
mod size;
#[cfg(test)]
mod tests;

pub use choice::{Choice, Setting};
pub use entry::{CatalogKind, Entry, Provenance};
pub use error::CatalogError;
pub use listing::{Catalog, Listed};
pub use size::{Plan, Range, Size};

/// Every entry, by kind.
///
/// ```
/// use poolwise::catalog;
/// assert!(catalog::all().all(|entry| entry.url.starts_with("https://")));
/// ```
pub fn all() -> impl Iterator<Item = &'static Entry> {
    providers::ALL.iter().chain(&frameworks::ALL).chain(&presets::ALL)
}

/// The entry of this id.
///
/// # Errors
/// Where there is none; names the nearest.
pub fn find(id: &str) -> Result<&'static Entry, CatalogError> {
    let id = id.trim();
    let found = all().find(|entry| entry.id.eq_ignore_ascii_case(id));
    found.ok_or_else(|| CatalogError::unknown(&id.to_lowercase(), all().map(|entry| entry.id)))
}
