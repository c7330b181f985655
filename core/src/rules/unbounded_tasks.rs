//! PW042: neither a pool nor a number of tasks bounds the connections.

use super::{FindingBody, Outlook, Rule, Severity};
use crate::format::duration;

pub(super) const RULE: Rule = Rule {
    code: "PW042",
    name: "unbounded-tasks",
    summary: "without a pool and a known number of tasks the connections are unbounded",
    severity: Severity::Error,
    source: "SQLAlchemy, NullPool: opens and closes a connection for each checkout",
    url: "https://docs.sqlalchemy.org/en/20/core/pooling.html#sqlalchemy.pool.NullPool",
    check,
};

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    outlook.each(|service| {
        let one = service.service;
        if service.has_pool() || one.concurrency.is_some() || outlook.scenario.is_pooled(one) {
            return None;
        }
        let pool = outlook.pool_instead_of_none(service);
        Some(FindingBody {
            message: format!(
                "{} has no pool and no known number of tasks: it may open any number of connections, and each checkout takes \
                 {} longer",
                one.name,
                duration(one.connect_ms.get()),
            ),
            help: format!(
                "use a QueuePool{}, which bounds them; or say with concurrency how many tasks a process runs at once, if \
                 that is what bounds them",
                pool.as_ref().map_or_else(String::new, |pool| format!(" of size {}, overflow {}", pool.size, pool.overflow)),
            ),
            field: service.field("pool.class"),
            evidence: vec![("connect_ms", one.connect_ms.get().into())],
            fix: pool.map_or_else(Vec::new, |pool| service.class_and_size(&pool)),
            ..FindingBody::default()
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{check, check_scenario};

    #[test]
    fn reports_unknown_tasks_without_a_pool() {
        check("PW042", "pool = { class = 'NullPool' }", Some("it may open any number of connections"));
        check("PW042", "concurrency = 8\npool = { class = 'NullPool' }", None);
        check("PW042", "", None);
        check_scenario("PW042", "[pooler]\n[[services]]\npool = { class = 'NullPool' }", None);
    }
}
