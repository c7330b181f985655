//! PW036: the pooler alone opens more connections than the server admits.

use super::{FindingBody, Outlook, Rule, Severity};
use crate::{
    format::{count, grouped},
    predict::State,
    scenario::Pooler,
};

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
pub(super) fn alone(outlook: &Outlook<'_>) -> Option<u64> {
    let servers = outlook.budget.pooler.as_ref()?.current.servers;
    let others = u64::from(outlook.scenario.database.other_clients.get());
    (servers.saturating_add(others) > outlook.budget.usable).then_some(servers)
}

/// Without traffic nothing says how many connections are needed, and the pooler should not take all there are: it stays
/// within this share of what is usable, in percent, with everything else that connects.
const MAX_PERCENT_WITHOUT_TRAFFIC: u64 = 85;

/// The `default_pool_size` to set, where one fits.
fn size_that_fits(outlook: &Outlook<'_>, pooler: &Pooler) -> Option<u64> {
    let advised = outlook.advice.pooler.as_ref().filter(|_| outlook.budget.fits.advised)?.default_pool_size;
    if outlook.services.iter().any(|service| service.current.prediction.state != State::NoTraffic) {
        return Some(advised);
    }
    let most = outlook.budget.usable.saturating_mul(MAX_PERCENT_WITHOUT_TRAFFIC) / 100;
    let servers = outlook.budget.pooler.as_ref()?.current.servers;
    let beside = outlook.budget.current.at_scale?.saturating_sub(servers);
    let of_one = most.saturating_sub(beside) / pooler.pools().max(1);
    Some(of_one.saturating_sub(pooler.reserve_pool_size.get().into()).clamp(1, advised.max(1)))
}

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    let Some((pooler, servers)) = outlook.scenario.pooler.as_ref().zip(alone(outlook)) else { return Vec::new() };
    let others = outlook.scenario.database.other_clients;
    let advised = size_that_fits(outlook, pooler);
    vec![FindingBody {
        message: format!(
            "the pooler may open {} × {} × ({} + {} in reserve) = {} to the server{}, {} usable",
            count(pooler.instances.get().into(), "instance"),
            count(pooler.pairs.get().into(), "pair"),
            pooler.default_pool_size,
            pooler.reserve_pool_size,
            count(servers, "connection"),
            if others.get() > 0 { format!(" beside {others} of other clients") } else { String::new() },
            grouped(outlook.budget.usable),
        ),
        help: match advised {
            Some(size) => format!("set default_pool_size to {size}: it counts for each pair of user and database"),
            None => "run fewer pairs or poolers, set max_db_connections, or raise max_connections".to_owned(),
        },
        field: "pooler.default_pool_size".to_owned(),
        evidence: vec![("servers", servers.into()), ("usable", outlook.budget.usable.into())],
        fix: advised.map(|size| ("pooler.default_pool_size".to_owned(), size.into())).into_iter().collect(),
        ..FindingBody::default()
    }]
}

#[cfg(test)]
mod tests {
    use crate::{Scenario, plan, rules::tests::check_scenario as check};

    #[test]
    fn the_fix_without_traffic_leaves_connections_for_others() {
        let check = |beside: &str, size: u64| {
            let pooler = "pooler = { pool_mode = 'transaction', pairs = 3, default_pool_size = 40 }";
            let scenario = Scenario::from_toml(&format!("{pooler}\n{beside}")).unwrap();
            let findings = plan(&scenario).findings;
            let finding = findings.iter().find(|finding| finding.code == "PW036").unwrap();
            assert_eq!(finding.fix.as_ref().unwrap().set["pooler.default_pool_size"], size, "{}", finding.help);
        };
        check("services = [{}]", 27);
        check("services = [{}, { name = 'jobs', direct = true }]", 22);
        check("database = { other_clients = 10 }\nservices = [{}]", 24);
    }

    #[test]
    fn reports_pooler_above_the_budget() {
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
