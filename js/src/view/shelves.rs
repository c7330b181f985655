//! What is picked from the catalog.

use crate::{
    catalog::{Pick, SHELVES, Shelf},
    given::Given,
};
use poolwise::catalog::{self, CatalogKind, Provenance};
use poolwise_view as view;

/// All shelves as they stand.
pub(super) fn shelves(given: &Given) -> Vec<view::Shelf> {
    SHELVES.iter().map(|shelf| given.picks.get(&shelf.kind).map_or_else(empty, |pick| picked(shelf, pick))).collect()
}

fn empty() -> view::Shelf {
    view::Shelf { hint: "fills what it sets below".to_owned(), ..view::Shelf::default() }
}

fn picked(shelf: &Shelf, pick: &Pick) -> view::Shelf {
    let entry = pick.entry;
    let hint = match shelf.kind {
        CatalogKind::Provider => format!("max_connections: {}", entry.rule),
        _ => entry.rule.to_owned(),
    };
    let provenance = match entry.provenance {
        Provenance::SecondHand => "second-hand, check it: ",
        _ => "",
    };
    let between = pick.between().map(|[least, most]| format!("max_connections is between {least} and {most}; "));
    view::Shelf {
        id: entry.id.to_owned(),
        hint,
        size: entry.size().map(|size| size_of(shelf, pick, &size)),
        dated: format!("{}{provenance}{}, ", between.unwrap_or_default(), entry.dated),
        link: Some((entry.source.to_owned(), entry.url.to_owned())),
        notes: entry.notes.iter().map(|note| (*note).to_owned()).collect(),
    }
}

fn size_of(shelf: &Shelf, pick: &Pick, size: &catalog::Size) -> view::Size {
    match size {
        catalog::Size::Number(range) => view::Size {
            label: shelf.size_label.to_owned(),
            text: pick.size.clone(),
            options: Vec::new(),
            unit: range.unit.to_owned(),
            hint: range.to_string(),
            error: pick.error().unwrap_or_default(),
        },
        named => view::Size {
            label: capitalized(named.word()),
            text: pick.size.clone(),
            options: named.names().into_iter().map(str::to_owned).collect(),
            ..view::Size::default()
        },
    }
}

/// A word as the label of a field.
fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
