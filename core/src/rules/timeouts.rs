//! PW004: requests give up waiting.

use super::{FindingBody, Outlook, Rule, Severity};
use crate::{format::percent, predict::State};

pub(super) const RULE: Rule = Rule {
    code: "PW004",
    name: "timeouts",
    summary: "more requests time out than the target allows",
    severity: Severity::Error,
    source: "SQLAlchemy error 3o7r: QueuePool limit of size … overflow … reached, connection timed out",
    url: "https://docs.sqlalchemy.org/en/20/errors.html#error-3o7r",
    check,
};

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    outlook.each(|service| {
        let target = service.targets.timeout_probability.get();
        let prediction = &service.current.prediction;
        if prediction.state != State::Stable || prediction.timeout_probability <= target {
            return None;
        }
        let share = percent(prediction.timeout_probability);
        Some(FindingBody {
            field: service.field("pool.timeout_s"),
            ..service.undersized(
                format!(
                    "{share} of the requests to {} {}; the target is {}",
                    service.service.name,
                    match service.service.pool.timeout_s.get() {
                        0.0 => "are refused at once".to_owned(),
                        timeout => format!("wait {timeout} s and give up"),
                    },
                    percent(target),
                ),
                vec![("timeout_probability", prediction.timeout_probability.into()), ("target", target.into())],
            )
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check;

    #[test]
    fn reports_timeouts_above_the_target() {
        // The advised pool is for jobs that wait for a minute, and so is the fix.
        check(
            "PW004",
            "kind = 'job'\ntraffic = [{ rate_per_s = 0.1, hold_ms = { batch = 1000, per_record = 100, cv = 0.2 } }]",
            Some("wait 30 s and give up"),
        );
        check(
            "PW004",
            "pool = { size = 6, overflow = 0, timeout_s = 0.1 }\ntraffic = [{ rate_per_s = 100, hold_ms = { mean = 50 } }]",
            Some("wait 0.1 s and give up"),
        );
        check(
            "PW004",
            "pool = { size = 6, overflow = 0 }\ntraffic = [{ rate_per_s = 100, hold_ms = { mean = 50 } }]",
            None,
        );
        check(
            "PW004",
            "pool = { size = 10, overflow = 0 }\ntraffic = [{ rate_per_s = 100, hold_ms = { mean = 50 } }]\nburst = { factor = 2.2, every_s = 60, for_s = 10 }",
            None,
        );
    }
}
