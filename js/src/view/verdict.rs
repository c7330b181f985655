//! The result in a sentence, and its five numbers.

use super::{Shown, services::name_among_others};
use crate::advice;
use poolwise::{
    diagnose::{self, BiggerPool, Diagnosis, Incident},
    format::{duration, grouped, number, percent},
    plan::{ServicePlan, Status},
    predict::State,
};
use poolwise_view::{Figure, Level, Verdict};

impl Shown<'_> {
    pub(super) fn verdict(&self) -> Verdict {
        let fleet = self.fleet;
        let (reading, alone) = (&fleet.given.reading, &fleet.alone);
        let verdict = diagnose::verdict(self.plan, reading, alone, self.diagnoses);
        let incident = self.incident();
        let unreadable = fleet.rows.iter().filter(|row| row.error.is_some()).map(|row| row.field.label);
        let unreadable: Vec<&str> = unreadable.chain(fleet.unreadable.iter().map(String::as_str)).collect();
        // Nothing to apply where the best pools that fit still lose requests: the remedies say what would help.
        let loses = self.plan.services.iter().any(ServicePlan::loses_requests);
        // While an incident leads, its cause comes first: one button for settings beside it would look like the cure.
        Verdict {
            level: level(verdict.status),
            word: incident.as_ref().map_or_else(|| self.word(verdict.status), |incident| incident.word).to_owned(),
            headline: verdict.headline,
            figures: self.sessions(incident.as_ref()).into_iter().chain(self.figures()).collect(),
            detail: verdict.detail,
            method: self.method(),
            unreadable: match unreadable.as_slice() {
                [] => String::new(),
                labels => format!("Not used, since it cannot be read: {}.", labels.join(", ")),
            },
            advice: if loses || self.has_other_cause() || !self.is_service_given() {
                None
            } else {
                self.buttons().advice(&advice::set(self.plan))
            },
        }
    }

    fn incident(&self) -> Option<Incident> {
        diagnose::incident(self.plan, &self.fleet.given.reading, &self.fleet.alone, self.diagnoses)
    }

    /// Whether something happened that other pools do not solve.
    pub(super) fn has_other_cause(&self) -> bool {
        let is_other = |first: &Diagnosis| first.bigger_pool != BiggerPool::Right;
        self.incident().is_some() && self.diagnoses.first().is_some_and(is_other)
    }

    /// How the settings stand, in a word.
    fn word(&self, status: Status) -> &'static str {
        match status {
            Status::Fits => "fits",
            Status::Tight => "tight",
            Status::Over if self.plan.budget.fits.current => "failing",
            Status::Over => "over",
            Status::Unknown => "unknown",
        }
    }

    /// What the server was counted to have, where something happened to it.
    fn sessions(&self, incident: Option<&Incident>) -> Option<Figure> {
        let (sessions, usable) = (incident?.sessions?, self.plan.budget.usable);
        let of = if self.is_limit_given() { format!(" / {}", grouped(usable)) } else { String::new() };
        Some(Figure { name: "in use".to_owned(), value: format!("{}{of}", number(sessions)), is_bad: true })
    }

    /// Nothing about a service that nobody has given.
    fn figures(&self) -> Vec<Figure> {
        let Some(service) = self.service().filter(|_| self.is_service_given()) else { return Vec::new() };
        let (budget, now, scenario) = (&self.plan.budget, service.current.busiest(), &self.fleet.document.scenario);
        let of_service = scenario.services.get(self.fleet.shown).map(|service| scenario.targets.for_service(service));
        let targets = of_service.unwrap_or_else(|| scenario.targets.clone());
        // What the server refuses waits for ever: no wait of 0 ms is shown as if all were well.
        let is_known = now.state != State::NoTraffic && budget.fits.current;
        let figure = |name: &str, value: String, is_bad| Figure { name: name.to_owned(), value, is_bad };
        let traffic = |name, value: Option<String>, is_bad| {
            figure(name, value.filter(|_| is_known).unwrap_or_else(|| "–".to_owned()), is_bad)
        };
        let connections = |name, total: Option<u64>| {
            let text =
                total.map_or_else(|| "no limit".to_owned(), |n| format!("{} / {}", grouped(n), grouped(budget.usable)));
            figure(name, text, total.is_none_or(|n| n > budget.usable))
        };
        let name = name_among_others(scenario, self.fleet.shown);
        let of_all = if name.is_some() { ["all at rest", "all, deploy"] } else { ["at rest", "deploy"] };
        let own = [
            traffic(
                "utilization",
                now.utilization.map(percent),
                now.utilization.is_some_and(|u| u > targets.utilization_mean.get()),
            ),
            traffic("wait p95", Some(duration(now.wait_ms.p95)), now.wait_ms.p95 > targets.wait_p95_ms.get()),
            traffic(
                "time out",
                Some(percent(now.timeout_probability)),
                now.timeout_probability > targets.timeout_probability.get(),
            ),
            connections(of_all[0], budget.current.at_rest),
            connections(of_all[1], budget.current.at_deploy),
        ];
        name.map(|name| figure("service", name.to_owned(), false)).into_iter().chain(own).collect()
    }
}

fn level(status: Status) -> Level {
    match status {
        Status::Fits => Level::Fits,
        Status::Tight => Level::Tight,
        Status::Over => Level::Over,
        Status::Unknown => Level::Unknown,
    }
}
