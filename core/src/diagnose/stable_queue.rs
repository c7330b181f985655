//! PD001: timeouts in a pool that the traffic alone would never empty.

use super::{BiggerPool, Certainty, DiagnosisBody, Evidence, Pattern, commands, context::DiagnosisContext, relief};
use crate::format::number;

pub(super) const PATTERN: Pattern = Pattern {
    code: "PD001",
    name: "stable-queue",
    summary: "requests time out although the traffic needs far fewer connections than the pool has",
    bigger_pool: BiggerPool::Wrong,
    source: "Little's law; Erlang C: requests in a stable queue practically never wait for many seconds",
    url: "https://github.com/prisma/orm/issues/7644",
    relief: Some(relief::FREE_A_POOL),
    commands: &[commands::LONGEST, commands::BLOCKED, commands::POOL_STATUS, commands::STACKS],
    detect,
};

fn detect(context: &DiagnosisContext<'_>) -> Option<DiagnosisBody> {
    if !context.is_empty() || !context.keeps_up() {
        return None;
    }
    let (load, capacity) = (context.load()?, context.capacity()?);
    let mut evidence = context.emptiness();
    evidence.extend(context.littles_law());
    evidence.push(Evidence::new(None, "a pool with this traffic practically never times out"));
    Some(DiagnosisBody {
        certainty: Certainty::Likely,
        message: format!(
            "the traffic needs only {} of {} connections in each pool: something else occupies the others",
            number(load),
            number(capacity),
        ),
        help: "do not enlarge the pool: it would only run empty later. Find what holds the connections: a leak, a \
               transaction that waits for a lock or for another service, or tasks that check out a second connection \
               while they hold one"
            .to_owned(),
        evidence,
        more: "the oldest transactions during the incident, and whether the number of checked-out connections ever falls",
        fix: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use crate::diagnose::tests::check;

    const TEXT: &str = "Timed out fetching a new connection from the connection pool. (Current connection pool timeout: 10, connection limit: 25)\n";

    #[test]
    fn diagnoses_exhausted_pool_that_traffic_does_not_explain() {
        let traffic = "[[services]]\ninstances = 2\ntraffic = [{ rate_per_s = 10, hold_ms = { mean = 500 } }]";
        let found = check(TEXT, traffic, &["stable-queue likely", "leak likely", "nested-checkouts possible"]);
        assert!(found[0].message.contains("needs only 2.5 of 25 connections"), "{}", found[0].message);
        assert!(found[0].help.starts_with("do not enlarge the pool"));
    }

    #[test]
    fn diagnoses_small_pool_if_traffic_explains_it() {
        let traffic = "[[services]]\ntraffic = [{ rate_per_s = 60, hold_ms = { mean = 500 } }]";
        check(TEXT, traffic, &["pool-too-small likely"]);
    }
}
