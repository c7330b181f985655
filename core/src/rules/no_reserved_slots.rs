//! PW024: nobody can log in to repair a server that is full.

use super::{FindingBody, Outlook, Rule, Severity};
use crate::format::count;

pub(super) const RULE: Rule = Rule {
    code: "PW024",
    name: "no-reserved-slots",
    summary: "no connection slot is reserved for administrators",
    severity: Severity::Warning,
    source: "PostgreSQL manual, Connections and Authentication: superuser_reserved_connections",
    url: "https://www.postgresql.org/docs/current/runtime-config-connection.html",
    check,
};

/// PostgreSQL's own default.
const DEFAULT_RESERVED_SLOTS: u32 = 3;

/// A server this small is somebody's own.
const MAX_SMALL_SERVER_CONNECTIONS: u32 = 10;

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    let database = &outlook.scenario.database;
    let kept = [database.superuser_reserved, database.reserved, database.provider_reserved];
    let max = database.max_connections.get();
    if max <= MAX_SMALL_SERVER_CONNECTIONS || kept.iter().any(|kept| kept.get() > 0) {
        return Vec::new();
    }
    vec![FindingBody {
        message: format!(
            "superuser_reserved_connections is 0: when all {} are in use, not even an administrator can log in",
            count(max.into(), "connection")
        ),
        help: format!("keep {DEFAULT_RESERVED_SLOTS}, as PostgreSQL does where nothing is set"),
        field: "database.superuser_reserved".to_owned(),
        evidence: vec![("superuser_reserved", 0.into()), ("max_connections", max.into())],
        fix: vec![("database.superuser_reserved".to_owned(), DEFAULT_RESERVED_SLOTS.into())],
        ..FindingBody::default()
    }]
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check_scenario as check;

    #[test]
    fn reports_no_slot_reserved_for_administrators() {
        check("PW024", "database = { superuser_reserved = 0 }", Some("when all 100 connections are in use"));
        check("PW024", "database = { superuser_reserved = 0, provider_reserved = 15 }", None);
        check("PW024", "database = { superuser_reserved = 0, max_connections = 10 }", None);
        check("PW024", "", None);
    }
}
