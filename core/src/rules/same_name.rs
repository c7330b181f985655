//! PW043: services that nobody can tell apart.

use super::{FindingBody, Outlook, Rule, Severity};
use std::collections::BTreeMap;

pub(super) const RULE: Rule = Rule {
    code: "PW043",
    name: "same-name",
    summary: "two services have the same name, or one has none",
    severity: Severity::Warning,
    source: "what is said of a service is said by its name; so is what the server says, by application_name",
    url: "https://www.postgresql.org/docs/current/runtime-config-logging.html",
    check,
};

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, service) in outlook.scenario.services.iter().enumerate() {
        first.entry(service.name.trim()).or_insert(index);
    }
    outlook.each(|service| {
        let name = service.service.name.trim();
        let message = if name.is_empty() {
            format!("service {} has no name", service.index + 1)
        } else if first.get(name).is_some_and(|&first| first < service.index) {
            format!("service {} has the same name as an earlier one: {name}", service.index + 1)
        } else {
            return None;
        };
        Some(FindingBody {
            message,
            help: "give each a name of its own: every number below is reported by name, and a service that was pasted twice counts \
                   twice"
                .to_owned(),
            field: service.field("name"),
            evidence: vec![("name", name.into())],
            ..FindingBody::default()
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check_scenario as check;

    #[test]
    fn reports_shared_and_missing_names() {
        check(
            "PW043",
            "services = [{ name = 'api' }, { name = 'api' }]",
            Some("service 2 has the same name as an earlier one: api"),
        );
        check("PW043", "services = [{ name = ' ' }]", Some("service 1 has no name"));
        check("PW043", "services = [{ name = 'api' }, { name = 'jobs' }]", None);
        check("PW043", "services = [{}]", None);
    }
}
