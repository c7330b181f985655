//! PD003: connections that are held for a long time, mostly without work.

use super::{
    BiggerPool, Certainty, DiagnosisBody, Evidence, Pattern, commands,
    context::{DiagnosisContext, describe_error},
    relief,
};
use crate::{
    format::{count, duration, number},
    read::{ErrorClass, MeasuredQuantity},
};

pub(super) const PATTERN: Pattern = Pattern {
    code: "PD003",
    name: "long-holds",
    summary: "transactions stay open without running statements, or wait for locks",
    bigger_pool: BiggerPool::Wrong,
    source: "PostgreSQL manual, pg_stat_activity and idle_in_transaction_session_timeout",
    url: "https://www.postgresql.org/docs/current/runtime-config-client.html",
    relief: Some(relief::END_TRANSACTION),
    commands: &[commands::LONGEST, commands::BLOCKED, commands::BY_STATE],
    detect,
};

/// An idle transaction of this age, in seconds, is more than a pause between two statements.
const MIN_IDLE_TRANSACTION_S: f64 = 5.0;

/// So many times as many sessions that are idle outside a transaction outweigh those inside one.
const MANY_IDLE_OUTSIDE: f64 = 3.0;

fn detect(context: &DiagnosisContext<'_>) -> Option<DiagnosisBody> {
    let mut evidence = Vec::new();
    for class in [ErrorClass::IdleInTransactionTimeout, ErrorClass::Lock, ErrorClass::StatementTimeout] {
        evidence.extend(context.error(class).map(|error| Evidence::new(Some(error.line), describe_error(error))));
    }
    // An aborted transaction holds its connection too.
    let states = [MeasuredQuantity::IdleInTransaction, MeasuredQuantity::IdleInTransactionAborted];
    let idle: f64 = states.iter().flat_map(|&state| context.measurements(state)).map(|(_, idle)| idle).sum();
    let active: f64 = context.measurements(MeasuredQuantity::Active).map(|(_, active)| active).sum();
    let largest = || states.iter().find_map(|&state| context.largest(state));
    let counted = largest().filter(|_| idle >= 5.0 && idle >= active);
    evidence.extend(counted.map(|(measurement, _)| {
        let connections = count(whole(idle), "connection");
        Evidence::new(Some(measurement.line), format!("{connections} idle in transaction, {} active", number(active)))
    }));
    let longest = context
        .largest(MeasuredQuantity::LongestIdleInTransactionS)
        .filter(|(_, seconds)| *seconds >= MIN_IDLE_TRANSACTION_S);
    evidence.extend(longest.map(|(measurement, seconds)| {
        Evidence::new(Some(measurement.line), format!("a transaction has been idle for {}", duration(seconds * 1000.0)))
    }));
    let oldest = context
        .largest(MeasuredQuantity::OldestIdleInTransactionS)
        .filter(|(_, seconds)| *seconds >= MIN_IDLE_TRANSACTION_S);
    evidence.extend(oldest.map(|(measurement, seconds)| {
        let began = duration(seconds * 1000.0);
        Evidence::new(Some(measurement.line), format!("a transaction that is idle now began {began} before"))
    }));
    if evidence.is_empty() {
        return None;
    }
    let only_statements = evidence.len() == 1 && context.error(ErrorClass::StatementTimeout).is_some();
    if only_statements {
        return Some(DiagnosisBody {
            certainty: Certainty::Likely,
            message: "statements run until statement_timeout ends them, and hold their connections as long".to_owned(),
            help: "a bigger pool lets more of them run at once. Find out which statement it is, and whether it waits for a \
                   lock or has no index"
                .to_owned(),
            evidence,
            more: "the statement, its plan, and which sessions block it",
            fix: Vec::new(),
        });
    }
    // A few of them are not what fills a server with sessions that are idle outside a transaction.
    let outside: f64 = context.measurements(MeasuredQuantity::Idle).map(|(_, idle)| idle).sum();
    let are_few = counted.is_some() && evidence.len() == 1 && outside > MANY_IDLE_OUTSIDE * idle;
    Some(DiagnosisBody {
        certainty: if are_few { Certainty::Likely } else { Certainty::Certain },
        message: "transactions hold their connections while they are idle or wait for locks".to_owned(),
        help: "a bigger pool lets more of them pile up. Commit before calling other services, keep batches small, and \
               set idle_in_transaction_session_timeout to end forgotten transactions"
            .to_owned(),
        evidence,
        more: "the last statements of the oldest transactions, and which sessions block which",
        fix: Vec::new(),
    })
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of connections, not negative")]
fn whole(number: f64) -> u64 {
    number as u64
}
