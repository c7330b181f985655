//! PW028: tasks that wait for each other's connections for ever.

use super::{FindingBody, Outlook, Rule, Severity};
use crate::{deadlock::no_deadlock_from, format::count, units::Count};

pub(super) const RULE: Rule = Rule {
    code: "PW028",
    name: "nested-checkouts",
    summary: "tasks that hold several connections at once can deadlock on the pool",
    severity: Severity::Error,
    source: "HikariCP, About Pool Sizing: Tn × (Cm − 1) + 1 connections, and no deadlock is possible",
    url: "https://github.com/brettwooldridge/HikariCP/wiki/About-Pool-Sizing",
    check,
};

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    outlook.each(|service| {
        let least = no_deadlock_from(service.service)?;
        let capacity = service.service.pool.capacity().filter(|capacity| *capacity < least)?;
        let held = service.service.checkouts_per_task.get();
        let tasks = service.service.concurrency.map_or(1, Count::get);
        let feasible = service.advice.feasible;
        let set = if feasible { format!("set {}, or ", service.advised_text()) } else { String::new() };
        Some(FindingBody {
            message: if capacity < held.into() {
                format!(
                    "a task of {} that holds {held} connections waits for itself until it times out: a pool has {capacity}",
                    service.service.name,
                )
            } else {
                format!(
                    "{} of {} that hold {held} connections each can take all {capacity} of a pool and wait for each other \
                     until they time out: none can from {tasks} × ({held} − 1) + 1 = {least} on",
                    count(tasks.into(), "task"),
                    service.service.name,
                )
            },
            help: format!(
                "{set}let a task hold one connection: pass the session on instead of opening another, or run fewer tasks"
            ),
            field: service.field("pool.size"),
            evidence: vec![
                ("concurrency", tasks.into()),
                ("checkouts_per_task", held.into()),
                ("capacity", capacity.into()),
                ("no_deadlock_from", least.into()),
            ],
            fix: if feasible { service.advised_pool() } else { Vec::new() },
            ..FindingBody::default()
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::{Scenario, plan, rules::tests::check};

    #[test]
    fn reports_capacity_that_nested_checkouts_can_exhaust() {
        check("PW028", "concurrency = 20\ncheckouts_per_task = 2", Some("none can from 20 × (2 − 1) + 1 = 21 on"));
        check(
            "PW028",
            "concurrency = 20\ncheckouts_per_task = 2\ntraffic = [{ rate_per_s = 100, hold_ms = { mean = 50 } }]",
            Some("can take all 15 of a pool"),
        );
        check("PW028", "concurrency = 40\ncheckouts_per_task = 4", Some("= 121 on"));
        check("PW028", "concurrency = 14\ncheckouts_per_task = 2", None);
        check("PW028", "concurrency = 40", None);
        check("PW028", "checkouts_per_task = 2", None);
        check("PW028", "checkouts_per_task = 16", Some("waits for itself until it times out: a pool has 15"));
        check("PW028", "concurrency = 40\ncheckouts_per_task = 2\npool = { class = 'NullPool' }", None);
    }

    fn check_advice(connections: u32, traffic: &str, capacity: u64, feasible: bool) {
        let scenario = Scenario::from_toml(&format!(
            "database = {{ max_connections = {connections} }}\n[[services]]\nconcurrency = 20\ncheckouts_per_task = 2\n{traffic}"
        ));
        let service = &plan(&scenario.unwrap()).services[0];
        assert_eq!((service.advised.pool.capacity(), service.feasible), (Some(capacity), feasible), "{traffic}");
    }

    #[test]
    fn advice_leaves_room_to_go_on() {
        let traffic = |rate: u32| format!("traffic = [{{ rate_per_s = {rate}, hold_ms = {{ mean = 50 }} }}]");
        check_advice(100, "", 21, true);
        check_advice(100, &traffic(100), 21, true);
        // All that its tasks use at once: at twice this traffic they are too few.
        check_advice(100, &traffic(400), 40, true);
        check_advice(20, &traffic(10), 15, false);
        let one = "[[services]]\npool = { size = 20 }\ncheckouts_per_task = 2\ntraffic = [{ rate_per_s = 1, hold_ms = { mean = 10 } }]";
        assert_eq!(plan(&Scenario::from_toml(one).unwrap()).services[0].advised.pool.capacity(), Some(2));
    }
}
