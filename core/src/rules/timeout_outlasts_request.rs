//! PW014: a request is given up before its wait for a connection ends.

use super::{FindingBody, Outlook, Rule, Severity};
use crate::{
    format::seconds,
    timeouts::{left_for_waiting_s, request_within_s, statement_timeout_s, when_given_up, worker_killed_first},
};

pub(super) const RULE: Rule = Rule {
    code: "PW014",
    name: "timeout-outlasts-request",
    summary: "the wait for a connection and the statement may outlast the request",
    severity: Severity::Warning,
    source: "SQLAlchemy, QueuePool: timeout; gunicorn: timeout",
    url: "https://docs.gunicorn.org/en/stable/settings.html#timeout",
    check,
};

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    outlook.each(|service| {
        let wait = service.service.pool.timeout_s.get();
        let left = left_for_waiting_s(&outlook.scenario.database, service.service)?;
        let request = request_within_s(service.service)?;
        // Where gunicorn kills the worker, PW052 says so.
        if !service.has_pool() || wait < left || worker_killed_first(service.service).is_some() {
            return None;
        }
        let statement = match statement_timeout_s(&outlook.scenario.database, service.service) {
            Some(statement) => format!(" and then run a statement for {}", seconds(statement)),
            None => String::new(),
        };
        let advised = service.advice.pool.timeout_s.get();
        Some(FindingBody {
            message: format!(
                "a request to {} may wait {} for a connection{statement}, and {}: its work goes on without a client",
                service.service.name,
                seconds(wait),
                when_given_up(service.service)?,
            ),
            help: format!("set the pool's timeout to {}: the inner timeout must end first", seconds(advised)),
            field: service.field("pool.timeout_s"),
            evidence: vec![
                ("timeout_s", wait.into()),
                ("given_up_s", request.into()),
                ("left_for_waiting_s", left.into()),
            ],
            fix: service.set("pool.timeout_s", advised),
            ..FindingBody::default()
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check;

    #[test]
    fn reports_waits_longer_than_the_request() {
        check("PW014", "request_timeout_s = 30", Some("may wait 30 s for a connection, and times out after 30 s"));
        check(
            "PW014",
            "request_timeout_s = 40\nstatement_timeout_ms = 15000",
            Some("may wait 30 s for a connection and then run a statement for 15 s, and times out after 40 s"),
        );
        check("PW014", "proxy_timeout_s = 20", Some("times out after 20 s"));
        check("PW014", "request_timeout_s = 60", None);
        // In gunicorn 0 is no timeout.
        check("PW014", "request_timeout_s = 0", None);
        check("PW014", "request_timeout_s = 30\npool = { class = 'NullPool' }", None);
        check("PW014", "pool = { timeout_s = 600 }", None);
    }
}
