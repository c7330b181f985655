//! What the headline says of the traffic: whether the pools keep up with it, at rest and in a deploy.

use super::{Case, Headline, Status};
use crate::{
    advise::{lacks_headroom, misses},
    format::{duration, grouped, number, percent},
    outlook::ServiceOutcome,
    predict::{Prediction, State, empty_after_s},
    scenario::{Service, ServiceKind, Targets},
};

impl Case<'_> {
    pub(super) fn saturated(&self, is_meant: fn(ServiceKind) -> bool) -> Option<Headline> {
        let is_saturated =
            |one: &&ServiceOutcome<'_>| is_meant(one.service.kind) && one.current.prediction.state == State::Saturated;
        let service = self.outlook.services.iter().find(is_saturated)?;
        Some((Status::Over, saturation(service.service, &service.current.prediction)))
    }

    pub(super) fn timeouts(&self, is_meant: fn(ServiceKind) -> bool) -> Option<Headline> {
        let words = self.timing_out(|service| is_meant(service.kind))?;
        Some((Status::Over, words))
    }

    pub(super) fn without_traffic(&self) -> Option<Headline> {
        let nothing = self.outlook.services.iter().all(|one| one.current.prediction.state == State::NoTraffic);
        nothing.then(|| {
            let (taken, usable) = (grouped(self.at_scale()), self.usable());
            let with_rate = self.outlook.scenario.services.iter().find(|service| service.rate_per_s() > 0.0);
            let add = match with_rate {
                Some(service) => {
                    format!("add how long a request to {} holds a connection", service.name)
                }
                None => "add traffic".to_owned(),
            };
            let words = format!("At most {taken} of {usable} connections; {add} to see whether that is enough");
            (Status::Unknown, words)
        })
    }

    pub(super) fn timeouts_in_deploy(&self) -> Option<Headline> {
        let in_deploy = |one: &'_ ServiceOutcome<'_>| {
            let then = one.current.in_deploy.as_ref()?;
            (then.timeout_probability > one.targets.timeout_probability.get()).then(|| match then.state {
                // It ends before it has come to what it would be in the long run.
                State::Saturated => format!("the pools of {} do not keep up", one.service.name),
                _ => timeouts(one.service, then),
            })
        };
        let words = self.outlook.services.iter().find_map(in_deploy)?;
        Some((Status::Tight, format!("Fits the budget, but in a deploy {words}")))
    }

    pub(super) fn missed(&self) -> Option<Headline> {
        let services = &self.outlook.services;
        let at_rest = |one: &ServiceOutcome<'_>| {
            (!one.misses().is_empty()).then(|| shortfall(&one.targets, one.service, &one.current.prediction))
        };
        let in_deploy = |one: &ServiceOutcome<'_>| {
            let then = one.current.in_deploy.as_ref()?;
            (!one.misses_in_deploy().is_empty()).then(|| match then.state {
                // It ends before it has come to what it would be in the long run.
                State::Saturated => format!("in a deploy the pools of {} do not keep up", one.service.name),
                _ => format!("in a deploy {}", shortfall(&one.targets, one.service, then)),
            })
        };
        let in_pooler = || {
            let miss = misses(&self.outlook.scenario.targets, self.pooler()?).into_iter().next()?;
            Some(format!("the pooler misses a target: {}", miss.text()))
        };
        let words = services.iter().find_map(at_rest);
        let words = words.or_else(|| services.iter().find_map(in_deploy)).or_else(in_pooler)?;
        Some((Status::Tight, format!("Fits the budget, but {words}")))
    }

    pub(super) fn without_headroom(&self) -> Option<Headline> {
        let bears = self.outlook.services.iter().filter_map(|one| Some((one, one.current.headroom?.traffic)));
        let (name, traffic) = bears
            .filter(|(one, traffic)| lacks_headroom(&one.targets, *traffic))
            .map(|(one, traffic)| (&one.service.name, traffic))
            .min_by(|a, b| a.1.total_cmp(&b.1))?;
        let words =
            format!("Fits the budget, but the pools of {name} bear no more than {} times the traffic", number(traffic));
        Some((Status::Tight, words))
    }

    /// "9 % of the requests to api time out", of the service that loses the largest share.
    pub(super) fn timing_out(&self, is_meant: impl Fn(&Service) -> bool) -> Option<String> {
        let lost = |one: &ServiceOutcome<'_>| one.current.prediction.timeout_probability;
        let too_many = |one: &&ServiceOutcome<'_>| lost(one) > one.targets.timeout_probability.get();
        let meant = self.outlook.services.iter().filter(|one| is_meant(one.service));
        // Of equals the first.
        let worst = meant.filter(too_many).min_by(|a, b| lost(b).total_cmp(&lost(a)))?;
        Some(timeouts(worst.service, &worst.current.prediction))
    }
}

/// "9 % of the requests to api time out".
fn timeouts(service: &Service, prediction: &Prediction) -> String {
    format!("{} of the requests to {} time out", percent(prediction.timeout_probability), service.name)
}

fn saturation(service: &Service, now: &Prediction) -> String {
    let name = &service.name;
    if let Some(lasts) = empty_after_s(service, now.capacity).filter(|_| !now.is_overloaded()) {
        return format!("Leaking: the pools of {name} are empty after about {}", duration(lasts * 1000.0));
    }
    if let Some(checkouts) = now.max_concurrent_checkouts.filter(|_| now.has_one_for_all()) {
        let load = number(now.offered_load);
        format!(
            "Saturated: the traffic of {name} takes {load} connections, and a worker's tasks ask for {checkouts} at once"
        )
    } else if now.timeout_probability < 0.005 {
        let (load, capacity) = (number(now.offered_load), grouped(now.capacity.unwrap_or(0)));
        format!("Saturated: the traffic of {name} takes {load} of the {capacity} connections of a pool")
    } else {
        format!("Saturated: {} of the requests to {name} time out", percent(now.timeout_probability))
    }
}

fn shortfall(targets: &Targets, service: &Service, now: &Prediction) -> String {
    if now.timeout_probability > targets.timeout_probability.get() {
        timeouts(service, now)
    } else if now.wait_ms.p95 > targets.wait_p95_ms.get() {
        format!("5 % of the requests to {} wait over {}", service.name, duration(now.wait_ms.p95))
    } else if targets.wait_p99_ms.is_some_and(|wait| now.wait_ms.p99 > wait.get()) {
        format!("1 % of the requests to {} wait over {}", service.name, duration(now.wait_ms.p99))
    } else {
        let utilization = now.utilization_peak.unwrap_or(0.0);
        format!("the pools of {} are {} busy", service.name, percent(utilization))
    }
}
