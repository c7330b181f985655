//! PD018: sessions that the server ends while they are idle in the pool.

use super::{
    BiggerPool, Certainty, DiagnosisBody, Evidence, Pattern, commands,
    context::{DiagnosisContext, describe_error},
};
use crate::read::ErrorClass;

pub(super) const PATTERN: Pattern = Pattern {
    code: "PD018",
    name: "idle-cut",
    summary: "the server ends sessions that are idle in the pool",
    bigger_pool: BiggerPool::Beside,
    source: "PostgreSQL manual, idle_session_timeout",
    url: "https://www.postgresql.org/docs/current/runtime-config-client.html",
    relief: None,
    commands: &[commands::LIMITS, commands::BY_STATE],
    detect,
};

fn detect(context: &DiagnosisContext<'_>) -> Option<DiagnosisBody> {
    let error = context.error(ErrorClass::IdleSessionTimeout)?;
    Some(DiagnosisBody {
        certainty: Certainty::Certain,
        message: "idle_session_timeout ends connections that are idle in the pool".to_owned(),
        help: "set pool_recycle below idle_session_timeout and turn on pool_pre_ping, or exempt the application's role with \
               ALTER ROLE … SET idle_session_timeout = 0"
            .to_owned(),
        evidence: vec![Evidence::new(Some(error.line), describe_error(error))],
        more: "the server's idle_session_timeout, and pool_recycle",
        fix: vec![("services[0].pool.pre_ping", true.into())],
    })
}

#[cfg(test)]
mod tests {
    use crate::diagnose::tests::check;

    #[test]
    fn diagnoses_ended_idle_sessions() {
        check("FATAL:  terminating connection due to idle-session timeout\n", "", &["idle-cut certain"]);
    }
}
