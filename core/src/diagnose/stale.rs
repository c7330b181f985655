//! PD012: connections that were closed while they were idle.

use super::{
    BiggerPool, Certainty, DiagnosisBody, Evidence, Pattern, commands,
    context::{DiagnosisContext, describe_error},
};

pub(super) const PATTERN: Pattern = Pattern {
    code: "PD012",
    name: "stale-connections",
    summary: "connections are closed by the server, a proxy or a firewall, and handed out all the same",
    bigger_pool: BiggerPool::Beside,
    source: "SQLAlchemy, Connection Pooling: Dealing with Disconnects",
    url: "https://docs.sqlalchemy.org/en/20/core/pooling.html#dealing-with-disconnects",
    commands: &[commands::BY_STATE, commands::LIMITS],
    detect,
};

fn detect(context: &DiagnosisContext<'_>) -> Option<DiagnosisBody> {
    let error = context.error("connection_closed")?;
    let pool = &context.service().pool;
    let help = if pool.pre_ping {
        "pool_pre_ping is on, so they were closed while in use: look for a server that restarts or runs out of memory, \
         or a proxy with a limit shorter than the longest statement"
    } else {
        "turn pool_pre_ping on: it tests a connection before it is handed out and costs one round trip; set pool_recycle \
         below the idle limit of what stands between"
    };
    let fix = if pool.pre_ping { Vec::new() } else { vec![("services[0].pool.pre_ping", true.into())] };
    Some(DiagnosisBody {
        certainty: if pool.pre_ping { Certainty::Possible } else { Certainty::Likely },
        message: "connections are closed by others while the pool keeps them".to_owned(),
        help: help.to_owned(),
        evidence: vec![Evidence::new(Some(error.line), &describe_error(error))],
        more: "what closes them: the server's log has the reason, a proxy its idle limit",
        fix,
    })
}

#[cfg(test)]
mod tests {
    use crate::diagnose::tests::check;

    #[test]
    fn a_closed_connection_asks_for_a_ping() {
        let found = check(
            "psycopg.OperationalError: server closed the connection unexpectedly\n",
            "",
            &["stale-connections likely"],
        );
        assert!(found[0].fix.is_some());
    }
}
