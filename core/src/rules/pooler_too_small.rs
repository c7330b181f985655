//! PW038: transactions wait in the pooler.

use super::{FindingBody, Outlook, Rule, Severity};
use crate::{
    advise::{Miss, misses},
    format::count,
    predict::State,
};

pub(super) const RULE: Rule = Rule {
    code: "PW038",
    name: "pooler-too-small",
    summary: "the pooler's connections to the server are too few for a target",
    severity: Severity::Warning,
    source: "M/M/c+D (Barrer 1957), with the traffic of all clients of one of its pools",
    url: "https://www.pgbouncer.org/config.html#default_pool_size",
    check,
};

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    let targets = &outlook.scenario.targets;
    let Some((pooler, advice)) = outlook.scenario.pooler.as_ref().zip(outlook.advice.pooler.as_ref()) else {
        return Vec::new();
    };
    let Some(current) = advice.current.as_ref().filter(|current| current.state != State::NoTraffic) else {
        return Vec::new();
    };
    let missed: Vec<String> = misses(targets, current).iter().map(Miss::text).collect();
    if missed.is_empty() {
        return Vec::new();
    }
    let loses = current.state == State::Saturated || current.timeout_probability > targets.timeout_probability.get();
    vec![FindingBody {
        severity: loses.then_some(Severity::Error),
        message: format!(
            "with {} to the server for each pair the pooler misses the targets: {}",
            count(pooler.open_at_most(pooler.default_pool_size.get().into()), "connection"),
            missed.join("; "),
        ),
        help: if advice.feasible {
            format!(
                "set default_pool_size to {}: a request that waits in the pooler holds a connection of a pool meanwhile, which no \
                 pool's size mends",
                advice.default_pool_size
            )
        } else if advice.needed.is_some_and(|needed| pooler.open_at_most(needed) < needed) {
            format!(
                "max_db_connections = {} leaves each pair no more: raise it, or hold connections for less time",
                pooler.max_db_connections
            )
        } else {
            "no size inside the budget meets them: hold connections for less time, or raise max_connections".to_owned()
        },
        field: "pooler.default_pool_size".to_owned(),
        evidence: vec![
            ("default_pool_size", pooler.default_pool_size.get().into()),
            ("offered_load", current.offered_load.into()),
            ("wait_p95_ms", current.wait_ms.p95.into()),
        ],
        fix: outlook.advised_pooler().filter(|_| advice.feasible).into_iter().collect(),
    }]
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check_scenario as check;

    #[test]
    fn reports_pooler_that_misses_the_targets() {
        let scenario = |size: u32, rate: u32| {
            format!(
                "pooler = {{ pool_mode = 'transaction', default_pool_size = {size} }}\nservices = [{{ instances = 4, \
                 traffic = [{{ rate_per_s = {rate}, hold_ms = {{ mean = 50 }} }}] }}]"
            )
        };
        check(
            "PW038",
            &scenario(6, 100),
            Some("with 6 connections to the server for each pair the pooler misses the targets"),
        );
        check("PW038", &scenario(5, 100_000), Some("mean utilization 100 %, over the target of 70 %"));
        check("PW038", &scenario(20, 100), None);
        check(
            "PW038",
            &scenario(20, 100).replace("default_pool_size", "max_db_connections = 6, default_pool_size"),
            Some("with 6 connections to the server for each pair the pooler misses the targets"),
        );
        check("PW038", &scenario(5, 0), None);
        check("PW038", "services = [{}]", None);
    }
}
