//! What never changes: the fields and the shelves of the catalog.

use crate::Opened;
use serde::{Deserialize, Serialize};

/// What the page is made of. The engine sends it once.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// The version of the engine and of its sources.
    pub build: String,
    /// The address of the book; empty without one.
    pub book: String,
    /// The cards of fields, from the top.
    pub groups: Vec<GroupSpec>,
    /// The fields, in the order of [`View::fields`](crate::View::fields).
    pub fields: Vec<FieldSpec>,
    /// The kinds of catalog rows, in the order of [`View::shelves`](crate::View::shelves).
    pub shelves: Vec<ShelfSpec>,
    /// Stories to start from.
    pub stories: Vec<Story>,
    /// The query for psql that collects what a paste needs.
    pub query: String,
    /// The longest text that is read, in bytes.
    pub max_text: u32,
    /// The kinds of files: name and title.
    pub files: Vec<(String, String)>,
    /// Words of the page and what they mean.
    pub terms: Vec<(String, String)>,
}

/// A story to start from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Story {
    /// Its title.
    pub title: String,
    /// What happened.
    pub happened: String,
    /// What the advice would have been.
    pub outcome: String,
    /// What is pasted.
    pub paste: String,
    /// What is in the fields.
    pub fields: Opened,
}

/// A card of fields.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupSpec {
    /// Its heading.
    pub title: String,
    /// What opens the fields that are not in view at first.
    pub more: String,
    /// Whether it is one of those that are open at first.
    pub is_essential: bool,
}

/// A field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldSpec {
    /// Its path in the scenario: `services[0].pool.size`.
    pub path: String,
    /// The card it stands in: a place among [`Page::groups`].
    pub group: u8,
    /// Its name.
    pub label: String,
    /// Its unit; empty for none.
    pub unit: String,
    /// What it means, or where its default is from.
    pub hint: String,
    /// How it is shown.
    pub kind: FieldKind,
    /// Whether it stands in view at first.
    pub is_essential: bool,
    /// Values that have a name: the name and the text of the field.
    pub named: Vec<(String, String)>,
}

/// How a field is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FieldKind {
    /// A number box and a slider with these steps, ascending.
    Number(Vec<String>),
    /// A switch: "true" or "false".
    Switch,
    /// One of these words.
    Choice(Vec<String>),
}

/// A kind of catalog rows, one of which may be picked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShelfSpec {
    /// The card above whose fields it stands: a place among [`Page::groups`].
    pub group: u8,
    /// Whether it is about what all services share.
    pub is_shared: bool,
    /// What is picked.
    pub label: String,
    /// The same in a sentence, and as an element's id.
    pub noun: String,
    /// Its rows: id and name.
    pub entries: Vec<(String, String)>,
}
