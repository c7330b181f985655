//! PW050: migrations, monitoring and psql are missing from the budget.

use super::{FindingBody, Outlook, Rule, Severity};
use crate::format::grouped;

pub(super) const RULE: Rule = Rule {
    code: "PW050",
    name: "other-clients-not-counted",
    summary: "the pools may use more than half of the connections, and no other clients are counted",
    severity: Severity::Info,
    source: "PostgreSQL manual, Connections and Authentication: max_connections counts every client",
    url: "https://www.postgresql.org/docs/current/runtime-config-connection.html",
    check,
};

const FIELD: &str = "database.other_clients";

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    let scenario = outlook.scenario;
    // A 0 in the scenario is an answer.
    let is_counted = scenario.database.other_clients.get() > 0 || outlook.given.has(FIELD);
    let usable = outlook.budget.usable;
    // Up to half, as many connections are left for others as the pools take. Above all of them PW001 has more to say.
    let matters = |peak: &u64| *peak > usable / 2 && *peak <= usable;
    let Some(peak) = outlook.budget.current.at_scale.filter(matters) else { return Vec::new() };
    if is_counted || scenario.services.is_empty() {
        return Vec::new();
    }
    vec![FindingBody {
        message: format!(
            "the pools may open {} of {} connections at the peak, and no other clients are counted: migrations, psql, \
             monitoring and backups take connections too",
            grouped(peak),
            grouped(usable),
        ),
        help: format!(
            "set {FIELD} to the most that they open at once. pg_stat_activity lists them by application_name; 0 says that \
             there are none"
        ),
        field: FIELD.to_owned(),
        evidence: vec![("at_scale", peak.into()), ("usable", usable.into()), ("left", (usable - peak).into())],
        ..FindingBody::default()
    }]
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check_scenario as check;

    #[test]
    fn reports_uncounted_clients_once_the_pools_use_more_than_half() {
        let pools = |size: u32| format!("services = [{{ pool = {{ size = {size}, overflow = 0 }} }}]");
        check("PW050", &pools(49), Some("may open 49 of 97 connections at the peak, and no other clients are counted"));
        check("PW050", &pools(97), Some("may open 97 of 97"));
        check("PW050", &pools(48), None);
        check("PW050", &pools(98), None);
        check("PW050", &format!("database = {{ other_clients = 5 }}\n{}", pools(60)), None);
        check("PW050", &format!("database = {{ other_clients = 0 }}\n{}", pools(60)), None);
        check("PW050", "services = [{ pool = { overflow = -1 } }]", None);
        check("PW050", "pooler = { default_pool_size = 80 }", None);
    }

    #[test]
    fn reports_the_server_once_and_not_each_service() {
        let scenario = crate::Scenario::from_toml("services = [{ instances = 3 }, { name = 'jobs' }]").unwrap();
        let findings = crate::plan(&scenario).findings;
        assert_eq!(findings.iter().filter(|finding| finding.code == "PW050").count(), 1);
    }
}
