//! What counted before, to go back to.

use super::Texts;
use poolwise_view::Input;
use std::rc::Rc;

/// Nobody goes back further.
const MAX_STEPS: usize = 50;

/// Pasted text to go back to, in texts of the longest that is read.
const MAX_LONGEST_TEXTS: usize = 4;

/// What counted before, the latest last, each with what was done to it.
#[derive(Clone, Debug, Default)]
pub(super) struct History(Vec<(Rc<str>, Rc<Input>)>);

impl History {
    /// What was done last, and what counted before that.
    pub(super) fn last(&self) -> Option<(&str, &Input)> {
        self.0.last().map(|(done, input)| (&**done, &**input))
    }

    /// Everything that counted before.
    pub(super) fn inputs(&self) -> impl Iterator<Item = &Rc<Input>> {
        self.0.iter().map(|(_, input)| input)
    }

    pub(super) fn push(&mut self, done: Rc<str>, input: Rc<Input>) {
        self.0.push((done, input));
    }

    pub(super) fn pop(&mut self) -> Option<(Rc<str>, Rc<Input>)> {
        self.0.pop()
    }

    /// Keeps no more steps than anybody goes back, and no more text than a page should hold; the last step always.
    pub(super) fn forget(&mut self, texts: &Texts, max_text: u32) {
        let max_bytes = MAX_LONGEST_TEXTS * usize::try_from(max_text).unwrap_or(usize::MAX / MAX_LONGEST_TEXTS);
        let (mut steps, mut bytes) = (0, 0);
        let mut counted: Vec<u32> = Vec::new();
        for (_, input) in self.0.iter().rev().take(MAX_STEPS) {
            for text in input.texts() {
                if !counted.contains(&text) {
                    bytes += texts.get(text).len();
                    counted.push(text);
                }
            }
            if steps > 0 && bytes > max_bytes {
                break;
            }
            steps += 1;
        }
        self.0.drain(..self.0.len() - steps);
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}
