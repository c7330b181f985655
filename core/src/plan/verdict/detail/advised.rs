//! What the advised pools take and bring.

use crate::{
    advise::HEADROOM_STEP,
    budget::{PLANNED_PERCENT, Totals},
    format::{grouped, list, number, percent},
    outlook::{Outlook, ServiceOutcome},
    predict::State,
    scenario::PoolClass,
};

/// What the advised pools take and bring; None where nothing bounds them.
pub(super) fn advised(outlook: &Outlook<'_>) -> Option<String> {
    let Outlook { scenario, budget, .. } = outlook;
    let Totals { at_rest: Some(at_rest), at_deploy: Some(at_deploy), at_scale: Some(at_scale) } = budget.advised else {
        return None;
    };
    let others = u64::from(scenario.database.other_clients.get());
    let [at_rest, taken, at_scale] = [at_rest, at_deploy, at_scale].map(|all| all.saturating_sub(others));
    let is_unchanged = (budget.advised, budget.advised_usable) == (budget.current, budget.usable);
    let of = if budget.advised_usable == budget.usable {
        String::new()
    } else {
        format!(" of the {} that it then admits", grouped(budget.advised_usable))
    };
    let pools = match (at_scale > taken, taken > at_rest) {
        (true, _) => format!("{}, {} once scaled out,", grouped(taken), grouped(at_scale)),
        (false, true) => format!("{}, {} during a deploy,", grouped(at_rest), grouped(taken)),
        (false, false) => grouped(taken),
    };
    let deadlock = || outlook.services.iter().any(|one| one.deadlocks_as_advised);
    let outcome = match (budget.fits.advised, outlook.advice.is_feasible()) {
        (true, true) if is_unchanged && keeps_sizes(outlook) => return Some(kept(outlook)),
        (true, true) => format!("meet every target{}", borne(outlook)),
        (true, false) if deadlock() => "are the best that fits, in which tasks can still deadlock".to_owned(),
        (true, false) => return Some(hopeless(outlook, &pools)),
        (false, _) if budget.advised.fit(budget.advised_usable) => {
            "fit the server, but not the pooler's max_client_conn".to_owned()
        }
        (false, _) => too_many(outlook),
    };
    let (pools, joined) = match (pools.strip_suffix(','), of.is_empty()) {
        (Some(pools), true) => (pools, "; they"),
        (Some(_), false) => (pools.as_str(), "; they"),
        (None, _) => (pools.as_str(), " and"),
    };
    Some(format!("The advised pools take {pools}{of}{joined} {outcome}."))
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
    let subject = if outlook.services.iter().any(|one| one.service.pool.class == PoolClass::NullPool) {
        "The sizes stay as they are: the services"
    } else {
        "The pools keep their size: they"
    };
    format!("{subject} meet every target{}.", borne(outlook))
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

/// Which services keep up at the expense of which: " So that api keeps up, search and export get what is left." Empty where all are saturated, or none.
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
