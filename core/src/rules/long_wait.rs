//! PW005: requests wait for a connection.

use super::{FindingBody, Outlook, Rule, Severity};
use crate::{format::duration, predict::State};

pub(super) const RULE: Rule = Rule {
    code: "PW005",
    name: "long-wait",
    summary: "requests wait longer for a connection than the target allows",
    severity: Severity::Warning,
    source: "M/M/c+D (Barrer 1957), stretched by (1 + cv²)/2 (Allen–Cunneen)",
    url: "https://en.wikipedia.org/wiki/M/M/c_queue",
    check,
};

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    outlook.each(|service| {
        let target = service.targets.wait_p95_ms.get();
        let wait = service.current.prediction.wait_ms;
        if service.current.prediction.state != State::Stable || wait.p95 <= target {
            return None;
        }
        Some(service.undersized(
            format!(
                "5 % of the requests to {} wait longer than {} for a connection; the target is {}",
                service.service.name,
                duration(wait.p95),
                duration(target),
            ),
            vec![("wait_p95_ms", wait.p95.into()), ("wait_mean_ms", wait.mean.into()), ("target_ms", target.into())],
        ))
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check;

    #[test]
    fn reports_wait_above_the_target() {
        check(
            "PW005",
            "pool = { size = 6, overflow = 0 }\ntraffic = [{ rate_per_s = 100, hold_ms = { mean = 50 } }]",
            Some("the target is 50 ms"),
        );
        check(
            "PW005",
            "pool = { size = 12, overflow = 0 }\ntraffic = [{ rate_per_s = 100, hold_ms = { mean = 50 } }]",
            None,
        );
    }
}
