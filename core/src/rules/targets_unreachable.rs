//! PW007: no pool inside the budget meets the targets.

use super::{Facts, Observation, Rule, Severity};
use crate::{advise::Miss, bounds::can_deadlock, format::count};

pub(super) const RULE: Rule = Rule {
    code: "PW007",
    name: "targets-unreachable",
    summary: "no settings inside the budget meet the targets",
    severity: Severity::Warning,
    source: "the search over size and overflow, with the same model that the report prints",
    url: "https://en.wikipedia.org/wiki/Little%27s_law",
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Observation> {
    facts.each(|service| {
        let missed = &service.advice.missed;
        // Leaks and tasks that are too few have rules of their own, and the cure is no setting of a pool.
        let has_its_own = service.leaks() || service.prediction.has_one_for_all();
        let first = missed.first().filter(|_| !has_its_own)?;
        let too_few_tasks = service.advice.prediction.has_one_for_all();
        let all: Vec<String> = missed.iter().map(Miss::text).collect();
        let capacity = service.advice.pool.capacity()?;
        Some(Observation {
            message: format!(
                "cannot meet the targets of {} with {} a pool, {}: {} at best",
                service.service.name,
                count(capacity, "connection"),
                match facts.budget.fits.advised {
                    true if too_few_tasks => "all that its tasks ask for at once",
                    true => "all that the budget leaves",
                    false => "the least there is",
                },
                all.join("; "),
            ),
            help: match service.advice.needed {
                Some(needed) if can_deadlock(service.service, &service.advice.pool) => format!(
                    "{needed} a pool would do, the least with which its tasks cannot deadlock: let a task hold one \
                     connection, run fewer pools, or raise max_connections"
                ),
                Some(needed) => format!(
                    "{needed} a pool would do: hold connections for less time, run fewer pools, or raise max_connections"
                ),
                None if too_few_tasks => {
                    "no pool size would do: run more tasks or workers, or hold connections for less time".to_owned()
                }
                None if first.in_deploy => "no pool size would do: let a deploy have fewer instances missing".to_owned(),
                None => "no pool size would do: relax the target".to_owned(),
            },
            field: format!("targets.{}", first.field),
            evidence: vec![
                ("capacity", capacity.into()),
                ("needed", service.advice.needed.into()),
                ("value", first.value.into()),
                ("target", first.target.into()),
            ],
            ..Observation::default()
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check;

    #[test]
    fn it_speaks_where_it_should() {
        let few = "concurrency = 4\ntraffic = [{ rate_per_s = 100, hold_ms = { mean = 50 } }]";
        check(
            "PW007",
            &format!("pool = {{ size = 3, overflow = 0 }}\n{few}"),
            Some("all that its tasks ask for at once"),
        );
        check("PW007", few, None);
        check(
            "PW007",
            "instances = 40\ntraffic = [{ rate_per_s = 4000, hold_ms = { mean = 50 } }]",
            Some("with 2 connections a pool, all that the budget leaves"),
        );
        check("PW007", "instances = 4\ntraffic = [{ rate_per_s = 100, hold_ms = { mean = 50 } }]", None);
    }
}
