//! PW012: nothing guards against a connection that died while idle.

use super::{FindingBody, Outlook, Rule, ServiceOutcome, Severity};
use crate::{format::seconds, units::Recycle};

pub(super) const RULE: Rule = Rule {
    code: "PW012",
    name: "stale-connections",
    summary: "neither pre-ping nor recycling guards against a connection that died while idle",
    severity: Severity::Info,
    source: "SQLAlchemy, Dealing with Disconnects",
    url: "https://docs.sqlalchemy.org/en/20/core/pooling.html#dealing-with-disconnects",
    check,
};

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    outlook.each(|service| {
        let pool = &service.service.pool;
        if !service.has_pool() || pool.recycle_s != Recycle::Never {
            return None;
        }
        if pool.pre_ping {
            return after_failover(outlook, service);
        }
        Some(FindingBody {
            message: format!(
                "{}: after a failover or an idle timeout the first requests fail with \"server closed the connection \
                 unexpectedly\"",
                if is_given(outlook, service) {
                    format!("connections of {} are neither tested nor replaced with age", service.service.name)
                } else {
                    format!(
                        "nothing shows that connections of {} are tested or replaced with age",
                        service.service.name
                    )
                }
            ),
            help: "turn pre_ping on: it costs one round trip per checkout".to_owned(),
            field: service.field("pool.pre_ping"),
            evidence: vec![("pre_ping", false.into()), ("recycle_s", pool.recycle_s.number().into())],
            fix: vec![(service.field("pool.pre_ping"), true.into())],
            ..FindingBody::default()
        })
    })
}

/// Whether the user gave anything of the pool: SQLAlchemy's defaults are facts of a pool of SQLAlchemy alone.
fn is_given(outlook: &Outlook<'_>, service: &ServiceOutcome<'_>) -> bool {
    outlook.given.is_unknown() || outlook.given.has_below(&service.field("pool"))
}

/// Pre-ping finds a former primary alive.
fn after_failover(outlook: &Outlook<'_>, service: &ServiceOutcome<'_>) -> Option<FindingBody> {
    let advised = service.advice.pool.recycle_s.number();
    outlook.scenario.database.fails_over.then(|| FindingBody {
        message: format!(
            "connections of {} are never replaced with age: after a failover pre-ping finds the former primary alive, and \
             they stay with it",
            service.service.name
        ),
        help: format!("set pool_recycle to {}", seconds(advised)),
        field: service.field("pool.recycle_s"),
        evidence: vec![("fails_over", true.into()), ("recycle_s", Recycle::Never.number().into())],
        fix: service.set("pool.recycle_s", advised),
        ..FindingBody::default()
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{check, check_scenario};

    #[test]
    fn reports_connections_that_are_neither_tested_nor_recycled() {
        check("PW012", "", Some("are neither tested nor replaced"));
        check("PW012", "pool = { pre_ping = true }", None);
        check("PW012", "pool = { recycle_s = 300 }", None);
        check("PW012", "pool = { class = 'NullPool' }", None);
    }

    #[test]
    fn pre_ping_alone_is_not_enough_behind_a_failover() {
        let scenario = |pool: &str| {
            format!("database = {{ fails_over = true }}\nservices = [{{ pool = {{ pre_ping = true, {pool} }} }}]")
        };
        check_scenario("PW012", &scenario(""), Some("pre-ping finds the former primary alive"));
        check_scenario("PW012", &scenario("recycle_s = 600"), None);
    }
}
