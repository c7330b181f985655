//! PW008: a pool far larger than its traffic needs.

use super::{Facts, Observation, Rule, Severity};
use crate::{
    format::{number, percent},
    predict::State,
};

pub(super) const RULE: Rule = Rule {
    code: "PW008",
    name: "oversized-pool",
    summary: "a pool may open far more connections than its traffic needs",
    severity: Severity::Info,
    source: "PostgreSQL wiki, Number Of Database Connections",
    url: "https://wiki.postgresql.org/wiki/Number_Of_Database_Connections",
    check,
};

/// Three times what is needed, and more than a handful, is no longer headroom.
const TIMES: u64 = 3;
const AT_LEAST: u64 = 5;

fn check(facts: &Facts<'_>) -> Vec<Observation> {
    facts.each(|service| {
        // Where the advice falls short, what is spare here is what is missing elsewhere.
        let needed = service.advice.needed.filter(|_| service.advice.feasible)?;
        let capacity = service.prediction.capacity?;
        let spare = capacity.saturating_sub(needed);
        if service.prediction.state != State::Stable || capacity < needed.saturating_mul(TIMES) || spare < AT_LEAST {
            return None;
        }
        Some(Observation {
            message: format!(
                "each pool of {} may open {capacity} connections and needs {needed}: {} are busy on average, {}",
                service.service.name,
                number(service.prediction.busy_mean),
                percent(service.prediction.utilization.unwrap_or(0.0)),
            ),
            help: format!(
                "set {}: spare connections do not make it faster, and a slow database then gets all of them at once",
                service.advised_text()
            ),
            field: service.field("pool.size"),
            evidence: vec![
                ("capacity", capacity.into()),
                ("needed", needed.into()),
                ("busy_mean", service.prediction.busy_mean.into()),
            ],
            fix: service.advised_pool(),
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check;

    #[test]
    fn it_speaks_where_it_should() {
        check(
            "PW008",
            "pool = { size = 30, overflow = 0 }\ntraffic = [{ rate_per_s = 10, hold_ms = { mean = 50 } }]",
            Some("may open 30 connections and needs 2"),
        );
        check(
            "PW008",
            "pool = { size = 3, overflow = 0 }\ntraffic = [{ rate_per_s = 10, hold_ms = { mean = 50 } }]",
            None,
        );
    }
}
