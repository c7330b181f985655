//! PW023: every statement goes into the log.

use super::{FindingBody, Outlook, Rule, Severity};
use crate::scenario::Environment;

pub(super) const RULE: Rule = Rule {
    code: "PW023",
    name: "echo-in-production",
    summary: "every statement and its values are logged in production",
    severity: Severity::Warning,
    source: "SQLAlchemy, create_engine: echo; Configuring Logging",
    url: "https://docs.sqlalchemy.org/en/20/core/engines.html#configuring-logging",
    check,
};

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    outlook.each(|service| {
        let loud = service.service.echo && service.service.environment == Environment::Production;
        loud.then(|| FindingBody {
            message: format!(
                "the engine of {} logs every statement with its values while it holds the connection",
                service.service.name
            ),
            help: "turn echo off: the log contains personal data and secrets, and writing it lengthens every hold. To see \
                   the pool at work, set the level of the logger sqlalchemy.pool"
                .to_owned(),
            field: service.field("echo"),
            evidence: vec![("echo", true.into())],
            fix: service.set("echo", false),
            ..FindingBody::default()
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check;

    #[test]
    fn reports_logged_statements_in_production_only() {
        check("PW023", "echo = true", Some("logs every statement with its values"));
        check("PW023", "echo = true\nenvironment = 'development'", None);
        check("PW023", "", None);
    }
}
