//! PW006: a pool without headroom.

use super::{Facts, Observation, Rule, Severity};
use crate::{format::percent, predict::State};

pub(super) const RULE: Rule = Rule {
    code: "PW006",
    name: "high-utilization",
    summary: "more of a pool is checked out than the targets allow",
    severity: Severity::Warning,
    source: "checked-out connections over size + max_overflow, against the targets utilization_mean and utilization_peak",
    url: "https://docs.sqlalchemy.org/en/20/core/pooling.html#sqlalchemy.pool.QueuePool",
    check,
};

fn check(facts: &Facts<'_>) -> Vec<Observation> {
    let targets = &facts.scenario.targets;
    facts.each(|service| {
        let prediction = service.prediction;
        let (mean, peak) = (prediction.utilization?, prediction.utilization_peak?);
        let over_mean = mean > targets.utilization_mean.get();
        if prediction.state != State::Stable || !(over_mean || peak > targets.utilization_peak.get()) {
            return None;
        }
        let (when, value, target) = if over_mean {
            ("on average", mean, targets.utilization_mean)
        } else {
            ("in a burst", peak, targets.utilization_peak)
        };
        Some(Observation {
            message: format!(
                "{} of each pool of {} is checked out {when}; the target is {}",
                percent(value),
                service.service.name,
                percent(target.get()),
            ),
            help: format!(
                "set {}: at high utilization a little more traffic multiplies the wait",
                service.advised_text()
            ),
            field: service.field("pool.size"),
            evidence: vec![
                ("utilization", mean.into()),
                ("utilization_peak", peak.into()),
                ("target", target.get().into()),
            ],
            fix: if service.advice.feasible { service.advised_pool() } else { Vec::new() },
        })
    })
}
