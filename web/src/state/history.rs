//! What counted before, to go back to.

use super::UserInput;
use poolwise::read::MAX_BYTES;
use std::rc::Rc;

/// What an action did, as its undoing is called.
pub(super) type Done = &'static str;

/// Nobody goes back further.
const MOST_STEPS: usize = 50;

/// Bytes of pasted text to go back to: some pastes of the longest that is read.
const MOST_TEXT: usize = 4 * MAX_BYTES;

/// What counted before, the latest last, each with what was done to it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct History(Vec<(Done, Rc<UserInput>)>);

impl History {
    /// What was done last, and what counted before that.
    pub(super) fn last(&self) -> Option<(Done, &UserInput)> {
        self.0.last().map(|(done, input)| (*done, &**input))
    }

    pub(super) fn push(&mut self, done: Done, input: Rc<UserInput>) {
        self.0.push((done, input));
        self.0.drain(..self.0.len() - self.remembered());
    }

    pub(super) fn pop(&mut self) -> Option<Rc<UserInput>> {
        self.0.pop().map(|(_, input)| input)
    }

    /// How many of the latest steps are kept: not more than anybody goes back, and not more text than a page should hold.
    fn remembered(&self) -> usize {
        let mut bytes = 0;
        let mut steps = 0;
        let mut counted: Vec<&Rc<str>> = Vec::new();
        for (_, input) in self.0.iter().rev().take(MOST_STEPS) {
            for text in texts(input) {
                if !counted.iter().any(|known| Rc::ptr_eq(known, text)) {
                    bytes += text.len();
                    counted.push(text);
                }
            }
            if steps > 0 && bytes > MOST_TEXT {
                break;
            }
            steps += 1;
        }
        steps
    }
}

/// All pasted text, that of the alternatives too.
fn texts(input: &UserInput) -> impl Iterator<Item = &Rc<str>> {
    let kept = input.alternatives.iter().map(|alternative| &alternative.input.paste.text);
    std::iter::once(&input.paste.text).chain(kept)
}

#[cfg(test)]
mod tests {
    use super::super::{Action, State};
    use super::*;
    use yew::Reducible;

    fn check(state: &State, steps: usize) {
        assert_eq!(state.past.0.len(), steps);
    }

    #[test]
    fn going_back_does_not_fill_the_memory() {
        let paste = |step: usize| Action::Paste("x".repeat(MAX_BYTES + 100 * step));
        let state = (1..8).map(paste).fold(Rc::new(State::default()), Reducible::reduce);
        check(&state, 3);
        let huge = Action::Paste("x".repeat(5 * MAX_BYTES));
        let state = state.reduce(huge).reduce(Action::Clear);
        check(&state, 1);
        assert_eq!(state.undoes(), Some("start over"));
        let many = (1..99).flat_map(|step| [Action::Example, Action::Paste(step.to_string())]);
        let state = many.fold(state, Reducible::reduce);
        check(&state, MOST_STEPS);
    }

    #[test]
    fn nor_does_what_is_kept_beside() {
        let text = |step: usize| Action::Paste("x".repeat(MAX_BYTES + 100 * step));
        let kept = [text(1), Action::Keep("A".to_owned()), text(2), Action::Keep("B".to_owned()), text(3)];
        let state = kept.into_iter().fold(Rc::new(State::default()), Reducible::reduce);
        check(&state, 5);
        let state = state.reduce(Action::Remove("A".to_owned())).reduce(text(4)).reduce(text(5));
        assert!(state.past.0.len() < 8, "{}", state.past.0.len());
    }
}
