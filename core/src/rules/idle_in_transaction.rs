//! PW020: a forgotten transaction is never ended.

use super::{FindingBody, Outlook, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    code: "PW020",
    name: "idle-in-transaction",
    summary: "no timeout ends an idle transaction",
    severity: Severity::Warning,
    source: "PostgreSQL manual, Client Connection Defaults: idle_in_transaction_session_timeout 0 means never",
    url: "https://www.postgresql.org/docs/current/runtime-config-client.html",
    check,
};

/// Longer than any pause inside a transaction that is meant.
const SUGGESTED_TIMEOUT_MS: u32 = 60_000;

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    let field = "database.idle_in_transaction_timeout_ms";
    let given = outlook.scenario.database.idle_in_transaction_timeout_ms;
    let never = given.filter(|timeout| timeout.get() <= 0.0).map(|_| FindingBody {
        message: "idle_in_transaction_session_timeout is 0: a forgotten transaction keeps its connection and its \
                  locks, and holds back vacuum, until its client ends"
            .to_owned(),
        help:
            "set it to a minute or so: the server then ends the session, and the pool replaces the connection. It is a \
               net, and what it catches is still a leak"
                .to_owned(),
        field: field.to_owned(),
        evidence: vec![("idle_in_transaction_timeout_ms", 0.into())],
        fix: vec![(field.to_owned(), SUGGESTED_TIMEOUT_MS.into())],
        ..FindingBody::default()
    });
    never.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check_scenario as check;

    #[test]
    fn reports_missing_idle_transaction_timeout() {
        check("PW020", "database = { idle_in_transaction_timeout_ms = 0 }", Some("a forgotten transaction"));
        check("PW020", "database = { idle_in_transaction_timeout_ms = 60000 }", None);
        check("PW020", "", None);
    }
}
