//! Secrets in all the places where people paste them.

use serde::Deserialize;

/// A text with a secret in it.
#[derive(Debug, Deserialize)]
pub struct Canary {
    /// Where the secret is.
    pub name: String,
    /// The text.
    pub text: String,
    /// The secrets in it; by default [`MARK`].
    #[serde(default = "mark", rename = "canary")]
    pub secrets: Vec<String>,
}

fn mark() -> Vec<String> {
    vec![MARK.to_owned()]
}

impl Canary {
    /// Where a text gives one of the secrets away, in any case.
    #[must_use]
    pub fn leak(&self, text: &str) -> Option<usize> {
        let text = text.to_lowercase();
        self.secrets.iter().find_map(|secret| text.find(&secret.to_lowercase()))
    }
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
    serde_json::from_str(include_str!("../data/secrets.json")).expect("secrets.json")
}

/// What every secret holds, in one case or another.
pub const MARK: &str = "kanarie";
