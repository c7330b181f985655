//! PD014: checkouts time out although the pool is not used up.

use super::{
    BiggerPool, Certainty, DiagnosisBody, Evidence, Pattern, commands,
    context::{DiagnosisContext, Spare},
};
use crate::format::number;

pub(super) const PATTERN: Pattern = Pattern {
    code: "PD014",
    name: "pool-not-exhausted",
    summary: "checkouts time out although the pool's own numbers show idle connections, or fewer than it may open",
    bigger_pool: BiggerPool::Wrong,
    source: "HikariCP, HikariPool.java: the counts of a timeout are those of that moment",
    url: "https://github.com/brettwooldridge/HikariCP",
    relief: None,
    commands: &[commands::STACKS, commands::BY_CLIENT, commands::LIMITS],
    detect,
};

fn detect(context: &DiagnosisContext<'_>) -> Option<DiagnosisBody> {
    let error = context.exhausted()?;
    let spare = context.spare()?;
    let (open, idle) = (number(spare.open), number(spare.idle));
    let (message, help) = match spare.kind {
        Spare::NoneOpen => (
            "no connection of the pool was open: opening one fails or takes too long".to_owned(),
            "a bigger pool does not help. Connect by hand from the same host: look for a wrong address or password, a \
             firewall, a server that refuses connections or is down, slow DNS or TLS",
        ),
        Spare::Idle => (
            format!("{idle} of {open} open connections were idle: the pool was not used up"),
            "a bigger pool does not help. Look for what keeps requests from the idle connections: a stalled process or a \
             long pause of its garbage collector, slow validation of connections, or a lock in the application",
        ),
        Spare::NotGrown => (
            format!(
                "only {open} of {} connections were open, all in use: the pool does not grow",
                spare.size.map_or_else(String::new, number)
            ),
            "a bigger pool does not help. Find out why no connection is added: the server or the pooler refuses more, \
             opening takes longer than the timeout, or the thread that adds connections is stuck",
        ),
    };
    Some(DiagnosisBody {
        certainty: Certainty::Likely,
        message,
        help: help.to_owned(),
        evidence: vec![
            // The error's own words are that all connections were in use.
            Evidence::new(Some(error.line), format!("a checkout from the pool timed out ({})", error.library)),
            Evidence::new(Some(spare.line), format!("{open} connections open, {idle} idle")),
        ],
        more: "errors of connecting in the application's log at the same time, and the stacks of a waiting process",
        fix: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use crate::diagnose::tests::check;

    #[test]
    fn trusts_statistics_over_the_words_of_the_error() {
        let hikari = |stats: &str| {
            format!("shop - Connection is not available, request timed out after 5001ms ({stats}, waiting=9)")
        };
        for (stats, message) in [
            ("total=20, active=2, idle=18", "18 of 20 open connections were idle: the pool was not used up"),
            ("total=0, active=0, idle=0", "no connection of the pool was open: opening one fails or takes too long"),
        ] {
            let found = check(&hikari(stats), "", &["pool-not-exhausted likely"]);
            assert_eq!(found[0].message, message);
        }
        let small = format!("maximumPoolSize=20\n\n{}", hikari("total=2, active=2, idle=0"));
        let found = check(&small, "", &["pool-not-exhausted likely"]);
        assert!(found[0].message.starts_with("only 2 of 20 connections"), "{}", found[0].message);
        check(&hikari("total=20, active=20, idle=0"), "", &["unknown-load certain"]);
        check(&hikari("total=20, active=19, idle=1"), "", &["unknown-load certain"]);
    }
}
