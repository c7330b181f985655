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
mod markdown;
mod method;
mod reading;
mod services;
mod shelves;
mod timeline;
mod verdict;

pub use comparison::Column;

use crate::{apply::Buttons, rows::Origin, services::Fleet};
use poolwise::{
    Plan,
    chart::{self, Alternative},
    diagnose::{Diagnosis, diagnose},
    plan::ServicePlan,
    predict::State,
};
use poolwise_view::View;

/// What a view is made of.
pub(crate) struct Shown<'a> {
    pub(crate) fleet: &'a Fleet,
    pub(crate) plan: &'a Plan,
    pub(crate) diagnoses: &'a [Diagnosis],
    /// Names of the services that the pasted text is about.
    pub(crate) parts: &'a [String],
    /// Whether that text is a scenario.
    pub(crate) is_scenario: bool,
    /// What is kept to compare with.
    pub(crate) kept: &'a [Column],
    /// The kind of file that is shown.
    pub(crate) file: &'a str,
    /// Whether a better plan is on its way.
    pub(crate) is_refining: bool,
}

/// What the pasted text of the service in view shows of a trouble.
pub(crate) fn diagnoses(fleet: &Fleet) -> Vec<Diagnosis> {
    diagnose(&fleet.given.reading, &fleet.alone)
}

impl Shown<'_> {
    /// The whole view.
    pub(crate) fn view(&self) -> View {
        let Self { fleet, plan, .. } = self;
        let (scenario, shown) = (&fleet.document.scenario, fleet.shown);
        let kept: Vec<Alternative<'_>> =
            self.kept.iter().map(|column| Alternative { name: &column.name, scenario: &column.scenario }).collect();
        let fitting = files::fitting(&fleet.given.reading);
        let kind = files::kind(self.file, &fitting);
        let mut view = View {
            is_refining: self.is_refining,
            verdict: self.verdict(),
            services: services::services(scenario, plan),
            name_hint: services::name_hint(scenario, shown),
            parts: self.parts.to_vec(),
            is_scenario: self.is_scenario,
            link: fleet.link.clone(),
            fields: fleet.rows.iter().map(fields::field).collect(),
            shelves: shelves::shelves(&fleet.given),
            superseded_fields: fleet.given.superseded_fields.clone(),
            superseded_picks: fleet.given.superseded_picks.clone(),
            reading: reading::reading(&fleet.given),
            is_described: self.is_service_given(),
            diagnosis: self.diagnosis(),
            remedies: findings::remedies(plan, self.buttons()),
            budget: self.budget(),
            utilization: chart::utilization(scenario, plan, shown, &kept),
            wait: chart::wait(scenario, plan, shown, &kept),
            day: chart::day(scenario, plan, shown),
            deploy: chart::deploy(scenario, plan, shown),
            timeline: self.timeline(),
            findings: findings::findings(plan, self.buttons()),
            changes: self.changes(),
            comparison: self.comparison(),
            fitting_files: fitting.iter().map(|name| (*name).to_owned()).collect(),
            file_kind: kind.map_or_else(String::new, |kind| kind.name.to_owned()),
            files: kind.map_or_else(Vec::new, |kind| files::files(scenario, plan, shown, kind)),
            markdown: String::new(),
        };
        if let Some(name) = services::name_among_others(scenario, shown) {
            let charts = [&mut view.utilization, &mut view.wait, &mut view.day, &mut view.deploy];
            charts.into_iter().flatten().for_each(|chart| chart.title = format!("{}: {name}", chart.title));
        }
        view.markdown = markdown::markdown(&view);
        view
    }

    /// The service in view.
    fn service(&self) -> Option<&ServicePlan> {
        self.plan.services.get(self.fleet.shown)
    }

    /// Whether anything is known of the services: of one that nobody has described there is nothing to show.
    fn is_service_given(&self) -> bool {
        self.plan.services.len() > 1 || self.is_given(|path| !path.starts_with("database"))
    }

    /// Whether the server's limit is known.
    fn is_limit_given(&self) -> bool {
        self.is_given(|path| path == "database.max_connections")
    }

    fn is_given(&self, is_meant: fn(&str) -> bool) -> bool {
        self.fleet.rows.iter().any(|row| row.origin != Origin::Default && is_meant(row.field.path()))
    }

    fn buttons(&self) -> Buttons<'_> {
        Buttons(&self.fleet.document.scenario.services)
    }

    /// Whether no requests come to the service in view.
    fn has_no_traffic(&self) -> bool {
        self.service().is_none_or(|service| service.current.prediction.state == State::NoTraffic)
    }
}
