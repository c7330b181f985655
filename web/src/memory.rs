//! What stays between visits: the fields as they were last, and the scenarios that the user has saved.

use crate::browser::{address, storage};

/// As many saved scenarios as a person can look through.
const MAX_SAVED: usize = 50;

/// The longest name of a saved scenario, in letters.
pub(crate) const LONGEST_SAVED_NAME: usize = 40;

/// What the user's own work is saved as when a link is opened over it.
const PUT_ASIDE: &str = "Before the link";

/// What stays between visits.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// The saved scenarios: name, and fragment of an address.
    pub(crate) saved: Vec<(String, String)>,
    /// Whether the page shows a link that the user has not changed: it is not the user's own work yet.
    is_linked: bool,
}

impl Memory {
    /// What is remembered, where the page may show the scenario of its address.
    #[must_use]
    pub(crate) fn new(is_linked: bool) -> Self {
        let lines = storage::get(storage::SAVED).unwrap_or_default();
        let saved = lines.lines().filter_map(|line| line.split_once('\t'));
        Self { saved: saved.map(|(name, link)| (name.to_owned(), link.to_owned())).collect(), is_linked }
    }

    /// Remembers the user's own work.
    pub(crate) fn remember(&self, link: &str) {
        if !self.is_linked {
            storage::put(storage::WORK, link);
        }
    }

    /// The page shows a link from now on.
    pub(crate) fn put_aside(&mut self) {
        self.is_linked = address::scenario().is_some();
    }

    /// The user goes on from what a link showed, at a step: it is own work from now on, and the work before it is saved.
    pub(crate) fn keep_work(&mut self, step: u32) {
        if std::mem::take(&mut self.is_linked) {
            address::clear(step);
            if let Some(work) = storage::get(storage::WORK) {
                self.save(PUT_ASIDE, &work);
            }
        }
    }

    /// Saves a scenario; another of this name goes.
    pub(crate) fn save(&mut self, name: &str, link: &str) {
        let name: String = name.chars().filter(|c| !c.is_control()).take(LONGEST_SAVED_NAME).collect();
        if name.is_empty() || link.is_empty() {
            return;
        }
        self.saved.retain(|(other, _)| *other != name);
        self.saved.insert(0, (name, link.to_owned()));
        self.saved.truncate(MAX_SAVED);
        self.store();
    }

    /// Forgets the saved scenario at a place.
    pub(crate) fn forget(&mut self, place: usize) {
        if place < self.saved.len() {
            self.saved.remove(place);
            self.store();
        }
    }

    fn store(&self) {
        let line = |(name, link): &(String, String)| format!("{name}\t{link}\n");
        storage::put(storage::SAVED, &self.saved.iter().map(line).collect::<String>());
    }
}
