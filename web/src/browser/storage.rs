//! What the browser remembers between visits. Where it refuses, the page goes on without.
//!
//! Pasted texts never come here: they may hold secrets.

use gloo::utils::window;
use web_sys::Storage;

/// The theme that the user has chosen.
pub const THEME: &str = "poolwise.theme";
/// The fields as they were last, as the fragment of an address.
pub const WORK: &str = "poolwise.work";
/// The scenarios that the user has saved: a line each, its name, a tab and its fragment.
pub const SAVED: &str = "poolwise.saved";

fn storage() -> Option<Storage> {
    window().local_storage().ok()?
}

/// What is stored under a name; None where there is nothing.
#[must_use]
pub fn get(name: &str) -> Option<String> {
    storage()?.get_item(name).ok()?
}

/// Stores a text under a name; an empty one is forgotten.
pub fn put(name: &str, text: &str) {
    if let Some(storage) = storage() {
        // A full or forbidden storage refuses, and the page does without it.
        let _ = if text.is_empty() { storage.remove_item(name) } else { storage.set_item(name, text) };
    }
}
