//! What the page keeps: the paste box and the fields as the user left them, raw.

use crate::{
    fields::{self, Field},
    provider::Provider,
};
use poolwise::read::{MOST_BYTES, Reading, Setting, read};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};
use yew::Reducible;

/// What the user has said, and how to take it back.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// What counts now.
    pub said: Rc<Said>,
    /// What counted before, the latest last, each with what was done to it.
    past: Vec<(Done, Rc<Said>)>,
}

/// The raw text of everything that the user has said.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Said {
    /// The paste box.
    pub paste: Paste,
    /// Field path to its text, where the user typed, slid or applied something.
    pub typed: BTreeMap<&'static str, String>,
    /// Paths of pasted settings that the user took back.
    pub refused: BTreeSet<String>,
    /// Field path to the line and the value that the user chose among several.
    pub chosen: BTreeMap<String, (usize, Value)>,
    /// Who runs the server, where the user says so.
    pub provider: Option<Provider>,
}

/// The paste box, and what it says: read once, since sliders move often and a paste may be long.
#[derive(Clone, Debug)]
pub struct Paste {
    /// Its text.
    pub text: Rc<str>,
    /// What that says.
    pub reading: Rc<Reading>,
}

/// What an action did, as its undoing is called.
type Done = &'static str;

/// Nobody goes back further.
const MOST_STEPS: usize = 50;

/// Bytes of pasted text to go back to: some pastes of the longest that is read.
const MOST_TEXT: usize = 4 * MOST_BYTES;

/// What the user does.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// The paste box now holds this.
    Paste(String),
    /// The field's text is now this.
    Type(&'static Field, String),
    /// The field goes back to what was pasted, or to its default.
    Reset(&'static Field),
    /// A pasted setting is not to be used, or is again, whatever was typed instead.
    Toggle(String),
    /// Of several values of a field, the one in this line.
    Choose(String, usize, Value),
    /// Settings of a finding or of the advice, as the fields take them.
    Apply(Vec<(&'static Field, String)>),
    /// Who runs the server, and how large it is.
    Provide(Option<Provider>),
    /// An example to start from.
    Example,
    /// Everything goes.
    Clear,
    /// What was done last is taken back.
    Undo,
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
        if action == Action::Undo {
            let mut past = self.past.clone();
            return past.pop().map_or(self, |(_, said)| Rc::new(Self { said, past }));
        }
        let done = self.does(&action);
        let goes_on = self.goes_on(done, &action);
        let said = self.said.after(action);
        if said == *self.said {
            return self;
        }
        let mut past = self.past.clone();
        if !goes_on {
            past.push((done, self.said.clone()));
            past.drain(..past.len() - remembered(&past));
        }
        Rc::new(Self { said: Rc::new(said), past })
    }
}

impl State {
    /// What undoing takes back; None where there is nothing.
    #[must_use]
    pub fn undoes(&self) -> Option<&'static str> {
        self.past.last().map(|(done, _)| *done)
    }

    /// What an action does, as its undoing is called.
    fn does(&self, action: &Action) -> Done {
        match action {
            Action::Paste(text) if text.len().abs_diff(self.said.paste.text.len()) <= A_LETTER => TYPING,
            Action::Paste(_) => "paste",
            Action::Type(field, _) | Action::Reset(field) => field.label,
            Action::Toggle(_) | Action::Choose(..) => "choice",
            Action::Apply(_) => "apply",
            Action::Provide(_) => PROVIDER,
            Action::Example => "example",
            Action::Clear => "start over",
            Action::Undo => "undo",
        }
    }

    /// Whether an action is one with that before it: a slider that moves on, a letter more in the paste box.
    fn goes_on(&self, done: Done, action: &Action) -> bool {
        let Some((last, before)) = self.past.last() else { return false };
        match action {
            Action::Type(field, _) => *last == done && before.typed.get(field.path) != self.said.typed.get(field.path),
            Action::Paste(_) => *last == TYPING && done == TYPING,
            Action::Provide(provider) => {
                let id = |provider: &Option<Provider>| provider.as_ref().map(Provider::id);
                *last == done && id(&self.said.provider) == id(provider)
            }
            _ => false,
        }
    }
}

/// Another size of the same provider is typed letter by letter, too.
const PROVIDER: Done = "provider";

/// Letters that are typed into the paste box, one step however many they are.
const TYPING: Done = "typing";

/// As many bytes as a letter has at the most.
const A_LETTER: usize = 4;

/// How many of the latest steps are kept: not more than anybody goes back, and not more text than a page should hold.
fn remembered(past: &[(Done, Rc<Said>)]) -> usize {
    let mut bytes = 0;
    let mut steps = 0;
    let mut newer: Option<&Rc<str>> = None;
    for (_, said) in past.iter().rev().take(MOST_STEPS) {
        let text = &said.paste.text;
        if !newer.is_some_and(|newer| Rc::ptr_eq(newer, text)) {
            bytes += text.len();
        }
        if steps > 0 && bytes > MOST_TEXT {
            break;
        }
        newer = Some(text);
        steps += 1;
    }
    steps
}

impl Said {
    fn after(&self, action: Action) -> Self {
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
            Action::Provide(provider) => next.provide(provider),
            Action::Example => {
                next = Self::default();
                next.paste(Paste::of(EXAMPLE_PASTE));
                next.typed = EXAMPLE_FIELDS.iter().map(|(path, text)| (*path, (*text).to_owned())).collect();
            }
            Action::Clear => next = Self::default(),
            Action::Undo => {}
        }
        next
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

    /// What the provider before has set goes, where the user has not changed it since.
    fn provide(&mut self, provider: Option<Provider>) {
        for (field, text) in self.provider.iter().flat_map(Provider::settings) {
            if self.typed.get(field.path) == Some(&text) {
                self.typed.remove(field.path);
            }
        }
        self.typed.extend(provider.iter().flat_map(Provider::settings).map(|(field, text)| (field.path, text)));
        self.provider = provider;
    }

    /// A newly pasted value replaces what was typed before; what the paste leaves as it was, stays typed.
    fn paste(&mut self, paste: Paste) {
        let said = |reading: &Reading, path: &str| reading.chosen(path).map(|setting| setting.value.clone());
        let (before, after) = (&self.paste.reading, &paste.reading);
        self.typed.retain(|path, _| said(after, path).is_none() || said(after, path) == said(before, path));
        self.refused.retain(|path| said(after, path) == said(before, path));
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
    use super::*;

    fn check(actions: &[Action], path: &str, expected: Option<&str>) {
        let state = actions.iter().cloned().fold(Rc::new(State::default()), Reducible::reduce);
        assert_eq!(state.said.typed.get(path).map(String::as_str), expected, "{actions:?}");
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
        check(&[Action::Apply(vec![(size, "4".to_owned())])], size.path, Some("4"));
    }

    #[test]
    fn what_was_done_can_be_undone() {
        let size = fields::at("services[0].pool.size").unwrap();
        let slide = |text: &str| Action::Type(size, text.to_owned());
        check(&[slide("7"), slide("8"), Action::Undo], size.path, None);
        check(&[slide("7"), Action::Apply(vec![(size, "4".to_owned())]), Action::Undo], size.path, Some("7"));
        check(&[slide("7"), Action::Clear, Action::Undo], size.path, Some("7"));
        check(&[slide("7"), Action::Undo, Action::Undo], size.path, None);
    }

    #[test]
    fn a_provider_takes_back_what_it_has_set() {
        let (most, kept) = ("database.max_connections", "database.provider_reserved");
        let provide = |id: &str, size: &str| {
            let mut provider = Provider::of(id).unwrap();
            size.clone_into(&mut provider.size);
            Action::Provide(Some(provider))
        };
        let typed = Action::Type(fields::at(most).unwrap(), "80".to_owned());
        check(&[provide("neon", "1")], most, Some("419"));
        check(&[provide("neon", "1"), provide("neon", "2")], most, Some("839"));
        check(&[provide("neon", "1"), provide("neon", "2"), Action::Undo], most, None);
        check(&[provide("neon", "1"), provide("supabase", "micro")], most, Some("60"));
        check(&[provide("neon", "1"), provide("supabase", "micro")], kept, None);
        check(&[provide("neon", "1"), provide("supabase", "micro"), Action::Undo], kept, Some("4"));
        check(&[provide("neon", "1"), typed.clone(), Action::Provide(None)], most, Some("80"));
        check(&[typed, provide("neon", "a lot")], most, Some("80"));
    }

    #[test]
    fn letters_are_one_step_and_a_paste_is_another() {
        let texts = ["DB_POOL_SIZE=7", "DB_POOL_SIZE=", "DB_POOL_SIZE=8", "DB_POOL_SIZE=8é"];
        let paste = |text: &&str| Action::Paste((*text).to_owned());
        let state = texts.iter().map(paste).fold(Rc::new(State::default()), Reducible::reduce);
        assert_eq!(state.undoes(), Some("typing"));
        let state = state.reduce(Action::Undo);
        assert_eq!((&*state.said.paste.text, state.undoes()), (texts[0], Some("paste")));
        assert_eq!(state.reduce(Action::Undo).undoes(), None);
    }

    #[test]
    fn going_back_does_not_fill_the_memory() {
        let paste = |step: usize| Action::Paste("x".repeat(MOST_BYTES + 100 * step));
        let state = (1..8).map(paste).fold(Rc::new(State::default()), Reducible::reduce);
        assert_eq!(state.past.len(), 3);
        let huge = Action::Paste("x".repeat(5 * MOST_BYTES));
        let state = state.reduce(huge).reduce(Action::Clear);
        assert_eq!((state.past.len(), state.undoes()), (1, Some("start over")));
        let many = (1..99).flat_map(|step| [Action::Example, Action::Paste(step.to_string())]);
        assert_eq!(many.fold(state, Reducible::reduce).past.len(), MOST_STEPS);
    }

    #[test]
    fn a_pasted_value_is_used_again_whatever_was_typed_instead() {
        let size = fields::at("services[0].pool.size").unwrap();
        let pasted = Action::Paste("DB_POOL_SIZE=9".to_owned());
        let typed = Action::Type(size, "7".to_owned());
        let toggle = Action::Toggle(size.path.to_owned());
        let refused = |actions: &[Action]| {
            let state = actions.iter().cloned().fold(Rc::new(State::default()), Reducible::reduce);
            state.said.refused.contains(size.path)
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
            state.said.setting(path).map(|setting| setting.line)
        };
        let choose = Action::Choose(path.to_owned(), 1, 20.into());
        assert_eq!(chosen(&[]), Some(3));
        assert_eq!(chosen(std::slice::from_ref(&choose)), Some(1));
        assert_eq!(chosen(&[choose.clone(), Action::Toggle(path.to_owned())]), None);
        assert_eq!(chosen(&[choose.clone(), Action::Undo]), Some(3));
        assert_eq!(chosen(&[choose, Action::Paste("DB_POOL_SIZE=7".to_owned())]), Some(1));
    }
}
