//! PW048: nobody can count the clients of the pooler.

use super::{FindingBody, Outlook, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    code: "PW048",
    name: "unknown-clients",
    summary: "without a pool and a known number of tasks the clients of the pooler cannot be counted",
    severity: Severity::Info,
    source: "PgBouncer, doc/config.md: max_client_conn",
    url: "https://www.pgbouncer.org/config.html#max_client_conn",
    check,
};

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    let accepts = outlook.budget.pooler.as_ref().map_or(0, |pooler| pooler.accepts);
    outlook.each(|service| {
        let one = service.service;
        (one.has_unknown_tasks() && outlook.scenario.is_pooled(one)).then(|| FindingBody {
            message: format!(
                "{} has no pool and no known number of tasks, so its connections to the pooler are not counted against the \
                 {accepts} that it accepts",
                one.name,
            ),
            help: "say with concurrency how many tasks a process runs at once: no more connections than that are open"
                .to_owned(),
            field: service.field("concurrency"),
            evidence: vec![("accepts", accepts.into())],
            ..FindingBody::default()
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::{Scenario, plan, rules::tests::check_scenario as check};

    #[test]
    fn reports_pooler_clients_that_cannot_be_counted() {
        let behind = |service: &str| format!("[pooler]\npool_mode = 'transaction'\n[[services]]\n{service}");
        let no_pool = "pool = { class = 'NullPool' }";
        check("PW048", &behind(no_pool), Some("not counted against the 100 that it accepts"));
        check("PW048", &behind(&format!("concurrency = 4\n{no_pool}")), None);
        check("PW048", &behind(&format!("direct = true\n{no_pool}")), None);
        check("PW048", &behind(""), None);
        check("PW048", &format!("[[services]]\n{no_pool}"), None);
    }

    #[test]
    fn what_is_not_known_is_not_taken_for_too_much() {
        let text = "[pooler]\npool_mode = 'transaction'\n[[services]]\npool = { class = 'NullPool' }\n";
        assert!(plan(&Scenario::from_toml(text).unwrap()).budget.fits.current);
        let with_others = format!("{text}[[services]]\nname = 'jobs'\ninstances = 10");
        assert!(!plan(&Scenario::from_toml(&with_others).unwrap()).budget.fits.current);
    }
}
