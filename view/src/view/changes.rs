//! What to change, what else would help, and what to take away.

use crate::Apply;
use serde::{Deserialize, Serialize};

/// What to change, before and after, and why.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Changes {
    /// Its heading, which names the service where there are several.
    pub title: String,
    /// What the pools need besides, and what sets it.
    pub besides: Option<(String, Option<Apply>)>,
    /// The settings.
    pub settings: Vec<Change>,
    /// What comes of them.
    pub outcomes: Vec<Change>,
}

/// A row of before and after.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// What it is about.
    pub name: String,
    /// As it is.
    pub current: String,
    /// As advised.
    pub advised: String,
    /// Whether they differ.
    pub is_new: bool,
    /// Why, or what it means.
    pub because: String,
    /// The formula and the sources behind that.
    pub behind: Vec<String>,
}

/// What is kept, beside what is and what is advised.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The columns, each with whether it is the best.
    pub columns: Vec<(String, bool)>,
    /// Whether each column stays inside the budget.
    pub fits: Vec<bool>,
    /// The settings.
    pub settings: Vec<ComparedLine>,
    /// What comes of them.
    pub outcomes: Vec<ComparedLine>,
}

/// A line of the comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ComparedLine {
    /// What it is about.
    pub name: String,
    /// What each column says, and whether that is more than it may be.
    pub cells: Vec<(String, bool)>,
}

/// Something that would meet every target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Remedy {
    /// What is changed.
    pub change: String,
    /// What comes of it.
    pub effect: String,
    /// What it costs.
    pub cost: String,
    /// What it sets.
    pub apply: Option<Apply>,
}

/// A file to take away.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct File {
    /// What it is called on the page.
    pub tab: String,
    /// Its name.
    pub name: String,
    /// Its content.
    pub text: String,
}
