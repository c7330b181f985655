//! What the user picks from the engine's catalog, and what that sets: who runs the server, what has the pool, or a
//! pool that a document recommends.

use crate::fields::{self, Field, Group};
use poolwise::catalog::{self, CatalogKind, Entry, Size};

/// A kind of entries as the page offers them.
#[derive(Debug)]
pub struct Shelf {
    /// Which entries stand on it.
    pub kind: CatalogKind,
    /// The card above whose fields it is.
    pub group: Group,
    /// What is picked.
    pub label: &'static str,
    /// The same in a sentence, and as an element's id.
    pub noun: &'static str,
    /// What its entries' numbers depend on, where that is no plan.
    pub size_label: &'static str,
}

/// All of them, in the order of the page.
pub static SHELVES: [Shelf; 7] = [
    Shelf {
        kind: CatalogKind::Framework,
        group: Group::Pool,
        label: "Framework",
        noun: "framework",
        size_label: "Cores it runs on",
    },
    Shelf { kind: CatalogKind::Preset, group: Group::Pool, label: "Preset", noun: "preset", size_label: "" },
    Shelf {
        kind: CatalogKind::Application,
        group: Group::Service,
        label: "Application",
        noun: "application",
        size_label: "Cores it runs on",
    },
    Shelf { kind: CatalogKind::Platform, group: Group::Service, label: "Platform", noun: "platform", size_label: "" },
    Shelf {
        kind: CatalogKind::Pooler,
        group: Group::Pooler,
        label: "Pooler",
        noun: "pooler",
        size_label: "Size there",
    },
    Shelf { kind: CatalogKind::Network, group: Group::Timeouts, label: "Network", noun: "network", size_label: "" },
    Shelf {
        kind: CatalogKind::Provider,
        group: Group::Database,
        label: "Provider",
        noun: "provider",
        size_label: "Size there",
    },
];

impl Shelf {
    /// The one of a kind.
    #[must_use]
    pub fn for_kind(kind: CatalogKind) -> &'static Self {
        match kind {
            CatalogKind::Framework => &SHELVES[0],
            CatalogKind::Preset => &SHELVES[1],
            CatalogKind::Application => &SHELVES[2],
            CatalogKind::Platform => &SHELVES[3],
            CatalogKind::Pooler => &SHELVES[4],
            CatalogKind::Network => &SHELVES[5],
            CatalogKind::Provider => &SHELVES[6],
        }
    }

    /// Whether it is about what all services share.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        matches!(self.kind, CatalogKind::Pooler | CatalogKind::Network | CatalogKind::Provider)
    }

    /// What stands on it.
    pub fn entries(&self) -> impl Iterator<Item = &'static Entry> {
        let kind = self.kind;
        catalog::all().filter(move |entry| entry.kind == kind)
    }
}

/// A row of the catalog, and the size that it is picked in.
#[derive(Clone, Debug)]
pub struct Pick {
    /// The row.
    pub entry: &'static Entry,
    /// The size, as the user left it; empty where there is only one.
    pub size: String,
}

impl Pick {
    /// The row of this id in a size, or in a small one where none is given; None where there is no such row.
    #[must_use]
    pub fn new(id: &str, size: Option<&str>) -> Option<Self> {
        let entry = catalog::all().find(|entry| entry.id == id)?;
        let small = || match entry.size() {
            // Which server it is nobody knows but the user.
            Some(Size::Number(_)) if entry.kind == CatalogKind::Provider => String::new(),
            Some(Size::Number(range)) => range.least.max(1.0).to_string(),
            Some(size) => size.names().first().copied().unwrap_or_default().to_owned(),
            None => String::new(),
        };
        Some(Self { entry, size: size.map_or_else(small, str::to_owned) })
    }

    /// What it sets, as the fields take it; nothing where it has no such size.
    #[must_use]
    pub fn settings(&self) -> Vec<(&'static Field, String)> {
        let Ok(choice) = self.entry.choose(self.given()) else { return Vec::new() };
        // A setting that has no field is left out: each of them is a fact of its own.
        let fill = |setting: &catalog::Setting| fields::filled([(setting.path, &setting.value)]);
        choice.settings.iter().filter_map(fill).flatten().map(|one| (one.field, one.text)).collect()
    }

    /// Whether both set a field: only one of them can hold.
    #[must_use]
    pub fn excludes(&self, other: &Self) -> bool {
        let theirs = other.settings();
        self.settings().iter().any(|(field, _)| theirs.iter().any(|(their, _)| their == field))
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
        self.entry.size().map(|_| self.size.as_str()).filter(|size| !size.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use poolwise_view::is_of_service;

    fn check(kind: CatalogKind, path: Option<&str>) {
        let shelf = Shelf::for_kind(kind);
        assert_eq!(shelf.kind, kind);
        for entry in shelf.entries() {
            let mut pick = Pick::new(entry.id, None).unwrap();
            if let (CatalogKind::Provider, Some(Size::Number(range))) = (kind, entry.size()) {
                assert!(pick.error().is_some_and(|error| error.starts_with("it needs a size")), "{}", entry.id);
                pick.size = range.least.max(1.0).to_string();
            }
            assert_eq!(pick.error(), None, "{}", entry.id);
            let paths: Vec<&str> = pick.settings().iter().map(|(field, _)| field.path()).collect();
            assert!(path.is_none_or(|path| paths.contains(&path)), "{}: {paths:?}", entry.id);
            assert!(pick.settings().iter().any(|(field, _)| field.group == shelf.group), "{}", entry.id);
            assert!(paths.iter().all(|path| is_of_service(path) != shelf.is_shared()), "{}: {paths:?}", entry.id);
        }
    }

    #[test]
    fn every_entry_starts_with_a_size_that_it_has() {
        check(CatalogKind::Provider, None);
        check(CatalogKind::Framework, Some("services[0].pool.size"));
        check(CatalogKind::Preset, Some("services[0].pool.size"));
        check(CatalogKind::Application, Some("services[0].pool.size"));
        check(CatalogKind::Platform, Some("services[0].kind"));
        check(CatalogKind::Network, Some("database.idle_cut_s"));
        check(CatalogKind::Pooler, None);
    }

    #[test]
    fn a_pool_is_of_one_origin() {
        let pick = |id| Pick::new(id, None).unwrap();
        assert!(pick("rails").excludes(&pick("production")));
        assert!(!pick("rails").excludes(&pick("neon")));
    }
}
