//! PD008: a pooler between the application and the server is full.

use super::{
    BiggerPool, Certainty, DiagnosisBody, Evidence, Pattern, commands,
    context::{DiagnosisContext, describe_error},
    relief,
};
use crate::{
    format::number,
    read::{ErrorClass, MeasuredQuantity},
};

pub(super) const PATTERN: Pattern = Pattern {
    code: "PD008",
    name: "pooler-limit",
    summary: "PgBouncer or Supavisor refuses clients, or keeps them waiting for a server connection",
    bigger_pool: BiggerPool::Wrong,
    source: "PgBouncer, doc/config.md: max_client_conn, default_pool_size, query_wait_timeout",
    url: "https://www.pgbouncer.org/config.html",
    relief: Some(relief::RAISE_POOLER_LIMIT),
    commands: &[commands::SHOW_POOLS, commands::SHOW_CONFIG, commands::LONGEST],
    detect,
};

fn detect(context: &DiagnosisContext<'_>) -> Option<DiagnosisBody> {
    let of = |class| context.error(class).map(|error| Evidence::new(Some(error.line), describe_error(error)));
    let clients: Vec<_> =
        [ErrorClass::PgbouncerMaxClientConn, ErrorClass::SupavisorMaxClients].into_iter().filter_map(of).collect();
    let waiting = context.largest(MeasuredQuantity::PgbouncerClientsWaiting).filter(|(_, waiting)| *waiting > 0.0);
    let waits: Vec<_> = of(ErrorClass::PgbouncerQueryWaitTimeout)
        .into_iter()
        .chain(of(ErrorClass::PoolerWaitTimeout))
        .chain(waiting.map(|(measurement, waiting)| {
            Evidence::new(Some(measurement.line), format!("{} clients wait in PgBouncer", number(waiting)))
        }))
        .collect();
    let (message, help) = if !clients.is_empty() {
        (
            "the pooler refuses clients: the pools of all processes together are larger than its limit",
            "a bigger pool makes it worse. Keep Σ instances × workers × (size + overflow) within max_client_conn, or \
             raise it: a client connection of PgBouncer costs little",
        )
    } else if !waits.is_empty() {
        (
            "clients wait in the pooler for a connection to the server",
            "a bigger pool in the application only moves the wait. Shorten the transactions that hold server connections, \
             or raise default_pool_size within the server's budget",
        )
    } else {
        return None;
    };
    Some(DiagnosisBody {
        certainty: Certainty::Certain,
        message: message.to_owned(),
        help: help.to_owned(),
        evidence: clients.into_iter().chain(waits).collect(),
        more: "SHOW POOLS: cl_waiting and maxwait show which clients wait, sv_idle whether a server connection was free",
        fix: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use crate::diagnose::tests::check;

    #[test]
    fn diagnoses_pooler_limit() {
        check(
            "psycopg2.OperationalError: query_wait_timeout\nserver closed the connection unexpectedly",
            "",
            &["pooler-limit certain"],
        );
        check("FATAL: no more connections allowed (max_client_conn)", "", &["pooler-limit certain"]);
        check("FATAL: Max client connections reached", "", &["pooler-limit certain"]);
    }
}
