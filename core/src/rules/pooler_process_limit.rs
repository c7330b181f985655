//! PW057: more transactions than one process of the pooler handles.

use super::{FindingBody, Outlook, Rule, Severity};
use crate::{
    format::{grouped, number},
    units::{as_f64, ceil_count, floor_count},
};

pub(super) const RULE: Rule = Rule {
    code: "PW057",
    name: "pooler-process-limit",
    summary: "more transactions than one process of the pooler handles",
    severity: Severity::Warning,
    source: "PgBouncer runs on one core: 55 000 to 65 000 simple transactions per second, derived from a benchmark of April 2026",
    url: "https://www.pgbouncer.org/config.html#so_reuseport",
    check,
};

/// Simple transactions per second of one process: from where it may be full, and where it surely is.
const MOST_PER_S: [f64; 2] = [55_000.0, 65_000.0];

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    let Some(pooler) = &outlook.scenario.pooler else { return Vec::new() };
    let clients = outlook.scenario.services.iter().filter(|service| outlook.scenario.is_pooled(service));
    let busiest = clients
        .map(|service| service.rate_per_s() * service.burst.as_ref().map_or(1.0, |burst| burst.factor.get().max(1.0)));
    let rate: f64 = busiest.sum();
    let processes = u64::from(pooler.instances.get());
    let [low, high] = MOST_PER_S;
    if rate <= low * as_f64(processes) {
        return Vec::new();
    }
    let needed = ceil_count(rate / low);
    vec![FindingBody {
        message: format!(
            "{} transactions per second go through {} of the pooler, and one handles {} to {} simple ones",
            number(rate),
            if processes == 1 { "one process".to_owned() } else { format!("{} processes", grouped(processes)) },
            grouped(floor_count(low)),
            grouped(floor_count(high)),
        ),
        help: format!(
            "run {needed} of them, in PgBouncer with so_reuseport: each has pools of its own, so divide default_pool_size \
             by as many"
        ),
        field: "pooler.instances".to_owned(),
        evidence: vec![("rate_per_s", rate.into()), ("processes", processes.into()), ("needed", needed.into())],
        ..FindingBody::default()
    }]
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check_scenario as check;

    #[test]
    fn reports_more_than_a_process_handles() {
        let scenario = |pooler: &str, rate: u32| {
            format!(
                "pooler = {{ pool_mode = 'transaction', {pooler} }}\n[[services]]\n\
                 traffic = [{{ rate_per_s = {rate}, hold_ms = {{ mean = 0.1 }} }}]"
            )
        };
        check(
            "PW057",
            &scenario("", 100_000),
            Some("go through one process of the pooler, and one handles 55,000 to 65,000"),
        );
        check("PW057", &scenario("instances = 2", 100_000), None);
        check("PW057", &scenario("", 50_000), None);
        check("PW057", "[[services]]\ntraffic = [{ rate_per_s = 100000, hold_ms = { mean = 0.1 } }]", None);
    }
}
