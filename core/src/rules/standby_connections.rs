//! PW034: a standby that cannot replay.

use super::{FindingBody, Outlook, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    code: "PW034",
    name: "standby-connections",
    summary: "a standby admits fewer connections than its primary",
    severity: Severity::Error,
    source: "PostgreSQL manual, Hot Standby: max_connections of a standby must not be smaller than on the primary",
    url: "https://www.postgresql.org/docs/current/hot-standby.html",
    check,
};

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    let primary = outlook.scenario.database.max_connections;
    let smaller = outlook.scenario.database.standby_max_connections.filter(|standby| *standby < primary);
    let field = "database.standby_max_connections";
    let short = smaller.map(|standby| FindingBody {
        message: format!(
            "the standby has max_connections = {standby} and the primary {primary}: it stops to replay, or does not start"
        ),
        help: format!("set {primary} on the standby first, and restart it before the primary"),
        field: field.to_owned(),
        evidence: vec![("standby_max_connections", standby.get().into()), ("max_connections", primary.get().into())],
        fix: vec![(field.to_owned(), primary.get().into())],
        ..FindingBody::default()
    });
    short.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check_scenario as check;

    #[test]
    fn reports_standby_below_its_primary() {
        let text = "database = { max_connections = 200, standby_max_connections = 100 }";
        check("PW034", text, Some("the standby has max_connections = 100 and the primary 200"));
        check("PW034", "database = { standby_max_connections = 100 }", None);
        check("PW034", "", None);
    }
}
