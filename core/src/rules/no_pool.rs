//! PW041: each checkout opens a connection.

use super::{FindingBody, Outlook, Rule, Severity};
use crate::{
    format::{count, duration, number},
    scenario::ServiceKind,
};

pub(super) const RULE: Rule = Rule {
    code: "PW041",
    name: "no-pool",
    summary: "without a pool each checkout opens a connection",
    severity: Severity::Warning,
    source: "SQLAlchemy, NullPool: opens and closes a connection for each checkout",
    url: "https://docs.sqlalchemy.org/en/20/core/pooling.html#sqlalchemy.pool.NullPool",
    check,
};

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    outlook.each(|service| {
        let one = service.service;
        // Without a bound there is worse to say; PW042 does.
        let capacity = one.capacity(&one.pool)?;
        // Instances of a function come and go: PW056 has them close what is idle, as a NullPool does.
        let is_right = outlook.scenario.is_pooled(one) || one.kind == ServiceKind::Function;
        if service.has_pool() || is_right {
            return None;
        }
        let pool = outlook.pool_instead_of_none(service);
        let (connect, hold) = (one.connect_ms.get(), one.hold().mean_ms);
        let before = if hold > 0.0 { format!(" before a hold of {}", duration(hold)) } else { String::new() };
        let rate = one.rate_of_one();
        Some(FindingBody {
            message: format!(
                "each checkout of {} opens a connection, which takes {}{before}: {} per second in each process, and up to {} \
                 at once",
                one.name,
                duration(connect),
                number(rate),
                count(capacity, "connection"),
            ),
            help: format!(
                "use a QueuePool{}: the server starts a process for each connection, which costs it more than the wait. \
                 Without a pool is right behind a pooler, and for what connects once",
                pool.as_ref().map_or_else(String::new, |pool| format!(" of size {}, overflow {}", pool.size, pool.overflow)),
            ),
            field: service.field("pool.class"),
            evidence: vec![("connect_ms", connect.into()), ("hold_ms", hold.into()), ("capacity", capacity.into())],
            fix: pool.map_or_else(Vec::new, |pool| service.class_and_size(&pool)),
            ..FindingBody::default()
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::{
        Scenario, plan,
        rules::tests::{check, check_scenario},
    };

    #[test]
    fn reports_connects_per_checkout_without_a_pool() {
        let service = "concurrency = 8\npool = { class = 'NullPool' }";
        let traffic = "traffic = [{ rate_per_s = 20, hold_ms = { mean = 50 } }]";
        check(
            "PW041",
            &format!("{service}\n{traffic}"),
            Some(
                "which takes 5 ms before a hold of 50 ms: 20 per second in each process, and up to 8 connections at once",
            ),
        );
        check("PW041", service, Some("which takes 5 ms: 0 per second"));
        check("PW041", "concurrency = 8", None);
        check("PW041", "pool = { class = 'NullPool' }", None);
        check("PW041", &format!("kind = 'function'\nidle_s = 5\n{service}\n{traffic}"), None);
        check_scenario("PW041", &format!("[pooler]\n[[services]]\n{service}"), None);
    }

    #[test]
    fn the_pool_to_use_carries_the_traffic_within_the_budget() {
        let check = |service: &str, capacity: Option<u64>| {
            let service = format!("[[services]]\npool = {{ class = 'NullPool' }}\n{service}");
            let finding =
                plan(&Scenario::from_toml(&service).unwrap()).findings.into_iter().find(|one| one.code == "PW041");
            let set = finding.unwrap().fix.map(|fix| fix.set);
            let number = |field: &str| set.as_ref()?.get(&format!("services[0].pool.{field}"))?.as_u64();
            assert_eq!(
                number("size").zip(number("overflow")).map(|(size, overflow)| size + overflow),
                capacity,
                "{service}"
            );
        };
        // 30 are busy on average.
        check("concurrency = 60\ntraffic = [{ rate_per_s = 375, hold_ms = { mean = 80 } }]", Some(60));
        check("concurrency = 4\ntraffic = [{ rate_per_s = 20, hold_ms = { mean = 50 } }]", Some(4));
        check("instances = 90\nconcurrency = 40\ntraffic = [{ rate_per_s = 9000, hold_ms = { mean = 50 } }]", None);
    }
}
