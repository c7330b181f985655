//! The fields as they stand, and the scenario that they make.

use crate::{
    fields::{FIELDS, Field, Kind},
    given::Given,
    joint, typed_number,
};
use poolwise::{
    Scenario,
    read::TextKind,
    scenario::{Document, Service, Traffic},
};
use poolwise_view::is_of_service;
use serde_json::Value;
use std::sync::OnceLock;

/// A field as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Which field.
    pub field: &'static Field,
    /// Its text, as typed, pasted or by default.
    pub text: String,
    /// Where the text is from.
    pub origin: Origin,
    /// What stood in the paste, where the text is from there.
    pub quoted: Option<String>,
    /// What is wrong with the text; the scenario then holds what was there before.
    pub error: Option<String>,
}

/// Where a field's text is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nobody gave anything.
    Default,
    /// The paste: the kind of text, and the line.
    Pasted(TextKind, usize),
    /// What the pasted framework does by itself.
    Assumed(TextKind, usize),
    /// The page's example.
    Example,
    /// The user, here.
    Typed,
}

/// Every field, in the order of [`FIELDS`], and the document of those that can be used, with one service.
#[must_use]
pub fn rows_of(given: &Given) -> (Vec<Row>, Document) {
    rows_where(given, |_| true)
}

/// The fields of a service alone, and the document of those that can be used.
#[must_use]
pub fn rows_of_service(given: &Given) -> (Vec<Row>, Document) {
    rows_where(given, |field| is_of_service(field.path()))
}

fn rows_where(given: &Given, is_wanted: fn(&Field) -> bool) -> (Vec<Row>, Document) {
    let mut document = untouched().clone();
    let wanted = FIELDS.iter().filter(|field| is_wanted(field));
    let mut rows: Vec<Row> = wanted.map(|field| Row::new(field, given)).collect();
    joint::switch_pooler_on(&mut rows);
    let is_pooled = joint::is_pooled(&rows);
    for row in rows.iter_mut().filter(|row| row.origin != Origin::Default) {
        if !joint::is_part(row.field.path()) && (is_pooled || !joint::is_of_pooler(row.field.path())) {
            row.put_into(&mut document);
        }
    }
    joint::put(&mut rows, &mut document);
    joint::put_streams(&mut rows, &mut document);
    joint::put_measured_traffic(given, &mut rows, &mut document);
    (rows, document)
}

impl Row {
    fn new(field: &'static Field, given: &Given) -> Self {
        let setting = given.setting(field.path()).filter(|_| given.typed(field.path()).is_none());
        let quoted = setting.map(|setting| setting.text.clone());
        let (text, origin) = match (given.typed(field.path()), given.setting(field.path())) {
            (Some(text), _) if given.is_of_example(field.path()) => (text.to_owned(), Origin::Example),
            (Some(text), _) => (text.to_owned(), Origin::Typed),
            (None, Some(setting)) => {
                let origin = if setting.assumed { Origin::Assumed } else { Origin::Pasted };
                (field.kind.text_of(&setting.value), origin(setting.kind, setting.line))
            }
            (None, None) => (field.default.clone(), Origin::Default),
        };
        Self { field, text, origin, quoted, error: None }
    }

    fn put_into(&mut self, document: &mut Document) {
        match value_of(self.field, &self.text) {
            Ok(None) => {}
            Ok(Some(value)) => match document.with(self.field.path(), value) {
                Ok(next) => *document = next,
                Err(error) => self.error = Some(without_path(&error.to_string(), self.field.path())),
            },
            Err(error) => self.error = Some(error),
        }
    }

    /// Its text as a number, 0 where it is none.
    #[must_use]
    pub fn number(&self) -> f64 {
        typed_number::parse(self.field.numeric(&self.text), self.field.unit).unwrap_or(0.0)
    }
}

/// What is wrong with a text of a field; None where it can be used.
pub(crate) fn objection(field: &'static Field, text: &str) -> Option<String> {
    let mut row = Row { field, text: text.to_owned(), origin: Origin::Typed, quoted: None, error: None };
    if let Kind::Choice(words) = field.kind {
        let words: Vec<&str> = words.iter().copied().filter(|word| !word.is_empty()).collect();
        return (!words.contains(&text)).then(|| format!("must be one of {}", words.join(", ")));
    }
    if joint::is_part(field.path()) {
        return value_of(field, text).err();
    }
    row.put_into(&mut untouched().clone());
    row.error
}

/// The document of all fields' defaults, from which every other is made: most fields stay at their default.
fn untouched() -> &'static Document {
    static UNTOUCHED: OnceLock<Document> = OnceLock::new();
    UNTOUCHED.get_or_init(|| {
        let scenario = Scenario {
            services: vec![Service { traffic: vec![Traffic::default()], ..Service::default() }],
            ..Scenario::default()
        };
        let mut document = Document::from(scenario);
        let given = Given::default();
        let is_alone = |field: &&Field| !joint::is_part(field.path()) && !joint::is_of_pooler(field.path());
        for field in FIELDS.iter().filter(is_alone) {
            Row::new(field, &given).put_into(&mut document);
        }
        // The user gave none of it.
        document.scenario.into()
    })
}

pub(crate) fn without_path(message: &str, path: &str) -> String {
    let rest = message.strip_prefix(path).unwrap_or(message);
    rest.trim_start_matches(|c: char| c == '.' || c == '_' || c.is_ascii_lowercase())
        .trim_start_matches(": ")
        .to_owned()
}

/// The value of a field's text; None where it is left open.
pub(crate) fn value_of(field: &Field, text: &str) -> Result<Option<Value>, String> {
    let text = field.numeric(text.trim());
    if text.is_empty() && field.default.is_empty() {
        return Ok(None);
    }
    let number = || typed_number::parse(text, field.unit);
    let whole = || {
        let number = number()?;
        if number.fract() != 0.0 {
            return Err("must be a whole number".to_owned());
        }
        // JSON has no 1.0 where a whole number is wanted.
        format!("{number:.0}").parse::<i64>().map(Value::from).map_err(|_| "is too large".to_owned())
    };
    Ok(Some(match field.kind {
        Kind::Whole => whole()?,
        Kind::Number => number()?.into(),
        Kind::Percent => (number()? / 100.0).into(),
        Kind::Surge => format!("{}%", number()?).into(),
        Kind::Switch => (text == "true").into(),
        Kind::Choice(_) => text.into(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_of_fields_are_those_of_the_engine() {
        let (rows, document) = rows_of(&Given::default());
        let mut engine = Scenario::default();
        engine.services.push(Service { traffic: vec![Traffic::default()], ..Service::default() });
        // The page starts with a plausible hold and a surge in percent.
        engine = engine.with("services[0].traffic[0].hold_ms.mean", 50.into()).unwrap();
        engine = engine.with("services[0].surge", "0%".into()).unwrap();
        engine = engine.with("services[0].deploy.unavailable", "0%".into()).unwrap();
        assert_eq!(document, engine.into());
        assert!(rows.iter().all(|row| row.error.is_none()));
    }

    fn check(path: &str, text: &str, error: &str) {
        let (rows, _) = rows_of(&Given::of_fields(&[(path, text)], ""));
        let row = rows.iter().find(|row| row.field.path() == path).unwrap();
        assert_eq!(row.text, text, "what was typed is kept");
        assert_eq!(row.error.as_deref().unwrap_or(""), error, "{path} = {text}");
    }

    #[test]
    fn an_unreadable_field_says_what_would_be_right() {
        check("services[0].instances", "0", "must be a whole number from 1 to 4294967295, found 0");
        check("services[0].instances", "four", "must be a number, such as 1000 or 1.5");
        check("services[0].instances", "1.5", "must be a whole number");
        check("services[0].instances", "1,000", "");
        check("services[0].traffic[0].rate_per_s", "1,5", "use 1.5 or 15");
        check("services[0].traffic[0].rate_per_s", "6000/min", "");
        check("services[0].traffic[0].rate_per_s", "NaN", "must be a number, such as 1000 or 1.5");
        check("targets.utilization_mean", "170", "must be a number from 0 to 1 (a fraction of 1), found 1.7");
        check("services[0].pool.overflow", "-1", "");
        check("services[0].pool.overflow", "unlimited", "");
        check("services[0].pool.recycle_s", "Never", "");
        check("services[0].pool.recycle_s", "sometimes", "must be a number, such as 1000 or 1.5");
        check("database.cores", "", "");
        check("database.version", "17", "");
        check("database.standby_max_connections", "50", "");
        check("services[0].direct", "true", "");
        check("services[0].driver", "asyncpg", "");
        check("services[0].driver", "", "");
    }
}
