//! The settings as they are, as they were kept and as advised, side by side.
//!
//! All are predicted by closed forms, so that they are measured alike and no answer waits for them.

use super::compared_lines;
use crate::{
    advice,
    fields::{self, FIELDS},
    given::Given,
    rows::{Row, rows_of},
};
use poolwise::{
    Plan, Scenario,
    compare::{ADVISED, side_by_side},
    predict::Predictor,
};
use poolwise_view::Comparison;

/// Settings with a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Their name.
    pub name: String,
    /// What they make.
    pub scenario: Scenario,
    /// The text of each field, in the order of [`FIELDS`].
    pub(super) texts: Vec<String>,
}

impl Column {
    /// What was kept.
    #[must_use]
    pub fn kept(name: &str, given: &Given) -> Self {
        let (rows, document) = rows_of(given);
        Self::new(name, &rows, document.scenario)
    }

    fn new(name: &str, rows: &[Row], scenario: Scenario) -> Self {
        Self { name: name.to_owned(), scenario, texts: rows.iter().map(|row| row.text.clone()).collect() }
    }

    /// The same as the plan advises it.
    fn advised(&self, plan: &Plan) -> Self {
        let mut advised = Self { name: ADVISED.to_owned(), ..self.clone() };
        for (path, value) in &advice::set(plan) {
            if let Ok(next) = advised.scenario.with(path, value.clone()) {
                advised.scenario = next;
            }
            for (field, text) in fields::filled([(&**path, value)]).unwrap_or_default() {
                if let Some(index) = FIELDS.iter().position(|one| one == field) {
                    advised.texts[index] = text;
                }
            }
        }
        advised
    }
}

/// The current settings, the kept ones and the advised ones; None where nothing is kept.
pub(super) fn comparison(rows: &[Row], scenario: &Scenario, plan: &Plan, kept: &[Column]) -> Option<Comparison> {
    if kept.is_empty() {
        return None;
    }
    let current = Column::new("current", rows, scenario.clone());
    let advised = current.advised(plan);
    let columns: Vec<Column> = [current].into_iter().chain(kept.iter().cloned()).chain([advised]).collect();
    let named = columns.iter().map(|column| (&*column.name, &column.scenario));
    let outcomes = side_by_side(scenario, named, Predictor::ClosedForm);
    let is_best = |column: &Column| outcomes.best.as_deref() == Some(&*column.name);
    Some(Comparison {
        columns: columns.iter().map(|column| (column.name.clone(), is_best(column))).collect(),
        fits: outcomes.alternatives.iter().map(|outcome| outcome.fits).collect(),
        settings: compared_lines::settings(&columns),
        outcomes: compared_lines::outcomes(&outcomes.alternatives),
    })
}
