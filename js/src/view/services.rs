//! The services side by side.

use poolwise::{
    Plan, Scenario,
    format::{number, percent},
    plan::ServicePlan,
    predict::State,
    scenario::{Pool, PoolClass, Service},
    units::Overflow,
};
use poolwise_view::{Level, ServiceLine};

/// Each service, in the order of the scenario.
pub(super) fn services(scenario: &Scenario, plan: &Plan) -> Vec<ServiceLine> {
    let lines = scenario.services.iter().zip(&plan.services).zip(&plan.budget.services);
    let line = |((service, planned), budget): ((&Service, &ServicePlan), &poolwise::budget::BudgetLine)| {
        let connections = |total: Option<u64>| total.map_or_else(|| "no limit".to_owned(), |n| n.to_string());
        let busiest = planned.current.busiest();
        ServiceLine {
            name: service.name.clone(),
            pools: pools(service, &service.pool),
            connections: connections(budget.current.at_scale),
            advised: format!("{}: {}", pools(service, &planned.advised.pool), connections(budget.advised.at_scale)),
            utilization: match busiest.utilization {
                Some(utilization) if busiest.state != State::NoTraffic => percent(utilization),
                _ => String::new(),
            },
            remark: remark(scenario, service, planned),
            level: level(scenario, service, planned),
        }
    };
    lines.map(line).collect()
}

/// The name of the service at a place, where there are others.
pub(crate) fn name_among_others(scenario: &Scenario, place: usize) -> Option<&str> {
    scenario.services.get(place).filter(|_| scenario.services.len() > 1).map(|service| service.name.as_str())
}

/// What is wrong with the name of the service at a place; empty for nothing.
pub(super) fn name_hint(scenario: &Scenario, place: usize) -> String {
    let name = scenario.services.get(place).map(|service| &service.name);
    let is_alone = scenario.services.iter().filter(|service| Some(&service.name) == name).count() < 2;
    if is_alone { String::new() } else { "Another service has this name: results and files mix them up.".to_owned() }
}

/// "4 × 2 × (5 + 10)".
fn pools(service: &Service, of: &Pool) -> String {
    let processes = [service.instances.get(), service.workers.get(), service.engines.get()];
    let processes: Vec<String> = processes.iter().filter(|count| **count > 1).map(ToString::to_string).collect();
    let pool = pool(of);
    if processes.is_empty() { pool } else { format!("{} × ({pool})", processes.join(" × ")) }
}

/// "5 + 10".
pub(super) fn pool(pool: &Pool) -> String {
    match (pool.class, pool.size.get(), pool.overflow) {
        (PoolClass::NullPool, ..) => "none".to_owned(),
        (_, 0, _) => "unlimited".to_owned(),
        (_, size, Overflow::Unlimited) => format!("{size} + unlimited"),
        (_, size, Overflow::AtMost(overflow)) => format!("{size} + {overflow}"),
    }
}

/// Where the server is too small for all, some services get less than they ask for.
fn remark(scenario: &Scenario, service: &Service, planned: &ServicePlan) -> String {
    if let Some(warning) = planned.warning() {
        return warning;
    }
    let wanted = scenario.targets.for_service(service).headroom.get();
    match planned.advised.headroom {
        Some(headroom) if headroom.traffic < wanted => {
            format!("gives way: room for {} times its traffic instead of {}", number(headroom.traffic), number(wanted))
        }
        _ => String::new(),
    }
}

fn level(scenario: &Scenario, service: &Service, planned: &ServicePlan) -> Level {
    let (now, targets) = (planned.current.busiest(), scenario.targets.for_service(service));
    match now.state {
        State::NoTraffic => Level::Unknown,
        State::Saturated | State::Unbounded => Level::Over,
        State::Stable if now.timeout_probability > targets.timeout_probability.get() => Level::Over,
        State::Stable if now.wait_ms.p95 > targets.wait_p95_ms.get() => Level::Tight,
        State::Stable => Level::Fits,
    }
}
