//! What of all that the user has given counts.

mod texts;

pub use texts::Texts;

use crate::{catalog::Pick, fields};
use poolwise::{
    catalog::CatalogKind,
    read::{Reading, Setting},
};
use poolwise_view::{Choice, Input, PastePart, Typed, is_of_service};
use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

/// What counts of a service, and of what it shares with the others.
#[derive(Clone, Debug)]
pub struct Given {
    /// What its pasted text says.
    pub reading: Rc<Reading>,
    /// What the texts of all services say of what they share, the newest first, each with its number.
    shared: Vec<(u32, Rc<Reading>)>,
    /// Field path to the text that counts there instead of what is pasted.
    texts: BTreeMap<&'static str, String>,
    /// Paths of fields whose text belongs to the page's example.
    of_example: BTreeSet<String>,
    /// Paths of pasted settings that the user does not want.
    refused: BTreeSet<String>,
    chosen: Vec<Choice>,
    /// What is picked from the catalog.
    pub picks: BTreeMap<CatalogKind, Pick>,
    /// Paths of fields whose typed text was replaced by a newer paste.
    pub superseded_fields: Vec<String>,
    /// Places of shelves whose pick was replaced by another that sets the same.
    pub superseded_picks: Vec<u8>,
}

impl Default for Given {
    fn default() -> Self {
        Self::new(&Input::default(), 0, &Texts::default())
    }
}

/// Something that sets fields, by when it was done.
enum Deed<'a> {
    Typed(&'a Typed),
    Picked(&'a poolwise_view::Pick, Pick),
}

impl Given {
    /// What counts of an input for the service at a place. What was done last does; a text that is pasted later and says
    /// something else about a field replaces what was typed into it.
    #[must_use]
    pub fn new(input: &Input, place: usize, texts: &Texts) -> Self {
        let service = input.services.get(place).cloned().unwrap_or_default();
        let own = [&input.shared, &service.entries];
        let mut given = Self {
            reading: texts.reading(service.paste, service.part),
            shared: readings(input, texts),
            texts: BTreeMap::new(),
            of_example: BTreeSet::new(),
            refused: BTreeSet::new(),
            chosen: own.iter().flat_map(|entries| entries.chosen.clone()).collect(),
            picks: BTreeMap::new(),
            superseded_fields: Vec::new(),
            superseded_picks: Vec::new(),
        };
        let typed = || own.iter().flat_map(|entries| &entries.typed);
        given.of_example = typed().filter(|typed| typed.order == 0).map(|typed| typed.path.clone()).collect();
        let then = Then { texts, part: service.part, paste: service.paste };
        let refused = own.iter().flat_map(|entries| &entries.refused);
        let refused = refused.filter(|one| given.is_unchanged(&one.path, one.paste, &then));
        given.refused = refused.map(|one| one.path.clone()).collect();
        let mut deeds: Vec<(u32, Deed<'_>)> = Vec::new();
        for typed in typed() {
            if given.counts(&typed.path, (typed.paste, typed.order), &then) {
                deeds.push((typed.order, Deed::Typed(typed)));
            } else {
                given.superseded_fields.push(typed.path.clone());
            }
        }
        for pick in own.iter().flat_map(|entries| &entries.picks) {
            deeds.extend(Pick::new(&pick.id, pick.size.as_deref()).map(|row| (pick.order, Deed::Picked(pick, row))));
        }
        deeds.sort_by_key(|(order, _)| *order);
        given.superseded_picks = replaced_picks(&deeds).collect();
        for (order, deed) in deeds {
            match deed {
                Deed::Typed(typed) => given.put(&typed.path, typed.text.clone()),
                Deed::Picked(pick, _) if given.superseded_picks.contains(&pick.shelf) => {}
                Deed::Picked(pick, row) => {
                    for (field, text) in row.settings() {
                        if given.counts(field.path(), (pick.paste, order), &then) {
                            given.put(field.path(), Some(text));
                        }
                    }
                    given.picks.insert(row.entry.kind, row);
                }
            }
        }
        given
    }

    /// Whether the paste says the same of a field as it did then.
    fn is_unchanged(&self, path: &str, paste: u32, then: &Then<'_>) -> bool {
        let value = |setting: Option<&Setting>| setting.map(|setting| setting.value.clone());
        paste == then.paste || value(self.pasted(path)) == value(then.texts.reading(paste, then.part).chosen(path))
    }

    /// Whether what was given for a field still counts: nothing else was pasted for it since.
    fn counts(&self, path: &str, (paste, order): (u32, u32), then: &Then<'_>) -> bool {
        let is_older = !is_of_service(path) && self.newest(path).is_none_or(|(number, _)| number < order);
        is_older || self.pasted(path).is_none() || self.is_unchanged(path, paste, then)
    }

    /// The newest text that says something of what all services share.
    fn newest(&self, path: &str) -> Option<(u32, &Reading)> {
        self.shared.iter().find(|(_, reading)| reading.chosen(path).is_some()).map(|(number, one)| (*number, &**one))
    }

    /// The text that says something of a field.
    fn reading_for(&self, path: &str) -> &Reading {
        if is_of_service(path) {
            &self.reading
        } else {
            self.newest(path).map_or(&*self.reading, |(_, reading)| reading)
        }
    }

    /// The pasted setting of a field that counts unless the user chooses another.
    fn pasted(&self, path: &str) -> Option<&Setting> {
        self.reading_for(path).chosen(path)
    }

    fn put(&mut self, path: &str, text: Option<String>) {
        let Some(field) = fields::at(path) else { return };
        match text {
            Some(text) => drop(self.texts.insert(field.path(), text)),
            None => drop(self.texts.remove(field.path())),
        }
    }

    /// The text that counts for a field instead of what is pasted.
    #[must_use]
    pub fn typed(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(String::as_str)
    }

    /// Whether the text of a field belongs to the page's example, which is there before anything that the user does.
    #[must_use]
    pub fn is_of_example(&self, path: &str) -> bool {
        self.of_example.contains(path)
    }

    /// Whether the user does not want the pasted setting of a field.
    #[must_use]
    pub fn is_refused(&self, path: &str) -> bool {
        self.refused.contains(path)
    }

    /// The pasted setting of a field that counts: the chosen one, unless the user does not want it.
    #[must_use]
    pub fn setting(&self, path: &str) -> Option<&Setting> {
        if self.is_refused(path) { None } else { self.candidate(path) }
    }

    /// The pasted setting of a field that would count.
    #[must_use]
    pub fn candidate(&self, path: &str) -> Option<&Setting> {
        let is_chosen = |setting: &&Setting| {
            let json = setting.value.to_string();
            let is_it = |one: &Choice| usize::try_from(one.line) == Ok(setting.line) && one.value == json;
            setting.field == path && self.chosen.iter().any(|one| one.path == path && is_it(one))
        };
        self.reading_for(path).settings.iter().find(is_chosen).or_else(|| self.pasted(path))
    }
}

/// The paste of a service when something was given.
struct Then<'a> {
    texts: &'a Texts,
    part: PastePart,
    /// What is pasted now.
    paste: u32,
}

/// What the texts of all services say, the newest first, each with its number.
fn readings(input: &Input, texts: &Texts) -> Vec<(u32, Rc<Reading>)> {
    let mut all: Vec<(u32, Rc<Reading>)> =
        input.services.iter().map(|service| (service.paste, texts.reading(service.paste, service.part))).collect();
    all.sort_by_key(|(number, _)| std::cmp::Reverse(*number));
    all
}

/// Shelves whose pick goes because a later one sets the same fields.
fn replaced_picks<'a>(deeds: &'a [(u32, Deed<'_>)]) -> impl Iterator<Item = u8> + 'a {
    deeds.iter().enumerate().filter_map(|(index, (_, deed))| {
        let Deed::Picked(pick, row) = deed else { return None };
        let is_replaced = deeds[index + 1..].iter().any(|(_, later)| match later {
            Deed::Picked(_, later) => later.excludes(row),
            Deed::Typed(_) => false,
        });
        is_replaced.then_some(pick.shelf)
    })
}

#[cfg(test)]
impl Given {
    /// What counts where a text is pasted and then fields are typed.
    pub(crate) fn of_fields(fields: &[(&str, &str)], paste: &str) -> Self {
        let mut texts = Texts::default();
        texts.keep(1, paste);
        let typed = |(order, (path, text)): (u32, &(&str, &str))| Typed {
            path: (*path).to_owned(),
            text: Some((*text).to_owned()),
            paste: 1,
            order,
        };
        let mut input = Input::default();
        input.services[0].paste = 1;
        for typed in (2..).zip(fields).map(typed) {
            let entries = if is_of_service(&typed.path) { &mut input.services[0].entries } else { &mut input.shared };
            entries.typed.push(typed);
        }
        Self::new(&input, 0, &texts)
    }
}

#[cfg(test)]
mod tests;
