//! PD005: more threads than connections.

use super::{BiggerPool, Certainty, DiagnosisBody, Evidence, Pattern, commands, context::DiagnosisContext};
use crate::{format::number, read::clues::ClueKind, units::Positive};

pub(super) const PATTERN: Pattern = Pattern {
    code: "PD005",
    name: "threads",
    summary: "a worker runs more concurrent tasks than its pool has connections",
    bigger_pool: BiggerPool::Beside,
    source: "Starlette, Thread Pool: synchronous endpoints run on 40 threads per worker",
    url: "https://www.starlette.io/threadpool/",
    relief: None,
    commands: &[commands::PROCESSES, commands::POOL_STATUS],
    detect,
};

/// The size of Starlette's thread pool, which runs synchronous endpoints.
pub(super) const STARLETTE_THREADS: u32 = 40;

fn detect(context: &DiagnosisContext<'_>) -> Option<DiagnosisBody> {
    let capacity = context.capacity()?;
    let given = context.service().concurrency.map(Positive::get);
    // Only an error of SQLAlchemy's pool comes from an application that Starlette may run.
    let starlette = context.clue(ClueKind::Starlette).filter(|_| context.clue(ClueKind::AsyncPool).is_none());
    let usual = context.exhausted().filter(|error| error.library == "SQLAlchemy" && starlette.is_some());
    let usual = usual.map(|_| STARLETTE_THREADS);
    let tasks = f64::from(given.or(usual)?);
    if !context.is_empty() || tasks <= capacity || (given.is_none() && context.keeps_up()) {
        return None;
    }
    let mut evidence = context.emptiness();
    let (line, whose, condition) = if given.is_some() {
        (None, "concurrent tasks in a worker", "")
    } else {
        (starlette, "threads of Starlette or FastAPI by default", "if the endpoints are synchronous, ")
    };
    evidence.push(Evidence::new(line, format!("{} {whose}, {} connections", number(tasks), number(capacity))));
    Some(DiagnosisBody {
        certainty: if given.is_some() { Certainty::Likely } else { Certainty::Possible },
        message: format!(
            "{condition}{} tasks of a worker share {} connections: if all need one at the same time, {} wait",
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
        let starlette = format!("  File \"/venv/starlette/routing.py\", line 7, in app\n{DEFAULTS}");
        let found = check(&starlette, "", &["unknown-load certain", "threads possible"]);
        let message = "if the endpoints are synchronous, 40 tasks of a worker share 15 connections";
        assert!(found[1].message.starts_with(message), "{}", found[1].message);
        check(DEFAULTS, "", &["unknown-load certain"]);
        let asynchronous = format!("engine = create_async_engine(url)  # FastAPI\n\n{starlette}");
        check(&asynchronous, "", &["unknown-load certain"]);
        let given = "[[services]]\nconcurrency = 100";
        check(DEFAULTS, given, &["unknown-load certain", "threads likely", "nested-checkouts possible"]);
        check("Timed out in bb8\n", "", &["unknown-load certain"]);
    }
}
