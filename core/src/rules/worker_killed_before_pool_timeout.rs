//! PW052: gunicorn kills a worker before its pool can report a timeout.

use super::{FindingBody, Outlook, Rule, Severity};
use crate::{
    format::seconds,
    timeouts::{WorkerTimeout, worker_killed_first},
};

pub(super) const RULE: Rule = Rule {
    code: "PW052",
    name: "worker-killed-before-pool-timeout",
    summary: "gunicorn kills a sync worker before its wait for a connection ends in an error",
    severity: Severity::Warning,
    source: "gunicorn, Settings: timeout, by default 30 s; a worker that is silent for longer is killed and restarted",
    url: "https://docs.gunicorn.org/en/stable/settings.html#timeout",
    check,
};

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    outlook.each(|service| {
        let WorkerTimeout { after_s, is_assumed } =
            worker_killed_first(service.service).filter(|_| service.has_pool())?;
        let wait = service.service.pool.timeout_s.get();
        let advised = service.advice.pool.timeout_s.get();
        let field = service.field("pool.timeout_s");
        let is_default = !outlook.given.has(&field);
        Some(FindingBody {
            message: format!(
                "a request to {} may wait {} for a connection{}, and gunicorn kills its sync worker after {}{}: the log has \
                 a WORKER TIMEOUT and not the pool's error",
                service.service.name,
                seconds(wait),
                if is_default { ", SQLAlchemy's default" } else { "" },
                seconds(after_s),
                if is_assumed { ", its default, which is assumed since request_timeout_s is not given" } else { "" },
            ),
            help: format!(
                "set the pool's timeout to {}, below gunicorn's --timeout: then the request fails with the pool's error, \
                 and the worker lives on",
                seconds(advised),
            ),
            field,
            evidence: vec![
                ("timeout_s", wait.into()),
                ("worker_timeout_s", after_s.into()),
                ("worker_timeout_is_assumed", is_assumed.into()),
            ],
            fix: service.set("pool.timeout_s", advised),
            ..FindingBody::default()
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check;

    const SYNC: &str = "worker_class = 'sync'";

    #[test]
    fn reports_a_worker_that_dies_before_its_pool_gives_up() {
        check("PW052", SYNC, Some("after 30 s, its default, which is assumed"));
        check(
            "PW052",
            &format!("{SYNC}\nrequest_timeout_s = 20"),
            Some(
                "may wait 30 s for a connection, SQLAlchemy's default, and gunicorn kills its sync worker after 20 s: the",
            ),
        );
        check("PW052", &format!("{SYNC}\nproxy_timeout_s = 60"), Some("after 30 s, its default"));
        check(
            "PW052",
            &format!("kind = 'job'\n{SYNC}\npool = {{ timeout_s = 60 }}"),
            Some("may wait 60 s for a connection, and gunicorn"),
        );
    }

    #[test]
    fn is_silent_where_the_pool_or_somebody_else_gives_up_first() {
        check("PW052", "", None);
        check("PW052", "worker_class = 'gthread'", None);
        check("PW052", &format!("{SYNC}\npool = {{ timeout_s = 10 }}"), None);
        check("PW052", &format!("{SYNC}\nrequest_timeout_s = 0"), None);
        check("PW052", &format!("{SYNC}\nrequest_timeout_s = 60"), None);
        check("PW052", &format!("{SYNC}\nproxy_timeout_s = 20"), None);
        check("PW052", &format!("{SYNC}\nconcurrency = 1\npool = {{ class = 'NullPool' }}"), None);
    }

    #[test]
    fn one_finding_explains_one_timeout() {
        check("PW014", &format!("{SYNC}\nrequest_timeout_s = 20"), None);
        check("PW014", &format!("{SYNC}\nproxy_timeout_s = 20"), Some("times out after 20 s"));
    }
}
