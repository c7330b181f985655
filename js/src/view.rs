//! Everything that is shown, put into words.

mod budget;
mod changes;
mod compared_lines;
mod comparison;
mod diagnosis;
mod facts;
mod fields;
mod files;
mod findings;
mod method;
mod reading;
mod shelves;
mod timeline;
mod verdict;

pub use comparison::Column;

use crate::{given::Given, rows::Row};
use poolwise::{
    Plan,
    chart::{self, Alternative},
    diagnose::{Diagnosis, diagnose},
    predict::State,
    scenario::Document,
};
use poolwise_view::View;

/// What a view is made of.
pub(crate) struct Shown<'a> {
    pub(crate) given: &'a Given,
    pub(crate) rows: &'a [Row],
    pub(crate) document: &'a Document,
    pub(crate) plan: &'a Plan,
    pub(crate) diagnoses: &'a [Diagnosis],
    /// What is kept to compare with.
    pub(crate) kept: &'a [Column],
    /// The kind of file that is shown.
    pub(crate) file: &'a str,
    /// Whether a better plan is on its way.
    pub(crate) is_refining: bool,
}

/// What the pasted text shows of a trouble, in this scenario.
pub(crate) fn diagnoses(given: &Given, document: &Document) -> Vec<Diagnosis> {
    diagnose(&given.reading, document)
}

impl Shown<'_> {
    /// The whole view.
    pub(crate) fn view(&self) -> View {
        let (scenario, plan) = (&self.document.scenario, self.plan);
        let kept: Vec<Alternative<'_>> =
            self.kept.iter().map(|column| Alternative { name: &column.name, scenario: &column.scenario }).collect();
        View {
            is_refining: self.is_refining,
            verdict: self.verdict(),
            fields: self.rows.iter().map(fields::field).collect(),
            shelves: shelves::shelves(self.given),
            superseded_fields: self.given.superseded_fields.clone(),
            superseded_picks: self.given.superseded_picks.clone(),
            reading: reading::reading(self.given),
            diagnosis: diagnosis::diagnosis(plan, self.diagnoses),
            remedies: findings::remedies(plan),
            budget: self.budget(),
            utilization: chart::utilization(scenario, plan, 0, &kept),
            wait: chart::wait(scenario, plan, 0, &kept),
            deploy: chart::deploy(scenario, plan, 0),
            timeline: self.timeline(),
            findings: plan.findings.iter().map(findings::finding).collect(),
            changes: changes::changes(plan),
            comparison: comparison::comparison(self.rows, scenario, plan, self.kept),
            files: files::files(scenario, plan, self.file),
        }
    }

    /// Whether no requests come to the first service.
    fn has_no_traffic(&self) -> bool {
        self.plan.services.first().is_none_or(|service| service.current.prediction.state == State::NoTraffic)
    }
}
