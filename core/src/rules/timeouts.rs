//! PW004: requests give up waiting.

use super::{Facts, Observation, Rule, Severity};
use crate::{format::percent, predict::State};

pub(super) const RULE: Rule = Rule {
    code: "PW004",
    name: "timeouts",
    summary: "more requests give up waiting than the target allows",
    severity: Severity::Error,
    source: "SQLAlchemy error 3o7r: QueuePool limit of size … overflow … reached, connection timed out",
    url: "https://docs.sqlalchemy.org/en/20/errors.html#error-3o7r",
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Observation> {
    let target = facts.scenario.targets.timeout_probability.get();
    facts.each(|service| {
        let prediction = service.prediction;
        if prediction.state != State::Stable || prediction.timeout_probability <= target {
            return None;
        }
        let share = percent(prediction.timeout_probability);
        Some(Observation {
            message: format!(
                "{share} of the requests to {} wait {} s and give up; the target is {}",
                service.service.name,
                service.service.pool.timeout_s,
                percent(target),
            ),
            help: format!("set {}, or hold connections for less time", service.advised_text()),
            field: service.field("pool.timeout_s"),
            evidence: vec![("timeout_probability", prediction.timeout_probability.into()), ("target", target.into())],
            fix: if service.advice.feasible { service.advised_pool() } else { Vec::new() },
        })
    })
}
