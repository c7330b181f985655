//! PW045: a scenario of nothing.

use super::{FindingBody, Outlook, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    code: "PW045",
    name: "no-services",
    summary: "the scenario has no services",
    severity: Severity::Warning,
    source: "the sum of no pools fits within any max_connections",
    url: "https://www.postgresql.org/docs/current/runtime-config-connection.html",
    check,
};

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    if !outlook.scenario.services.is_empty() {
        return Vec::new();
    }
    vec![FindingBody {
        message: "no service is given, so no pool was checked".to_owned(),
        help: "add a [[services]] table with its instances, workers, pool and traffic".to_owned(),
        field: "services".to_owned(),
        evidence: vec![("services", 0.into())],
        ..FindingBody::default()
    }]
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check_scenario as check;

    #[test]
    fn reports_scenario_without_services() {
        check("PW045", "", Some("no service is given"));
        check("PW045", "database = { max_connections = 50 }", Some("no service is given"));
        check("PW045", "services = [{}]", None);
    }
}
