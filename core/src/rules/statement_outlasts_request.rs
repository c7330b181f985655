//! PW017: a statement that goes on after its request is given up.

use super::{FindingBody, Outlook, Rule, Severity};
use crate::{
    format::{duration, seconds},
    timeouts::{request_within_s, statement_timeout_s, statement_within_ms, when_given_up},
};

pub(super) const RULE: Rule = Rule {
    code: "PW017",
    name: "statement-outlasts-request",
    summary: "a statement may keep running after its request has timed out",
    severity: Severity::Warning,
    source: "PostgreSQL manual, Client Connection Defaults: statement_timeout",
    url: "https://www.postgresql.org/docs/current/runtime-config-client.html",
    check,
};

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    let database = &outlook.scenario.database;
    outlook.each(|service| {
        let statement = statement_timeout_s(database, service.service)?;
        let request = request_within_s(service.service).filter(|request| statement >= *request)?;
        let within = statement_within_ms(request);
        Some(FindingBody {
            message: format!(
                "a statement of {} may run for {}, and its request {}: it then keeps running without a client and keeps its \
                 connection and its locks",
                service.service.name,
                seconds(statement),
                when_given_up(service.service)?,
            ),
            help: format!("set statement_timeout to {} for this service", duration(within)),
            field: service.field("statement_timeout_ms"),
            evidence: vec![("statement_timeout_s", statement.into()), ("given_up_s", request.into())],
            fix: service.set("statement_timeout_ms", within),
            ..FindingBody::default()
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{check, check_scenario};

    #[test]
    fn reports_statements_longer_than_the_request() {
        check(
            "PW017",
            "statement_timeout_ms = 60000\nrequest_timeout_s = 30",
            Some("may run for 60 s, and its request times out after 30 s"),
        );
        check_scenario(
            "PW017",
            "database = { statement_timeout_ms = 60000 }\nservices = [{ request_timeout_s = 60 }]",
            Some("may run for 60 s"),
        );
        check_scenario(
            "PW017",
            "database = { statement_timeout_ms = 60000 }\nservices = [{ request_timeout_s = 60, statement_timeout_ms = 9000 }]",
            None,
        );
        check("PW017", "statement_timeout_ms = 0\nrequest_timeout_s = 30", None);
        check("PW017", "request_timeout_s = 30", None);
    }
}
