//! PD015: connections that a failover left on a server that only reads.

use super::{
    BiggerPool, Certainty, DiagnosisBody, Evidence, Pattern, commands,
    context::{DiagnosisContext, describe_error},
    relief,
};
use crate::read::ErrorClass;

pub(super) const PATTERN: Pattern = Pattern {
    code: "PD015",
    name: "failed-over",
    summary: "writes reach a server that only reads, as after a failover",
    bigger_pool: BiggerPool::Beside,
    source: "PostgreSQL manual, hot standby; libpq, target_session_attrs",
    url: "https://www.postgresql.org/docs/current/libpq-connect.html",
    relief: Some(relief::REACH_THE_PRIMARY),
    commands: &[commands::STANDBY],
    detect,
};

fn detect(context: &DiagnosisContext<'_>) -> Option<DiagnosisBody> {
    let error = context.error(ErrorClass::ReadOnlyServer)?;
    Some(DiagnosisBody {
        certainty: Certainty::Likely,
        message: "writes reach a server that only reads: a standby, or a primary that was demoted".to_owned(),
        help: "pool_pre_ping does not notice it, since SELECT 1 works there. Treat SQLSTATE 25006 as a disconnect (the event \
               handle_error), connect with target_session_attrs=read-write, and set a finite pool_recycle"
            .to_owned(),
        evidence: vec![Evidence::new(Some(error.line), describe_error(error))],
        more: "whether the server is in recovery, and whether the transaction itself was begun as read only",
        fix: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use crate::diagnose::tests::check;

    #[test]
    fn diagnoses_demoted_primary() {
        check("ERROR:  cannot execute INSERT in a read-only transaction\n", "", &["failed-over likely"]);
        check("SET default_transaction_read_only = on;\n", "", &[]);
    }
}
