//! The settings as they are, as they were kept and as advised, side by side.
//!
//! All are predicted by closed forms, so that they are measured alike and no answer waits for them.

use super::{Shown, compared_lines};
use crate::{
    advice,
    fields::{self, FIELDS},
    rows::Row,
    services::Fleet,
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
    pub fn kept(name: &str, fleet: &Fleet) -> Self {
        Self::new(name, &fleet.rows, fleet.document.scenario.clone())
    }

    fn new(name: &str, rows: &[Row], scenario: Scenario) -> Self {
        Self { name: name.to_owned(), scenario, texts: rows.iter().map(|row| row.text.clone()).collect() }
    }

    /// The same as the plan advises it, for the service at a place.
    fn advised(&self, plan: &Plan, shown: usize) -> Self {
        let mut advised = Self { name: ADVISED.to_owned(), ..self.clone() };
        for (path, value) in &advice::set(plan) {
            if let Ok(next) = advised.scenario.with(path, value.clone()) {
                advised.scenario = next;
            }
            let filled = fields::filled([(&**path, value)]).unwrap_or_default();
            for one in filled.into_iter().filter(|one| one.service.is_none_or(|place| place == shown)) {
                if let Some(index) = FIELDS.iter().position(|field| field == one.field) {
                    advised.texts[index] = one.text;
                }
            }
        }
        advised
    }
}

impl Shown<'_> {
    /// The current settings, the kept ones and the advised ones; None where nothing is kept.
    pub(super) fn comparison(&self) -> Option<Comparison> {
        let Self { fleet, plan, kept, .. } = self;
        if kept.is_empty() {
            return None;
        }
        let current = Column::kept("current", fleet);
        let advised = current.advised(plan, fleet.shown);
        let columns: Vec<Column> = [current].into_iter().chain(kept.iter().cloned()).chain([advised]).collect();
        let named = columns.iter().map(|column| (&*column.name, &column.scenario));
        let outcomes = side_by_side(&fleet.document.scenario, named, Predictor::ClosedForm);
        let is_best = |column: &Column| outcomes.best.as_deref() == Some(&*column.name);
        Some(Comparison {
            columns: columns.iter().map(|column| (column.name.clone(), is_best(column))).collect(),
            fits: outcomes.alternatives.iter().map(|outcome| outcome.fits).collect(),
            settings: compared_lines::settings(&columns, fleet.shown),
            outcomes: compared_lines::outcomes(&outcomes.alternatives, fleet.shown),
        })
    }
}
