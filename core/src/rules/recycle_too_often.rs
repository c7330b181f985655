//! PW022: connections replaced for their age all the time.

use super::{FindingBody, Outlook, Rule, Severity};
use crate::{
    bounds::often_recycled,
    format::{duration, percent, seconds},
};

pub(super) const RULE: Rule = Rule {
    code: "PW022",
    name: "recycle-too-often",
    summary: "many checkouts replace a connection because of its age",
    severity: Severity::Info,
    source: "SQLAlchemy, lib/sqlalchemy/pool/base.py: age since connect, looked at when checked out",
    url: "https://docs.sqlalchemy.org/en/20/core/pooling.html#setting-pool-recycle",
    check,
};

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    outlook.each(|service| {
        let share = often_recycled(service.service, &service.service.pool)?;
        let (age, advised) = (service.service.pool.recycle_s, service.advice.pool.recycle_s);
        // Where idle connections are cut so soon that there is no age in between, that goes first.
        if !service.has_pool() || age == advised {
            return None;
        }
        Some(FindingBody {
            message: format!(
                "about {} of the checkouts of {} replace a connection that is older than {}, and wait {} for the new one",
                percent(share),
                service.service.name,
                seconds(age.number()),
                duration(service.service.connect_ms.get()),
            ),
            help: format!(
                "set pool_recycle to {} or more. An age ends no leak, since it is looked at when a connection is checked \
                 out, and shortens no hold",
                seconds(advised.number()),
            ),
            field: service.field("pool.recycle_s"),
            evidence: vec![("share", share.into()), ("recycle_s", age.number().into())],
            fix: service.set("pool.recycle_s", advised.number()),
            ..FindingBody::default()
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{check, check_scenario};

    #[test]
    fn reports_frequent_recycling() {
        let traffic = "traffic = [{ rate_per_s = 100, hold_ms = { mean = 50 } }]";
        check("PW022", &format!("{traffic}\npool = {{ size = 10, recycle_s = 1 }}"), Some("about 10 % of"));
        check("PW022", &format!("{traffic}\npool = {{ recycle_s = 60 }}"), None);
        check("PW022", &format!("{traffic}\npool = {{ recycle_s = -1 }}"), None);
        check("PW022", &format!("{traffic}\npool = {{ recycle_s = 1, class = 'NullPool' }}\nconcurrency = 9"), None);
        check("PW022", "traffic = [{ rate_per_s = 0.05, hold_ms = { mean = 50 } }]\npool = { recycle_s = 0 }", None);
        check_scenario(
            "PW022",
            &format!("database = {{ idle_cut_s = 2 }}\n[[services]]\n{traffic}\npool = {{ size = 10, recycle_s = 1 }}"),
            None,
        );
    }
}
