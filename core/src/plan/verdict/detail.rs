//! The sum behind the verdict.

mod advised;

use crate::{
    format::{count, duration, grouped, number},
    outlook::Outlook,
    predict::State,
    scenario::{Pool, PoolClass, Service, Traffic},
};
use advised::advised;

pub(super) fn detail(outlook: &Outlook<'_>) -> String {
    let Outlook { scenario, budget, services, .. } = outlook;
    let to_pooler = |service| if scenario.is_pooled(service) { " to the pooler" } else { "" };
    let is_pool_assumed = |index: usize| {
        let is_given = |name: &&str| outlook.given.has(&format!("services[{index}].pool.{name}"));
        !outlook.given.is_unknown() && !["size", "overflow", "class"].iter().any(is_given)
    };
    let named = largest(outlook);
    let sums = scenario.services.iter().enumerate().filter(|(index, _)| named.contains(index));
    let mut sums: Vec<String> = sums
        .map(|(index, service)| format!("{}{}", sum(service, is_pool_assumed(index)), to_pooler(service)))
        .collect();
    let others = scenario.services.len() - named.len();
    if others > 0 {
        let lines = budget.services.iter().enumerate().filter(|(index, _)| !named.contains(index));
        let taken = lines.fold(0, |sum: u64, (_, line)| sum.saturating_add(line.current.at_rest.unwrap_or(0)));
        sums.push(format!("{others} more services with {}", count(taken, "connection")));
    }
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
    sentences.push(admitted(outlook));

    let with_traffic = services.iter().filter(|one| one.advice.prediction.state != State::NoTraffic);
    let mut loads: Vec<f64> =
        with_traffic.map(|one| one.service.in_all_pools(one.advice.prediction.offered_load)).collect();
    // In another order the last bits of the sum may differ.
    loads.sort_by(f64::total_cmp);
    let busy: f64 = loads.into_iter().sum();
    if busy > 0.0 {
        let when = if scenario.services.iter().any(Service::has_profile) { "at its busiest" } else { "on average" };
        sentences.push(format!("The traffic needs {} {when}{}.", number(busy), assumed_hold(outlook)));
    }
    if busy > 0.0 {
        sentences.extend(advised(outlook));
    }
    sentences.join(" ")
}

/// From this many services on only so many, the largest, are named, so that what follows from the sums is not lost behind
/// them.
const MANY_SERVICES: usize = 5;
const NAMED_OF_MANY: usize = 2;

/// The places of the services whose sums are named: all, or of many those with the most connections.
fn largest(outlook: &Outlook<'_>) -> Vec<usize> {
    let lines = &outlook.budget.services;
    let mut places: Vec<usize> = (0..lines.len()).collect();
    if places.len() >= MANY_SERVICES {
        // Those that nothing bounds come first.
        places.sort_by_key(|&index| std::cmp::Reverse(lines[index].current.at_rest.unwrap_or(u64::MAX)));
        places.truncate(NAMED_OF_MANY);
    }
    places
}

/// ", if each request holds a connection for 50 ms (assumed)", where nobody gave a hold.
fn assumed_hold(outlook: &Outlook<'_>) -> String {
    if outlook.given.is_unknown() {
        return String::new();
    }
    let is_assumed = |(index, number, class): (usize, usize, &Traffic)| {
        let place = format!("services[{index}].traffic[{number}]");
        let is_given = |name: &&str| {
            let field = format!("{place}.{name}");
            outlook.given.has(&field) || outlook.given.has_below(&field)
        };
        let fields = ["hold_ms", "statement_ms", "open_streams"];
        (!fields.iter().any(is_given)).then(|| class.moments().mean_ms)
    };
    let services = outlook.scenario.services.iter().enumerate();
    let mut classes = services.flat_map(|(index, service)| {
        let classes = service.traffic.iter().enumerate().filter(|(_, class)| class.rate_per_s.get() > 0.0);
        classes.map(move |(number, class)| (index, number, class))
    });
    let hold = classes.find_map(is_assumed);
    hold.map_or_else(String::new, |ms| format!(", if each request holds a connection for {} (assumed)", duration(ms)))
}

/// What the server admits, and whether that rests on a default which nobody gave.
fn admitted(outlook: &Outlook<'_>) -> String {
    let Outlook { scenario, budget, .. } = outlook;
    let (usable, max) = (grouped(budget.usable), scenario.database.max_connections);
    if outlook.is_limit_assumed() {
        format!("PostgreSQL admits {usable} of {max}, its default (assumed).")
    } else {
        format!("PostgreSQL admits {usable}.")
    }
}

/// "api: 4 instances × 2 workers × (5 + 10) = 120 connections"
fn sum(service: &Service, is_pool_assumed: bool) -> String {
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
        Some(_) if is_pool_assumed && *pool == Pool::default() => {
            format!("({} + {}, SQLAlchemy's default, assumed)", pool.size, pool.overflow)
        }
        Some(_) => format!("({} + {})", pool.size, pool.overflow),
        None => "unlimited".to_owned(),
    };
    format!("{}: {} × {overflow} = {total}", service.name, factors.join(" × "))
}
