//! PD004: tasks that check out a second connection while they hold one.

use super::{
    BiggerPool, Certainty, DiagnosisBody, Pattern, commands, context::DiagnosisContext, relief,
    threads::STARLETTE_THREADS,
};
use crate::format::number;

pub(super) const PATTERN: Pattern = Pattern {
    code: "PD004",
    name: "nested-checkouts",
    summary: "tasks that hold one connection and wait for another can deadlock",
    bigger_pool: BiggerPool::Wrong,
    source: "HikariCP, About Pool Sizing: Tn × (Cm − 1) + 1",
    url: "https://github.com/brettwooldridge/HikariCP/wiki/About-Pool-Sizing",
    relief: Some(relief::RESTART),
    commands: &[commands::STACKS, commands::BY_STATE, commands::CHECKOUTS],
    detect,
};

fn detect(context: &DiagnosisContext<'_>) -> Option<DiagnosisBody> {
    let capacity = context.capacity()?;
    let given = context.service().concurrency.map(crate::units::Positive::get);
    let tasks = f64::from(given.unwrap_or(STARLETTE_THREADS));
    let is_open = context.keeps_up() || given.is_some();
    if context.exhausted().is_none() || !is_open || tasks < capacity {
        return None;
    }
    let whose = if given.is_some() { "" } else { " (Starlette's default number of threads)" };
    Some(DiagnosisBody {
        certainty: Certainty::Possible,
        message: format!(
            "if a task checks out a second connection while it holds one, {} tasks can take all {} connections and wait for each other",
            number(tasks),
            number(capacity),
        ),
        help: format!(
            "pass the session on instead of opening another. Otherwise, avoiding a deadlock takes Tn × (Cm − 1) + 1 = {} \
             connections for {} tasks{whose}",
            number(tasks + 1.0),
            number(tasks),
        ),
        evidence: context.emptiness(),
        more: "the stacks of a hanging process: all tasks wait in the pool's checkout, and some of them hold a connection",
        fix: Vec::new(),
    })
}
