//! What of all that the user has given counts.

mod texts;

pub use texts::Texts;

use crate::{
    catalog::{Pick, SHELVES},
    fields,
};
use poolwise::{
    catalog::CatalogKind,
    read::{Reading, Setting},
};
use poolwise_view::{Choice, Input, Typed};
use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

/// The pasted text as it was read, and what counts beside it.
#[derive(Clone, Debug)]
pub struct Given {
    /// What the pasted text says.
    pub reading: Rc<Reading>,
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
        Self::new(&Input::default(), &Texts::default())
    }
}

/// Something that sets fields, by when it was done.
enum Deed<'a> {
    Typed(&'a Typed),
    Picked(u8, Pick),
}

impl Given {
    /// What counts of an input. What was done last does; a text that is pasted later and says something else about a field
    /// replaces what was typed into it.
    #[must_use]
    pub fn new(input: &Input, texts: &Texts) -> Self {
        let reading = texts.reading(input.paste);
        let value = |reading: &Reading, path: &str| reading.chosen(path).map(|setting| setting.value.clone());
        let is_unchanged = |path: &str, paste: u32| {
            paste == input.paste || value(&reading, path) == value(&texts.reading(paste), path)
        };
        let counts = |path: &str, paste: u32| is_unchanged(path, paste) || value(&reading, path).is_none();
        let refused = input.refused.iter().filter(|one| is_unchanged(&one.path, one.paste));
        let mut given = Self {
            reading: reading.clone(),
            texts: BTreeMap::new(),
            of_example: input.typed.iter().filter(|typed| typed.order == 0).map(|typed| typed.path.clone()).collect(),
            refused: refused.map(|one| one.path.clone()).collect(),
            chosen: input.chosen.clone(),
            picks: BTreeMap::new(),
            superseded_fields: Vec::new(),
            superseded_picks: Vec::new(),
        };
        let mut deeds: Vec<(u32, Deed<'_>)> = Vec::new();
        for typed in &input.typed {
            if counts(&typed.path, typed.paste) {
                deeds.push((typed.order, Deed::Typed(typed)));
            } else {
                given.superseded_fields.push(typed.path.clone());
            }
        }
        for pick in &input.picks {
            if let Some(row) = Pick::new(&pick.id, pick.size.as_deref()) {
                deeds.push((pick.order, Deed::Picked(pick.shelf, row)));
            }
        }
        deeds.sort_by_key(|(order, _)| *order);
        let replaced: BTreeSet<u8> = replaced_picks(&deeds).collect();
        for (_, deed) in deeds {
            match deed {
                Deed::Typed(typed) => given.put(&typed.path, typed.text.clone()),
                Deed::Picked(shelf, _) if replaced.contains(&shelf) => {}
                Deed::Picked(_, row) => {
                    let pasted_later =
                        |path: &str| input.picks.iter().any(|one| one.id == row.entry.id && !counts(path, one.paste));
                    for (field, text) in row.settings() {
                        if !pasted_later(field.path) {
                            given.put(field.path, Some(text));
                        }
                    }
                    given.picks.insert(row.entry.kind, row);
                }
            }
        }
        given.superseded_picks = replaced.into_iter().collect();
        given
    }

    fn put(&mut self, path: &str, text: Option<String>) {
        let Some(field) = fields::at(path) else { return };
        match text {
            Some(text) => drop(self.texts.insert(field.path, text)),
            None => drop(self.texts.remove(field.path)),
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
        self.reading.settings.iter().find(is_chosen).or_else(|| self.reading.chosen(path))
    }
}

/// Shelves whose pick goes because a later one sets the same fields.
fn replaced_picks<'a>(deeds: &'a [(u32, Deed<'_>)]) -> impl Iterator<Item = u8> + 'a {
    deeds.iter().enumerate().filter_map(|(index, (_, deed))| {
        let Deed::Picked(shelf, row) = deed else { return None };
        let is_replaced = deeds[index + 1..].iter().any(|(_, later)| match later {
            Deed::Picked(_, later) => later.excludes(row),
            Deed::Typed(_) => false,
        });
        is_replaced.then_some(*shelf)
    })
}

/// The place of a kind among the shelves.
#[must_use]
pub fn shelf_of(kind: CatalogKind) -> u8 {
    SHELVES.iter().position(|shelf| shelf.kind == kind).and_then(|place| u8::try_from(place).ok()).unwrap_or(u8::MAX)
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
        let typed = (2..).zip(fields).map(typed).collect();
        Self::new(&Input { paste: 1, typed, ..Input::default() }, &texts)
    }
}

#[cfg(test)]
mod tests;
