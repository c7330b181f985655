//! PW002: a pool without a bound.

use super::{FindingBody, Outlook, Rule, Severity};
use crate::scenario::PoolClass;

pub(super) const RULE: Rule = Rule {
    code: "PW002",
    name: "unbounded-pool",
    summary: "a pool may open any number of connections",
    severity: Severity::Error,
    source: "SQLAlchemy, QueuePool: pool_size 0 and max_overflow -1 mean no limit",
    url: "https://docs.sqlalchemy.org/en/20/core/pooling.html#sqlalchemy.pool.QueuePool",
    check,
};

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    outlook.each(|service| {
        let pool = &service.service.pool;
        if pool.class == PoolClass::NullPool || pool.capacity().is_some() {
            return None;
        }
        let (name, field) =
            if pool.size.get() == 0 { ("pool_size = 0", "pool.size") } else { ("max_overflow = -1", "pool.overflow") };
        Some(FindingBody {
            message: format!(
                "{name} sets no limit: the pools of {} may open any number of connections",
                service.service.name
            ),
            help: format!("give it a limit: {}. For no pooling at all use NullPool", service.advised_text()),
            field: service.field(field),
            evidence: vec![("size", pool.size.get().into()), ("overflow", pool.overflow.number().into())],
            fix: service.advised_pool(),
            ..FindingBody::default()
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check;

    #[test]
    fn reports_unlimited_size_and_overflow() {
        check("PW002", "pool = { size = 0 }", Some("pool_size = 0 sets no limit"));
        check("PW002", "pool = { overflow = -1 }", Some("max_overflow = -1 sets no limit"));
        check("PW002", "pool = { size = 1, overflow = 0 }", None);
    }
}
