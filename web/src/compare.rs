//! The settings as they are, as they were kept and as advised, side by side.
//!
//! All are predicted by closed forms, so that they are measured alike and no frame waits for them.

mod lines;

pub use lines::{Cell, Line};

use crate::{
    advice,
    fields::{self, FIELDS},
    state::Alternative,
    view::{Row, View, rows_of},
};
use poolwise::{
    Scenario,
    compare::{ADVISED, Comparison, side_by_side},
    predict::Predictor,
};

/// Settings with a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Their name.
    pub name: String,
    /// What they make.
    pub scenario: Scenario,
    /// The text of each field, in the order of [`FIELDS`].
    texts: Vec<String>,
}

impl Column {
    /// What was kept.
    #[must_use]
    pub fn kept(alternative: &Alternative) -> Self {
        let (rows, document) = rows_of(&alternative.input);
        Self::of(&alternative.name, &rows, document.scenario)
    }

    fn of(name: &str, rows: &[Row], scenario: Scenario) -> Self {
        Self { name: name.to_owned(), scenario, texts: rows.iter().map(|row| row.text.clone()).collect() }
    }

    /// The same as the plan of the page advises it.
    fn advised(&self, view: &View) -> Self {
        let mut advised = Self { name: ADVISED.to_owned(), ..self.clone() };
        for (path, value) in &advice::set(&view.plan) {
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

/// The current settings, the kept ones and the advised ones.
#[derive(Clone, Debug, PartialEq)]
pub struct SideBySide {
    columns: Vec<Column>,
    outcomes: Comparison,
}

impl SideBySide {
    /// What the page shows beside what is kept; None where nothing is.
    #[must_use]
    pub fn of(view: &View, kept: &[Column]) -> Option<Self> {
        if kept.is_empty() {
            return None;
        }
        let current = Column::of("current", &view.rows, view.scenario().clone());
        let advised = current.advised(view);
        let columns: Vec<Column> = [current].into_iter().chain(kept.iter().cloned()).chain([advised]).collect();
        let named = columns.iter().map(|column| (&*column.name, &column.scenario));
        let outcomes = side_by_side(view.scenario(), named, Predictor::ClosedForm);
        Some(Self { columns, outcomes })
    }

    /// The names of the columns, each with whether it is the best.
    pub fn names(&self) -> impl Iterator<Item = (&str, bool)> {
        self.columns.iter().map(|column| (&*column.name, self.outcomes.best.as_deref() == Some(&*column.name)))
    }

    /// Whether each column's connections stay inside the budget.
    pub fn fits(&self) -> impl Iterator<Item = bool> {
        self.outcomes.alternatives.iter().map(|outcome| outcome.fits)
    }

    /// The settings: the pools always, each other field where columns differ.
    #[must_use]
    pub fn settings(&self) -> Vec<Line> {
        lines::settings(&self.columns)
    }

    /// What comes of them.
    #[must_use]
    pub fn outcomes(&self) -> Vec<Line> {
        lines::outcomes(&self.outcomes.alternatives)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{Action, State};
    use std::rc::Rc;
    use yew::Reducible;

    /// What the example's table says after some actions: a line's name and its cells.
    fn check(actions: &[Action], names: &str, best: &str, expected: &[(&str, &[&str])]) {
        let state = std::iter::once(Action::Example)
            .chain(actions.iter().cloned())
            .fold(Rc::new(State::default()), Reducible::reduce);
        let kept: Vec<Column> = state.input.alternatives.iter().map(Column::kept).collect();
        let compared = SideBySide::of(&View::of(&state.input), &kept).unwrap();
        assert_eq!(compared.names().map(|(name, _)| name).collect::<Vec<_>>().join(" "), names);
        assert_eq!(compared.names().find(|(_, is_best)| *is_best).map_or("", |(name, _)| name), best);
        let lines = [compared.settings(), compared.outcomes()].concat();
        for (name, cells) in expected {
            let line = lines.iter().find(|line| line.name == *name);
            let found = line.map_or_else(Vec::new, |line| line.cells.iter().map(|cell| &*cell.text).collect());
            assert_eq!(found, *cells, "{name} of {lines:#?}");
        }
    }

    #[test]
    fn columns_are_current_kept_and_advised() {
        let typed = |path: &str, text: &str| Action::Type(fields::at(path).unwrap(), text.to_owned());
        let keep = |name: &str| Action::Keep(name.to_owned());
        let size = |text: &str| typed("services[0].pool.size", text);
        let overflow = |text: &str| typed("services[0].pool.overflow", text);
        let workers = |text: &str| typed("services[0].workers", text);
        check(
            &[keep("A"), size("4"), overflow("0"), keep("four"), workers("1"), size("0")],
            "current A four advised",
            "advised",
            &[
                ("Pool", &["unlimited", "5 + 10", "4 + 0", "7 + 0"]),
                ("Instances × workers", &["4 × 1", "4 × 2", "4 × 2", "4 × 1"]),
                ("Requests, /s", &[]),
                ("At rest", &["no limit", "120 / 97", "32 / 97", "28 / 97"]),
                ("Targets missed", &["none", "none", "none", "none"]),
            ],
        );
        check(
            &[keep("A"), typed("services[0].traffic[0].rate_per_s", "720"), size("2"), overflow("1")],
            "current A advised",
            "advised",
            &[("Requests, /s", &["720", "180", "720"]), ("Utilization", &["100 %", "9.02 %", "60.1 %"])],
        );
    }

    #[test]
    fn without_alternatives_there_is_nothing_to_compare() {
        assert_eq!(SideBySide::of(&View::of(&Rc::default()), &[]), None);
    }
}
