//! PW021: connections that are cut before the pool replaces them.

use super::{FindingBody, Outlook, Rule, Severity, lifo_with_idle_cuts::unnoticed_cut_s};
use crate::{bounds::latest_recycle, format::seconds, units::Recycle};

pub(super) const RULE: Rule = Rule {
    code: "PW021",
    name: "recycle-after-cut",
    summary: "idle connections are cut before the pool replaces them",
    severity: Severity::Warning,
    source: "SQLAlchemy, Setting Pool Recycle: replace connections before what is between cuts them",
    url: "https://docs.sqlalchemy.org/en/20/core/pooling.html#setting-pool-recycle",
    check,
};

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    outlook.each(|service| {
        let database = &outlook.scenario.database;
        let cut = latest_recycle(database).and(database.idle_cut_s)?.get();
        let pool = &service.service.pool;
        let after = match pool.recycle_s {
            Recycle::Never => "never replaced".to_owned(),
            Recycle::After(age) if age.get() >= cut => format!("replaced after {}", seconds(age.get())),
            Recycle::After(_) => return None,
        };
        // Of a LIFO pool PW053 says why some of its connections stand idle.
        if !service.has_pool() || unnoticed_cut_s(outlook, service).is_some() {
            return None;
        }
        let then = if pool.pre_ping {
            "pre-ping finds them dead at a checkout and discards the whole pool"
        } else {
            "the next request that uses one fails"
        };
        let advised = service.advice.pool.recycle_s.number();
        Some(FindingBody {
            message: format!(
                "idle connections of {} are cut after {} and {after}: {then}",
                service.service.name,
                seconds(cut),
            ),
            help: format!("set pool_recycle to {}: an age, so no connection stands idle for longer", seconds(advised)),
            field: service.field("pool.recycle_s"),
            evidence: vec![("idle_cut_s", cut.into()), ("recycle_s", pool.recycle_s.number().into())],
            fix: service.set("pool.recycle_s", advised),
            ..FindingBody::default()
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check_scenario as check;

    #[test]
    fn reports_connections_cut_before_recycling() {
        let pool = |pool: &str| format!("database = {{ idle_cut_s = 300 }}\nservices = [{{ pool = {{ {pool} }} }}]");
        check("PW021", &pool(""), Some("cut after 300 s and never replaced: the next request that uses one fails"));
        check("PW021", &pool("recycle_s = 1800, pre_ping = true"), Some("replaced after 1800 s: pre-ping finds them"));
        check("PW021", &pool("recycle_s = 240"), None);
        check("PW021", &pool("class = 'NullPool'"), None);
        check("PW021", "services = [{}]", None);
        check("PW021", "database = { idle_cut_s = 0 }\nservices = [{}]", None);
    }
}
