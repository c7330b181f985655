//! The plan in a sentence.

mod detail;

use crate::{
    advise::{misses, misses_in_deploy},
    bounds::can_deadlock,
    budget::{PoolerBudget, Totals},
    format::{count, duration, number, percent},
    predict::{Prediction, State, empty_after_s},
    rules::Facts,
    scenario::{PoolMode, Scenario, Service},
};
use serde::{Deserialize, Serialize};

/// The plan in plain words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Verdict {
    /// Good or bad.
    pub status: Status,
    /// One sentence without a full stop: "Over budget by 23 connections, 53 during a deploy".
    pub headline: String,
    /// The sum behind it, and what the traffic needs.
    pub detail: String,
}

/// Good or bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Status {
    /// It fits and meets the targets.
    Fits,
    /// It fits, with little to spare or with a target missed.
    Tight,
    /// It does not fit, or does not keep up.
    Over,
    /// There is no traffic to judge by.
    Unknown,
}

/// With less than a tenth of the budget to spare, one more instance may not fit.
const TIGHT: u64 = 10;

impl Verdict {
    pub(super) fn of(facts: &Facts<'_>) -> Self {
        let (status, headline) = headline(facts);
        Self { status, headline, detail: detail::detail(facts.scenario, facts.budget, facts.advice) }
    }
}

fn headline(facts: &Facts<'_>) -> (Status, String) {
    let Facts { scenario, budget, current, in_deploy, advice, .. } = *facts;
    let usable = budget.usable;
    let Totals { at_rest, at_deploy, at_scale } = budget.current;
    let (Some(at_rest), Some(at_deploy), Some(at_scale)) = (at_rest, at_deploy, at_scale) else {
        let bounded = scenario.services.iter().all(|service| service.capacity(&service.pool).is_some());
        let words = if bounded {
            "Over budget by more connections than can be counted"
        } else {
            "Unbounded: a pool may open any number of connections"
        };
        return (Status::Over, words.to_owned());
    };
    match (at_rest.checked_sub(usable), at_deploy.checked_sub(usable)) {
        (Some(rest @ 1..), Some(deploy)) if deploy > rest => {
            return (Status::Over, format!("Over budget by {}, {deploy} during a deploy", count(rest, "connection")));
        }
        (Some(rest @ 1..), _) => return (Status::Over, format!("Over budget by {}", count(rest, "connection"))),
        (_, Some(deploy @ 1..)) => {
            return (Status::Over, format!("Over budget by {} during a deploy", count(deploy, "connection")));
        }
        _ => {}
    }
    if let over @ 1.. = at_scale.saturating_sub(usable) {
        let over = count(over, "connection");
        return (Status::Over, format!("Over budget by {over} once scaled out"));
    }
    if let Some(over) = budget.pooler.as_ref().and_then(refused_clients) {
        return (Status::Over, format!("Over max_client_conn by {}", count(over, "connection")));
    }
    if let Some((clients, servers)) = budget.pooler.as_ref().and_then(|budget| unshared(scenario, budget)) {
        return (Status::Over, format!("Session mode: {clients} clients share {servers} connections to the server"));
    }
    if let Some(service) = scenario.services.iter().find(|service| can_deadlock(service, &service.pool)) {
        return (Status::Over, format!("Deadlock: tasks of {} can wait for each other's connections", service.name));
    }
    let saturated = scenario.services.iter().zip(current).find(|(_, now)| now.state == State::Saturated);
    if let Some((service, now)) = saturated {
        return (Status::Over, saturation(service, now));
    }
    let pooler = advice.pooler.as_ref().and_then(|pooler| pooler.current.as_ref());
    if let Some(now) = pooler.filter(|now| now.state == State::Saturated) {
        let (load, capacity) = (number(now.offered_load), now.capacity.unwrap_or(0));
        return (
            Status::Over,
            format!("Saturated: the traffic through the pooler takes {load} of the {capacity} connections of a pool"),
        );
    }
    if current.iter().all(|now| now.state == State::NoTraffic) {
        return (Status::Unknown, format!("Fits the budget with {at_scale} of {usable}; no traffic is given"));
    }
    let missed = scenario.services.iter().zip(current).find(|(_, now)| !misses(&scenario.targets, now).is_empty());
    if let Some((service, now)) = missed {
        return (Status::Tight, format!("Fits the budget, but {}", shortfall(scenario, service, now)));
    }
    let mut in_deploy =
        scenario.services.iter().zip(in_deploy).filter_map(|(service, then)| Some((service, then.as_ref()?)));
    let missed = in_deploy.find(|(_, then)| !misses_in_deploy(&scenario.targets, then).is_empty());
    if let Some((service, then)) = missed {
        let words = match then.state {
            // It ends before it has come to what it would be in the long run.
            State::Saturated => format!("the pools of {} do not keep up", service.name),
            _ => shortfall(scenario, service, then),
        };
        return (Status::Tight, format!("Fits the budget, but in a deploy {words}"));
    }
    if let Some(miss) = pooler.and_then(|now| misses(&scenario.targets, now).into_iter().next()) {
        return (Status::Tight, format!("Fits the budget, but the pooler's {}", miss.text()));
    }
    let spare = usable - at_scale;
    if spare < usable / TIGHT {
        (Status::Tight, format!("Fits, with {} to spare", count(spare, "connection")))
    } else {
        (Status::Fits, format!("Fits: {at_scale} of {usable} connections"))
    }
}

/// The connections of clients that the pooler does not accept; None where it accepts all, or they cannot be counted.
fn refused_clients(pooler: &PoolerBudget) -> Option<u64> {
    pooler.current.clients.at_scale?.checked_sub(pooler.accepts).filter(|over| *over > 0)
}

/// In session mode a client keeps its connection to the server: the clients and the connections, where these are fewer.
fn unshared(scenario: &Scenario, pooler: &PoolerBudget) -> Option<(u64, u64)> {
    let in_session = scenario.pooler.as_ref().is_some_and(|pooler| pooler.pool_mode == PoolMode::Session);
    let clients = pooler.current.clients.at_scale.filter(|clients| in_session && *clients > pooler.current.servers)?;
    Some((clients, pooler.current.servers))
}

fn saturation(service: &Service, now: &Prediction) -> String {
    let name = &service.name;
    if let Some(lasts) = empty_after_s(service, now.capacity).filter(|_| !now.is_overloaded()) {
        return format!("Leaking: the pools of {name} are empty after about {}", duration(lasts * 1000.0));
    }
    if let Some(asked) = now.asked_at_most.filter(|_| now.has_one_for_all()) {
        let load = number(now.offered_load);
        format!(
            "Saturated: the traffic of {name} takes {load} connections, and a worker's tasks ask for {asked} at once"
        )
    } else if now.timeout_probability < 0.005 {
        let (load, capacity) = (number(now.offered_load), now.capacity.unwrap_or(0));
        format!("Saturated: the traffic of {name} takes {load} of the {capacity} connections of a pool")
    } else {
        format!("Saturated: {} of the requests to {name} time out", percent(now.timeout_probability))
    }
}

fn shortfall(scenario: &Scenario, service: &Service, now: &Prediction) -> String {
    let targets = &scenario.targets;
    if now.timeout_probability > targets.timeout_probability.get() {
        format!("{} of the requests to {} time out", percent(now.timeout_probability), service.name)
    } else if now.wait_ms.p95 > targets.wait_p95_ms.get() {
        format!("5 % of the requests to {} wait over {}", service.name, duration(now.wait_ms.p95))
    } else {
        let utilization = now.utilization_peak.unwrap_or(0.0);
        format!("the pools of {} are {} busy", service.name, percent(utilization))
    }
}

#[cfg(test)]
mod tests {
    use crate::{Scenario, plan, scenario::Pool};

    fn check(service: &str, headline: &str) {
        let text = format!("[[services]]\ntraffic = [{{ rate_per_s = 120, hold_ms = {{ mean = 50 }} }}]\n{service}");
        assert_eq!(plan(&Scenario::from_toml(&text).unwrap()).verdict.headline, headline, "{service}");
    }

    #[test]
    fn the_headline_says_the_worst() {
        check("instances = 20", "Over budget by 203 connections");
        check("pool = { size = 0 }", "Unbounded: a pool may open any number of connections");
        check("pool = { size = 3, overflow = 0 }", "Saturated: 50 % of the requests to app time out");
        check("leak_probability = 0.001", "Leaking: the pools of app are empty after about 2.08 min");
        check(
            "concurrency = 4",
            "Saturated: the traffic of app takes 6 connections, and a worker's tasks ask for 4 at once",
        );
        check(
            "instances = 4\npool = { size = 2, overflow = 2 }\ndeploy = { unavailable = 3, start_s = 60 }",
            "Fits the budget, but in a deploy the pools of app do not keep up",
        );
        check("instances = 6", "Fits, with 7 connections to spare");
        check("", "Fits: 15 of 97 connections");
        check("max_instances = 8", "Over budget by 23 connections once scaled out");
        check(
            "concurrency = 40\ncheckouts_per_task = 2",
            "Deadlock: tasks of app can wait for each other's connections",
        );
        check(
            "instances = 20\n[pooler]\npool_mode = 'transaction'\nmax_client_conn = 200",
            "Over max_client_conn by 100 connections",
        );
        check(
            "[pooler]\npool_mode = 'transaction'\ndefault_pool_size = 8",
            "Fits the budget, but the pooler's mean utilization 75 % instead of 70 %",
        );
        check(
            "[pooler]\npool_mode = 'transaction'\nmax_db_connections = 5",
            "Saturated: the traffic through the pooler takes 6 of the 5 connections of a pool",
        );
        check(
            "[pooler]\npool_mode = 'session'\ndefault_pool_size = 10",
            "Session mode: 15 clients share 10 connections to the server",
        );
    }

    #[test]
    fn a_leaking_pool_that_fits_is_left_as_it_is() {
        let scenario = Scenario::from_toml(
            "[[services]]\nleak_probability = 0.001\ntraffic = [{ rate_per_s = 10, hold_ms = { mean = 50 } }]",
        );
        let plan = plan(&scenario.unwrap());
        let sizes = |pool: &Pool| (pool.size, pool.overflow);
        assert_eq!(sizes(&plan.services[0].advised.pool), sizes(&plan.services[0].current.pool));
        assert!(!plan.services[0].feasible);
    }
}
