//! The settings of an entry.

use crate::scenario::{Scenario, ScenarioError};
use serde::Serialize;
use serde_json::Value;
use std::fmt::Write;

/// The settings of an entry for one size.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Choice {
    /// Fields of a scenario with their values.
    pub settings: Vec<Setting>,
    /// The range of `max_connections` if the provider's rule leaves it open. The setting is the lower end.
    pub max_connections_between: Option<[u32; 2]>,
}

/// One field of a scenario, and its value.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Setting {
    /// The field: "`database.max_connections`".
    pub path: &'static str,
    /// Its value.
    pub value: Value,
}

impl Choice {
    pub(super) fn set(&mut self, path: &'static str, value: impl Into<Value>) {
        self.settings.push(Setting { path, value: value.into() });
    }

    /// The scenario with these settings, which override its own.
    ///
    /// # Errors
    /// If a value does not fit its field. Every value of the catalog does.
    pub fn over(&self, scenario: &Scenario) -> Result<Scenario, ScenarioError> {
        self.settings
            .iter()
            .try_fold(scenario.clone(), |scenario, setting| scenario.with(setting.path, setting.value.clone()))
    }

    /// The value of a field; None if the entry does not set it.
    #[must_use]
    pub fn value(&self, path: &str) -> Option<&Value> {
        self.settings.iter().find(|setting| setting.path == path).map(|setting| &setting.value)
    }

    /// The settings as a part of a `poolwise.toml`.
    ///
    /// ```
    /// let choice = poolwise::catalog::find("rails").unwrap().choose(None).unwrap();
    /// assert_eq!(choice.toml(), "[[services]]\n[services.pool]\nsize = 5\noverflow = 0\ntimeout_s = 5\n");
    /// ```
    #[must_use]
    pub fn toml(&self) -> String {
        let mut text = String::new();
        let mut open = "";
        for Setting { path, value } in &self.settings {
            let (table, key) = path.rsplit_once('.').unwrap_or(("", path));
            if table != open {
                text.push_str(&header(table, open));
                open = table;
            }
            // Writing to a String cannot fail, and numbers, switches and plain words are the same in JSON and TOML.
            let _ = writeln!(text, "{key} = {value}");
        }
        text
    }
}

/// The header of a table that is reached through lists' first entries, after the table `open`: `services[0].pool` is in
/// a new `[[services]]`, unless `services[0]` is open.
fn header(table: &str, open: &str) -> String {
    let Some((list, inner)) = table.split_once("[0]") else { return format!("[{table}]\n") };
    let is_new = open.split_once("[0]").is_none_or(|(before, _)| before != list);
    let entry = if is_new { format!("[[{list}]]\n") } else { String::new() };
    if inner.is_empty() { entry } else { format!("{entry}[{list}{inner}]\n") }
}

/// A number, without a point where it is whole.
pub(super) fn number(x: f64) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "whole, and at most a year of seconds")]
    if x.fract() == 0.0 && x.abs() < 1e9 { Value::from(x as i64) } else { Value::from(x) }
}
