//! Secrets in all the places where people paste them.

use serde::Deserialize;

/// A text with a secret in it.
#[derive(Debug, Deserialize)]
pub struct Canary {
    /// Where the secret is.
    pub name: String,
    /// The text.
    pub text: String,
}

#[derive(Deserialize)]
struct Canaries {
    canary: Vec<Canary>,
}

/// All of them.
///
/// # Panics
/// Where the file of canaries is not what it should be.
#[must_use]
pub fn canaries() -> Vec<Canary> {
    let table: Canaries = toml::from_str(include_str!("../data/canaries.toml")).expect("canaries.toml");
    table.canary
}

/// What every secret holds, in one case or another.
pub const MARK: &str = "kanarie";

/// Whether a text gives a secret away.
#[must_use]
pub fn gives_away(text: &str) -> bool {
    text.to_lowercase().contains(MARK)
}
