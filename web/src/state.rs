//! What the page keeps: the paste box and the fields as the user left them, raw.

use crate::{
    fields::{self, Field},
    view,
};
use poolwise::read::{Reading, read};
use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};
use yew::Reducible;

/// The raw text of everything that the user has said.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// The paste box.
    pub paste: String,
    /// Field path to its text, where the user typed, slid or applied something.
    pub typed: BTreeMap<&'static str, String>,
    /// Paths of pasted settings that the user took back.
    pub refused: BTreeSet<String>,
}

/// What the user does.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// The paste box now holds this.
    Paste(String),
    /// The field's text is now this.
    Type(&'static Field, String),
    /// The field goes back to what was pasted, or to its default.
    Reset(&'static Field),
    /// A pasted setting is not to be used, or is again.
    Toggle(String),
    /// Settings of a finding or of the advice, by path.
    Apply(Vec<(String, serde_json::Value)>),
    /// An example to start from.
    Example,
    /// Everything goes.
    Clear,
}

const EXAMPLE_PASTE: &str = "# .env of the api\nDB_POOL_SIZE=5\nDB_MAX_OVERFLOW=10\nDB_POOL_TIMEOUT=30\n\
                             DB_POOL_RECYCLE=1800\nDB_POOL_PRE_PING=true\nWEB_CONCURRENCY=2\n";

const EXAMPLE_FIELDS: [(&str, &str); 4] = [
    ("services[0].traffic[0].rate_per_s", "180"),
    ("services[0].traffic[0].hold_ms.mean", "60"),
    ("services[0].instances", "4"),
    ("services[0].surge", "25"),
];

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut next = (*self).clone();
        match action {
            Action::Paste(text) => next.paste(text),
            Action::Type(field, text) => {
                next.typed.insert(field.path, text);
            }
            Action::Reset(field) => {
                next.typed.remove(field.path);
            }
            Action::Toggle(path) => {
                if !next.refused.remove(&path) {
                    next.refused.insert(path);
                }
            }
            Action::Apply(settings) => {
                for (path, value) in settings {
                    if let Some(field) = fields::at(&path) {
                        next.typed.insert(field.path, view::text_of(field.kind, &value));
                    }
                }
            }
            Action::Example => {
                next = Self::default();
                next.paste(EXAMPLE_PASTE.to_owned());
                next.typed = EXAMPLE_FIELDS.iter().map(|(path, text)| (*path, (*text).to_owned())).collect();
            }
            Action::Clear => next = Self::default(),
        }
        if next == *self { self } else { Rc::new(next) }
    }
}

impl State {
    /// A newly pasted value replaces what was typed before; what the paste leaves as it was, stays typed.
    fn paste(&mut self, text: String) {
        let (before, after) = (read(&self.paste, None), read(&text, None));
        let said = |reading: &Reading, path: &str| {
            reading.settings.iter().rfind(|setting| setting.field == path).map(|setting| setting.value.clone())
        };
        self.typed.retain(|path, _| said(&after, path).is_none() || said(&after, path) == said(&before, path));
        self.refused.retain(|path| said(&after, path) == said(&before, path));
        self.paste = text;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(actions: &[Action], path: &str, expected: Option<&str>) {
        let state = actions.iter().cloned().fold(Rc::new(State::default()), Reducible::reduce);
        assert_eq!(state.typed.get(path).map(String::as_str), expected, "{actions:?}");
    }

    #[test]
    fn the_newest_word_counts() {
        let size = fields::at("services[0].pool.size").unwrap();
        let typed = Action::Type(size, "7".to_owned());
        let pasted = |text: &str| Action::Paste(text.to_owned());
        check(std::slice::from_ref(&typed), size.path, Some("7"));
        check(&[typed.clone(), pasted("DB_POOL_SIZE=9")], size.path, None);
        check(&[pasted("DB_POOL_SIZE=9"), typed.clone(), pasted("DB_POOL_SIZE=9\n#")], size.path, Some("7"));
        check(&[typed.clone(), pasted("DB_MAX_OVERFLOW=9")], size.path, Some("7"));
        check(&[typed.clone(), Action::Reset(size)], size.path, None);
        check(&[typed, Action::Clear], size.path, None);
        check(&[Action::Apply(vec![(size.path.to_owned(), 4.into())])], size.path, Some("4"));
    }
}
