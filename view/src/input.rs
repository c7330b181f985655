//! What the user has given, raw: the only state of the page.

use serde::{Deserialize, Serialize};

/// Everything that the user has given.
///
/// What was done last counts. Each entry has its `order`, a number that only grows, and names the text that was pasted
/// then: a text that is pasted later and says something else about a field replaces what was typed into it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Input {
    /// The pasted text, by its number; 0 is the empty text.
    pub paste: u32,
    /// What was typed into fields, slid or applied: at most one entry per field.
    pub typed: Vec<Typed>,
    /// Pasted settings that the user does not want.
    pub refused: Vec<Refusal>,
    /// The user's choices among several pasted values of a field.
    pub chosen: Vec<Choice>,
    /// Rows of the catalog: at most one of each kind.
    pub picks: Vec<Pick>,
    /// What is kept to compare with.
    pub kept: Vec<Kept>,
}

/// The text of a field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Typed {
    /// The field's path in the scenario.
    pub path: String,
    /// Its text; None where the user went back to what is pasted, picked or assumed.
    pub text: Option<String>,
    /// The text that was pasted then.
    pub paste: u32,
    /// When this was done, among all that was done.
    pub order: u32,
}

/// A pasted setting that is not used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Refusal {
    /// The field's path in the scenario.
    pub path: String,
    /// The text that was pasted then.
    pub paste: u32,
}

/// One of several pasted values of a field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// The field's path in the scenario.
    pub path: String,
    /// The line of the text.
    pub line: u32,
    /// The value, as JSON.
    pub value: String,
}

/// A row of the catalog.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pick {
    /// The kind of row: a place among [`Page::shelves`](crate::Page::shelves).
    pub shelf: u8,
    /// The row.
    pub id: String,
    /// Its size, as the user typed it; None for a small one.
    pub size: Option<String>,
    /// The text that was pasted then.
    pub paste: u32,
    /// When this was done, among all that was done.
    pub order: u32,
}

/// Everything that the user had given when it was kept, without what was kept beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// Its name.
    pub name: String,
    /// What was given.
    pub input: Input,
}

impl Input {
    /// The texts that it names, those of what is kept too; a number may occur several times.
    pub fn texts(&self) -> impl Iterator<Item = u32> {
        let own = |input: &Self| {
            let typed = input.typed.iter().map(|typed| typed.paste);
            let refused = input.refused.iter().map(|refusal| refusal.paste);
            let picked = input.picks.iter().map(|pick| pick.paste);
            typed.chain(refused).chain(picked).chain([input.paste]).collect::<Vec<u32>>()
        };
        let kept: Vec<u32> = self.kept.iter().flat_map(|kept| own(&kept.input)).collect();
        own(self).into_iter().chain(kept).filter(|text| *text > 0)
    }

    /// What was typed into a field.
    #[must_use]
    pub fn typed(&self, path: &str) -> Option<&Typed> {
        self.typed.iter().find(|typed| typed.path == path)
    }
}
