//! PW019: a statement that nothing ends.

use super::{FindingBody, Outlook, Rule, Severity};
use crate::{
    format::duration,
    scenario::ServiceKind,
    timeouts::{request_within_s, statement_within_ms},
};

pub(super) const RULE: Rule = Rule {
    code: "PW019",
    name: "no-statement-timeout",
    summary: "no timeout ends a hanging statement",
    severity: Severity::Info,
    source: "PostgreSQL manual, Client Connection Defaults: statement_timeout 0 means none",
    url: "https://www.postgresql.org/docs/current/runtime-config-client.html",
    check,
};

/// What a web service's slowest statement may take where nothing else is known.
const WEB_TIMEOUT_MS: f64 = 30_000.0;

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    outlook.each(|service| {
        let own = service.service.statement_timeout_ms;
        let given = own.or(outlook.scenario.database.statement_timeout_ms)?;
        if given.get() > 0.0 {
            return None;
        }
        let within = match (request_within_s(service.service), service.service.kind) {
            (Some(request), _) => Some(statement_within_ms(request)),
            (None, ServiceKind::Web | ServiceKind::Function) => Some(WEB_TIMEOUT_MS),
            // How long a job's statement takes nobody but its author knows.
            (None, ServiceKind::Job) => None,
        };
        let to = within.map_or_else(|| "a little more than its slowest job takes".to_owned(), duration);
        Some(FindingBody {
            message: format!(
                "statement_timeout is 0: a statement of {} that hangs holds its connection for ever",
                service.service.name
            ),
            help: format!(
                "set it for this service to {to}, with ALTER ROLE … SET statement_timeout or in the options of the \
                 connection"
            ),
            field: match own {
                Some(_) => service.field("statement_timeout_ms"),
                None => "database.statement_timeout_ms".to_owned(),
            },
            evidence: vec![("statement_timeout_ms", 0.into())],
            fix: within.map_or_else(Vec::new, |within| service.set("statement_timeout_ms", within)),
            ..FindingBody::default()
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{check, check_scenario};

    #[test]
    fn reports_missing_statement_timeout() {
        check("PW019", "statement_timeout_ms = 0", Some("a statement of app that hangs holds its connection for ever"));
        check("PW019", "kind = 'job'\nstatement_timeout_ms = 0", Some("statement_timeout is 0"));
        check_scenario("PW019", "database = { statement_timeout_ms = 0 }\nservices = [{}]", Some("of app"));
        let own = "database = { statement_timeout_ms = 0 }\nservices = [{ statement_timeout_ms = 5000 }]";
        check_scenario("PW019", own, None);
        check("PW019", "", None);
    }
}
