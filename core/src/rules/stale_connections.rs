//! PW012: nothing guards against a connection that died while idle.

use super::{FindingBody, Outlook, Rule, Severity};
use crate::units::Recycle;

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
        let unguarded = service.has_pool() && !pool.pre_ping && pool.recycle_s == Recycle::Never;
        unguarded.then(|| FindingBody {
            message: format!(
                "connections of {} are neither tested nor replaced with age: after a failover or an idle timeout the first \
                 requests fail with \"server closed the connection unexpectedly\"",
                service.service.name
            ),
            help: "turn pre_ping on: it costs one round trip per checkout".to_owned(),
            field: service.field("pool.pre_ping"),
            evidence: vec![("pre_ping", false.into()), ("recycle_s", pool.recycle_s.number().into())],
            fix: vec![(service.field("pool.pre_ping"), true.into())],
            ..FindingBody::default()
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check;

    #[test]
    fn reports_connections_that_are_neither_tested_nor_recycled() {
        check("PW012", "", Some("are neither tested nor replaced"));
        check("PW012", "pool = { pre_ping = true }", None);
        check("PW012", "pool = { recycle_s = 300 }", None);
        check("PW012", "pool = { class = 'NullPool' }", None);
    }
}
