//! Who runs the server: a row of the engine's catalogue and a size, and what these set.

use crate::fields::{self, Field};
use poolwise::catalog::{self, Entry, Kind, Size};

/// A provider and the size of the server there.
#[derive(Clone, Debug)]
pub struct Provider {
    /// Its row in the catalogue.
    pub entry: &'static Entry,
    /// The size, as the user left it; empty where there is only one.
    pub size: String,
}

impl PartialEq for Provider {
    fn eq(&self, other: &Self) -> bool {
        // The rest of a row follows from its id.
        self.entry.id == other.entry.id && self.size == other.size
    }
}

impl Provider {
    /// All rows that are providers.
    pub fn all() -> impl Iterator<Item = &'static Entry> {
        catalog::all().filter(|entry| entry.kind == Kind::Provider)
    }

    /// The provider of this id with a small server, which the user then changes; None where there is none.
    #[must_use]
    pub fn of(id: &str) -> Option<Self> {
        let entry = Self::all().find(|entry| entry.id == id)?;
        let size = match entry.size() {
            Some(Size::Number(range)) => range.least.max(1.0).to_string(),
            Some(Size::Plan { plans }) => plans.first().map_or("", |plan| plan.name).to_owned(),
            None => String::new(),
        };
        Some(Self { entry, size })
    }

    /// What it is chosen by.
    #[must_use]
    pub fn id(&self) -> &'static str {
        self.entry.id
    }

    /// What it sets, as the fields take it; nothing where it has no such size.
    #[must_use]
    pub fn settings(&self) -> Vec<(&'static Field, String)> {
        let Ok(choice) = self.entry.choose(self.given()) else { return Vec::new() };
        let set = choice.settings.iter().map(|setting| (setting.path, &setting.value));
        fields::filled(set).unwrap_or_default()
    }

    /// What is wrong with the size, in words.
    #[must_use]
    pub fn error(&self) -> Option<String> {
        self.entry.choose(self.given()).err().map(|error| error.to_string())
    }

    /// What `max_connections` may be, where the provider's rule leaves it open.
    #[must_use]
    pub fn between(&self) -> Option<[u32; 2]> {
        self.entry.choose(self.given()).ok()?.max_connections_between
    }

    fn given(&self) -> Option<&str> {
        self.entry.size().map(|_| self.size.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_provider_starts_with_a_size_that_it_has() {
        for entry in Provider::all() {
            let provider = Provider::of(entry.id).unwrap();
            assert_eq!(provider.error(), None, "{}", entry.id);
            let paths: Vec<&str> = provider.settings().iter().map(|(field, _)| field.path).collect();
            assert!(paths.contains(&"database.max_connections"), "{}: {paths:?}", entry.id);
        }
    }
}
