//! PD012: connections that were closed while idle in the pool.

use super::{
    BiggerPool, Certainty, DiagnosisBody, Evidence, Pattern, commands,
    context::{DiagnosisContext, describe_error},
};
use crate::read::ErrorClass;

pub(super) const PATTERN: Pattern = Pattern {
    code: "PD012",
    name: "stale-connections",
    summary: "the pool hands out connections that the server, a proxy or a firewall has closed",
    bigger_pool: BiggerPool::Beside,
    source: "SQLAlchemy, Connection Pooling: Dealing with Disconnects",
    url: "https://docs.sqlalchemy.org/en/20/core/pooling.html#dealing-with-disconnects",
    commands: &[commands::BY_STATE, commands::LIMITS],
    detect,
};

fn detect(context: &DiagnosisContext<'_>) -> Option<DiagnosisBody> {
    let error = context.error(ErrorClass::ConnectionClosed)?;
    let pool = &context.service().pool;
    let help = if pool.pre_ping {
        "pool_pre_ping is on, so the connections were closed while in use: look for a server that restarts or runs out of memory, \
         or a proxy with a limit shorter than the longest statement"
    } else {
        "turn on pool_pre_ping: it tests a connection at each checkout and costs one round trip; set pool_recycle below \
         the idle limit of any proxy or firewall"
    };
    let fix = if pool.pre_ping { Vec::new() } else { vec![("services[0].pool.pre_ping", true.into())] };
    Some(DiagnosisBody {
        certainty: if pool.pre_ping { Certainty::Possible } else { Certainty::Likely },
        message: "the server, a proxy or a firewall closes connections that the pool keeps".to_owned(),
        help: help.to_owned(),
        evidence: vec![Evidence::new(Some(error.line), describe_error(error))],
        more: "what closes them: see the server's log for a reason, and each proxy's idle limit",
        fix,
    })
}

#[cfg(test)]
mod tests {
    use crate::diagnose::tests::check;

    #[test]
    fn diagnoses_stale_connections_and_suggests_pre_ping() {
        let found = check(
            "psycopg.OperationalError: server closed the connection unexpectedly\n",
            "",
            &["stale-connections likely"],
        );
        assert!(found[0].fix.is_some());
    }
}
