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

/// Secrets that look like secrets, or stand where secrets do: masked even where a loader's values are asked for.
///
/// # Panics
/// Where the file of canaries is not what it should be.
#[must_use]
pub fn canaries() -> Vec<Canary> {
    let table: Canaries = toml::from_str(include_str!("../data/canaries.toml")).expect("canaries.toml");
    table.canary
}

/// Secrets in further places, many of which look like anything else: never shown where only what is permitted is.
///
/// # Panics
/// Where the file is not what it should be.
#[must_use]
pub fn disguised_canaries() -> Vec<Canary> {
    let canaries: Vec<Canary> = serde_json::from_str(include_str!("../data/secrets.json")).expect("secrets.json");
    canaries.into_iter().filter(|canary| gives_away(&canary.text)).collect()
}

/// What every secret holds, in one case or another.
pub const MARK: &str = "kanarie";

/// Whether a text gives a secret away.
#[must_use]
pub fn gives_away(text: &str) -> bool {
    text.to_lowercase().contains(MARK)
}
