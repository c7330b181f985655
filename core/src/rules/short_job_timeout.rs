//! PW016: a job that fails where it could wait.

use super::{FindingBody, Outlook, Rule, Severity};
use crate::{format::seconds, predict::State, timeouts::shortest_timeout};

pub(super) const RULE: Rule = Rule {
    code: "PW016",
    name: "short-job-timeout",
    summary: "a background job fails although it could wait for a connection",
    severity: Severity::Info,
    source: "practice of teams who run such pools: 60 to 120 s in the background",
    url: "https://docs.sqlalchemy.org/en/20/core/pooling.html#sqlalchemy.pool.QueuePool.params.timeout",
    check,
};

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    outlook.each(|service| {
        let wait = service.service.pool.timeout_s.get();
        let shortest = shortest_timeout(&outlook.scenario.database, service.service)?.value;
        // A longer wait in a queue that only grows helps nobody; PW003 says what does.
        let is_saturated = service.current.prediction.state == State::Saturated;
        if !service.has_pool() || wait >= shortest || is_saturated {
            return None;
        }
        Some(FindingBody {
            message: format!(
                "a job of {} fails after {} without a connection, although no client waits for it",
                service.service.name,
                seconds(wait),
            ),
            help: format!(
                "set the pool's timeout to {}: a burst that passes within a minute then fails nothing. Retries do the \
                 same, where the jobs have them",
                seconds(shortest),
            ),
            field: service.field("pool.timeout_s"),
            evidence: vec![("timeout_s", wait.into()), ("shortest_s", shortest.into())],
            fix: service.set("pool.timeout_s", service.advice.pool.timeout_s.get()),
            ..FindingBody::default()
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check;

    #[test]
    fn reports_jobs_that_fail_early() {
        check("PW016", "kind = 'job'", Some("fails after 30 s without a connection"));
        check("PW016", "kind = 'job'\npool = { timeout_s = 60 }", None);
        // What nests goes first.
        check("PW016", "kind = 'job'\nrequest_timeout_s = 50", None);
        check("PW016", "", None);
        // It would only wait the longer.
        let too_much = "traffic = [{ rate_per_s = 20, hold_ms = { mean = 1000 } }]";
        check("PW016", &format!("kind = 'job'\n{too_much}"), None);
    }
}
