//! PW041: each checkout opens a connection.

use super::{FindingBody, Outlook, Rule, Severity};
use crate::format::{count, duration, number};

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
        if service.has_pool() || outlook.scenario.is_pooled(one) {
            return None;
        }
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
            help: "use a QueuePool: the server starts a process for each connection, which costs it more than the wait. \
                   Without a pool is right behind a pooler, and for what connects once"
                .to_owned(),
            field: service.field("pool.class"),
            evidence: vec![("connect_ms", connect.into()), ("hold_ms", hold.into()), ("capacity", capacity.into())],
            fix: service.set("pool.class", "QueuePool"),
            ..FindingBody::default()
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{check, check_scenario};

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
        check_scenario("PW041", &format!("[pooler]\n[[services]]\n{service}"), None);
    }
}
