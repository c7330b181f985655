//! The fields and the shelves of the catalog as they stand.

use serde::{Deserialize, Serialize};

/// A field as it stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// Its text, unless the user has typed another meanwhile.
    pub text: String,
    /// Where the text is from, in words; empty for "not given".
    pub origin: String,
    /// What kind of origin that is.
    pub source: Source,
    /// What stood in the paste, where the text is from there.
    pub quoted: String,
    /// What is wrong with the text; empty for nothing.
    pub error: String,
    /// The step of the slider that is nearest.
    pub step: u16,
}

/// Where a field's text is from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Source {
    /// Nobody gave anything.
    #[default]
    Default,
    /// The paste, or what a pasted framework does by itself.
    Pasted,
    /// The user, here.
    Typed,
}

/// A kind of catalog rows as it stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Shelf {
    /// The picked row; empty for none.
    pub id: String,
    /// What it does.
    pub hint: String,
    /// Its size, where it has several.
    pub size: Option<Size>,
    /// Where its numbers are from: what stands before the link.
    pub dated: String,
    /// The link's words and address.
    pub link: Option<(String, String)>,
    /// What else is to be known.
    pub notes: Vec<String>,
}

/// The size of a catalog row.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Size {
    /// What it is a size of.
    pub label: String,
    /// The size that counts.
    pub text: String,
    /// The sizes to choose from; empty where a number is typed.
    pub options: Vec<String>,
    /// The number's unit.
    pub unit: String,
    /// Which numbers there are.
    pub hint: String,
    /// What is wrong with it; empty for nothing.
    pub error: String,
}
