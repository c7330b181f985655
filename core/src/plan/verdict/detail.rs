//! The sum behind the verdict.

use crate::{
    advise::HEADROOM_STEP,
    budget::{PLANNED_PERCENT, Totals},
    format::{count, duration, grouped, list, number, percent},
    outlook::{Outlook, ServiceOutcome},
    predict::State,
    scenario::{Pool, PoolClass, Service, Traffic},
};

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

/// From this many services on only the largest are named, so that what follows from the sums is not lost behind them.
const MANY_SERVICES: usize = 5;

/// The places of the services whose sums are named: all, or of many those with the most connections.
fn largest(outlook: &Outlook<'_>) -> Vec<usize> {
    let lines = &outlook.budget.services;
    let mut places: Vec<usize> = (0..lines.len()).collect();
    if places.len() >= MANY_SERVICES {
        // Those that nothing bounds come first.
        places.sort_by_key(|&index| std::cmp::Reverse(lines[index].current.at_rest.unwrap_or(u64::MAX)));
        places.truncate(MANY_SERVICES - 2);
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

/// What the advised pools take and bring; None where nothing bounds them.
fn advised(outlook: &Outlook<'_>) -> Option<String> {
    let Outlook { scenario, budget, .. } = outlook;
    let Totals { at_deploy: Some(at_deploy), at_scale: Some(at_scale), .. } = budget.advised else { return None };
    let others = u64::from(scenario.database.other_clients.get());
    let [taken, at_scale] = [at_deploy, at_scale].map(|all| all.saturating_sub(others));
    let is_unchanged = (budget.advised, budget.advised_usable) == (budget.current, budget.usable);
    let of = if budget.advised_usable == budget.usable {
        String::new()
    } else {
        format!(" of the {} that it then admits", grouped(budget.advised_usable))
    };
    let scaled = if at_scale > taken { format!(", {} once scaled out,", grouped(at_scale)) } else { String::new() };
    let deadlock = || outlook.services.iter().any(|one| one.deadlocks_as_advised);
    let outcome = match (budget.fits.advised, outlook.advice.is_feasible()) {
        (true, true) if is_unchanged && keeps_sizes(outlook) => return Some(kept(outlook)),
        (true, true) => format!("meet every target{}", borne(outlook)),
        (true, false) if deadlock() => "are the best that fits, in which tasks can still deadlock".to_owned(),
        (true, false) => return Some(hopeless(outlook, &format!("{}{scaled}", grouped(taken)))),
        (false, _) if budget.advised.fit(budget.advised_usable) => {
            "fit the server, but not the pooler's max_client_conn".to_owned()
        }
        (false, _) => too_many(outlook),
    };
    Some(format!("The advised pools take {}{scaled}{of} and {outcome}.", grouped(taken)))
}

/// Where no pools fit: what keeps them from it, and what still happens with the advised ones.
fn too_many(outlook: &Outlook<'_>) -> String {
    let Outlook { scenario, budget, services, .. } = outlook;
    let others = u64::from(scenario.database.other_clients.get());
    let direct = || services.iter().filter(|one| !scenario.is_pooled(one.service));
    let is_least = direct().all(|one| one.service.capacity(&one.advice.pool).is_none_or(|capacity| capacity <= 1));
    let without_pool = direct().find(|one| one.advice.pool.class == PoolClass::NullPool);
    let why = match without_pool {
        _ if others > budget.advised_usable => {
            "do not fit: other clients alone take more than the server admits".to_owned()
        }
        _ if is_least && others > 0 => {
            "are the least there is: too many for this server beside its other clients".to_owned()
        }
        _ if is_least => "are the least there is: too many for this server".to_owned(),
        Some(one) => format!("do not fit: {} opens a connection for each of its tasks", one.service.name),
        None if others > 0 => "do not fit beside the other clients of this server".to_owned(),
        None => "are too many for this server".to_owned(),
    };
    let lost = worst_loss(outlook)
        .map_or_else(String::new, |(share, whose)| format!("; {} of {whose} still time out", percent(share)));
    format!("{why}{lost}")
}

/// The largest share of requests that time out with the advised settings, and which these are: "the requests to api". None
/// where hardly any do.
fn worst_loss(outlook: &Outlook<'_>) -> Option<(f64, String)> {
    let of_services = outlook
        .services
        .iter()
        .map(|one| (one.advice.prediction.timeout_probability, format!("the requests to {}", one.service.name)));
    let of_pooler = outlook.advice.pooler.iter().filter_map(|pooler| pooler.prediction.as_ref());
    let of_pooler = of_pooler.map(|pooler| (pooler.timeout_probability, "the queries in the pooler".to_owned()));
    of_services.chain(of_pooler).filter(|(lost, _)| *lost > 0.005).max_by(|a, b| a.0.total_cmp(&b.0))
}

/// Whether the advice leaves every pool as large as it is.
fn keeps_sizes(outlook: &Outlook<'_>) -> bool {
    outlook.services.iter().all(|one| {
        let (now, then) = (&one.current.pool, &one.advice.pool);
        (now.size, now.overflow) == (then.size, then.overflow)
    })
}

/// Of pools whose size nothing changes.
fn kept(outlook: &Outlook<'_>) -> String {
    format!("The pools keep their size: they meet every target{}.", borne(outlook))
}

/// ", and bear 1.6 times the traffic", or what the budget leaves of the headroom.
fn borne(outlook: &Outlook<'_>) -> String {
    let Outlook { scenario, budget, advice, .. } = outlook;
    let Some((service, traffic)) = least_headroom(outlook) else { return String::new() };
    let target = service.targets.headroom.get();
    if advice.headroom_percent.is_some_and(|percent| percent < 100) && traffic < target {
        let what = match &scenario.pooler {
            Some(pooler) if advice.short_of_clients => {
                format!("pools for max_client_conn = {}", pooler.max_client_conn)
            }
            _ => {
                let usable = budget.advised_usable;
                let is_planned = budget.advised.fit(usable * PLANNED_PERCENT / 100);
                let part = if is_planned { format!("{PLANNED_PERCENT} % of the ") } else { String::new() };
                format!("{part}{} usable connections", grouped(usable))
            }
        };
        format!("; {what} bear {} times the traffic, where the target is {}", number(traffic), number(target))
    } else if traffic < target - HEADROOM_STEP {
        let why = if service.advice.prediction.has_one_for_all() {
            format!(": the tasks of {} use no larger pools", service.service.name)
        } else {
            service.busy_cores.map_or_else(String::new, |cores| format!(": {}", cores.describe()))
        };
        let (traffic, target) = (number(traffic), number(target));
        format!(", and bear {traffic} times the traffic, where the target is {target}{why}")
    } else {
        format!(", and bear {} times the traffic", number(traffic))
    }
}

/// The service whose advised pools bear the least, and how many times its traffic.
fn least_headroom<'a>(outlook: &'a Outlook<'a>) -> Option<(&'a ServiceOutcome<'a>, f64)> {
    let bears = outlook.services.iter().filter_map(|one| Some((one, one.advice.headroom?.traffic)));
    bears.min_by(|a, b| a.1.total_cmp(&b.1))
}

/// Where no pools that fit meet the targets: what still happens with the best of them.
fn hopeless(outlook: &Outlook<'_>, taken: &str) -> String {
    let only_scaled_out = outlook.advice.fails_only_scaled_out(outlook.scenario);
    if let Some((lost, whose)) = worst_loss(outlook) {
        let is_losing = |one: &&ServiceOutcome<'_>| one.advice.prediction.timeout_probability >= lost;
        let cores = outlook.services.iter().find(is_losing).and_then(|one| one.busy_cores);
        let why = match cores {
            Some(cores) => format!("A larger pool would not help, since {}: with the advised pools", cores.describe()),
            None if only_scaled_out => {
                "Pools that fit once scaled out are too small for the instances that run now: with the \
                                        best of them"
                    .to_owned()
            }
            None => "No pools that fit can carry the traffic: with the best of them".to_owned(),
        };
        let taken = taken.trim_end_matches(',');
        let spared = spared(outlook);
        return format!("{why}, which take {taken}, {} of {whose} still time out.{spared}", percent(lost));
    }
    let first_miss =
        |one: &ServiceOutcome<'_>| Some(format!("{}: {}", one.service.name, one.advice.missed.first()?.text()));
    let of_pooler = outlook.advice.pooler.iter().filter_map(|pooler| pooler.missed.first());
    let of_pooler = of_pooler.map(|missed| format!("the pooler: {}", missed.text()));
    let missed: Vec<String> = outlook.services.iter().filter_map(first_miss).chain(of_pooler).collect();
    let missed = if missed.is_empty() { String::new() } else { format!(": {}", missed.join("; ")) };
    let taken = taken.trim_end_matches(',');
    if only_scaled_out {
        return format!(
            "Pools that fit once scaled out are too small for the instances that run now; the best of them take \
             {taken}{missed}."
        );
    }
    format!("No pools that fit meet every target; the best of them take {taken}{missed}.")
}

/// Who gives way to whom: " So that api keeps up, search and export get what is left." Empty where all are saturated, or none.
fn spared(outlook: &Outlook<'_>) -> String {
    let sized = outlook.services.iter().filter(|one| one.advice.needed.is_some());
    let (saturated, others): (Vec<_>, Vec<_>) = sized.partition(|one| one.advice.prediction.state == State::Saturated);
    let names = |ones: &[&ServiceOutcome<'_>]| match ones {
        [] | [_] | [_, _] | [_, _, _] => list(&ones.iter().map(|one| &*one.service.name).collect::<Vec<_>>()),
        [first, second, others @ ..] => {
            let more = format!("{} more", others.len());
            list(&[&first.service.name, &second.service.name, &more])
        }
    };
    if saturated.is_empty() || others.is_empty() {
        return String::new();
    }
    let (keep_up, get) =
        (if others.len() == 1 { "keeps" } else { "keep" }, if saturated.len() == 1 { "gets" } else { "get" });
    format!(" So that {} {keep_up} up, {} {get} what is left.", names(&others), names(&saturated))
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
