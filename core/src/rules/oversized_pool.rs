//! PW008: a pool far larger than its traffic needs.

use super::{FindingBody, Outlook, Rule, ServiceOutcome, Severity, mixed_holds};
use crate::{
    budget::Totals,
    format::{count, grouped, number, percent},
    predict::State,
};

pub(super) const RULE: Rule = Rule {
    code: "PW008",
    name: "oversized-pool",
    summary: "a pool may open far more connections than its traffic needs",
    severity: Severity::Info,
    source: "PostgreSQL wiki, Number Of Database Connections",
    url: "https://wiki.postgresql.org/wiki/Number_Of_Database_Connections",
    check,
};

/// Up to four times what is needed is headroom: for a peak, a slow database and an instance that is gone.
const MIN_TIMES_NEEDED: u64 = 4;

/// Spare connections do harm where they take room or swamp the server: a share of what is usable, in percent, and
/// connections per core, of which the busy ones should be a few.
const MAX_PERCENT_OF_USABLE: u64 = 50;
const MAX_PER_CORE: u64 = 10;

/// Why the connections of the service are too many for the server: "49 of 97 usable", "120, and 97 are usable", "50 on 4
/// cores".
fn harm(outlook: &Outlook<'_>, service: &ServiceOutcome<'_>) -> Option<String> {
    let all = Totals::of_service(service.service, &service.service.pool).at_scale?;
    let usable = outlook.budget.usable;
    if u128::from(all) * 100 > u128::from(usable) * u128::from(MAX_PERCENT_OF_USABLE) {
        return Some(if all > usable {
            format!("{}, and {} are usable", grouped(all), grouped(usable))
        } else {
            format!("{} of {} usable", grouped(all), grouped(usable))
        });
    }
    let cores = u64::from(outlook.scenario.database.cores?.get());
    (all > cores.saturating_mul(MAX_PER_CORE)).then(|| format!("{} on {}", grouped(all), count(cores, "core")))
}

/// ", which bears 1.5 times the traffic", of the advised pools.
fn headroom(service: &ServiceOutcome<'_>) -> String {
    let bears = service.advice.headroom.map(|headroom| headroom.traffic).filter(|traffic| *traffic > 1.0);
    bears.map_or_else(String::new, |traffic| match traffic {
        ..100.0 => format!(", which bears {} times the traffic", number(traffic)),
        _ => ", which bears over 100 times the traffic".to_owned(),
    })
}

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    outlook.each(|service| {
        // Where the advice falls short, what is spare here is what is missing elsewhere.
        let needed = service.advice.needed.filter(|_| service.advice.feasible)?;
        let capacity = service.current.prediction.capacity?;
        let large = needed.saturating_mul(MIN_TIMES_NEEDED);
        // A healthy pool that is only cut to leave others room is not large.
        let is_large = service.current.prediction.state == State::Stable
            && capacity >= large
            && service.advice.pool.capacity().is_some_and(|advised| advised < capacity.min(large));
        // What a pooler is asked is not what the server gets. Where quick requests wait behind slow ones, PW031 asks for
        // the opposite.
        if !is_large || outlook.scenario.is_pooled(service.service) || mixed_holds::is_mixed(service) {
            return None;
        }
        let harm = harm(outlook, service)?;
        Some(FindingBody {
            message: format!(
                "{} may open {}, and {} would meet the targets: {} are busy on average, {}, and all its pools may open {harm}",
                service.one_pool(),
                count(capacity, "connection"),
                grouped(needed),
                number(service.current.prediction.busy_mean),
                percent(service.current.prediction.utilization.unwrap_or(0.0)),
            ),
            help: format!(
                "set {}{}: spare connections do not make it faster, and a slow database then gets all of them at once",
                service.advised_text(),
                headroom(service)
            ),
            field: service.field("pool.size"),
            evidence: vec![
                ("capacity", capacity.into()),
                ("needed", needed.into()),
                ("busy_mean", service.current.prediction.busy_mean.into()),
            ],
            fix: service.advised_pool(),
            ..FindingBody::default()
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{check, check_scenario};

    #[test]
    fn reports_more_connections_than_the_cores_can_bear() {
        let server = |cores: u32| {
            format!(
                "database = {{ cores = {cores} }}\nservices = [{{ pool = {{ size = 30 }}, traffic = [{{ rate_per_s = 10, \
                 hold_ms = {{ mean = 50 }} }}] }}]"
            )
        };
        check_scenario("PW008", &server(3), Some("40 on 3 cores"));
        check_scenario("PW008", &server(4), None);
    }

    #[test]
    fn is_silent_where_slow_requests_need_the_room() {
        let quick = "{ name = 'reads', rate_per_s = 20, hold_ms = { mean = 5 } }";
        let slow = "{ name = 'reports', rate_per_s = 0.01, hold_ms = { mean = 2000 } }";
        check("PW008", &format!("pool = {{ size = 60 }}\ntraffic = [{quick}]"), Some("70 of 97"));
        check("PW008", &format!("pool = {{ size = 60 }}\ntraffic = [{quick}, {slow}]"), None);
        check_scenario(
            "PW008",
            &format!(
                "pooler = {{ pool_mode = 'transaction' }}\n[[services]]\npool = {{ size = 60 }}\ntraffic = [{quick}]"
            ),
            None,
        );
    }

    #[test]
    fn reports_pools_far_above_their_need() {
        check(
            "PW008",
            "pool = { size = 60, overflow = 0 }\ntraffic = [{ rate_per_s = 10, hold_ms = { mean = 50 } }]",
            Some(
                "may open 60 connections, and 2 would meet the targets: 0.5 are busy on average, 0.833 %, and all its pools may open 60 of 97",
            ),
        );
        check(
            "PW008",
            "pool = { size = 30, overflow = 0 }\ntraffic = [{ rate_per_s = 10, hold_ms = { mean = 50 } }]",
            None,
        );
        check(
            "PW008",
            "pool = { size = 3, overflow = 0 }\ntraffic = [{ rate_per_s = 10, hold_ms = { mean = 50 } }]",
            None,
        );
    }
}
