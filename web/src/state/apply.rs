//! What an action makes of what the user has given.

use super::{
    Action, State, example, is_typing,
    kept::{MAX_KEPT, objection},
};
use poolwise_view::{Choice, Input, Kept, Pick, Refusal, Typed};

impl State {
    /// The input after an action.
    pub(super) fn after(&mut self, action: Action) -> Input {
        let mut next = (*self.input).clone();
        let (order, paste) = (self.order, next.paste);
        match action {
            Action::Paste(text) => self.put_paste(&mut next, text),
            Action::Type(path, text) => put_typed(&mut next, Typed { path, text: Some(text), paste, order }),
            Action::Reset(path) => put_typed(&mut next, Typed { path, text: None, paste, order }),
            Action::Toggle(path) => toggle(&mut next, path),
            Action::Choose(path, line, value) => {
                next.refused.retain(|one| one.path != path);
                next.typed.retain(|one| one.path != path);
                next.chosen.retain(|one| one.path != path);
                next.chosen.push(Choice { path, line, value });
            }
            Action::Apply(settings) => {
                for (path, text) in settings {
                    put_typed(&mut next, Typed { path, text: Some(text), paste, order });
                }
            }
            Action::Pick(place, id, size) => {
                next.picks.retain(|pick| pick.shelf != place);
                if !id.is_empty() {
                    next.picks.push(Pick { shelf: place, id, size, paste, order });
                }
            }
            Action::Example => next = example::pasted(order, &mut self.texts),
            Action::Clear => next = Input::default(),
            Action::Keep(name) => {
                if next.kept.len() < MAX_KEPT && objection(&next.kept, &name, None).is_none() {
                    let input = Input { kept: Vec::new(), ..next.clone() };
                    next.kept.push(Kept { name: name.trim().to_owned(), input });
                }
            }
            Action::Rename(now, name) => {
                let is_good = objection(&next.kept, &name, Some(&now)).is_none();
                if let Some(one) = next.kept.iter_mut().find(|one| is_good && one.name == now) {
                    name.trim().clone_into(&mut one.name);
                }
            }
            Action::Use(name) => {
                if let Some(kept) = self.input.kept.iter().find(|one| one.name == name) {
                    next = Input { kept: self.input.kept.clone(), ..kept.input.clone() };
                }
            }
            Action::Remove(name) => next.kept.retain(|one| one.name != name),
            Action::Undo => {}
        }
        next
    }

    /// A text in place of the example takes the example's values with it.
    fn put_paste(&mut self, input: &mut Input, text: String) {
        let before = self.paste();
        if *before == *text {
            return;
        }
        if input.paste == 0 || (*before == *example::PASTE && !is_typing(&before, &text)) {
            input.typed.retain(|typed| typed.order != example::ORDER);
        }
        input.paste = if text.is_empty() { 0 } else { self.order };
        self.texts.put(self.order, text);
    }
}

fn put_typed(input: &mut Input, typed: Typed) {
    input.typed.retain(|one| one.path != typed.path);
    input.typed.push(typed);
}

/// A pasted setting that something else was typed for is used again; else it is refused, or used again.
fn toggle(input: &mut Input, path: String) {
    let before = (input.refused.len(), input.typed.len());
    input.refused.retain(|one| one.path != path);
    input.typed.retain(|one| one.path != path);
    if before == (input.refused.len(), input.typed.len()) {
        input.refused.push(Refusal { path, paste: input.paste });
    }
}
