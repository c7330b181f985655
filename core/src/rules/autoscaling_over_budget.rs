//! PW027: autoscaling starts more instances than the server has connections for.

use super::{FindingBody, Outlook, Rule, ServiceOutcome, Severity, pooler_servers};
use crate::{
    budget::Totals,
    format::{count, grouped},
};

pub(super) const RULE: Rule = Rule {
    code: "PW027",
    name: "autoscaling-over-budget",
    summary: "autoscaling may start more instances than PostgreSQL has connections for",
    severity: Severity::Error,
    source: "PostgreSQL manual, Connections and Authentication: max_connections",
    url: "https://www.postgresql.org/docs/current/runtime-config-connection.html",
    check,
};

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    let usable = outlook.budget.usable;
    let (at_deploy, at_scale) = (outlook.budget.current.at_deploy, outlook.budget.current.at_scale);
    // What does not fit as it is, PW001 tells.
    let Some(at_deploy) = at_deploy.filter(|at_deploy| *at_deploy <= usable) else { return Vec::new() };
    let Some(service) = grows_most(outlook).filter(|_| at_scale.is_none_or(|at_scale| at_scale > usable)) else {
        return Vec::new();
    };
    if pooler_servers::alone(outlook).is_some() {
        return Vec::new();
    }
    let at_most = service.service.most_instances();
    let all = at_scale.map_or_else(|| "more than 64 bits can count".to_owned(), grouped);
    let room = outlook.budget.services.get(service.index).and_then(|line| line.fitting_instances.current).unwrap_or(0);
    // Pools that all instances may have can be too small for those that run now: such are no cure.
    let saturated = !service.advice.feasible;
    let advised = if saturated { Vec::new() } else { outlook.advised_settings() };
    // Beside services that grow as well, it may be too late for this one alone.
    let is_room = room >= service.service.instances.get().into();
    let instances = if is_room {
        format!("let {} run at most {}", service.service.name, count(room, "instance"))
    } else {
        "lower the maximum of instances of all services".to_owned()
    };
    Some(FindingBody {
        message: format!(
            "{} of {} connections at the peak of a deploy now, but {all} once {} runs its {}",
            grouped(at_deploy),
            grouped(usable),
            service.service.name,
            count(at_most.get().into(), "instance"),
        ),
        help: if saturated {
            let [all, now] = [at_most, service.service.instances].map(|instances| instances.get().into());
            format!(
                "{instances}, put a pooler in front, or raise max_connections: pools that fit {} are too small for the {} \
                 that {} now",
                count(all, "instance"),
                grouped(now),
                if now == 1 { "runs" } else { "run" },
            )
        } else if advised.is_empty() {
            format!("{instances}, or put a pooler in front")
        } else {
            format!("set {}, or {instances}", outlook.advised_text())
        },
        field: service.field("max_instances"),
        evidence: vec![
            ("at_deploy", at_deploy.into()),
            ("at_scale", at_scale.into()),
            ("usable", usable.into()),
            ("instances_that_fit", room.into()),
        ],
        fix: advised,
        ..FindingBody::default()
    })
    .into_iter()
    .collect()
}

/// The service that autoscaling adds the most connections of.
fn grows_most<'a>(outlook: &'a Outlook<'a>) -> Option<&'a ServiceOutcome<'a>> {
    let added = |service: &ServiceOutcome<'_>| {
        let totals = Totals::of_service(service.service, &service.service.pool);
        totals.at_scale.unwrap_or(u64::MAX) - totals.at_deploy.unwrap_or(0)
    };
    let direct = outlook.services.iter().filter(|service| !outlook.scenario.is_pooled(service.service));
    // Of several equal ones the first.
    direct.min_by_key(|service| std::cmp::Reverse(added(service)))
}

#[cfg(test)]
mod tests {
    use crate::{Scenario, plan, rules::tests::check};

    fn check_fix(service: &str, fixed: bool, help: &str) {
        let plan = plan(&Scenario::from_toml(&format!("[[services]]\n{service}")).unwrap());
        let finding = plan.findings.iter().find(|finding| finding.code == "PW027").unwrap();
        assert!(finding.fix.is_some() == fixed && finding.help.contains(help), "{finding:?}");
    }

    #[test]
    fn reports_more_instances_than_the_budget_has_room_for() {
        check(
            "PW027",
            "max_instances = 10",
            Some("15 of 97 connections at the peak of a deploy now, but 150 once app runs its 10"),
        );
        check("PW027", "max_instances = 200", Some("3000 once app runs its 200 instances"));
        check("PW027", "max_instances = 6", None);
        check_fix("max_instances = 40", true, "set app size 1, overflow 1, or let app run at most 6 instances");
        let busy = "instances = 2\nmax_instances = 40\ntraffic = [{ rate_per_s = 300, hold_ms = { mean = 40 } }]";
        let too_small = "pools that fit 40 instances are too small for the 2 that run now";
        check_fix(busy, false, too_small);
        check("PW027", "instances = 7\nmax_instances = 10", None);
        check("PW027", "instances = 4", None);
    }
}
