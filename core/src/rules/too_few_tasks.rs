//! PW040: more work than tasks.

use super::{FindingBody, Outlook, Rule, Severity};
use crate::{
    advise::more_at_once,
    format::{amount, count, number},
    predict::State,
};

pub(super) const RULE: Rule = Rule {
    code: "PW040",
    name: "too-few-tasks",
    summary: "the traffic needs more tasks than a worker runs; no pool size helps",
    severity: Severity::Error,
    source: "Little, A Proof for the Queuing Formula L = λW, 1961",
    url: "https://doi.org/10.1287/opre.9.3.383",
    check,
};

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    outlook.each(|service| {
        let prediction = &service.current.prediction;
        let asked = prediction.max_concurrent_checkouts.filter(|_| prediction.has_one_for_all())?;
        if prediction.state != State::Saturated || !prediction.is_overloaded() {
            return None;
        }
        Some(FindingBody {
            message: format!(
                "{} would need {} connections on average, and the tasks that share it ask for {} at once: \
                 it serves {} per second, and the other requests queue in front of the workers",
                service.one_pool(),
                number(prediction.offered_load),
                count(asked, "connection"),
                amount(prediction.throughput_per_s, "request"),
            ),
            help: format!(
                "run {}, or hold connections for less time: a larger pool changes nothing",
                more_at_once(service.service)
            ),
            field: service.field("concurrency"),
            evidence: vec![
                ("offered_load", prediction.offered_load.into()),
                ("max_concurrent_checkouts", asked.into()),
                ("throughput_per_s", prediction.throughput_per_s.into()),
            ],
            ..FindingBody::default()
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check;

    #[test]
    fn reports_tasks_that_cannot_carry_the_load() {
        let traffic = "traffic = [{ rate_per_s = 100, hold_ms = { mean = 50 } }]";
        check(
            "PW040",
            &format!("concurrency = 4\n{traffic}"),
            Some("and the tasks that share it ask for 4 connections at once"),
        );
        check("PW003", &format!("concurrency = 4\n{traffic}"), None);
        check("PW040", &format!("concurrency = 4\ncheckouts_per_task = 2\n{traffic}"), None);
        check("PW040", &format!("concurrency = 8\n{traffic}"), None);
        check("PW040", &format!("concurrency = 4\npool = {{ size = 2, overflow = 0 }}\n{traffic}"), None);
        check("PW040", traffic, None);
    }
}
