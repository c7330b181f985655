//! What an action makes of what the user has given.

use super::{
    Action, State, example, is_typing,
    kept::{MAX_KEPT, objection},
    services::LONGEST_SERVICE_NAME,
};
use poolwise_view::{
    Choice, Entries, Input, Kept, Opened, OpenedService, Page, PastePart, Pick, Refusal, ServiceInput, Typed,
    is_of_service, split_path,
};

impl State {
    /// The input after an action.
    pub(super) fn after(&mut self, action: Action, page: &Page) -> Input {
        let mut next = (*self.input).clone();
        let (order, paste, shown) = (self.order, self.service().paste, self.shown);
        match action {
            Action::Paste(text) => self.put_paste(&mut next, text),
            Action::Type(path, text) => put_typed(&mut next, shown, Typed { path, text: Some(text), paste, order }),
            Action::Reset(path) => put_typed(&mut next, shown, Typed { path, text: None, paste, order }),
            Action::Toggle(path) => toggle(entries(&mut next, shown, &path), path, paste),
            Action::Choose(path, line, value) => {
                let entries = entries(&mut next, shown, &path);
                entries.refused.retain(|one| one.path != path);
                entries.typed.retain(|one| one.path != path);
                entries.chosen.retain(|one| one.path != path);
                entries.chosen.push(Choice { path, line, value });
            }
            Action::Apply(settings) => {
                for (path, text) in settings {
                    let (service, path) = split_path(&path);
                    let service = service.unwrap_or(shown);
                    let paste = next.services.get(service).map_or(0, |service| service.paste);
                    put_typed(&mut next, service, Typed { path, text: Some(text), paste, order });
                }
            }
            Action::Pick(place, id, size) => {
                let is_shared = page.shelves.get(usize::from(place)).is_some_and(|shelf| shelf.is_shared);
                let entries = if is_shared { &mut next.shared } else { &mut next.services[shown].entries };
                entries.picks.retain(|pick| pick.shelf != place);
                if !id.is_empty() {
                    entries.picks.push(Pick { shelf: place, id, size, paste, order });
                }
            }
            Action::AddService => self.add(&mut next, ServiceInput::default()),
            Action::DuplicateService(name) => {
                let name = name.chars().take(LONGEST_SERVICE_NAME).collect();
                let copy = ServiceInput { name, ..next.services[shown].clone() };
                self.add(&mut next, copy);
            }
            Action::RemoveService => self.remove(&mut next),
            Action::NameService(name) => {
                next.services[shown].name = name.chars().take(LONGEST_SERVICE_NAME).collect();
            }
            Action::JoinServices => self.join(&mut next),
            Action::SplitServices(names) => self.split(&mut next, &names),
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
            Action::Open(_, opened, text) => next = Input { kept: next.kept, ..self.opened(opened, text) },
            Action::Undo | Action::Redo => {}
        }
        next
    }

    /// What the fragment of an address holds, with a text in the paste box of its first service.
    pub(super) fn opened(&mut self, opened: Opened, text: String) -> Input {
        let order = self.order;
        let paste = if text.is_empty() { 0 } else { order };
        self.texts.put(order, text);
        self.shown = 0;
        let entries = |fields: Vec<(String, String)>, paste: u32| Entries {
            typed: fields.into_iter().map(|(path, text)| Typed { path, text: Some(text), paste, order }).collect(),
            ..Entries::default()
        };
        let service = |(place, one): (usize, OpenedService)| {
            let paste = if place == 0 { paste } else { 0 };
            ServiceInput { name: one.name, paste, entries: entries(one.fields, paste), ..ServiceInput::default() }
        };
        Input {
            services: opened.services.into_iter().enumerate().map(service).collect(),
            shared: entries(opened.shared, paste),
            kept: Vec::new(),
        }
    }

    /// A text in place of the example takes the example's values with it.
    fn put_paste(&mut self, input: &mut Input, text: String) {
        let before = self.paste();
        if *before == *text {
            return;
        }
        let is_typed = is_typing(&before, &text);
        // The example's text may have been changed by hand meanwhile.
        if self.service().paste == 0 || (before.starts_with(example::TITLE) && !is_typed) {
            for entries in input.services.iter_mut().map(|service| &mut service.entries).chain([&mut input.shared]) {
                entries.typed.retain(|typed| typed.order != example::ORDER);
            }
        }
        let paste = if text.is_empty() { 0 } else { self.order };
        self.texts.put(self.order, text);
        if is_typed {
            // Services that share a text go on sharing it, letter by letter.
            let before = self.service().paste;
            for service in input.services.iter_mut().filter(|one| one.part != PastePart::Whole && one.paste == before) {
                if matches!(service.part, PastePart::Of(_)) {
                    service.paste = paste;
                }
            }
        } else {
            self.forget_siblings(input);
            let service = &mut input.services[self.shown];
            if service.part != PastePart::Any {
                (service.part, service.name) = (PastePart::Any, String::new());
            }
        }
        input.services[self.shown].paste = paste;
    }
}

/// What a field's text belongs to.
fn entries<'a>(input: &'a mut Input, service: usize, path: &str) -> &'a mut Entries {
    let last = input.services.len() - 1;
    if is_of_service(path) { &mut input.services[service.min(last)].entries } else { &mut input.shared }
}

fn put_typed(input: &mut Input, service: usize, typed: Typed) {
    let entries = entries(input, service, &typed.path);
    entries.typed.retain(|one| one.path != typed.path);
    entries.typed.push(typed);
}

/// A pasted setting that something else was typed for is used again; else it is refused, or used again.
fn toggle(entries: &mut Entries, path: String, paste: u32) {
    let before = (entries.refused.len(), entries.typed.len());
    entries.refused.retain(|one| one.path != path);
    entries.typed.retain(|one| one.path != path);
    if before == (entries.refused.len(), entries.typed.len()) {
        entries.refused.push(Refusal { path, paste });
    }
}
