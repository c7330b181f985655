//! What every reader writes with: a setting, a measurement or a note about a place in the text.

use super::{
    LoggedError, Measurement, Reading, Setting, TextKind, names::OptionMeaning, secret, source::Source, value,
};
use crate::scenario::Scenario;
use serde_json::Value;
use std::ops::Range;

/// A text under one kind's reader.
pub(crate) struct Reader<'a> {
    pub(crate) source: &'a Source<'a>,
    pub(crate) kind: TextKind,
    pub(crate) reading: &'a mut Reading,
}

/// Beyond these, more of the same says nothing new.
const MOST_SETTINGS: usize = 500;
const MAX_MEASUREMENTS: usize = 500;

impl<'a> Reader<'a> {
    /// The text of a span.
    pub(crate) fn text(&self, span: &Range<usize>) -> &'a str {
        &self.source.text[span.clone()]
    }

    /// A note about the line of the byte `at`.
    pub(crate) fn note(&mut self, code: &'static str, at: usize, message: impl Into<String>) {
        self.reading.note(code, self.source.line_of(at), message);
    }

    /// A value for a field of the scenario, or a note where the field cannot have it. `field` is a path whose service,
    /// where it has one, is left out: `pool.size`, `database.max_connections`. Says whether it has the value now.
    pub(crate) fn set(&mut self, field: &str, key: &str, span: Range<usize>, value: impl Into<Value>) -> bool {
        self.set_unless(None, field, key, span, value)
    }

    /// The same for a value that counts only while an environment variable is unset.
    pub(crate) fn set_unless(
        &mut self,
        unless_set: Option<&str>,
        field: &str,
        key: &str,
        span: Range<usize>,
        value: impl Into<Value>,
    ) -> bool {
        let value = value.into();
        let is_whole = ["database.", "pooler."].iter().any(|table| field.starts_with(table));
        let field = if is_whole { field.to_owned() } else { format!("services[0].{field}") };
        if self.reading.settings.len() >= MOST_SETTINGS {
            self.note("more_settings", span.start, format!("passed over: only {MOST_SETTINGS} settings are kept"));
            return false;
        }
        if let Err(error) = Scenario::default().with(&field, value.clone()) {
            let told = error.to_string();
            let told = told.strip_prefix(&format!("{field}: ")).unwrap_or(&told);
            self.note("out_of_range", span.start, format!("{key}: {told}"));
            return false;
        }
        let unlimited = match field.as_str() {
            "services[0].pool.size" => value == 0,
            "services[0].pool.overflow" => value == -1,
            _ => false,
        };
        if unlimited {
            let message = format!("{key}={value} means no limit at all, as SQLAlchemy has it");
            self.note("unlimited", span.start, message);
        }
        self.reading.settings.push(Setting {
            field,
            key: key.to_owned(),
            value,
            line: self.source.line_of(span.start),
            kind: self.kind,
            text: secret::text_or_mask(self.text(&span)).to_owned(),
            unless_set: unless_set.map(str::to_owned),
            assumed: false,
            span,
        });
        true
    }

    /// The most connections altogether: a size, and no overflow beside it.
    pub(crate) fn set_most(&mut self, unless_set: Option<&str>, key: &str, span: Range<usize>, value: Value) {
        if self.set_unless(unless_set, "pool.size", key, span.clone(), value) {
            self.set_unless(unless_set, "pool.overflow", key, span, 0);
        }
    }

    /// A value for what a name means.
    pub(crate) fn set_meaning(
        &mut self,
        unless_set: Option<&str>,
        meaning: OptionMeaning,
        key: &str,
        span: Range<usize>,
        value: Value,
    ) {
        if meaning == OptionMeaning::MaxSize {
            self.set_most(unless_set, key, span, value);
        } else if let Some(field) = meaning.field() {
            self.set_unless(unless_set, field, key, span, value);
        }
    }

    /// A time after which the server ends something, in milliseconds; 0 turns it off. `name` is the name of its measurement.
    pub(crate) fn server_timeout(&mut self, name: &'static str, key: &str, span: Range<usize>, ms: Value) {
        let is_off = ms.as_f64() == Some(0.0);
        if is_off {
            // What is off has no milliseconds.
            self.add_measurement(name.strip_suffix("_ms").unwrap_or(name), None, span.clone(), "disabled");
        } else {
            self.add_measurement(name, None, span.clone(), ms.clone());
        }
        match name {
            "statement_timeout_ms" => self.set("database.statement_timeout_ms", key, span, ms),
            "idle_in_transaction_session_timeout_ms" => {
                self.set("database.idle_in_transaction_timeout_ms", key, span, ms)
            }
            "idle_session_timeout_ms" if !is_off => {
                self.set("database.idle_cut_s", key, span, ms.as_f64().map(|ms| ms / 1000.0))
            }
            _ => false,
        };
    }

    /// What a framework does by itself where the text does not say otherwise; `span` is what tells the framework.
    pub(crate) fn assume(&mut self, field: &str, key: &str, span: Range<usize>, value: impl Into<Value>) {
        let before = self.reading.settings.len();
        self.set(field, key, span, value);
        if let Some(setting) = self.reading.settings.get_mut(before) {
            setting.assumed = true;
        }
    }

    /// A whole number as text, or a note that says what is wrong with it.
    pub(crate) fn set_whole(&mut self, field: &str, key: &str, span: Range<usize>) {
        self.set_parsed(field, key, span, value::whole);
    }

    /// A value as text that `parse` understands, or a note that says what is wrong with it.
    pub(crate) fn set_parsed(
        &mut self,
        field: &str,
        key: &str,
        span: Range<usize>,
        parse: impl FnOnce(&str) -> Result<Value, value::Refusal>,
    ) {
        match parse(self.text(&span)) {
            Ok(value) => {
                self.set(field, key, span, value);
            }
            Err((code, message)) => self.note(code, span.start, format!("{key}: {message}")),
        }
    }

    /// Something that was measured.
    pub(crate) fn add_measurement(
        &mut self,
        name: &'static str,
        of: Option<&str>,
        span: Range<usize>,
        value: impl Into<Value>,
    ) {
        if self.reading.measurements.len() < MAX_MEASUREMENTS {
            let line = self.source.line_of(span.start);
            let of = of.filter(|of| !of.is_empty()).map(|of| secret::name_or_mask(of).to_owned());
            self.reading.measurements.push(Measurement { name, of, value: value.into(), line, kind: self.kind, span });
        }
    }

    /// An error; one of the same class and library is counted with the first.
    pub(crate) fn error(&mut self, error: LoggedError) {
        let known = self.reading.errors.iter_mut();
        let mut known = known.filter(|known| known.class == error.class && known.library == error.library);
        if let Some(known) = known.next() {
            known.count += error.count;
            known.first = known.first.take().or_else(|| error.first.clone());
            known.last = error.last.or(known.last.take());
            known.facts.extend(error.facts);
            known.message = error.message;
        } else {
            self.reading.errors.push(error);
        }
    }

    /// Tells that a value was left out since it may be secret.
    pub(crate) fn note_secret(&mut self, what: &str, at: usize) {
        let message = format!("{what} may be secret: its value is not kept, shown or sent anywhere");
        self.note("secret", at, message);
    }
}
