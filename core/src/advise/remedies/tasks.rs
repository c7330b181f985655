//! More tasks or workers, where these are fewer than the traffic keeps busy, and fewer tasks, where these can deadlock.

use super::change::{Change, Description, each_busy, each_missing, effect, with_missing};
use crate::{
    advise::Advised,
    deadlock::no_deadlock_from,
    format::count,
    scenario::{Lever, Scenario, Service, WorkerClass},
    units::{Positive, as_f64, ceil_count},
};

/// Nobody runs more in one process, or more processes on one host, because a pool says so.
const MAX_ADDED_TASKS: u64 = 200;
const MAX_ADDED_WORKERS: u64 = 64;

pub(super) fn more_tasks<'a>(scenario: &'a Scenario, missing: &'a [bool]) -> Option<Change<'a>> {
    let may_run_more = |service: &Service| has_too_few(service) && !is_sync(service);
    each_busy(scenario, missing).any(|(_, service)| may_run_more(service)).then_some(())?;
    let changed = move |amount: u64| {
        with_missing(scenario, missing, |service| {
            if let Some(tasks) = service.concurrency.filter(|_| may_run_more(service)) {
                service.concurrency = Some(Positive::clamped(u64::from(tasks.get()) + amount));
            }
        })
    };
    Some(Change {
        kind: "more-tasks",
        lever: None,
        most: MAX_ADDED_TASKS,
        scenario: Box::new(changed),
        settle: None,
        describe: Box::new(move |changed, advised| {
            let cost = "more memory in each worker, and enough processor time in one process";
            describe_tasks(scenario, missing, changed, advised, cost)
        }),
    })
}

/// A sync worker serves one request at a time, whatever it is set to, so it takes more of them.
pub(super) fn more_workers<'a>(scenario: &'a Scenario, missing: &'a [bool]) -> Option<Change<'a>> {
    each_busy(scenario, missing).any(|(_, service)| has_too_few(service)).then_some(())?;
    let changed = |amount: u64| {
        with_missing(scenario, missing, |service| {
            if has_too_few(service) {
                service.workers = Positive::clamped(u64::from(service.workers.get()) + amount);
            }
        })
    };
    let describe = |changed: &Scenario, advised: &Advised| {
        let rows = each_busy(changed, missing)
            .map(|(index, service)| (index, service, scenario.services[index].workers))
            .filter(|(_, service, before)| service.workers != *before);
        let (mut set, mut words) = (Vec::new(), Vec::new());
        for (index, service, before) in rows {
            set.push((format!("services[{index}].workers"), service.workers.get().into()));
            words.push(format!(
                "{} per instance of {} instead of {before}",
                count(service.workers.get().into(), "worker"),
                service.name
            ));
        }
        Description {
            change: format!("run {}", words.join(", ")),
            effect: effect(changed, advised),
            cost: "the memory of each further process, and a pool in each".to_owned(),
            set,
            effort: 1.1,
        }
    };
    Some(Change {
        kind: "more-workers",
        lever: Some(Lever::Workers),
        most: MAX_ADDED_WORKERS,
        scenario: Box::new(changed),
        settle: None,
        describe: Box::new(describe),
    })
}

/// Fewer tasks need fewer connections not to deadlock.
pub(super) fn fewer_tasks<'a>(scenario: &'a Scenario, missing: &'a [bool]) -> Option<Change<'a>> {
    let beyond = |service: &Service| {
        let tasks = service.concurrency.filter(|_| no_deadlock_from(service).is_some())?;
        u64::from(tasks.get()).checked_sub(least_tasks(service))
    };
    let most = each_missing(scenario, missing).filter_map(|(_, service)| beyond(service)).max()?;
    let changed = move |amount: u64| {
        with_missing(scenario, missing, |service| {
            if let Some(beyond) = beyond(service) {
                let tasks = least_tasks(service) + beyond.saturating_sub(amount);
                service.concurrency = Some(Positive::clamped(tasks));
            }
        })
    };
    (most > 0).then(|| Change {
        kind: "fewer-tasks",
        lever: None,
        most,
        scenario: Box::new(changed),
        settle: None,
        describe: Box::new(move |changed, advised| {
            let cost = "the requests beyond those wait in front of the worker";
            describe_tasks(scenario, missing, changed, advised, cost)
        }),
    })
}

/// With fewer tasks than twice the traffic keeps busy, requests would pile up in front of the workers instead.
fn least_tasks(service: &Service) -> u64 {
    ceil_count(2.0 * service.offered_load() / f64::from(service.checkouts_per_task.get())).max(1)
}

fn describe_tasks(
    scenario: &Scenario,
    missing: &[bool],
    changed: &Scenario,
    advised: &Advised,
    cost: &str,
) -> Description {
    let (mut set, mut words) = (Vec::new(), Vec::new());
    for (index, service) in each_missing(changed, missing) {
        let (now, before) = (service.concurrency, scenario.services[index].concurrency);
        if let (Some(now), Some(before)) = (now, before)
            && now != before
        {
            set.push((format!("services[{index}].concurrency"), now.get().into()));
            words.push(format!(
                "{} at once in a worker of {} instead of {before}",
                count(now.get().into(), "task"),
                service.name
            ));
        }
    }
    Description {
        change: format!("run {}", words.join(", ")),
        effect: effect(changed, advised),
        cost: cost.to_owned(),
        set,
        effort: 1.0,
    }
}

fn is_sync(service: &Service) -> bool {
    service.worker_class == Some(WorkerClass::Sync)
}

/// Whether the traffic of a pool keeps more connections busy than its tasks ask for at once, if only during a deploy.
fn has_too_few(service: &Service) -> bool {
    let load = service.in_deploy().map_or_else(|| service.offered_load(), |then| then.offered_load());
    service.checkouts_at_once().is_some_and(|asked| as_f64(asked) <= load)
}
