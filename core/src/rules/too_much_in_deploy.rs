//! PW047: those that serve while a deploy runs have too much to do.

use super::{FindingBody, Outlook, Rule, ServiceOutcome, Severity};
use crate::{
    advise::Miss,
    deploy::Rollout,
    format::{count, duration, number},
    predict::State,
    units::as_f64,
};

pub(super) const RULE: Rule = Rule {
    code: "PW047",
    name: "too-much-in-deploy",
    summary: "during a deploy the pools of the remaining instances miss a target",
    severity: Severity::Warning,
    source: "Kubernetes, Deployments: maxUnavailable, maxSurge",
    url: "https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#max-unavailable",
    check,
};

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    outlook.each(|service| {
        if Rollout::leaves_none(service.service) {
            return Some(outage(service));
        }
        let (serving, then) = service.service.serving_in_deploy().zip(service.current.in_deploy.as_ref())?;
        // What is missed all the time has rules of its own.
        let at_rest = service.misses();
        let only_then = |miss: &&Miss| at_rest.iter().all(|other| other.target != miss.target);
        let missed = service.misses_in_deploy();
        let missed: Vec<String> = missed.iter().filter(only_then).map(Miss::text).collect();
        if missed.is_empty() {
            return None;
        }
        let serve = if serving == 1 { "serves" } else { "serve" };
        let meanwhile = match (then.state, then.capacity) {
            (State::Saturated, Some(capacity)) => {
                let load = number(then.offered_load);
                format!(
                    "their traffic keeps {load} connections of a pool busy and it has {capacity}, so its queue grows"
                )
            }
            _ => missed.join(", "),
        };
        Some(FindingBody {
            message: format!(
                "while a deploy runs, {serving} of {} instances of {} {serve}, for {} at a time: {meanwhile}",
                service.service.instances,
                service.service.name,
                duration(service.service.deploy.start_s.get() * 1000.0),
            ),
            help: help(service),
            field: service.field("deploy.unavailable"),
            evidence: vec![
                ("serving", serving.into()),
                ("offered_load", then.offered_load.into()),
                ("wait_p95_ms", then.wait_ms.p95.into()),
                ("timeout_probability", then.timeout_probability.into()),
            ],
            fix: if service.advice.feasible { service.advised_pool() } else { Vec::new() },
            ..FindingBody::default()
        })
    })
}

fn outage(service: &ServiceOutcome<'_>) -> FindingBody {
    FindingBody {
        message: format!(
            "while a deploy runs, {}, for {} at a time",
            match service.service.instances.get() {
                1 => format!("the only instance of {} does not serve", service.service.name),
                all => format!("none of {} of {} serves", count(all.into(), "instance"), service.service.name),
            },
            duration(service.service.deploy.start_s.get() * 1000.0),
        ),
        help: format!("{NONE_MISSING}. No pool can make up for it"),
        field: service.field("deploy.unavailable"),
        evidence: vec![("serving", 0.into())],
        ..FindingBody::default()
    }
}

const NONE_MISSING: &str =
    "let none be missing: unavailable 0 and a surge of 1 or more, whose connections count in turn";

fn help(service: &ServiceOutcome<'_>) -> String {
    if service.advice.feasible {
        format!("set {}, or {NONE_MISSING}", service.advised_text())
    } else {
        let why = match service.service.checkouts_at_once() {
            Some(asked)
                if service.current.in_deploy.as_ref().is_some_and(|then| as_f64(asked) <= then.offered_load) =>
            {
                "A larger pool changes nothing: its tasks are too few for the traffic meanwhile"
            }
            _ => "No pool inside the budget meets the targets meanwhile",
        };
        format!("{NONE_MISSING}. {why}")
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check;

    #[test]
    fn reports_targets_missed_during_a_deploy() {
        let service = |size: u32, deploy: &str| {
            format!(
                "instances = 4\npool = {{ size = {size}, overflow = 0 }}\ndeploy = {{ {deploy} }}\n\
                 traffic = [{{ rate_per_s = 400, hold_ms = {{ mean = 50 }} }}]"
            )
        };
        let half = "unavailable = '50%', start_s = 60";
        check(
            "PW047",
            &service(8, half),
            Some("2 of 4 instances of app serve, for 60 s at a time: their traffic keeps 10"),
        );
        check("PW047", &service(11, half), Some("for 60 s at a time: peak utilization in a deploy"));
        check("PW047", &service(14, half), None);
        check("PW047", &service(8, "unavailable = '50%'"), None);
        check("PW047", &service(4, half), None);
        check(
            "PW047",
            &service(8, "unavailable = 4, start_s = 60"),
            Some("none of 4 instances of app serves, for 60 s"),
        );
        check("PW047", "deploy = { start_s = 20 }", Some("the only instance of app does not serve, for 20 s"));
        check("PW047", "deploy = { start_s = 20 }\nsurge = 1", None);
        check("PW047", &(service(8, half) + "\nsurge = 1"), Some("2 of 4"));
        check("PW047", &(service(8, "start_s = 60") + "\nsurge = 1"), None);
    }
}
