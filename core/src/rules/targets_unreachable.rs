//! PW007: no pool inside the budget meets the targets.

use super::{FindingBody, Outlook, Rule, Severity};
use crate::{
    advise::{Miss, more_at_once, what_leaves_no_more},
    format::{count, grouped},
};

pub(super) const RULE: Rule = Rule {
    code: "PW007",
    name: "targets-unreachable",
    summary: "no settings inside the budget meet the targets",
    severity: Severity::Warning,
    source: "the search over size and overflow, with the same model that the report prints",
    url: "https://en.wikipedia.org/wiki/Little%27s_law",
    check,
};

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    outlook.each(|service| {
        let missed = &service.advice.missed;
        // Leaks and tasks that are too few have rules of their own, and the cure is no setting of a pool.
        let has_its_own = service.leaks() || service.current.prediction.has_one_for_all();
        let first = missed.first().filter(|_| !has_its_own)?;
        let too_few_tasks = service.advice.prediction.has_one_for_all();
        let all: Vec<String> = missed.iter().map(Miss::text).collect();
        let capacity = service.advice.pool.capacity()?;
        let unreachable = service.advice.needed.is_none() && !too_few_tasks;
        let is_pooled = outlook.scenario.is_pooled(service.service);
        let larger = if is_pooled { "raise max_client_conn" } else { "raise max_connections" };
        let busy_cores = service.busy_cores.filter(|_| outlook.budget.fits.advised);
        Some(FindingBody {
            message: format!(
                "cannot meet the targets of {} with {} per pool, {}: {}{}",
                service.service.name,
                count(capacity, "connection"),
                match outlook.budget.fits.advised {
                    true if too_few_tasks => "all that its tasks ask for at once".to_owned(),
                    true if unreachable => "or any other number".to_owned(),
                    true if busy_cores.is_some() => "all that the server's cores can use".to_owned(),
                    true => format!("all that {}", what_leaves_no_more(outlook.scenario, service.service)),
                    false if capacity > 1 => "all there would be without other clients and what has no pool".to_owned(),
                    false => "the least there is".to_owned(),
                },
                if unreachable { "" } else { "at best " },
                all.join("; "),
            ),
            help: match (service.advice.needed, busy_cores) {
                (Some(needed), _) if service.deadlocks_as_advised => format!(
                    "{needed} per pool would do, the least with which its tasks cannot deadlock: let a task hold one \
                     connection, run fewer tasks or fewer pools, or {larger}"
                ),
                (Some(_), Some(cores)) => format!(
                    "{}, so a larger pool moves the queue to the server: hold connections for less time, or give it more cores",
                    cores.describe()
                ),
                (Some(needed), None) => format!(
                    "{} per pool would do: hold connections for less time, run fewer pools, or {larger}",
                    grouped(needed)
                ),
                (None, _) if too_few_tasks => format!(
                    "no pool size would do: run {}, or hold connections for less time",
                    more_at_once(service.service)
                ),
                (None, _) if first.in_deploy => "no pool size would do: let a deploy have fewer instances missing".to_owned(),
                (None, _) => "no pool size would do: relax the target".to_owned(),
            },
            field: format!("targets.{}", first.target.field()),
            evidence: vec![
                ("capacity", capacity.into()),
                ("needed", service.advice.needed.into()),
                ("value", first.value.into()),
                ("target", first.limit.into()),
            ],
            ..FindingBody::default()
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check;

    #[test]
    fn reports_what_keeps_the_targets_out_of_reach() {
        let few = "concurrency = 4\ntraffic = [{ rate_per_s = 100, hold_ms = { mean = 50 } }]";
        check(
            "PW007",
            &format!("pool = {{ size = 3, overflow = 0 }}\n{few}"),
            Some("all that its tasks ask for at once"),
        );
        check("PW007", few, None);
        let scaled = "instances = 2\nmax_instances = 40\ntraffic = [{ rate_per_s = 300, hold_ms = { mean = 40 } }]";
        check("PW007", scaled, Some("all that the budget leaves once 40 instances run"));
        let targets = "targets = { utilization_mean = 0 }\ntraffic = [{ rate_per_s = 100, hold_ms = { mean = 50 } }]";
        check("PW007", targets, Some("with 15 connections per pool, or any other number: mean utilization 33.4 %"));
        check(
            "PW007",
            "instances = 40\ntraffic = [{ rate_per_s = 4000, hold_ms = { mean = 50 } }]",
            Some("with 2 connections per pool, all that the budget leaves"),
        );
        check("PW007", "instances = 4\ntraffic = [{ rate_per_s = 100, hold_ms = { mean = 50 } }]", None);
    }
}
