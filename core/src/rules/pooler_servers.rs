//! PW036: the pooler alone opens more connections than the server admits.

use super::{Facts, Observation, Rule, Severity};
use crate::format::count;

pub(super) const RULE: Rule = Rule {
    code: "PW036",
    name: "pooler-servers",
    summary: "the pooler alone may open more connections than PostgreSQL admits",
    severity: Severity::Error,
    source: "PgBouncer, doc/config.md: default_pool_size is for each pair of user and database",
    url: "https://www.pgbouncer.org/config.html#default_pool_size",
    check,
};

/// The pooler's connections to the server where they do not fit even without any service beside it.
pub(super) fn alone(facts: &Facts<'_>) -> Option<u64> {
    let servers = facts.budget.pooler.as_ref()?.current.servers;
    let others = u64::from(facts.scenario.database.other_clients.get());
    (servers.saturating_add(others) > facts.budget.usable).then_some(servers)
}

fn check(facts: &Facts<'_>) -> Vec<Observation> {
    let Some((pooler, servers)) = facts.scenario.pooler.as_ref().zip(alone(facts)) else { return Vec::new() };
    let others = facts.scenario.database.other_clients;
    let advised = facts.advised_pooler().filter(|_| facts.budget.fits.advised);
    vec![Observation {
        message: format!(
            "the pooler may open {} × {} × ({} + {} in reserve) = {} to the server{}, {} usable",
            count(pooler.instances.get().into(), "instance"),
            count(pooler.pairs.get().into(), "pair"),
            pooler.default_pool_size,
            pooler.reserve_pool_size,
            count(servers, "connection"),
            if others.get() > 0 { format!(" beside {others} of other clients") } else { String::new() },
            facts.budget.usable,
        ),
        help: match &advised {
            Some((_, size)) => format!("set default_pool_size to {size}: it counts for each pair of user and database"),
            None => "run fewer pairs or poolers, set max_db_connections, or raise max_connections".to_owned(),
        },
        field: "pooler.default_pool_size".to_owned(),
        evidence: vec![("servers", servers.into()), ("usable", facts.budget.usable.into())],
        fix: advised.into_iter().collect(),
    }]
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check_scenario as check;

    #[test]
    fn it_speaks_where_it_should() {
        check(
            "PW036",
            "pooler = { pool_mode = 'transaction', pairs = 3, default_pool_size = 40 }\nservices = [{}]",
            Some("1 instance × 3 pairs × (40 + 0 in reserve) = 120 connections to the server, 97 usable"),
        );
        check("PW036", "pooler = { pairs = 3, default_pool_size = 20 }\nservices = [{}]", None);
        check("PW036", "services = [{ instances = 20 }]", None);
        // What is said of the pooler is not said again of the sum.
        check("PW001", "pooler = { default_pool_size = 200 }\nservices = [{ direct = true }]", None);
        check("PW001", "pooler = { default_pool_size = 90 }\nservices = [{ direct = true }]", Some("105 connections"));
    }
}
