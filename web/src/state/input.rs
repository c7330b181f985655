//! What the user has said, raw, and what an action makes of it.

use super::{Action, Alternatives};
use crate::{catalog::Pick, fields};
use poolwise::{
    catalog::CatalogKind,
    read::{Reading, Setting, read},
};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

/// The raw text of everything that the user has said.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UserInput {
    /// The paste box.
    pub paste: Paste,
    /// Field path to its text, where the user typed, slid or applied something.
    pub typed: BTreeMap<&'static str, String>,
    /// Paths of pasted settings that the user took back.
    pub refused: BTreeSet<String>,
    /// Field path to the line and the value that the user chose among several.
    pub chosen: BTreeMap<String, (usize, Value)>,
    /// What the user has picked from the catalog.
    pub picks: BTreeMap<CatalogKind, Pick>,
    /// What is kept to compare with.
    pub alternatives: Alternatives,
}

/// The paste box, and what it says: read once, since sliders move often and a paste may be long.
#[derive(Clone, Debug)]
pub struct Paste {
    /// Its text.
    pub text: Rc<str>,
    /// What that says.
    pub reading: Rc<Reading>,
}

const EXAMPLE_PASTE: &str = "# .env of the api\nDB_POOL_SIZE=5\nDB_MAX_OVERFLOW=10\nDB_POOL_TIMEOUT=30\n\
                             DB_POOL_RECYCLE=1800\nDB_POOL_PRE_PING=true\nWEB_CONCURRENCY=2\n";

const EXAMPLE_FIELDS: [(&str, &str); 4] = [
    ("services[0].traffic[0].rate_per_s", "180"),
    ("services[0].traffic[0].hold_ms.mean", "60"),
    ("services[0].instances", "4"),
    ("services[0].surge", "25"),
];

impl UserInput {
    pub(super) fn after(&self, action: Action) -> Self {
        let mut next = self.clone();
        match action {
            Action::Paste(text) => next.paste(Paste::of(&text)),
            Action::Type(field, text) => {
                next.typed.insert(field.path, text);
            }
            Action::Reset(field) => {
                next.typed.remove(field.path);
            }
            Action::Toggle(path) => {
                let typed = fields::at(&path).and_then(|field| next.typed.remove(field.path));
                if !next.refused.remove(&path) && typed.is_none() {
                    next.refused.insert(path);
                }
            }
            Action::Choose(path, line, value) => {
                next.refused.remove(&path);
                if let Some(field) = fields::at(&path) {
                    next.typed.remove(field.path);
                }
                next.chosen.insert(path, (line, value));
            }
            Action::Apply(settings) => {
                next.typed.extend(settings.into_iter().map(|(field, text)| (field.path, text)));
            }
            Action::Pick(kind, pick) => next.pick(kind, pick),
            Action::Example => {
                next = Self::default();
                next.paste(Paste::of(EXAMPLE_PASTE));
                next.typed = EXAMPLE_FIELDS.iter().map(|(path, text)| (*path, (*text).to_owned())).collect();
            }
            Action::Clear => next = Self::default(),
            Action::Keep(name) => next.alternatives.keep(&name, self.alone().into()),
            Action::Rename(now, name) => next.alternatives.rename(&now, &name),
            Action::Use(name) => {
                if let Some(alternative) = self.alternatives.get(&name) {
                    next = Self { alternatives: self.alternatives.clone(), ..(*alternative.input).clone() };
                }
            }
            Action::Remove(name) => next.alternatives.remove(&name),
            Action::Undo => {}
        }
        next
    }

    /// The same without what is kept beside it.
    fn alone(&self) -> Self {
        Self { alternatives: Alternatives::default(), ..self.clone() }
    }

    /// The pasted setting of a field that counts: the chosen one, unless the user took it back.
    #[must_use]
    pub fn setting(&self, path: &str) -> Option<&Setting> {
        if self.refused.contains(path) {
            return None;
        }
        self.candidate(path)
    }

    /// The pasted setting of a field that would count.
    #[must_use]
    pub fn candidate(&self, path: &str) -> Option<&Setting> {
        let reading = &self.paste.reading;
        let is_chosen = |setting: &&Setting| {
            let chosen = self.chosen.get(path);
            setting.field == path
                && chosen.is_some_and(|(line, value)| *line == setting.line && *value == setting.value)
        };
        reading.settings.iter().find(is_chosen).or_else(|| reading.chosen(path))
    }

    /// What the pick before has set goes, where the user has not changed it since. So does what another kind's has, where
    /// both set the same fields.
    fn pick(&mut self, kind: CatalogKind, pick: Option<Pick>) {
        let goes = |before: &Pick| before.entry.kind == kind || pick.as_ref().is_some_and(|pick| pick.excludes(before));
        for before in self.picks.extract_if(.., |_, before| goes(before)).map(|(_, before)| before) {
            for (field, text) in before.settings() {
                if self.typed.get(field.path) == Some(&text) {
                    self.typed.remove(field.path);
                }
            }
        }
        self.typed.extend(pick.iter().flat_map(Pick::settings).map(|(field, text)| (field.path, text)));
        self.picks.extend(pick.map(|pick| (kind, pick)));
    }

    /// A newly pasted value replaces what was typed before; what the paste leaves as it was, stays typed.
    fn paste(&mut self, paste: Paste) {
        let input = |reading: &Reading, path: &str| reading.chosen(path).map(|setting| setting.value.clone());
        let (before, after) = (&self.paste.reading, &paste.reading);
        self.typed.retain(|path, _| input(after, path).is_none() || input(after, path) == input(before, path));
        self.refused.retain(|path| input(after, path) == input(before, path));
        self.chosen.retain(|path, (line, value)| {
            after.settings.iter().any(|one| one.field == *path && one.line == *line && one.value == *value)
        });
        self.paste = paste;
    }
}

impl Paste {
    fn of(text: &str) -> Self {
        Self { text: text.into(), reading: Rc::new(read(text, None)) }
    }
}

impl Default for Paste {
    fn default() -> Self {
        Self::of("")
    }
}

impl PartialEq for Paste {
    fn eq(&self, other: &Self) -> bool {
        // The reading follows from the text.
        self.text == other.text
    }
}

#[cfg(test)]
mod tests {
    use super::super::{State, tests::check};
    use super::*;
    use yew::Reducible;

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
        check(&[Action::Apply(vec![(size, "4".to_owned())])], size.path, Some("4"));
    }

    #[test]
    fn a_provider_takes_back_what_it_has_set() {
        let (most, kept) = ("database.max_connections", "database.provider_reserved");
        let provide = |id: &str, size: &str| {
            let mut pick = Pick::of(id).unwrap();
            size.clone_into(&mut pick.size);
            Action::Pick(pick.entry.kind, Some(pick))
        };
        let typed = Action::Type(fields::at(most).unwrap(), "80".to_owned());
        check(&[provide("neon", "1")], most, Some("419"));
        check(&[provide("neon", "1"), provide("neon", "2")], most, Some("839"));
        check(&[provide("neon", "1"), provide("neon", "2"), Action::Undo], most, None);
        check(&[provide("neon", "1"), provide("supabase", "micro")], most, Some("60"));
        check(&[provide("neon", "1"), provide("supabase", "micro")], kept, None);
        check(&[provide("neon", "1"), provide("supabase", "micro"), Action::Undo], kept, Some("4"));
        check(&[provide("neon", "1"), typed.clone(), Action::Pick(CatalogKind::Provider, None)], most, Some("80"));
        check(&[typed, provide("neon", "a lot")], most, Some("80"));
    }

    #[test]
    fn a_pool_is_a_frameworks_or_a_presets() {
        let (size, recycle, pinged) =
            ("services[0].pool.size", "services[0].pool.recycle_s", "services[0].pool.pre_ping");
        let pick = |id: &str| Pick::of(id).map(|pick| Action::Pick(pick.entry.kind, Some(pick))).unwrap();
        let typed = Action::Type(fields::at(size).unwrap(), "9".to_owned());
        check(&[pick("hikaricp")], size, Some("10"));
        check(&[pick("hikaricp")], recycle, Some("1800"));
        check(&[pick("hikaricp"), pick("development")], size, Some("2"));
        check(&[pick("hikaricp"), pick("development")], recycle, None);
        check(&[pick("hikaricp"), pick("development")], pinged, Some("true"));
        check(&[pick("hikaricp"), pick("development"), Action::Pick(CatalogKind::Preset, None)], size, None);
        check(&[pick("hikaricp"), pick("development"), Action::Undo], recycle, Some("1800"));
        check(&[pick("hikaricp"), pick("neon"), Action::Pick(CatalogKind::Provider, None)], size, Some("10"));
        check(&[pick("hikaricp"), typed, Action::Pick(CatalogKind::Framework, None)], size, Some("9"));
    }

    #[test]
    fn a_pasted_value_is_used_again_whatever_was_typed_instead() {
        let size = fields::at("services[0].pool.size").unwrap();
        let pasted = Action::Paste("DB_POOL_SIZE=9".to_owned());
        let typed = Action::Type(size, "7".to_owned());
        let toggle = Action::Toggle(size.path.to_owned());
        let refused = |actions: &[Action]| {
            let state = actions.iter().cloned().fold(Rc::new(State::default()), Reducible::reduce);
            state.input.refused.contains(size.path)
        };
        check(&[pasted.clone(), typed.clone(), toggle.clone()], size.path, None);
        assert!(refused(&[pasted.clone(), toggle.clone()]));
        assert!(!refused(&[pasted.clone(), typed.clone(), toggle.clone()]));
        assert!(!refused(&[pasted, toggle.clone(), typed, toggle]));
    }

    #[test]
    fn of_several_values_the_user_chooses() {
        let text =
            "DB_POOL_SIZE=20\n\nQueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30\n";
        let path = "services[0].pool.size";
        let chosen = |actions: &[Action]| {
            let all = std::iter::once(Action::Paste(text.to_owned())).chain(actions.iter().cloned());
            let state = all.fold(Rc::new(State::default()), Reducible::reduce);
            state.input.setting(path).map(|setting| setting.line)
        };
        let choose = Action::Choose(path.to_owned(), 1, 20.into());
        assert_eq!(chosen(&[]), Some(3));
        assert_eq!(chosen(std::slice::from_ref(&choose)), Some(1));
        assert_eq!(chosen(&[choose.clone(), Action::Toggle(path.to_owned())]), None);
        assert_eq!(chosen(&[choose.clone(), Action::Undo]), Some(3));
        assert_eq!(chosen(&[choose, Action::Paste("DB_POOL_SIZE=7".to_owned())]), Some(1));
    }

    #[test]
    fn an_alternative_is_all_that_was_said_then() {
        let size = fields::at("services[0].pool.size").unwrap();
        let typed = |text: &str| Action::Type(size, text.to_owned());
        let (keep, again) = (Action::Keep("A".to_owned()), Action::Use("A".to_owned()));
        let paste = |text: &str| Action::Paste(text.to_owned());
        check(&[typed("7"), keep.clone(), typed("9")], size.path, Some("9"));
        check(&[typed("7"), keep.clone(), typed("9"), again.clone()], size.path, Some("7"));
        check(&[typed("7"), keep.clone(), typed("9"), again.clone(), Action::Undo], size.path, Some("9"));
        check(&[keep.clone(), typed("9"), Action::Use("B".to_owned())], size.path, Some("9"));
        let kept = [paste("DB_POOL_SIZE=3"), typed("7"), keep, paste("DB_POOL_SIZE=4"), again];
        let state = kept.iter().cloned().fold(Rc::new(State::default()), Reducible::reduce);
        assert_eq!(&*state.input.paste.text, "DB_POOL_SIZE=3");
        assert_eq!(state.input.alternatives.get("A").map(|kept| kept.input.alternatives.is_empty()), Some(true));
        let state = state.reduce(Action::Remove("A".to_owned()));
        assert!(state.input.alternatives.is_empty());
        assert_eq!(state.undoes(), Some("remove alternative"));
        assert!(!state.reduce(Action::Undo).input.alternatives.is_empty());
    }
}
