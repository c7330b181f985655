//! PW015: a wait for a connection that outlasts whoever asked.

use super::{FindingBody, Outlook, Rule, Severity};
use crate::{
    format::seconds,
    timeouts::{MAX_USER_WAIT_S, given_up_s, longest_timeout},
};

pub(super) const RULE: Rule = Rule {
    code: "PW015",
    name: "long-pool-timeout",
    summary: "a request may wait for a connection longer than its client waits for an answer",
    severity: Severity::Info,
    source: "M/M/c+D (Barrer 1957): in a stable queue the wait ends long before 30 s, so the timeout only delays an error",
    url: "https://docs.sqlalchemy.org/en/20/errors.html#error-3o7r",
    check,
};

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    outlook.each(|service| {
        let wait = service.service.pool.timeout_s.get();
        let longest = longest_timeout(&outlook.scenario.database, service.service)?.value;
        // Where it is known when a request is given up, PW014 says more.
        if !service.has_pool() || given_up_s(service.service).is_some() || wait <= longest.max(MAX_USER_WAIT_S) {
            return None;
        }
        Some(FindingBody {
            message: format!(
                "requests to {} may wait {} for a connection; its client is gone by then",
                service.service.name,
                seconds(wait),
            ),
            help: format!(
                "set the pool's timeout to {} or less. No request waits that long for a pool that keeps up: a longer timeout \
                 cures no error, and hides an overload, a leak or a lock for as long",
                seconds(longest),
            ),
            field: service.field("pool.timeout_s"),
            evidence: vec![("timeout_s", wait.into()), ("longest_s", longest.into())],
            fix: service.set("pool.timeout_s", service.advice.pool.timeout_s.get()),
            ..FindingBody::default()
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check;

    #[test]
    fn reports_pool_timeout_beyond_the_response() {
        check("PW015", "pool = { timeout_s = 45 }", Some("may wait 45 s for a connection"));
        check("PW015", "pool = { timeout_s = 30 }", None);
        check("PW015", "kind = 'job'\npool = { timeout_s = 120 }", None);
        check("PW015", "request_timeout_s = 20\npool = { timeout_s = 45 }", None);
    }
}
