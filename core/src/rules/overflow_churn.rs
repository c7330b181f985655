//! PW009: connections opened and closed all the time.

use super::{FindingBody, Outlook, Rule, Severity};
use crate::{
    bounds::churns,
    format::{duration, number, percent},
    predict::State,
};

pub(super) const RULE: Rule = Rule {
    code: "PW009",
    name: "overflow-churn",
    summary: "many checkouts open a connection that is soon closed again",
    severity: Severity::Warning,
    source: "SQLAlchemy, lib/sqlalchemy/pool/impl.py: a connection returned to a full queue is closed",
    url: "https://docs.sqlalchemy.org/en/20/core/pooling.html#sqlalchemy.pool.QueuePool",
    check,
};

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    outlook.each(|service| {
        let prediction = &service.current.prediction;
        let churns = churns(service.service, &service.service.pool, prediction);
        if prediction.state != State::Stable || !service.has_pool() || !churns {
            return None;
        }
        let share = prediction.connects_per_s / prediction.throughput_per_s;
        Some(service.badly_split(
            outlook,
            format!(
                "{} opens {} connections per second: {} of the checkouts pay {}",
                service.one_pool(),
                number(prediction.connects_per_s),
                percent(share),
                duration(service.service.connect_ms.get()),
            ),
            vec![("connects_per_s", prediction.connects_per_s.into()), ("share", share.into())],
        ))
    })
}

#[cfg(test)]
mod tests {
    use crate::{Scenario, plan, rules::tests::check};

    #[test]
    fn the_fix_is_the_advised_pool() {
        let check = |pool: &str, expected: [u32; 2]| {
            let traffic = "traffic = [{ rate_per_s = 100, hold_ms = { mean = 50 } }]";
            let scenario = Scenario::from_toml(&format!("[[services]]\npool = {{ {pool} }}\n{traffic}")).unwrap();
            let plan = plan(&scenario);
            let advised = &plan.services[0].advised.pool;
            assert_eq!([advised.size.get().into(), advised.overflow.number()], expected.map(i64::from), "{pool}");
            let finding = plan.findings.iter().find(|finding| ["PW009", "PW029"].contains(&&*finding.code)).unwrap();
            let set = &finding.fix.as_ref().unwrap().set;
            let fixed = ["size", "overflow"].map(|name| set[&format!("services[0].pool.{name}")].clone());
            assert_eq!(fixed, expected.map(serde_json::Value::from), "{pool}: {}", finding.help);
        };
        check("size = 5, overflow = 10", [10, 5]);
        check("size = 2, overflow = 13", [10, 5]);
        check("size = 1, overflow = 9", [9, 2]);
    }

    #[test]
    fn what_opening_costs_decides() {
        let pool = |connect_ms: u32, rate: u32, hold_ms: u32| {
            format!(
                "connect_ms = {connect_ms}\npool = {{ size = 5, overflow = 10 }}\n\
                 traffic = [{{ rate_per_s = {rate}, hold_ms = {{ mean = {hold_ms} }} }}]"
            )
        };
        // One checkout in 24, which is few, and two fifths of the hold.
        check("PW009", &pool(50, 450, 5), Some("opens"));
        check("PW009", &pool(5, 450, 5), None);
    }

    #[test]
    fn reports_overflow_that_keeps_reconnecting() {
        check(
            "PW009",
            "pool = { size = 1, overflow = 9 }\ntraffic = [{ rate_per_s = 0.2, hold_ms = { mean = 2000 } }]",
            None,
        );
        check(
            "PW009",
            "pool = { size = 9, overflow = 0, recycle_s = 1 }\ntraffic = [{ rate_per_s = 100, hold_ms = { mean = 50 } }]",
            None,
        );
        check(
            "PW009",
            "pool = { size = 9, overflow = 1, recycle_s = 1 }\ntraffic = [{ rate_per_s = 100, hold_ms = { mean = 50 } }]",
            None,
        );
        check(
            "PW009",
            "pool = { size = 1, overflow = 9 }\ntraffic = [{ rate_per_s = 100, hold_ms = { mean = 50 } }]",
            Some("of the checkouts pay 5 ms"),
        );
        check(
            "PW009",
            "pool = { size = 10, overflow = 5 }\ntraffic = [{ rate_per_s = 100, hold_ms = { mean = 50 } }]",
            None,
        );
    }
}
