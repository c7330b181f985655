//! PW003: more work than connections.

use super::{FindingBody, Outlook, Rule, Severity};
use crate::{
    format::{amount, duration, grouped, number, percent},
    predict::State,
};

pub(super) const RULE: Rule = Rule {
    code: "PW003",
    name: "saturated",
    summary: "the traffic needs more connections than a pool can open",
    severity: Severity::Error,
    source: "Little, A Proof for the Queuing Formula L = λW, 1961",
    url: "https://doi.org/10.1287/opre.9.3.383",
    check,
};

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    outlook.each(|service| {
        let prediction = &service.current.prediction;
        // Leaks and tasks that are too few for the traffic saturate any pool, and have rules of their own.
        let by_itself = prediction.is_overloaded() && !prediction.has_one_for_all();
        if prediction.state != State::Saturated || !by_itself {
            return None;
        }
        let capacity = prediction.capacity?;
        let first = prediction.first_timeout_s;
        let first_told = first.map_or_else(String::new, |first| {
            format!(", the first about {} after the start", duration(first * 1000.0))
        });
        let others = if prediction.max_concurrent_checkouts.is_some() && first.is_none() {
            "the other requests queue in front of the workers".to_owned()
        } else {
            format!("{} time out{first_told}", percent(prediction.timeout_probability))
        };
        Some(service.undersized(
            format!(
                "{} would need {} connections on average and has {}: the queue grows, it serves {} per \
                 second, and {others}",
                service.one_pool(),
                number(prediction.offered_load),
                grouped(capacity),
                amount(prediction.throughput_per_s, "request"),
            ),
            vec![
                ("offered_load", prediction.offered_load.into()),
                ("capacity", capacity.into()),
                ("throughput_per_s", prediction.throughput_per_s.into()),
                ("timeout_probability", prediction.timeout_probability.into()),
                ("first_timeout_s", first.into()),
            ],
        ))
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check;

    #[test]
    fn reports_saturated_pool() {
        check(
            "PW003",
            "pool = { size = 2, overflow = 2 }\ntraffic = [{ rate_per_s = 100, hold_ms = { mean = 50 } }]",
            Some(
                "5 connections on average and has 4: the queue grows, it serves 80 requests per second, and 20 % time out, the first about 2.5 min",
            ),
        );
        check(
            "PW003",
            "pool = { size = 4, overflow = 2 }\ntraffic = [{ rate_per_s = 100, hold_ms = { mean = 50 } }]",
            None,
        );
        check(
            "PW003",
            "leak_probability = 1e-12\npool = { size = 2, overflow = 2 }\ntraffic = [{ rate_per_s = 100, hold_ms = { mean = 50 } }]",
            Some("the first about 2.5 min"),
        );
        check(
            "PW003",
            "leak_probability = 1e-8\npool = { size = 2, overflow = 2 }\ntraffic = [{ rate_per_s = 100, hold_ms = { mean = 50 } }]",
            Some("the first about 2.5 min"),
        );
        check(
            "PW003",
            "concurrency = 40\npool = { size = 2, overflow = 2 }\ntraffic = [{ rate_per_s = 100, hold_ms = { mean = 50 } }]",
            Some("it serves 80 requests per second, and the other requests queue in front of the workers"),
        );
        check("PW003", "leak_probability = 0.1\ntraffic = [{ rate_per_s = 100, hold_ms = { mean = 50 } }]", None);
    }
}
