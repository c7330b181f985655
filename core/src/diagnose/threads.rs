//! PD005: more threads than connections.

use super::{BiggerPool, Certainty, DiagnosisBody, Evidence, Pattern, commands, context::DiagnosisContext};
use crate::{format::number, units::Positive};

pub(super) const PATTERN: Pattern = Pattern {
    code: "PD005",
    name: "threads",
    summary: "a worker runs more concurrent tasks than its pool has connections",
    bigger_pool: BiggerPool::Beside,
    source: "Starlette, Thread Pool: synchronous endpoints run on 40 threads per worker",
    url: "https://www.starlette.io/threadpool/",
    commands: &[commands::PROCESSES, commands::POOL_STATUS],
    detect,
};

/// The size of Starlette's thread pool, which runs synchronous endpoints.
pub(super) const STARLETTE_THREADS: u32 = 40;

fn detect(context: &DiagnosisContext<'_>) -> Option<DiagnosisBody> {
    let capacity = context.capacity()?;
    let given = context.service().concurrency.map(Positive::get);
    // Only an error of SQLAlchemy's pool comes from an application that Starlette may run.
    let usual = context.exhausted().filter(|error| error.library == "SQLAlchemy").map(|_| STARLETTE_THREADS);
    let tasks = f64::from(given.or(usual)?);
    if !context.is_empty() || tasks <= capacity || (given.is_none() && context.keeps_up()) {
        return None;
    }
    let mut evidence = context.emptiness();
    let whose = if given.is_some() {
        "concurrent tasks in a worker"
    } else {
        "threads if Starlette or FastAPI runs the application"
    };
    evidence.push(Evidence::new(None, format!("{} {whose}, {} connections", number(tasks), number(capacity))));
    Some(DiagnosisBody {
        certainty: if given.is_some() { Certainty::Likely } else { Certainty::Possible },
        message: format!(
            "{} tasks of a worker share {} connections: if all need one at the same time, {} wait",
            number(tasks),
            number(capacity),
            number(tasks - capacity),
        ),
        help: "limit the tasks to the connections (Starlette's thread limiter, gunicorn --threads), or give each \
               worker as many connections as tasks and run fewer workers"
            .to_owned(),
        evidence,
        more: "how many threads a worker has, and how many of them wait for a connection",
        fix: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use crate::diagnose::tests::check;

    const DEFAULTS: &str = "QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00\n";

    #[test]
    fn diagnoses_more_threads_than_connections() {
        let found = check(DEFAULTS, "", &["unknown-load certain", "threads possible"]);
        assert!(found[1].message.starts_with("40 tasks of a worker share 15 connections"), "{}", found[1].message);
        let given = "[[services]]\nconcurrency = 100";
        check(DEFAULTS, given, &["unknown-load certain", "threads likely", "nested-checkouts possible"]);
        check("Timed out in bb8\n", "", &["unknown-load certain"]);
    }
}
