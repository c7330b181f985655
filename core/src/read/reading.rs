//! What a text says, as plain data.

use super::TextKind;
use crate::scenario::Scenario;
use serde::Serialize;
use serde_json::Value;
use std::{collections::BTreeMap, ops::Range};

/// What a text says.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reading {
    /// What kind of text it was read as; where it is of several kinds, the one that said the most.
    pub kind: TextKind,
    /// Its stretches by kind, from the top.
    pub parts: Vec<Part>,
    /// The settings that were recognised, in the order of the text. Where several are about one field,
    /// [`Reading::chosen`] counts.
    pub settings: Vec<Setting>,
    /// Every key with its value as the kind's usual reader has it, the last one where a key stands twice; what looks
    /// secret is "***", a key without `=` is null.
    pub entries: BTreeMap<String, Option<String>>,
    /// Errors of pools, poolers and servers, each kind of error once, in the order of their first appearance.
    pub errors: Vec<LoggedError>,
    /// What was measured: how many connections are busy, idle, waited for.
    #[serde(rename = "observations")]
    pub measurements: Vec<Measurement>,
    /// What could not be used as it stands, and why.
    pub notes: Vec<Note>,
}

/// A stretch of lines of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Part {
    /// Its kind.
    pub kind: TextKind,
    /// Its first and its last line, from 1.
    pub lines: (usize, usize),
    #[serde(skip)]
    pub(super) span: Range<usize>,
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
    /// The kind of text that it stood in.
    pub kind: TextKind,
    /// What stood in the text for the value, unit and quotes included.
    pub text: String,
    /// The environment variable that overrides it: the value counts only if that is unset.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unless_set: Option<String>,
    /// Whether it is not in the text at all, but what the framework that the text tells does by default.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub assumed: bool,
    /// The bytes of the text that hold the value, quotes included.
    #[serde(skip)]
    pub span: Range<usize>,
}

/// An error that a text tells of, with how often it does.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LoggedError {
    /// Who is at its limit: `app_pool_exhausted`, `server_max_connections`, …
    pub class: &'static str,
    /// Who said it; in JSON in lower case.
    #[serde(serialize_with = "in_lower_case")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub library: &'static str,
    /// What it means, in words of ours: never a part of the text that may be secret.
    pub message: String,
    /// The line of the first one.
    pub line: usize,
    /// How many there are.
    pub count: u64,
    /// The time of the first and of the last, as the text has them.
    pub first: Option<String>,
    /// The last one's time.
    pub last: Option<String>,
    /// The numbers that the last one gave, by name; null for one that is not usable.
    pub facts: BTreeMap<&'static str, Value>,
}

/// Something that was measured.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Measurement {
    /// What: `checked_out`, `idle_in_transaction`, …
    pub name: &'static str,
    /// Whose, where the text tells: an application, a role, a database, a pool.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// The number, or "disabled".
    pub value: Value,
    /// Its line in the text, from 1.
    pub line: usize,
    /// The kind of text that it stood in.
    pub kind: TextKind,
    /// The bytes of the text that hold the value.
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

impl Reading {
    pub(super) fn empty(kind: TextKind) -> Self {
        Self {
            kind,
            parts: Vec::new(),
            settings: Vec::new(),
            entries: BTreeMap::new(),
            errors: Vec::new(),
            measurements: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// The fields that the text sets, in the order in which it first does.
    #[must_use]
    pub fn fields(&self) -> Vec<&str> {
        let mut fields = Vec::new();
        for setting in &self.settings {
            if !fields.contains(&setting.field.as_str()) {
                fields.push(setting.field.as_str());
            }
        }
        fields
    }

    /// The kinds of the parts that said something, from the top; the text's own where none did.
    #[must_use]
    pub fn kinds(&self) -> Vec<TextKind> {
        let says = |part: &&Part| {
            let holds = |line: usize| (part.lines.0..=part.lines.1).contains(&line);
            let errors = self.errors.iter().map(|error| error.line);
            let settings = self.settings.iter().map(|setting| setting.line);
            errors.chain(settings).chain(self.measurements.iter().map(|seen| seen.line)).any(holds)
        };
        let mut kinds = Vec::new();
        for part in self.parts.iter().filter(says) {
            if !kinds.contains(&part.kind) {
                kinds.push(part.kind);
            }
        }
        if kinds.is_empty() { vec![self.kind] } else { kinds }
    }

    /// The setting of a field that counts unless the user says otherwise: the last one that is certain, else the last
    /// default in code, else what a framework does by itself.
    ///
    /// ```
    /// use poolwise::read::read;
    /// let reading = read("DB_POOL_SIZE=20\n\nQueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30\n", None);
    /// assert_eq!(reading.chosen("services[0].pool.size").unwrap().line, 3);
    /// ```
    #[must_use]
    pub fn chosen(&self, field: &str) -> Option<&Setting> {
        let of_field = || self.settings.iter().filter(|setting| setting.field == field);
        of_field()
            .rfind(|setting| setting.is_certain())
            .or_else(|| of_field().rfind(|setting| !setting.assumed))
            .or_else(|| of_field().next_back())
    }

    /// Whether the text gives a field several values.
    #[must_use]
    pub fn is_disputed(&self, field: &str) -> bool {
        let certain = self.settings.iter().filter(|setting| setting.field == field && setting.is_certain());
        let mut certain = certain;
        let first = certain.next();
        certain.any(|setting| first.is_some_and(|first| !first.agrees_with(setting)))
    }

    /// `scenario` with the chosen settings put in. The first service is made where there is none.
    #[must_use]
    pub fn apply(&self, scenario: &Scenario) -> Scenario {
        let chosen = self.fields().into_iter().filter_map(|field| self.chosen(field));
        // A setting was tried on an empty scenario when it was read, so putting it in cannot fail.
        chosen.fold(scenario.clone(), |scenario, setting| {
            scenario.with(&setting.field, setting.value.clone()).unwrap_or(scenario)
        })
    }

    pub(super) fn note(&mut self, code: &'static str, line: usize, message: impl Into<String>) {
        if self.notes.len() < MOST_NOTES {
            self.notes.push(Note { code, line, message: message.into() });
        } else if self.notes.len() == MOST_NOTES {
            let message = format!("there is more to say; only {MOST_NOTES} notes are kept");
            self.notes.push(Note { code: "more_notes", line, message });
        }
    }
}

fn in_lower_case<S: serde::Serializer>(name: &str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&name.to_lowercase().replace(' ', "_"))
}

impl Setting {
    /// Whether another setting has the same value: 30 and 30.0 are one.
    #[must_use]
    pub fn agrees_with(&self, other: &Self) -> bool {
        self.value == other.value || (self.value.is_number() && self.value.as_f64() == other.value.as_f64())
    }

    /// Whether the text itself gives the value, whatever the environment holds.
    #[must_use]
    pub fn is_certain(&self) -> bool {
        self.unless_set.is_none() && !self.assumed
    }
}

/// Far more notes than anybody reads.
const MOST_NOTES: usize = 500;
