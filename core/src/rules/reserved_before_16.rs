//! PW025: a setting that the server does not know.

use super::{FindingBody, Outlook, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    code: "PW025",
    name: "reserved-before-16",
    summary: "reserved_connections is set, and the server is too old for it",
    severity: Severity::Error,
    source: "PostgreSQL 16 release notes: reserved_connections and pg_use_reserved_connections",
    url: "https://www.postgresql.org/docs/release/16.0/",
    check,
};

/// The first major version that knows it.
const FIRST_VERSION: u32 = 16;

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    let reserved = outlook.scenario.database.reserved.get();
    let version = outlook.scenario.database.version.filter(|version| reserved > 0 && version.get() < FIRST_VERSION);
    let unknown = version.map(|version| FindingBody {
        message: format!(
            "reserved_connections = {reserved} came with PostgreSQL {FIRST_VERSION}: a server of version {version} does not start \
             with a parameter that it does not know"
        ),
        help: "leave it out, and raise superuser_reserved_connections where slots are to be kept".to_owned(),
        field: "database.reserved".to_owned(),
        evidence: vec![("reserved", reserved.into()), ("version", version.get().into())],
        fix: vec![("database.reserved".to_owned(), 0.into())],
        ..FindingBody::default()
    });
    unknown.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check_scenario as check;

    #[test]
    fn reports_reserved_connections_before_version_16() {
        check("PW025", "database = { reserved = 5, version = 15 }", Some("a server of version 15 does not start"));
        check("PW025", "database = { reserved = 5, version = 16 }", None);
        check("PW025", "database = { reserved = 5 }", None);
        check("PW025", "database = { version = 15 }", None);
    }
}
