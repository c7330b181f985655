//! PW037: a pooler that shares nothing.

use super::{FindingBody, Outlook, Rule, Severity};
use crate::{format::count, scenario::PoolMode};

pub(super) const RULE: Rule = Rule {
    code: "PW037",
    name: "pooler-in-session-mode",
    summary: "in session mode the pooler does not share connections among connected pools",
    severity: Severity::Error,
    source: "PgBouncer, doc/config.md: in session mode a server goes back when the client disconnects",
    url: "https://www.pgbouncer.org/config.html#pool_mode",
    check,
};

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    let Some((pooler, budget)) = outlook.scenario.pooler.as_ref().zip(outlook.budget.pooler.as_ref()) else {
        return Vec::new();
    };
    let servers = budget.current.servers;
    let clients = budget.current.clients.at_scale.filter(|clients| *clients > servers);
    let stuck = clients.filter(|_| pooler.pool_mode == PoolMode::Session).map(|clients| FindingBody {
        message: format!(
            "{} of clients share {servers} to the server in session mode, where one is free again when its client \
             disconnects: a pool stays connected, so the last {} wait until they time out",
            count(clients, "connection"),
            clients - servers,
        ),
        help:
            "set pool_mode to transaction, where nothing relies on a session: SET, LISTEN, temporary tables, advisory \
               locks of a session. Else open no more connections than the pooler does"
                .to_owned(),
        field: "pooler.pool_mode".to_owned(),
        evidence: vec![("clients", clients.into()), ("servers", servers.into())],
        fix: vec![("pooler.pool_mode".to_owned(), "transaction".into())],
        ..FindingBody::default()
    });
    stuck.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check_scenario as check;

    #[test]
    fn reports_session_mode_that_cannot_share() {
        check(
            "PW037",
            "pooler = {}\nservices = [{ instances = 4 }]",
            Some("60 connections of clients share 20 to the server in session mode"),
        );
        check("PW037", "pooler = { pool_mode = 'transaction' }\nservices = [{ instances = 4 }]", None);
        check("PW037", "pooler = {}\nservices = [{}]", None);
        check("PW037", "services = [{ instances = 4 }]", None);
    }
}
