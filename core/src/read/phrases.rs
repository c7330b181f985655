//! Which of many phrases stand in a text, found in one pass over it.

use aho_corasick::{Input, automaton::Automaton, nfa::contiguous::NFA};

/// Phrases that are looked for together. ASCII letters count the same in capitals.
pub(super) struct Phrases(Option<NFA>);

impl Phrases {
    /// Each phrase has at least one character.
    pub(super) fn new<'a>(phrases: impl IntoIterator<Item = &'a str>) -> Self {
        // Only more phrases than memory holds are too many, and those of the readers are constants.
        Self(NFA::builder().ascii_case_insensitive(true).prefilter(false).build(phrases).ok())
    }

    /// Whether any of them stands in a text.
    pub(super) fn are_in(&self, text: &str) -> bool {
        self.find(text).next().is_some()
    }

    /// The index of each phrase that stands in a text, and where it begins, in the order in which they end.
    pub(super) fn find<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (usize, usize)> + 'a {
        let matches = self.0.iter().filter_map(|automaton| automaton.try_find_overlapping_iter(Input::new(text)).ok());
        matches.flatten().map(|found| (found.pattern().as_usize(), found.start()))
    }
}

#[cfg(test)]
mod tests {
    use super::Phrases;

    #[test]
    fn every_phrase_is_found_where_it_stands() {
        let phrases = Phrases::new(["pool", "poolsize", "size"]);
        let found: Vec<_> = phrases.find("a Pool, its poolSize; é size").collect();
        assert_eq!(found, [(0, 2), (0, 12), (1, 12), (2, 16), (2, 25)]);
        assert!(phrases.are_in("SIZE") && !phrases.are_in("siz") && !phrases.are_in(""));
    }
}
