//! PW010: more tasks in a worker than connections.

use super::{FindingBody, Outlook, Rule, Severity};
use crate::format::count;

pub(super) const RULE: Rule = Rule {
    code: "PW010",
    name: "more-tasks-than-connections",
    summary: "a worker runs more tasks at once than its pool has connections",
    severity: Severity::Info,
    source: "Starlette runs sync endpoints on 40 threads a worker; SQLAlchemy's default pool has 15 connections",
    url: "https://www.starlette.io/threadpool/",
    check,
};

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    outlook.each(|service| {
        let tasks = u64::from(service.service.concurrency?.get());
        let capacity = service.current.prediction.capacity?;
        let over = tasks.checked_sub(capacity).filter(|&over| over > 0)?;
        Some(FindingBody {
            message: format!(
                "a worker of {} runs {} at once and its pool has {}: if all ask at once, {over} wait",
                service.service.name,
                count(tasks, "task"),
                count(capacity, "connection"),
            ),
            help:
                "fine while holds are short. Where a task waits for others that need a connection too, limit the tasks \
                   to the pool"
                    .to_owned(),
            field: service.field("concurrency"),
            evidence: vec![("concurrency", tasks.into()), ("capacity", capacity.into())],
            ..FindingBody::default()
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check;

    #[test]
    fn reports_tasks_that_wait_if_all_ask() {
        check("PW010", "concurrency = 40", Some("if all ask at once, 25 wait"));
        check("PW010", "concurrency = 15", None);
        check("PW010", "", None);
    }
}
