//! The result of reading a text, as plain data.

use super::{ErrorClass, MeasuredQuantity, TextKind, clues::Clue};
use crate::scenario::{Document, Scenario};
use serde::Serialize;
use serde_json::Value;
use std::{collections::BTreeMap, ops::Range};

/// The result of reading a text.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Reading {
    /// The kind of text; for several kinds, the one with the most settings, errors and measurements.
    pub kind: TextKind,
    /// Its parts, each of one kind, from the top.
    pub parts: Vec<Part>,
    /// The recognized settings, in the order of the text. If several set one field, [`Reading::chosen`] applies.
    pub settings: Vec<Setting>,
    /// Every key with its value as the kind's usual reader parses it, if it is a number, a switch or a word from a fixed list;
    /// else "***". The last value of a repeated key applies, and a key without `=` is null.
    pub entries: BTreeMap<String, Option<String>>,
    /// Errors of pools, poolers and servers, one per class, library and size of pool, in the order of their first lines.
    pub errors: Vec<LoggedError>,
    /// Measurements, such as how many connections are checked out or idle.
    #[serde(rename = "observations")]
    pub measurements: Vec<Measurement>,
    /// Notes about lines that could not be used, or only in part.
    pub notes: Vec<Note>,
    /// Frameworks and servers whose own settings were recognized, each once, in the order of the text: "Rails".
    #[serde(skip)]
    pub frameworks: Vec<&'static str>,
    /// What code and commands show beside settings.
    #[serde(skip)]
    pub(crate) clues: Vec<Clue>,
}

/// Consecutive lines of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Part {
    /// Its kind.
    pub kind: TextKind,
    /// Its first and last line, from 1.
    pub lines: (usize, usize),
    #[serde(skip)]
    pub(super) span: Range<usize>,
}

/// A recognized setting.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Setting {
    /// The path of the scenario's field: `services[0].pool.size`.
    pub field: String,
    /// Its name in the text.
    pub key: String,
    /// Its value.
    pub value: Value,
    /// Its line in the text, from 1.
    pub line: usize,
    /// The kind of its part of the text.
    pub kind: TextKind,
    /// The value as it is in the text, with unit and quotes.
    pub text: String,
    /// The environment variable that overrides it: the value applies only if the variable is unset.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unless_set: Option<String>,
    /// True if the value is a default: the detected framework's own, or that of a function's parameter.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub assumed: bool,
    /// The bytes of the text that hold the value, quotes included.
    #[serde(skip)]
    pub span: Range<usize>,
}

/// An error in a text, with the number of its occurrences.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct LoggedError {
    /// What failed.
    pub class: ErrorClass,
    /// The library or program that reported it; in JSON in lower case.
    #[serde(serialize_with = "in_lower_case")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub library: &'static str,
    /// What it means. The message never quotes a part of the text that may be secret.
    pub message: String,
    /// The line of the first occurrence.
    pub line: usize,
    /// The number of occurrences.
    pub count: u64,
    /// The time of the first occurrence, as it is in the text.
    pub first: Option<String>,
    /// The time of the last occurrence.
    pub last: Option<String>,
    /// The numbers in the last occurrence, by name; null for an unusable number.
    pub facts: BTreeMap<&'static str, Value>,
}

/// A measured value.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Measurement {
    /// The measured quantity: `checked_out`, `idle_in_transaction`, …
    #[serde(rename = "name")]
    #[cfg_attr(feature = "schema", schemars(with = "&'static str"))]
    pub quantity: MeasuredQuantity,
    /// The application, role, database or pool that it belongs to, if the text names one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// The number, or "disabled".
    pub value: Value,
    /// Its line in the text, from 1.
    pub line: usize,
    /// The kind of its part of the text.
    pub kind: TextKind,
    /// The bytes of the text that hold the value.
    #[serde(skip)]
    pub span: Range<usize>,
}

/// A remark about a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Note {
    /// A stable code, such as `not_a_number`.
    pub code: &'static str,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong and how to correct it. It never quotes a value that may be secret.
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
            frameworks: Vec::new(),
            clues: Vec::new(),
        }
    }

    /// The fields that the text sets, in the order of their first lines.
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

    /// The kinds of the parts with results, from the top; the kind of the text if no part has any.
    #[must_use]
    pub fn kinds(&self) -> Vec<TextKind> {
        let says = |part: &&Part| {
            let holds = |line: usize| (part.lines.0..=part.lines.1).contains(&line);
            let errors = self.errors.iter().map(|error| error.line);
            let settings = self.settings.iter().map(|setting| setting.line);
            errors.chain(settings).chain(self.measurements.iter().map(|measurement| measurement.line)).any(holds)
        };
        let mut kinds = Vec::new();
        for part in self.parts.iter().filter(says) {
            if !kinds.contains(&part.kind) {
                kinds.push(part.kind);
            }
        }
        if kinds.is_empty() { vec![self.kind] } else { kinds }
    }

    /// The setting of a field that applies unless the user chooses another: the last certain one, else the last default in
    /// code, else a framework's own default.
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

    /// `scenario` with the chosen settings. The first service is added if there is none.
    #[must_use]
    pub fn apply(&self, scenario: &Scenario) -> Scenario {
        // Each setting was tried on an empty scenario when it was read, so this cannot fail.
        self.chosen_settings().fold(scenario.clone(), |scenario, setting| {
            scenario.with(&setting.field, setting.value.clone()).unwrap_or(scenario)
        })
    }

    /// `document` with the chosen settings, which are then given. Those of a service go to the one at index `service`.
    ///
    /// ```
    /// use poolwise::{read::read, scenario::Document};
    ///
    /// let document = Document::from_toml("services = [{ name = 'api' }, { name = 'jobs' }]").unwrap();
    /// let document = read("DB_POOL_SIZE=20\n", None).apply_to_document(&document, 1);
    /// assert_eq!(document.scenario.services[1].pool.size.get(), 20);
    /// assert!(document.given.has("services[1].pool.size"));
    /// ```
    #[must_use]
    pub fn apply_to_document(&self, document: &Document, service: usize) -> Document {
        self.chosen_settings().fold(document.clone(), |document, setting| {
            let path = match setting.field.strip_prefix(FIRST_SERVICE) {
                Some(field) => format!("services[{service}]{field}"),
                None => setting.field.clone(),
            };
            document.with(&path, setting.value.clone()).unwrap_or(document)
        })
    }

    fn chosen_settings(&self) -> impl Iterator<Item = &Setting> {
        self.fields().into_iter().filter_map(|field| self.chosen(field))
    }

    pub(super) fn note(&mut self, code: &'static str, line: usize, message: impl Into<String>) {
        if self.notes.len() < MAX_NOTES {
            self.notes.push(Note { code, line, message: message.into() });
        } else if self.notes.len() == MAX_NOTES {
            let message = format!("more notes are omitted; only {MAX_NOTES} are kept");
            self.notes.push(Note { code: "more_notes", line, message });
        }
    }
}

fn in_lower_case<S: serde::Serializer>(name: &str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&name.to_lowercase().replace(' ', "_"))
}

impl Setting {
    /// Whether another setting has the same value: 30 and 30.0 are equal.
    #[must_use]
    pub fn agrees_with(&self, other: &Self) -> bool {
        self.value == other.value || (self.value.is_number() && self.value.as_f64() == other.value.as_f64())
    }

    /// Whether the value is in the text and independent of the environment.
    #[must_use]
    pub fn is_certain(&self) -> bool {
        self.unless_set.is_none() && !self.assumed
    }
}

/// Readers name the first service in every field of a service.
const FIRST_SERVICE: &str = "services[0]";

/// Far more notes than a person reads.
const MAX_NOTES: usize = 500;
