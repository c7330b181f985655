//! PD005: more threads than connections.

use super::{
    BiggerPool, Certainty, Pattern, Seen, commands,
    facts::{Facts, said},
};
use crate::format::number;

pub(super) const PATTERN: Pattern = Pattern {
    code: "PD005",
    name: "threads",
    summary: "a worker runs more tasks at once than its pool has connections",
    bigger_pool: BiggerPool::Beside,
    source: "Starlette, Thread Pool: synchronous endpoints run on 40 threads a worker",
    url: "https://www.starlette.io/threadpool/",
    commands: &[commands::PROCESSES, commands::POOL_STATUS],
    look,
};

fn look(facts: &Facts<'_>) -> Option<Seen> {
    let capacity = facts.capacity()?;
    let tasks = f64::from(facts.service().concurrency?.get());
    if !facts.is_empty() || tasks <= capacity {
        return None;
    }
    let mut evidence = facts.emptiness();
    evidence
        .push(said(None, &format!("{} tasks at once in a worker, {} connections", number(tasks), number(capacity))));
    Some(Seen {
        certainty: Certainty::Likely,
        message: format!(
            "{} tasks of a worker share {} connections: when all ask at once, {} wait",
            number(tasks),
            number(capacity),
            number(tasks - capacity),
        ),
        help:
            "limit the tasks to the connections (Starlette's thread limiter, gunicorn --threads), or give each worker \
               as many as it has tasks and run fewer workers"
                .to_owned(),
        evidence,
        more: "how many threads a worker really has, and how many wait in the pool",
        fix: Vec::new(),
    })
}
