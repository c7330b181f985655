//! TOML as a tree, and the places of its values.

use super::Misfit;
use crate::scenario::{Scenario, ScenarioError, path::Step};
use serde_json::Value;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// A TOML document that is well formed.
pub(super) struct Text<'a> {
    text: &'a str,
    root: Spanned<DeValue<'a>>,
}

impl<'a> Text<'a> {
    /// # Errors
    /// Where it is no TOML.
    pub(super) fn parse(text: &'a str) -> Result<Self, ScenarioError> {
        let root = DeTable::parse(text).map_err(|error| {
            let position = error.span().map(|span| line_column(text, span.start));
            ScenarioError::at("", error.message(), position)
        })?;
        Ok(Self { text, root: Spanned::new(root.span(), DeValue::Table(root.into_inner())) })
    }

    pub(super) fn tree(&self) -> Value {
        value(self.root.get_ref())
    }

    /// # Errors
    /// Where it is no scenario.
    pub(super) fn scenario(&self) -> Result<Scenario, ScenarioError> {
        super::from_tree(self.tree()).map_err(|misfit| {
            let place = self.place(&misfit.steps());
            let key = misfit.unknown_key().zip(place.get_ref().as_table());
            let key = key.and_then(|(key, table)| table.get_key_value(key));
            let span = key.map_or_else(|| place.span(), |(key, _)| key.span());
            without_quotes(misfit, place.get_ref()).error(Some(line_column(self.text, span.start)))
        })
    }

    /// The value at the end of the way, or as far as it goes.
    fn place(&self, steps: &[Step<'_>]) -> &Spanned<DeValue<'a>> {
        let mut here = &self.root;
        for step in steps {
            let next = match (step, here.get_ref()) {
                (Step::Key(key), DeValue::Table(table)) => table.get(*key),
                (Step::Index(index), DeValue::Array(items)) => items.get(*index),
                _ => None,
            };
            let Some(next) = next else { break };
            here = next;
        }
        here
    }
}

/// The same where the wrong value is a text only since JSON has none such: `inf` is not written in quotes.
fn without_quotes(mut misfit: Misfit, wrong: &DeValue<'_>) -> Misfit {
    if let (Value::String(text), false) = (value(wrong), wrong.is_str()) {
        misfit.message = misfit.message.replacen(&format!("string {text:?}"), &text, 1);
    }
    misfit
}

/// A value of TOML as JSON has it. What JSON has no value for, such as a date or an infinite number, becomes a text.
fn value(value: &DeValue<'_>) -> Value {
    let text = |text: &dyn ToString| Value::from(text.to_string());
    match value {
        DeValue::String(string) => text(string),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).map_or_else(|_| text(number), Value::from)
        }
        DeValue::Float(number) => number
            .as_str()
            .parse()
            .ok()
            .and_then(serde_json::Number::from_f64)
            .map_or_else(|| text(number), Value::Number),
        DeValue::Boolean(is_true) => Value::Bool(*is_true),
        DeValue::Datetime(time) => text(time),
        DeValue::Array(items) => items.iter().map(|item| self::value(item.get_ref())).collect(),
        DeValue::Table(table) => {
            table.iter().map(|(key, item)| (key.get_ref().to_string(), self::value(item.get_ref()))).collect()
        }
    }
}

/// Both count from 1, columns in characters.
fn line_column(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|&c| c != '\n').count() + 1;
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_kind_of_value_is_kept() {
        let text =
            "a = 0x1F\nb = 1_000\nc = -2.5e3\nd = true\ne = 'x\\y'\nf = [1, [2]]\n[[g]]\nh.i = 1979-05-27\nj = inf\n";
        let expected = json!({
            "a": 31, "b": 1000, "c": -2500.0, "d": true, "e": "x\\y", "f": [1, [2]],
            "g": [{ "h": { "i": "1979-05-27" }, "j": "inf" }]
        });
        assert_eq!(Text::parse(text).unwrap().tree(), expected);
    }

    fn check(text: &str, place: &str) {
        let error = Scenario::from_toml(text).unwrap_err().to_string();
        assert!(error.starts_with(place), "{text}: {error}");
    }

    #[test]
    fn an_error_has_the_place_of_what_is_wrong() {
        check("a = ", "line 1, column 5: ");
        check("services = 4", "line 1, column 12: services: ");
        check("[[services]]\n\ninstances = 0", "line 3, column 13: services[0].instances: must be");
        check("[[services]]\n[[services]]\npool = { 'sise' = 7 }", "line 3, column 10: services[1].pool.sise: no such");
        check("[[services]]\npool.overflow = 'some'", "line 2, column 17: services[0].pool.overflow: ");
        check(
            "[pooler]\npool_mode = 'é' # é\nserver_idle_timeout = 3",
            "line 2, column 13: pooler.pool_mode: must be one",
        );
        let connect = |value: &str, found: &str| {
            let expected = format!("line 2, column 14: services[0].connect_ms: {found}, expected a number from 0");
            check(&format!("[[services]]\nconnect_ms = {value}"), &expected);
        };
        connect("inf", "invalid type: inf");
        connect("99999999999999999999", "invalid type: 99999999999999999999");
        connect("1979-05-27", "invalid type: 1979-05-27");
        connect("'hunter2'", "invalid type: a text");
    }
}
