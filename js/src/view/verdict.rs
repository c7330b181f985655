//! The result in a sentence, and its five numbers.

use super::{Shown, services::name_among_others};
use crate::{advice, rows::Origin};
use poolwise::{
    diagnose::{self, BiggerPool},
    format::{duration, percent},
    plan::{ServicePlan, Status},
    predict::State,
};
use poolwise_view::{Figure, Level, Verdict};

impl Shown<'_> {
    pub(super) fn verdict(&self) -> Verdict {
        let fleet = self.fleet;
        let verdict = diagnose::verdict(self.plan, &fleet.given.reading, &fleet.alone, self.diagnoses);
        let unreadable = fleet.rows.iter().filter(|row| row.error.is_some()).map(|row| row.field.label);
        let unreadable: Vec<&str> = unreadable.chain(fleet.unreadable.iter().map(String::as_str)).collect();
        // Nothing to apply where the best pools that fit still lose requests: the remedies say what would help.
        let loses = self.plan.services.iter().any(ServicePlan::loses_requests);
        // While an incident leads, its cause comes first: one button for settings beside it would look like the cure.
        let is_incident = verdict.headline != self.plan.verdict.headline
            && self.diagnoses.first().is_some_and(|first| first.bigger_pool != BiggerPool::Right);
        // Where nothing is given there is nothing to advise on.
        let is_anything_given =
            fleet.rows.iter().any(|row| row.origin != Origin::Default) || self.plan.services.len() > 1;
        Verdict {
            level: level(verdict.status),
            headline: verdict.headline,
            figures: self.service().map_or_else(Vec::new, |service| self.figures(service)),
            detail: verdict.detail,
            method: self.method(),
            unreadable: match unreadable.as_slice() {
                [] => String::new(),
                labels => format!("Not used, since it cannot be read: {}.", labels.join(", ")),
            },
            advice: if loses || is_incident || !is_anything_given {
                None
            } else {
                self.buttons().advice(&advice::set(self.plan))
            },
        }
    }

    fn figures(&self, service: &ServicePlan) -> Vec<Figure> {
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
            let text = total.map_or_else(|| "no limit".to_owned(), |n| format!("{n} / {}", budget.usable));
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
