//! What was recognized in the pasted text, and what it shows to have happened.

use crate::Finding;
use serde::{Deserialize, Serialize};

/// What was recognized in the pasted text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// One per field that the text has values for.
    pub settings: Vec<PastedSetting>,
    /// Lists of what else there is.
    pub lists: Vec<LineList>,
    /// What may be secret, in a sentence; empty for nothing.
    pub secrets: String,
}

/// The values that a text has for a field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PastedSetting {
    /// The field's path in the scenario.
    pub path: String,
    /// Its name.
    pub name: String,
    /// The value, or those among which the user chooses.
    pub candidates: Vec<Candidate>,
    /// Whether none of them counts: the user does not want it, or has typed something else.
    pub is_unused: bool,
}

/// A value for a field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// The value, as a person reads it.
    pub value: String,
    /// The value, as JSON.
    pub json: String,
    /// Its line in the text.
    pub line: u32,
    /// Where it stands, in words.
    pub place: String,
    /// What stands there.
    pub quoted: String,
    /// Whether it is the one that counts.
    pub is_chosen: bool,
}

/// A list of lines of the text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LineList {
    /// Its heading.
    pub title: String,
    /// What each item is: "error".
    pub noun: String,
    /// The items.
    pub lines: Vec<Line>,
}

/// Something that a line of the text says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// "line 3".
    pub place: String,
    /// What it says.
    pub text: String,
    /// The value at its end; empty for none.
    pub value: String,
}

/// What has happened, and what to run next.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Diagnosis {
    /// The sentence above all; empty for none.
    pub callout: String,
    /// What that sentence needs to be understood; empty for nothing.
    pub because: String,
    /// What to do first; empty for nothing.
    pub relief: String,
    /// What to do it with.
    pub relief_commands: Vec<Command>,
    /// The diagnoses, the likeliest first.
    pub findings: Vec<Finding>,
    /// What to run next.
    pub commands: Vec<Command>,
}

/// A command to run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Command {
    /// What it shows.
    pub shows: String,
    /// Where to run it.
    pub run_in: String,
    /// The command.
    pub run: String,
}
