//! What a pasted text says about pools: settings, where each stood, and notes about the rest.
//!
//! A reader never fails: it returns what it understood. Secrets stop here: nothing that looks like one leaves a
//! [`Reading`].
//!
//! ```
//! use poolwise::{Scenario, read::read};
//!
//! let reading = read("DB_POOL_SIZE=20\nDB_PASSWORD=hunter2\nhello\n", None);
//! assert_eq!((reading.settings[0].field.as_str(), reading.settings[0].line), ("services[0].pool.size", 1));
//! assert_eq!(reading.entries["DB_PASSWORD"].as_deref(), Some("***"));
//! let scenario = reading.apply(&Scenario::default());
//! assert_eq!(scenario.services[0].pool.size.get(), 20);
//! ```

pub(crate) mod env;
pub(crate) mod names;
mod secret;
pub(crate) mod value;

use crate::scenario::Scenario;
use serde::Serialize;
use serde_json::Value;
use std::{collections::BTreeMap, ops::Range};

/// The kinds of text that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Kind {
    /// `KEY=value` lines, as python-dotenv reads them.
    Env,
}

/// What a text says.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reading {
    /// What kind of text it was read as.
    pub kind: Kind,
    /// The settings that were recognised, in the order of the text.
    pub settings: Vec<Setting>,
    /// Every key with its value as the kind's usual reader has it, the last one where a key stands twice; what looks
    /// secret is "***", a key without `=` is null.
    pub entries: BTreeMap<String, Option<String>>,
    /// What could not be used as it stands, and why.
    pub notes: Vec<Note>,
}

/// One recognised setting.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Setting {
    /// The scenario's field, as a path: `services[0].pool.size`.
    pub field: String,
    /// Its name in the text.
    pub key: String,
    /// Its value.
    pub value: Value,
    /// Its line in the text, from 1.
    pub line: usize,
    /// The bytes of the text that hold the value, quotes included.
    #[serde(skip)]
    pub span: Range<usize>,
}

/// Something about a line that the reader wants known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Note {
    /// A stable code, such as `not_a_number`.
    pub code: &'static str,
    /// The line, from 1.
    pub line: usize,
    /// What is the case and what would be right. Never a value that may be secret.
    pub message: String,
}

/// The most bytes that are read: far more than any configuration holds.
pub const MOST_BYTES: usize = 2 * 1024 * 1024;

impl Kind {
    /// The names of all kinds.
    pub const NAMES: [&'static str; 1] = ["env"];

    /// The kind of this name.
    ///
    /// ```
    /// use poolwise::read::Kind;
    /// assert_eq!(Kind::from_name("env"), Some(Kind::Env));
    /// assert_eq!(Kind::from_name("exe"), None);
    /// ```
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        (name == "env").then_some(Self::Env)
    }
}

/// What `text` says, read as `kind`, or as what it looks like.
#[must_use]
pub fn read(text: &str, kind: Option<Kind>) -> Reading {
    let kind = kind.unwrap_or(Kind::Env);
    let mut reading = Reading { kind, settings: Vec::new(), entries: BTreeMap::new(), notes: Vec::new() };
    if text.len() > MOST_BYTES {
        reading.note("too_long", 1, format!("{} bytes; at most {MOST_BYTES} are read", text.len()));
        return reading;
    }
    match kind {
        Kind::Env => reading.take_env(text),
    }
    if reading.settings.is_empty() && !text.trim().is_empty() {
        reading.note("nothing_found", 1, "no pool setting was recognised".to_owned());
    }
    reading
}

impl Reading {
    /// `scenario` with the settings put in, the later one where two set the same field. The first service is made
    /// where there is none.
    #[must_use]
    pub fn apply(&self, scenario: &Scenario) -> Scenario {
        // A setting was tried on an empty scenario when it was read, so putting it in cannot fail.
        self.settings.iter().fold(scenario.clone(), |scenario, setting| {
            scenario.with(&setting.field, setting.value.clone()).unwrap_or(scenario)
        })
    }

    fn note(&mut self, code: &'static str, line: usize, message: String) {
        self.notes.push(Note { code, line, message });
    }
}
