//! What the page keeps: everything that the user has given, raw, and how to take it back.

mod apply;
mod example;
mod history;
mod kept;
mod texts;

pub use kept::{LONGEST_NAME, MAX_KEPT, next_name, objection};
pub use texts::Texts;

use history::History;
use poolwise_view::{Input, Page};
use std::rc::Rc;

/// What the user has given, and how to take it back.
#[derive(Clone, Debug)]
pub struct State {
    /// What counts now.
    pub input: Rc<Input>,
    /// The texts that it and the past name.
    pub texts: Texts,
    past: History,
    /// The number of the last thing that was done.
    order: u32,
}

/// What the user does.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// The paste box now holds this.
    Paste(String),
    /// The field of this path now holds this.
    Type(String, String),
    /// The field goes back to what is pasted, picked or assumed.
    Reset(String),
    /// A pasted setting is not to be used, or is again, whatever was typed instead.
    Toggle(String),
    /// Of several values of a field, the one in this line, which is this JSON.
    Choose(String, u32, String),
    /// Settings of a finding or of the advice: paths and texts of fields.
    Apply(Vec<(String, String)>),
    /// A row of the shelf at this place in a size, or none where the row is empty.
    Pick(u8, String, Option<String>),
    /// An example to start from.
    Example,
    /// Everything goes.
    Clear,
    /// All fields as they are now are kept under this name, to compare with.
    Keep(String),
    /// What is kept under the first name is now under the second.
    Rename(String, String),
    /// All fields are again as they were kept under this name.
    Use(String),
    /// What is kept under this name goes.
    Remove(String),
    /// What was done last is taken back.
    Undo,
}

impl Default for State {
    /// The example, with an empty paste box.
    fn default() -> Self {
        Self { input: example::untouched().into(), texts: Texts::default(), past: History::default(), order: 0 }
    }
}

impl State {
    /// Does something; the page's fields and shelves say what it is called.
    pub fn act(&mut self, action: Action, page: &Page) {
        if action == Action::Undo {
            if let Some(input) = self.past.pop() {
                self.input = input;
                self.order += 1;
            }
            return;
        }
        let done = self.name(&action, page);
        let is_continued = self.is_continued(&done, &action);
        // Nothing of the user's goes with the example.
        let is_first = action == Action::Clear && self.past.last().is_none() && *self.input == example::untouched();
        self.order += 1;
        let input = self.after(action);
        if input == *self.input {
            return;
        }
        if !is_continued && !is_first {
            self.past.push(done, self.input.clone());
        }
        self.input = input.into();
        self.past.forget(&self.texts, page.max_text);
        let (input, past) = (&self.input, &self.past);
        self.texts.retain(|text| past.inputs().chain([input]).any(|input| input.texts().any(|named| named == text)));
    }

    /// The number of what was done last, which the engine's answer repeats.
    #[must_use]
    pub fn order(&self) -> u32 {
        self.order
    }

    /// Forgets what the engine says no longer counts.
    pub fn forget(&mut self, fields: &[String], picks: &[u8]) {
        if !fields.is_empty() || !picks.is_empty() {
            let input = Rc::make_mut(&mut self.input);
            input.typed.retain(|typed| !fields.contains(&typed.path));
            input.picks.retain(|pick| !picks.contains(&pick.shelf));
        }
    }

    /// What undoing takes back; None where there is nothing.
    #[must_use]
    pub fn undoes(&self) -> Option<&str> {
        self.past.last().map(|(done, _)| done)
    }

    /// The text in the paste box.
    #[must_use]
    pub fn paste(&self) -> Rc<str> {
        self.texts.get(self.input.paste)
    }

    /// Whether values of the example are among what counts.
    #[must_use]
    pub fn is_example(&self) -> bool {
        self.input.typed.iter().any(|typed| typed.order == example::ORDER)
    }

    /// What an action does, as its undoing is called.
    fn name(&self, action: &Action, page: &Page) -> Rc<str> {
        let label =
            |path: &str| page.fields.iter().find(|field| field.path == path).map_or("field", |field| &field.label);
        match action {
            Action::Paste(text) if is_typing(&self.paste(), text) => TYPING,
            Action::Paste(_) => "paste",
            Action::Type(path, _) | Action::Reset(path) => label(path),
            Action::Toggle(_) | Action::Choose(..) => "choice",
            Action::Apply(_) => "apply",
            Action::Pick(place, ..) => page.shelves.get(usize::from(*place)).map_or("pick", |spec| &spec.noun),
            Action::Example => "example",
            Action::Clear => "start over",
            Action::Keep(_) => "keep alternative",
            Action::Rename(..) => "rename alternative",
            Action::Use(_) => "use alternative",
            Action::Remove(_) => "remove alternative",
            Action::Undo => "undo",
        }
        .into()
    }

    /// Whether an action is one with that before it: a slider that moves on, a letter more in the paste box.
    fn is_continued(&self, done: &str, action: &Action) -> bool {
        let Some((last, before)) = self.past.last() else { return false };
        match action {
            Action::Type(path, _) => last == done && before.typed(path) != self.input.typed(path),
            Action::Paste(_) => last == TYPING && done == TYPING,
            // Another size of the same row is typed letter by letter, too.
            Action::Pick(place, id, _) => {
                last == done && self.input.picks.iter().any(|pick| pick.shelf == *place && pick.id == *id)
            }
            _ => false,
        }
    }
}

/// Letters that are typed into the paste box, one step however many they are.
const TYPING: &str = "typing";

/// As many bytes as a letter has at the most.
const MAX_LETTER_BYTES: usize = 4;

/// Whether a text became another by typing.
fn is_typing(before: &str, after: &str) -> bool {
    before.len().abs_diff(after.len()) <= MAX_LETTER_BYTES
}

#[cfg(test)]
mod tests;
