//! PW037: a pooler that shares nothing.

use super::{FindingBody, Outlook, Rule, Severity};
use crate::{
    advise::advise_with,
    format::count,
    predict::Predictor,
    scenario::{PoolMode, Pooler, Scenario},
};

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
    let Some(clients) = clients.filter(|_| pooler.pool_mode == PoolMode::Session) else { return Vec::new() };
    let size = size_when_shared(outlook.scenario, pooler);
    vec![FindingBody {
        message: format!(
            "{} of clients share {servers} to the server in session mode, where one is free again when its client \
             disconnects: a pool stays connected, so the last {} wait until they time out",
            count(clients, "connection"),
            clients - servers,
        ),
        help: format!(
            "set pool_mode to transaction{}, where nothing relies on a session: SET, LISTEN, temporary tables, advisory \
             locks of a session. Else open no more connections than the pooler does",
            size.map_or_else(String::new, |size| format!(", with default_pool_size {size}")),
        ),
        field: "pooler.pool_mode".to_owned(),
        evidence: vec![("clients", clients.into()), ("servers", servers.into())],
        fix: [("pooler.pool_mode".to_owned(), "transaction".into())]
            .into_iter()
            .chain(size.map(|size| ("pooler.default_pool_size".to_owned(), size.into())))
            .collect(),
        ..FindingBody::default()
    }]
}

/// The `default_pool_size` that the traffic takes in transaction mode, by closed form; None where the present one is enough.
fn size_when_shared(scenario: &Scenario, pooler: &Pooler) -> Option<u64> {
    let shared = Pooler { pool_mode: PoolMode::Transaction, ..pooler.clone() };
    let advised = advise_with(&Scenario { pooler: Some(shared), ..scenario.clone() }, Predictor::ClosedForm).pooler?;
    Some(advised.default_pool_size).filter(|size| *size > u64::from(pooler.default_pool_size.get()))
}

#[cfg(test)]
mod tests {
    use crate::{Scenario, plan, rules::tests::check_scenario as check};

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

    #[test]
    fn the_fix_carries_the_traffic() {
        let traffic = "traffic = [{ rate_per_s = 400, hold_ms = { mean = 60 } }]";
        let fixed = |size: u32| {
            let text =
                format!("pooler = {{ default_pool_size = {size} }}\nservices = [{{ instances = 4, {traffic} }}]");
            let plan = plan(&Scenario::from_toml(&text).unwrap());
            let set = plan.findings.into_iter().find(|one| one.code == "PW037").unwrap().fix.unwrap().set;
            set.get("pooler.default_pool_size").and_then(serde_json::Value::as_u64)
        };
        assert_eq!((fixed(20), fixed(55)), (Some(51), None));
    }
}
