//! What the page keeps: everything that the user has given, raw, and how to take it back.

mod apply;
mod example;
mod history;
mod kept;
mod services;
mod texts;

pub use kept::{LONGEST_NAME, MAX_KEPT, next_name, objection};
pub use services::{LONGEST_SERVICE_NAME, MAX_SERVICES};
pub use texts::Texts;

use history::History;
use poolwise_view::{Entries, Input, Opened, Page, Pick, ServiceInput};
use std::rc::Rc;

/// What the user has given, and how to take it back.
#[derive(Clone, Debug)]
pub struct State {
    /// What counts now.
    pub input: Rc<Input>,
    /// The place of the service in view.
    pub shown: usize,
    /// The texts that it and the past name.
    pub texts: Texts,
    past: History,
    /// What was taken back, the latest last.
    future: Vec<(Rc<str>, Rc<Input>)>,
    /// The number of the last thing that was done.
    order: u32,
    /// How many steps can be taken back, those included that are forgotten.
    step: u32,
}

/// What the user does.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// The paste box now holds this.
    Paste(String),
    /// The field of this path, of the service in view, now holds this.
    Type(String, String),
    /// The field goes back to what is pasted, picked or assumed.
    Reset(String),
    /// A pasted setting is not to be used, or is again, whatever was typed instead.
    Toggle(String),
    /// Of several values of a field, the one in this line, which is this JSON.
    Choose(String, u32, String),
    /// Settings of a finding or of the advice: paths and texts of fields; a path names its service by place.
    Apply(Vec<(String, String)>),
    /// A row of the shelf at this place in a size, or none where the row is empty.
    Pick(u8, String, Option<String>),
    /// A service comes to the others.
    AddService,
    /// The service in view once more.
    DuplicateService(String),
    /// The service in view goes.
    RemoveService,
    /// The service in view is called this.
    NameService(String),
    /// The pasted text is about one service, whatever it looks like.
    JoinServices,
    /// The pasted text is about services of these names.
    SplitServices(Vec<String>),
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
    /// What the fragment of an address holds, and a text to paste beside it; the name says where it is from.
    Open(&'static str, Opened, String),
    /// What was done last is taken back.
    Undo,
    /// What was taken back last is done again.
    Redo,
}

impl Default for State {
    /// The example, with an empty paste box.
    fn default() -> Self {
        let input = example::untouched().into();
        Self {
            input,
            shown: 0,
            texts: Texts::default(),
            past: History::default(),
            future: Vec::new(),
            order: 0,
            step: 0,
        }
    }
}

impl State {
    /// Does something; the page's fields and shelves say what it is called.
    pub fn act(&mut self, action: Action, page: &Page) {
        if matches!(action, Action::Undo | Action::Redo) {
            return self.travel(action == Action::Undo);
        }
        let done = self.name(&action, page);
        let is_continued = self.is_continued(&done, &action);
        // Nothing of the user's goes with the example.
        let is_first = action == Action::Clear && self.past.last().is_none() && *self.input == example::untouched();
        self.order += 1;
        let is_split = matches!(action, Action::SplitServices(_));
        let input = self.after(action, page);
        if input == *self.input {
            return;
        }
        if !is_continued && !is_first {
            // Undoing the split gives the text as a whole.
            let before = if is_split { services::whole(&self.input, self.shown).into() } else { self.input.clone() };
            self.past.push(done, before);
            self.step += 1;
        }
        self.future.clear();
        self.input = input.into();
        self.shown = self.shown.min(self.input.services.len() - 1);
        self.past.forget(&self.texts, page.max_text);
        let (input, past) = (&self.input, &self.past);
        self.texts.retain(|text| past.inputs().chain([input]).any(|input| input.texts().any(|named| named == text)));
    }

    /// One step back, or forward again.
    fn travel(&mut self, is_back: bool) {
        let step = if is_back { self.past.pop() } else { self.future.pop() };
        let Some((done, input)) = step else { return };
        let now = (done, std::mem::replace(&mut self.input, input));
        if is_back {
            self.future.push(now);
            self.step -= 1;
        } else {
            self.past.push(now.0, now.1);
            self.step += 1;
        }
        self.show(self.shown);
    }

    /// What counts instead of the example, before the user has done anything.
    pub fn start_with(&mut self, opened: Opened) {
        self.order += 1;
        self.input = self.opened(opened, String::new()).into();
    }

    /// How many steps can be taken back, those included that are forgotten: where in its past the page stands.
    #[must_use]
    pub fn step(&self) -> u32 {
        self.step
    }

    /// The number of what was done last, which the engine's answer repeats.
    #[must_use]
    pub fn order(&self) -> u32 {
        self.order
    }

    /// Brings the service at a place into view, or the last one where there are fewer.
    pub fn show(&mut self, place: usize) {
        self.order += 1;
        self.shown = place.min(self.input.services.len() - 1);
    }

    /// The service in view.
    #[must_use]
    pub fn service(&self) -> &ServiceInput {
        &self.input.services[self.shown]
    }

    /// What the user has given for a field of the service in view, or of all services.
    #[must_use]
    pub fn entries(&self, is_shared: bool) -> &Entries {
        if is_shared { &self.input.shared } else { &self.service().entries }
    }

    /// Forgets what the engine says no longer counts of the service in view.
    pub fn forget(&mut self, fields: &[String], picks: &[u8]) {
        if !fields.is_empty() || !picks.is_empty() {
            let input = Rc::make_mut(&mut self.input);
            for entries in [&mut input.shared, &mut input.services[self.shown].entries] {
                entries.typed.retain(|typed| !fields.contains(&typed.path));
                entries.picks.retain(|pick| !picks.contains(&pick.shelf));
            }
        }
    }

    /// What undoing takes back; None where there is nothing.
    #[must_use]
    pub fn undoes(&self) -> Option<&str> {
        self.past.last().map(|(done, _)| done)
    }

    /// What doing again does; None where nothing was taken back.
    #[must_use]
    pub fn redoes(&self) -> Option<&str> {
        self.future.last().map(|(done, _)| &**done)
    }

    /// The text in the paste box.
    #[must_use]
    pub fn paste(&self) -> Rc<str> {
        self.texts.get(self.service().paste)
    }

    /// Whether values of the example are among what counts.
    #[must_use]
    pub fn is_example(&self) -> bool {
        self.typed_orders().any(|order| order == example::ORDER)
    }

    /// Whether nothing is given.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self.input == Input::default()
    }

    /// Whether nothing but the example is given.
    #[must_use]
    pub fn is_untouched(&self) -> bool {
        self.typed_orders().all(|order| order == example::ORDER)
    }

    /// When each of the fields got its text.
    fn typed_orders(&self) -> impl Iterator<Item = u32> {
        let services = self.input.services.iter().map(|service| &service.entries);
        services.chain([&self.input.shared]).flat_map(|entries| &entries.typed).map(|typed| typed.order)
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
            Action::AddService => "add service",
            Action::DuplicateService(_) => "duplicate service",
            Action::RemoveService => "remove service",
            Action::NameService(_) => NAMING,
            Action::JoinServices => "join services",
            Action::SplitServices(_) => "split into services",
            Action::Example => "example",
            Action::Clear => "start over",
            Action::Keep(_) => "keep alternative",
            Action::Rename(..) => "rename alternative",
            Action::Use(_) => "use alternative",
            Action::Remove(_) => "remove alternative",
            Action::Open(what, ..) => what,
            Action::Undo | Action::Redo => "step",
        }
        .into()
    }

    /// Whether an action is one with that before it: a slider that moves on, a letter more in the paste box.
    fn is_continued(&self, done: &str, action: &Action) -> bool {
        let Some((last, before)) = self.past.last() else { return false };
        match action {
            Action::Type(path, _) => {
                let typed = |input: &Input| input.typed(self.shown, path).cloned();
                last == done
                    && before.services.len() == self.input.services.len()
                    && typed(before) != typed(&self.input)
            }
            Action::Paste(_) => last == TYPING && done == TYPING,
            Action::NameService(_) => last == NAMING,
            // Another size of the same row is typed letter by letter, too.
            Action::Pick(place, id, _) => {
                let is_it = |pick: &Pick| pick.shelf == *place && pick.id == *id;
                last == done && [true, false].iter().any(|shared| self.entries(*shared).picks.iter().any(is_it))
            }
            _ => false,
        }
    }
}

/// Letters that are typed into the paste box, one step however many they are.
const TYPING: &str = "typing";

/// The letters of a service's name, as well.
const NAMING: &str = "name of a service";

/// As many bytes as a letter has at the most.
const MAX_LETTER_BYTES: usize = 4;

/// Whether a text became another by typing.
fn is_typing(before: &str, after: &str) -> bool {
    before.len().abs_diff(after.len()) <= MAX_LETTER_BYTES
}

#[cfg(test)]
mod tests;
