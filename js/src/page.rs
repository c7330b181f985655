//! What never changes: the fields and the shelves of the catalog.

use crate::{
    book,
    catalog::SHELVES,
    fields::{ESSENTIALS, FIELDS, Field, Group, Kind},
    stories,
};
use poolwise::{
    read::{MAX_BYTES, QUERY},
    write,
};
use poolwise_view::{BUILD, FieldKind, FieldSpec, GroupSpec, Page, ShelfSpec};

/// What the page is made of.
#[must_use]
pub fn page() -> Page {
    Page {
        build: format!("{}+{BUILD}", env!("CARGO_PKG_VERSION")),
        book: book::ADDRESS.to_owned(),
        groups: Group::ALL.map(group).to_vec(),
        fields: FIELDS.iter().map(field).collect(),
        shelves: SHELVES
            .iter()
            .map(|shelf| ShelfSpec {
                group: place(shelf.group),
                is_shared: shelf.is_shared(),
                label: shelf.label.to_owned(),
                noun: shelf.noun.to_owned(),
                entries: shelf.entries().map(|entry| (entry.id.to_owned(), entry.name.to_owned())).collect(),
            })
            .collect(),
        stories: stories::stories(),
        query: QUERY.to_owned(),
        max_text: MAX_BYTES.try_into().unwrap_or(u32::MAX),
        files: write::ALL.iter().map(|kind| (kind.name.to_owned(), kind.title.to_owned())).collect(),
        terms: TERMS.iter().map(|(term, meaning)| ((*term).to_owned(), (*meaning).to_owned())).collect(),
    }
}

/// Words that the page uses and does not explain where they stand.
const TERMS: [(&str, &str); 13] = [
    ("Pool size", "Connections that a process keeps open once it has opened them."),
    (
        "Max overflow",
        "Connections that it opens beyond that while all are in use. Each is closed again when nobody needs it.",
    ),
    ("Held for", "The time from a request's checkout of a connection until it gives it back, not only its queries."),
    ("Utilization", "Busy connections over all that the pools may open, on average."),
    ("Wait p95", "95 % of the requests wait for a connection at most so long."),
    ("Time out", "The share of the requests that get no connection within the pool's timeout, and fail."),
    ("At rest", "The connections that all pools may open together, against those that the server admits."),
    ("Deploy", "The same while new instances run beside old ones."),
    ("Surge", "Instances that a deploy starts before it stops old ones."),
    ("Usable", "max_connections, less those that are reserved for superusers and for the provider."),
    ("Headroom", "How many times their traffic the pools bear while they still meet the targets."),
    ("Little's law", "Busy connections = requests per second × the seconds that each holds one."),
    ("Closed form, simulated", "Worked out by a formula, or by many runs of the pool, request by request."),
];

fn group(group: Group) -> GroupSpec {
    let more = format!("More about the {}", group.title().to_lowercase());
    GroupSpec { title: group.title().to_owned(), more, is_essential: group.fields().any(is_essential) }
}

fn is_essential(field: &Field) -> bool {
    ESSENTIALS.contains(&field.path())
}

fn place(group: Group) -> u8 {
    Group::ALL.iter().position(|one| *one == group).and_then(|place| place.try_into().ok()).unwrap_or(u8::MAX)
}

fn field(field: &Field) -> FieldSpec {
    let kind = match field.kind {
        Kind::Switch => FieldKind::Switch,
        Kind::Choice(words) => FieldKind::Choice(words.iter().map(|word| (*word).to_owned()).collect()),
        Kind::Whole | Kind::Number | Kind::Percent | Kind::Surge => {
            FieldKind::Number(field.scale.steps().iter().map(ToString::to_string).collect())
        }
    };
    FieldSpec {
        path: field.path().to_owned(),
        group: place(field.group),
        label: field.label.to_owned(),
        unit: field.unit.to_owned(),
        hint: field.hint.to_owned(),
        kind,
        is_essential: is_essential(field),
        named: field
            .named_values()
            .iter()
            .map(|(name, text)| ((*name).to_owned(), field.shown(text).to_owned()))
            .collect(),
    }
}
