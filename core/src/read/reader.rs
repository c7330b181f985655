//! Adds settings, measurements, errors and notes to a reading, each with its place in the text.

use super::{
    LoggedError, MeasuredQuantity, Measurement, Reading, Setting, TextKind, names::OptionMeaning, secret,
    source::Source, value,
};
use crate::scenario::Scenario;
use serde_json::Value;
use std::ops::Range;

/// A text, and the reading that a reader of one kind adds to.
pub(crate) struct Reader<'a> {
    pub(crate) source: &'a Source<'a>,
    pub(crate) kind: TextKind,
    pub(crate) reading: &'a mut Reading,
}

/// Further settings and measurements of one paste would repeat the earlier ones.
const MAX_SETTINGS: usize = 500;
const MAX_MEASUREMENTS: usize = 500;

/// The pools of one library whose errors are counted apart: to look through more for each error would take long.
const MAX_POOLS: usize = 8;

impl<'a> Reader<'a> {
    /// The text of a span.
    pub(crate) fn text(&self, span: &Range<usize>) -> &'a str {
        &self.source.text[span.clone()]
    }

    /// Adds a note about the line of the byte `at`.
    pub(crate) fn note(&mut self, code: &'static str, at: usize, message: impl Into<String>) {
        self.reading.note(code, self.source.line_of(at), message);
    }

    /// Sets a field of the scenario, or adds a note if the field rejects the value. `field` is a path without the service:
    /// `pool.size`, `database.max_connections`. Returns true if the value is set.
    pub(crate) fn set(&mut self, field: &str, key: &str, span: Range<usize>, value: impl Into<Value>) -> bool {
        self.set_unless(None, field, key, span, value)
    }

    /// The same for a value that applies only while an environment variable is unset.
    pub(crate) fn set_unless(
        &mut self,
        unless_set: Option<&str>,
        field: &str,
        key: &str,
        span: Range<usize>,
        value: impl Into<Value>,
    ) -> bool {
        let (value, shown) = (value.into(), secret::key_or_mask(key));
        let is_whole = ["database.", "pooler."].iter().any(|table| field.starts_with(table));
        let field = if is_whole { field.to_owned() } else { format!("services[0].{field}") };
        if self.reading.settings.len() >= MAX_SETTINGS {
            self.note("more_settings", span.start, format!("ignored: only {MAX_SETTINGS} settings are kept"));
            return false;
        }
        if let Err(error) = Scenario::default().with(&field, value.clone()) {
            let reason = error.to_string();
            let reason = reason.strip_prefix(&format!("{field}: ")).unwrap_or(&reason);
            self.note("out_of_range", span.start, format!("{shown}: {reason}"));
            return false;
        }
        let unlimited = match field.as_str() {
            "services[0].pool.size" => value == 0,
            "services[0].pool.overflow" => value == -1,
            _ => false,
        };
        if unlimited {
            let message = format!("{shown}={value} means no limit in SQLAlchemy");
            self.note("unlimited", span.start, message);
        }
        self.reading.settings.push(Setting {
            field,
            key: shown.into_owned(),
            value,
            line: self.source.line_of(span.start),
            kind: self.kind,
            text: secret::text_or_mask(self.text(&span)).to_owned(),
            unless_set: unless_set.map(|variable| secret::key_or_mask(variable).into_owned()),
            assumed: false,
            span,
        });
        true
    }

    /// Sets the maximum of connections: a size without overflow.
    pub(crate) fn set_max(&mut self, unless_set: Option<&str>, key: &str, span: Range<usize>, value: Value) {
        if self.set_unless(unless_set, "pool.size", key, span.clone(), value) {
            self.set_unless(unless_set, "pool.overflow", key, span, 0);
        }
    }

    /// Sets the option that a name stands for.
    pub(crate) fn set_meaning(
        &mut self,
        unless_set: Option<&str>,
        meaning: OptionMeaning,
        key: &str,
        span: Range<usize>,
        value: Value,
    ) {
        if meaning == OptionMeaning::MaxSize {
            self.set_max(unless_set, key, span, value);
        } else if let Some(field) = meaning.field() {
            self.set_unless(unless_set, field, key, span, value);
        }
    }

    /// Sets and measures a timeout of the server, in milliseconds; 0 turns it off. `quantity` is that of its measurement.
    pub(crate) fn server_timeout(&mut self, quantity: MeasuredQuantity, key: &str, span: Range<usize>, ms: Value) {
        let is_off = ms.as_f64() == Some(0.0);
        if is_off {
            self.add_measurement(quantity.of_disabled(), None, span.clone(), "disabled");
        } else {
            self.add_measurement(quantity, None, span.clone(), ms.clone());
        }
        match quantity {
            MeasuredQuantity::StatementTimeoutMs => self.set("database.statement_timeout_ms", key, span, ms),
            MeasuredQuantity::IdleInTransactionSessionTimeoutMs => {
                self.set("database.idle_in_transaction_timeout_ms", key, span, ms)
            }
            MeasuredQuantity::IdleSessionTimeoutMs if !is_off => {
                self.set("database.idle_cut_s", key, span, ms.as_f64().map(|ms| ms / 1000.0))
            }
            _ => false,
        };
    }

    /// Sets a framework's default that the text does not override; `span` is the evidence of the framework.
    pub(crate) fn assume(&mut self, field: &str, key: &str, span: Range<usize>, value: impl Into<Value>) {
        let before = self.reading.settings.len();
        self.set(field, key, span, value);
        if let Some(setting) = self.reading.settings.get_mut(before) {
            setting.assumed = true;
        }
    }

    /// Sets a whole number, or adds a note that explains why the text is none.
    pub(crate) fn set_whole(&mut self, field: &str, key: &str, span: Range<usize>) {
        self.set_parsed(field, key, span, value::whole);
    }

    /// Sets a value that `parse` accepts, or adds a note with the reason why not.
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
            Err((code, message)) => {
                self.note(code, span.start, format!("{}: {message}", secret::key_or_mask(key)));
            }
        }
    }

    /// Adds a measurement.
    pub(crate) fn add_measurement(
        &mut self,
        quantity: MeasuredQuantity,
        of: Option<&str>,
        span: Range<usize>,
        value: impl Into<Value>,
    ) {
        if self.reading.measurements.len() < MAX_MEASUREMENTS {
            let line = self.source.line_of(span.start);
            let of = of.filter(|of| !of.is_empty()).map(|of| secret::name_or_mask(of).into_owned());
            self.reading.measurements.push(Measurement {
                quantity,
                of,
                value: value.into(),
                line,
                kind: self.kind,
                span,
            });
        }
    }

    /// Adds an error, or counts it with an earlier one of the same class, library and size of pool.
    pub(crate) fn error(&mut self, error: LoggedError) {
        let is_same = |existing: &LoggedError| existing.class == error.class && existing.library == error.library;
        // A pool of SQLAlchemy prints its setting; others print how many connections were open.
        let size =
            |error: &LoggedError| error.facts.get("pool_size").filter(|_| error.library == "SQLAlchemy").cloned();
        let errors = &self.reading.errors;
        let of_pool = errors.iter().position(|existing| is_same(existing) && size(existing) == size(&error));
        let pools = errors.iter().filter(|existing| is_same(existing)).count();
        let of_any = || errors.iter().rposition(is_same).filter(|_| size(&error).is_none() || pools >= MAX_POOLS);
        if let Some(existing) = of_pool.or_else(of_any).and_then(|at| self.reading.errors.get_mut(at)) {
            existing.count += error.count;
            existing.first = existing.first.take().or_else(|| error.first.clone());
            existing.last = error.last.or(existing.last.take());
            existing.facts.extend(error.facts);
            existing.message = error.message;
        } else {
            self.reading.errors.push(error);
        }
    }

    /// Adds a note about a value that was omitted since it may be secret.
    pub(crate) fn note_secret(&mut self, what: &str, at: usize) {
        let message = format!("{what} may be secret: its value is not stored, shown or sent");
        self.note("secret", at, message);
    }
}
