//! The texts of the engine's own tables, such as a rule's source, which are static in its types.

use serde::{Deserialize, Deserializer};
use std::{cell::RefCell, collections::BTreeSet};

thread_local! {
    static KNOWN: RefCell<BTreeSet<&'static str>> = const { RefCell::new(BTreeSet::new()) };
}

/// A text that is kept as long as the page. There are as many as the engine's tables have.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<&'static str, D::Error> {
    String::deserialize(from).map(interned)
}

pub(super) fn interned(text: String) -> &'static str {
    KNOWN.with_borrow_mut(|known| {
        if let Some(kept) = known.get(text.as_str()) {
            return *kept;
        }
        let kept: &'static str = text.leak();
        known.insert(kept);
        kept
    })
}
