//! What the page keeps: the paste box and the fields as the user left them, raw.

mod alternatives;
mod history;
mod input;

pub use alternatives::{Alternative, Alternatives, LONGEST, MOST};
pub use input::{Paste, UserInput};

use crate::{
    catalog::{Pick, Shelf},
    fields::Field,
};
use history::{Done, History};
use poolwise::catalog::CatalogKind;
use serde_json::Value;
use std::rc::Rc;
use yew::Reducible;

/// What the user has said, and how to take it back.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// What counts now.
    pub input: Rc<UserInput>,
    past: History,
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
    /// A pasted setting is not to be used, or is again, whatever was typed instead.
    Toggle(String),
    /// Of several values of a field, the one in this line.
    Choose(String, usize, Value),
    /// Settings of a finding or of the advice, as the fields take them.
    Apply(Vec<(&'static Field, String)>),
    /// A row of the catalog and its size, or none of the kind.
    Pick(CatalogKind, Option<Pick>),
    /// An example to start from.
    Example,
    /// Everything goes.
    Clear,
    /// All fields as they are now are kept under this name, to compare with.
    Keep(String),
    /// The alternative of the first name is called by the second.
    Rename(String, String),
    /// All fields are again as they were kept under this name.
    Use(String),
    /// The alternative of this name is kept no longer.
    Remove(String),
    /// What was done last is taken back.
    Undo,
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        if action == Action::Undo {
            let mut past = self.past.clone();
            return past.pop().map_or(self, |input| Rc::new(Self { input, past }));
        }
        let done = self.does(&action);
        let goes_on = self.goes_on(done, &action);
        let input = self.input.after(action);
        if input == *self.input {
            return self;
        }
        let mut past = self.past.clone();
        if !goes_on {
            past.push(done, self.input.clone());
        }
        Rc::new(Self { input: Rc::new(input), past })
    }
}

impl State {
    /// What undoing takes back; None where there is nothing.
    #[must_use]
    pub fn undoes(&self) -> Option<&'static str> {
        self.past.last().map(|(done, _)| done)
    }

    /// What an action does, as its undoing is called.
    fn does(&self, action: &Action) -> Done {
        match action {
            Action::Paste(text) if text.len().abs_diff(self.input.paste.text.len()) <= A_LETTER => TYPING,
            Action::Paste(_) => "paste",
            Action::Type(field, _) | Action::Reset(field) => field.label,
            Action::Toggle(_) | Action::Choose(..) => "choice",
            Action::Apply(_) => "apply",
            Action::Pick(kind, _) => Shelf::of(*kind).done,
            Action::Example => "example",
            Action::Clear => "start over",
            Action::Keep(_) => "keep alternative",
            Action::Rename(..) => "rename alternative",
            Action::Use(_) => "use alternative",
            Action::Remove(_) => "remove alternative",
            Action::Undo => "undo",
        }
    }

    /// Whether an action is one with that before it: a slider that moves on, a letter more in the paste box.
    fn goes_on(&self, done: Done, action: &Action) -> bool {
        let Some((last, before)) = self.past.last() else { return false };
        match action {
            Action::Type(field, _) => last == done && before.typed.get(field.path) != self.input.typed.get(field.path),
            Action::Paste(_) => last == TYPING && done == TYPING,
            // Another size of the same row is typed letter by letter, too.
            Action::Pick(kind, pick) => {
                last == done && self.input.picks.get(kind).map(Pick::id) == pick.as_ref().map(Pick::id)
            }
            _ => false,
        }
    }
}

/// Letters that are typed into the paste box, one step however many they are.
const TYPING: Done = "typing";

/// As many bytes as a letter has at the most.
const A_LETTER: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields;

    /// What is typed into a field after all of the actions.
    pub(super) fn check(actions: &[Action], path: &str, expected: Option<&str>) {
        let state = actions.iter().cloned().fold(Rc::new(State::default()), Reducible::reduce);
        assert_eq!(state.input.typed.get(path).map(String::as_str), expected, "{actions:?}");
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
    fn letters_are_one_step_and_a_paste_is_another() {
        let texts = ["DB_POOL_SIZE=7", "DB_POOL_SIZE=", "DB_POOL_SIZE=8", "DB_POOL_SIZE=8é"];
        let paste = |text: &&str| Action::Paste((*text).to_owned());
        let state = texts.iter().map(paste).fold(Rc::new(State::default()), Reducible::reduce);
        assert_eq!(state.undoes(), Some("typing"));
        let state = state.reduce(Action::Undo);
        assert_eq!((&*state.input.paste.text, state.undoes()), (texts[0], Some("paste")));
        assert_eq!(state.reduce(Action::Undo).undoes(), None);
    }
}
