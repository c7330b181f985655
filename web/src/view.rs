//! All that is shown, derived from [`State`](crate::state::State).

mod joint;
mod rows;

pub use rows::{Origin, Row, rows_of};

use crate::{fields::Field, state::UserInput};
use poolwise::{
    Plan, Scenario,
    diagnose::{Diagnosis, diagnose, verdict},
    plan::{Verdict, plan_document},
    predict::Predictor,
    read::Reading,
    scenario::Document,
};
use std::rc::Rc;

/// What the page shows.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// What the paste says.
    pub reading: Rc<Reading>,
    /// Every field, in the order of [`FIELDS`](crate::fields::FIELDS).
    pub rows: Vec<Row>,
    /// The scenario that they make, and which of its fields the user gave.
    pub document: Document,
    /// What follows from it.
    pub plan: Rc<Plan>,
    /// What the paste tells of a trouble, in that scenario.
    pub diagnoses: Rc<Vec<Diagnosis>>,
    /// The plan's verdict, with what the paste shows has happened.
    pub verdict: Verdict,
    /// How well that is known.
    pub known: PlanQuality,
}

/// How well a plan is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanQuality {
    /// By closed forms, which take no time, until the worker has answered.
    ByFormula,
    /// As well as it can be: simulated, where the closed forms are not good enough.
    AtBest,
    /// By closed forms: no worker answers.
    ByFormulaAlone,
}

impl View {
    /// What the page shows for what the user `said`.
    #[must_use]
    pub fn of(input: &Rc<UserInput>) -> Self {
        let reading = input.paste.reading.clone();
        let (rows, document) = rows_of(input);
        let plan: Rc<Plan> = plan_document(&document, Predictor::ClosedForm).into();
        let diagnoses: Rc<Vec<Diagnosis>> = diagnose(&reading, &document).into();
        let verdict = verdict(&plan, &reading, &document, &diagnoses);
        Self { reading, rows, document, plan, diagnoses, verdict, known: PlanQuality::ByFormula }
    }

    /// The same with what a worker says to its scenario: the plan, once there is one, or that there will be none.
    #[must_use]
    pub fn with(&self, plan: Option<Rc<Plan>>, lost: bool) -> Self {
        let known = match plan {
            Some(_) => PlanQuality::AtBest,
            None if lost => PlanQuality::ByFormulaAlone,
            None => PlanQuality::ByFormula,
        };
        let plan = plan.unwrap_or_else(|| self.plan.clone());
        let verdict = verdict(&plan, &self.reading, &self.document, &self.diagnoses);
        Self { plan, verdict, known, ..self.clone() }
    }

    /// The scenario that the fields make.
    #[must_use]
    pub fn scenario(&self) -> &Scenario {
        &self.document.scenario
    }

    /// The row of a field.
    #[must_use]
    pub fn row(&self, field: &Field) -> Option<&Row> {
        self.rows.iter().find(|row| row.field == field)
    }

    /// The fields whose text cannot be used.
    pub fn refused(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.error.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::State;

    #[test]
    fn an_untouched_page_has_nothing_to_judge() {
        let view = View::of(&State::default().input);
        let headline = &view.verdict.headline;
        assert!(headline.starts_with("Nothing to judge yet"), "{headline}: {:?}", view.scenario());
    }
}
