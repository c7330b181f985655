//! PW032: more connections at work than the server's cores can serve.

use super::{FindingBody, Outlook, Rule, Severity};
use crate::{
    format::{count, number},
    units::as_f64,
};

pub(super) const RULE: Rule = Rule {
    code: "PW032",
    name: "more-busy-than-cores",
    summary: "more connections are busy than the server's cores can serve at once",
    severity: Severity::Warning,
    source: "PostgreSQL wiki, Number Of Database Connections: cores × 2 + effective spindles",
    url: "https://wiki.postgresql.org/wiki/Number_Of_Database_Connections",
    check,
};

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    let busy = outlook.database.busy_mean.current;
    let over = outlook.database.knee.filter(|knee| busy > as_f64(knee[1])).map(|[low, high]| FindingBody {
        message: format!(
            "{} connections are busy on average, and {} serve {low} to {high} at once: beyond that more of them take longer \
             and get no more done",
            number(busy),
            count(low, "core"),
        ),
        help: "connections that wait for the application count too, so look first for those held without a running statement: \
               shorten holds, or make statements cheaper. Fewer connections only move the queue to the pools, where it \
               costs less"
            .to_owned(),
        field: "database.cores".to_owned(),
        evidence: vec![("busy_mean", busy.into()), ("knee", vec![low, high].into())],
        ..FindingBody::default()
    });
    over.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check_scenario as check;

    #[test]
    fn reports_more_busy_connections_than_cores_serve() {
        let scenario = |cores: &str, rate: u32| {
            format!(
                "database = {{ {cores} }}\nservices = [{{ instances = 4, pool = {{ size = 20 }}, \
                 traffic = [{{ rate_per_s = {rate}, hold_ms = {{ mean = 50 }} }}] }}]"
            )
        };
        check(
            "PW032",
            &scenario("cores = 4", 400),
            Some("20 connections are busy on average, and 4 cores serve 4 to 9 at once"),
        );
        check("PW032", &scenario("cores = 4", 160), None);
        check("PW032", &scenario("", 400), None);
    }
}
