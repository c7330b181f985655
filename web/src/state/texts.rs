//! The texts that were pasted, by their numbers: an input only names them.

use std::rc::Rc;

/// Texts by their numbers; 0 is the empty text.
#[derive(Clone, Debug, Default)]
pub struct Texts(Vec<(u32, Rc<str>)>);

impl Texts {
    /// A text; empty where it is not there.
    #[must_use]
    pub fn get(&self, number: u32) -> Rc<str> {
        self.0.iter().find(|(one, _)| *one == number).map_or_else(|| Rc::from(""), |(_, text)| text.clone())
    }

    pub(super) fn put(&mut self, number: u32, text: String) {
        self.0.push((number, text.into()));
    }

    pub(super) fn retain(&mut self, is_named: impl Fn(u32) -> bool) {
        self.0.retain(|(number, _)| is_named(*number));
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}
