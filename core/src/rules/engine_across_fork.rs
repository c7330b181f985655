//! PW051: processes that share the connections of the process they were forked from.

use super::{FindingBody, Outlook, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    code: "PW051",
    name: "engine-across-fork",
    summary: "processes fork after the engine was created and may share its connections",
    severity: Severity::Warning,
    source: "SQLAlchemy, Using Connection Pools with Multiprocessing or os.fork()",
    url: "https://docs.sqlalchemy.org/en/20/core/pooling.html#using-connection-pools-with-multiprocessing-or-os-fork",
    check,
};

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    outlook.each(|service| {
        let one = service.service;
        // A NullPool keeps no connection that a child could inherit.
        if !one.forks_after_engine || !service.has_pool() {
            return None;
        }
        Some(FindingBody {
            message: format!(
                "{} forks {} per instance after the engine was created: a connection that is open by then belongs to \
                 parent and children alike, and their statements mix on it",
                one.name,
                if one.workers.get() == 1 { "1 process".to_owned() } else { format!("{} processes", one.workers) },
            ),
            help: "call engine.dispose(close=False) in each child before its first checkout: in gunicorn's post_fork, in \
                   Celery's worker_process_init. Or create the engine after the fork. Then set forks_after_engine to false"
                .to_owned(),
            field: service.field("forks_after_engine"),
            evidence: vec![("workers", one.workers.get().into()), ("forks_after_engine", true.into())],
            ..FindingBody::default()
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check;

    #[test]
    fn reports_an_engine_that_is_older_than_its_processes() {
        let forked = "forks_after_engine = true";
        check("PW051", &format!("{forked}\nworkers = 4"), Some("app forks 4 processes per instance after the engine"));
        check("PW051", forked, Some("app forks 1 process per instance"));
        check("PW051", "workers = 4", None);
        check("PW051", "forks_after_engine = false\nworkers = 4", None);
        check("PW051", &format!("{forked}\nconcurrency = 1\npool = {{ class = 'NullPool' }}"), None);
    }
}
