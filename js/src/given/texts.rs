//! Pasted texts, each read once: sliders move often, and a text may be long.

use poolwise::read::{Reading, read};
use poolwise_view::Input;
use std::{collections::BTreeMap, rc::Rc};

/// What the texts say that an input may name.
#[derive(Clone, Debug, Default)]
pub struct Texts(BTreeMap<u32, Rc<Reading>>);

impl Texts {
    /// Reads a text and keeps what it says.
    pub fn keep(&mut self, number: u32, text: &str) {
        self.0.insert(number, Rc::new(read(text, None)));
    }

    /// What a text says; nothing where it is not kept.
    #[must_use]
    pub fn reading(&self, number: u32) -> Rc<Reading> {
        self.0.get(&number).cloned().unwrap_or_else(|| Rc::new(read("", None)))
    }

    /// Forgets the texts that an input does not name.
    pub fn forget_others(&mut self, input: &Input) {
        self.0.retain(|number, _| input.texts().any(|named| named == *number));
    }
}
