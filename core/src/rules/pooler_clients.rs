//! PW035: more clients than the pooler accepts.

use super::{FindingBody, Outlook, Rule, Severity};
use crate::{
    budget::known_clients,
    format::{count, grouped},
};

pub(super) const RULE: Rule = Rule {
    code: "PW035",
    name: "pooler-clients",
    summary: "the pools behind the pooler may open more connections than it accepts",
    severity: Severity::Error,
    source: "PgBouncer, doc/config.md: max_client_conn",
    url: "https://www.pgbouncer.org/config.html#max_client_conn",
    check,
};

/// A number that people set.
const ROUNDING_CLIENTS: u64 = 100;

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    let Some((pooler, budget)) = outlook.scenario.pooler.as_ref().zip(outlook.budget.pooler.as_ref()) else {
        return Vec::new();
    };
    // Without a bound there is no sum; PW002 says so.
    let clients = known_clients(outlook.scenario).at_scale.filter(|clients| *clients > budget.accepts);
    let field = "pooler.max_client_conn";
    let over = clients.map(|clients| {
        let instances = u64::from(pooler.instances.get());
        let enough = clients.div_ceil(instances).div_ceil(ROUNDING_CLIENTS).saturating_mul(ROUNDING_CLIENTS);
        let settable = u32::try_from(enough).ok();
        FindingBody {
            message: format!(
                "{} of clients at the peak, and the pooler accepts {}: the last {} are refused with \"no more connections \
                 allowed (max_client_conn)\"",
                count(clients, "connection"),
                grouped(budget.accepts),
                grouped(clients - budget.accepts),
            ),
            help: format!(
                "set max_client_conn to {enough}: an idle client costs the pooler a few kilobytes, and a file descriptor"
            ),
            field: field.to_owned(),
            evidence: vec![("clients", clients.into()), ("accepts", budget.accepts.into())],
            fix: settable.map_or_else(Vec::new, |enough| vec![(field.to_owned(), enough.into())]),
            ..FindingBody::default()
        }
    });
    over.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check_scenario as check;

    #[test]
    fn reports_clients_that_the_pooler_refuses() {
        let mode = "pool_mode = 'transaction'";
        check(
            "PW035",
            &format!("pooler = {{ {mode} }}\nservices = [{{ instances = 8 }}]"),
            Some("120 connections of clients at the peak, and the pooler accepts 100: the last 20 are refused"),
        );
        check("PW035", &format!("pooler = {{ {mode}, instances = 2 }}\nservices = [{{ instances = 8 }}]"), None);
        check("PW035", &format!("pooler = {{ {mode} }}\nservices = [{{ instances = 6 }}, {{ direct = true }}]"), None);
        check("PW035", "services = [{ instances = 8 }]", None);
        // What cannot be counted does not hide what can.
        let unknown = "{ name = 'b', pool = { class = 'NullPool' } }";
        check(
            "PW035",
            &format!("pooler = {{ {mode} }}\nservices = [{{ instances = 8 }}, {unknown}]"),
            Some("120 connections of clients"),
        );
    }
}
