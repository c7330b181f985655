//! PD004: tasks that take a second connection while they hold one.

use super::{
    BiggerPool, Certainty, DiagnosisBody, Pattern, commands, context::DiagnosisContext, threads::USUAL_THREADS,
};
use crate::format::number;

pub(super) const PATTERN: Pattern = Pattern {
    code: "PD004",
    name: "nested-checkouts",
    summary: "tasks that hold one connection and wait for another can stop each other for good",
    bigger_pool: BiggerPool::Wrong,
    source: "HikariCP, About Pool Sizing: Tn × (Cm − 1) + 1",
    url: "https://github.com/brettwooldridge/HikariCP/wiki/About-Pool-Sizing",
    commands: &[commands::STACKS, commands::CHECKOUTS, commands::BY_STATE],
    detect,
};

fn detect(context: &DiagnosisContext<'_>) -> Option<DiagnosisBody> {
    let capacity = context.capacity()?;
    let given = context.service().concurrency.map(crate::units::Positive::get);
    let tasks = f64::from(given.unwrap_or(USUAL_THREADS));
    let is_open = context.keeps_up() || given.is_some();
    if context.exhausted().is_none() || !is_open || tasks < capacity {
        return None;
    }
    let whose = if given.is_some() { "" } else { " (the threads that Starlette has by default)" };
    Some(DiagnosisBody {
        certainty: Certainty::Possible,
        message: format!(
            "if a task takes a second connection while it holds one, {} tasks can take all {} and wait for each other",
            number(tasks),
            number(capacity),
        ),
        help: format!(
            "pass the session on instead of opening another. Without that, no deadlock needs Tn × (Cm − 1) + 1 = {} \
             connections for {} tasks{whose}",
            number(tasks + 1.0),
            number(tasks),
        ),
        evidence: context.emptiness(),
        more: "the stacks of a process while it hangs: all wait in the pool's checkout, and some of them hold a connection",
        fix: Vec::new(),
    })
}
