//! PW053: the last in, first out order lets connections stand idle until they are cut.

use super::{FindingBody, Outlook, Rule, ServiceOutcome, Severity};
use crate::{bounds::latest_recycle, format::seconds, units::Recycle};

pub(super) const RULE: Rule = Rule {
    code: "PW053",
    name: "lifo-with-idle-cuts",
    summary: "LIFO leaves connections idle until they are cut, and neither pre-ping nor recycling catches that",
    severity: Severity::Warning,
    source: "SQLAlchemy, Using FIFO vs. LIFO: the server may close idle connections where pre-ping or recycle notices it",
    url: "https://docs.sqlalchemy.org/en/20/core/pooling.html#using-fifo-vs-lifo",
    check,
};

/// When idle connections of the service are cut, where its order lets some stand idle and nothing notices.
pub(super) fn unnoticed_cut_s(outlook: &Outlook<'_>, service: &ServiceOutcome<'_>) -> Option<f64> {
    let database = &outlook.scenario.database;
    let cut = latest_recycle(database).and(database.idle_cut_s)?.get();
    let pool = &service.service.pool;
    // Of one connection, none stands below another.
    let stacks = service.has_pool() && pool.lifo && pool.size.get() != 1;
    let is_replaced = matches!(pool.recycle_s, Recycle::After(age) if age.get() < cut);
    (stacks && !pool.pre_ping && !is_replaced).then_some(cut)
}

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    outlook.each(|service| {
        let cut = unnoticed_cut_s(outlook, service)?;
        let recycle = service.advice.pool.recycle_s.number();
        Some(FindingBody {
            message: format!(
                "{} reuses the connection that was returned last (LIFO), so the others stand idle between peaks and are cut \
                 after {}: nothing tests or replaces them, and the requests of the next peak get dead ones",
                service.service.name,
                seconds(cut),
            ),
            help: format!(
                "turn pre_ping on and set pool_recycle to {}. LIFO itself may stay: it lets the server close what is not \
                 needed",
                seconds(recycle),
            ),
            field: service.field("pool.lifo"),
            evidence: vec![
                ("idle_cut_s", cut.into()),
                ("recycle_s", service.service.pool.recycle_s.number().into()),
                ("pre_ping", false.into()),
            ],
            fix: vec![
                (service.field("pool.pre_ping"), true.into()),
                (service.field("pool.recycle_s"), recycle.into()),
            ],
            ..FindingBody::default()
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check_scenario as check;

    fn pool(pool: &str) -> String {
        format!("database = {{ idle_cut_s = 300 }}\nservices = [{{ pool = {{ {pool} }} }}]")
    }

    #[test]
    fn reports_a_stack_of_connections_that_is_cut_unnoticed() {
        check("PW053", &pool("lifo = true"), Some("stand idle between peaks and are cut after 300 s"));
        check("PW053", &pool("lifo = true, recycle_s = 1800"), Some("nothing tests or replaces them"));
        check("PW053", &pool("lifo = true, pre_ping = true"), None);
        check("PW053", &pool("lifo = true, recycle_s = 240"), None);
        check("PW053", &pool("lifo = true, size = 1"), None);
        check("PW053", &pool("lifo = false"), None);
        check("PW053", &pool("lifo = true, class = 'NullPool'"), None);
        check("PW053", "services = [{ pool = { lifo = true } }]", None);
    }

    #[test]
    fn one_finding_explains_one_cut() {
        check("PW021", &pool("lifo = true"), None);
        check("PW021", &pool("lifo = true, pre_ping = true"), Some("never replaced"));
    }
}
