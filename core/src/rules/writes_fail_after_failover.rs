//! PW055: after a failover, pooled connections may lead to a server that takes no writes.

use super::{FindingBody, Outlook, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    code: "PW055",
    name: "writes-fail-after-failover",
    summary: "after a failover, pooled connections may lead to a server that takes no writes",
    severity: Severity::Warning,
    source: "PostgreSQL manual, appendix A: 25006, read_only_sql_transaction; SQLAlchemy takes it for no disconnect",
    url: "https://www.postgresql.org/docs/current/errcodes-appendix.html",
    check,
};

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    outlook.each(|service| {
        let is_unguarded = outlook.scenario.database.fails_over && !service.service.checks_writable;
        if !is_unguarded || !service.has_pool() {
            return None;
        }
        Some(FindingBody {
            message: format!(
                "after a failover, connections of {} may lead to the former primary, where reads and pre-ping work and \
                 writes fail with SQLSTATE 25006",
                service.service.name
            ),
            help: "take 25006 for a disconnect in a handle_error listener, or connect with target_session_attrs=read-write \
                   and replace connections with age; then set checks_writable in the scenario"
                .to_owned(),
            field: service.field("checks_writable"),
            evidence: vec![("fails_over", true.into()), ("checks_writable", false.into())],
            ..FindingBody::default()
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check_scenario as check;

    #[test]
    fn reports_pools_that_do_not_notice_a_demoted_primary() {
        let scenario = |service: &str| format!("database = {{ fails_over = true }}\nservices = [{{ {service} }}]");
        check("PW055", &scenario("pool = { pre_ping = true, recycle_s = 600 }"), Some("fail with SQLSTATE 25006"));
        check("PW055", &scenario("checks_writable = true"), None);
        check("PW055", &scenario("pool = { class = 'NullPool' }"), None);
        check("PW055", "services = [{}]", None);
    }
}
