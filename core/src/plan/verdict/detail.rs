//! The sum behind the verdict.

use crate::{
    advise::Advised,
    bounds::can_deadlock,
    budget::{Budget, Totals},
    format::{count, number},
    predict::State,
    scenario::{PoolClass, Scenario, Service},
    units::as_f64,
};

pub(super) fn detail(scenario: &Scenario, budget: &Budget, advice: &Advised) -> String {
    let to_pooler = |service| if scenario.is_pooled(service) { " to the pooler" } else { "" };
    let mut sums: Vec<String> =
        scenario.services.iter().map(|service| format!("{}{}", sum(service), to_pooler(service))).collect();
    if let (Some(pooler), Some(budget)) = (&scenario.pooler, &budget.pooler) {
        let each = format!("({} + {})", pooler.default_pool_size, pooler.reserve_pool_size);
        let servers = count(budget.current.servers, "connection");
        let pools = pooler.pools();
        let all = u64::from(pooler.default_pool_size.get()) + u64::from(pooler.reserve_pool_size.get());
        let equal = if all.saturating_mul(pools) > budget.current.servers { ", but at most" } else { " =" };
        sums.push(format!("the pooler: {} × {each}{equal} {servers} to the server", count(pools, "pool")));
    }
    let others = scenario.database.other_clients.get();
    if others > 0 {
        sums.push(format!("{} for other clients", count(others.into(), "connection")));
    }
    let mut sentences = Vec::new();
    if !sums.is_empty() {
        sentences.push(format!("{}.", sums.join("; ")));
    }
    sentences.push(format!("PostgreSQL admits {}.", budget.usable));

    let mut loads: Vec<f64> = advice
        .services
        .iter()
        .zip(&scenario.services)
        .filter(|(advice, _)| advice.prediction.state != State::NoTraffic)
        .map(|(advice, service)| advice.prediction.offered_load * as_f64(service.pools().unwrap_or(0)))
        .collect();
    // In another order the last bits of the sum may differ.
    loads.sort_by(f64::total_cmp);
    let busy: f64 = loads.into_iter().sum();
    if busy > 0.0 {
        sentences.push(format!("The traffic needs {} on average.", number(busy)));
    }
    if let Totals { at_deploy: Some(advised), at_scale: Some(at_scale), .. } = budget.advised
        && busy > 0.0
        && (budget.advised, budget.advised_usable) != (budget.current, budget.usable)
    {
        let of = if budget.advised_usable == budget.usable {
            String::new()
        } else {
            format!(" of the {} that it then admits", budget.advised_usable)
        };
        let scaled = if at_scale > advised { format!(", {at_scale} once scaled out,") } else { String::new() };
        let mut rows = scenario.services.iter().zip(&advice.services);
        let deadlock = rows.any(|(service, advice)| can_deadlock(service, &advice.pool));
        let outcome = match (budget.fits.advised, advice.is_feasible()) {
            (true, true) => "meet every target",
            (true, false) if deadlock => "are the best that fits, in which tasks can still deadlock",
            (true, false) => "are the best that fits",
            (false, _) if budget.advised.fit(budget.advised_usable) => {
                "fit the server, but not the pooler's max_client_conn"
            }
            (false, _) => "are the least there is: too many for this server",
        };
        sentences.push(format!("The advised pools take {advised}{scaled}{of} and {outcome}."));
    }
    sentences.join(" ")
}

/// "api: 4 instances × 2 workers × (5 + 10) = 120 connections"
fn sum(service: &Service) -> String {
    let mut factors = vec![count(service.instances.get().into(), "instance")];
    if service.workers.get() > 1 {
        factors.push(count(service.workers.get().into(), "worker"));
    }
    if service.engines.get() > 1 {
        factors.push(count(service.engines.get().into(), "engine"));
    }
    let pool = &service.pool;
    let capacity = service.capacity(pool);
    let total = service.pools().and_then(|pools| pools.checked_mul(capacity?));
    let total = match (total, capacity) {
        (Some(total), _) => count(total, "connection"),
        (None, None) => "no limit".to_owned(),
        (None, Some(_)) => "more connections than 64 bits can count".to_owned(),
    };
    let overflow = match capacity {
        Some(tasks) if pool.class == PoolClass::NullPool => format!("{} without a pool", count(tasks, "task")),
        Some(_) => format!("({} + {})", pool.size, pool.overflow),
        None => "unlimited".to_owned(),
    };
    format!("{}: {} × {overflow} = {total}", service.name, factors.join(" × "))
}
