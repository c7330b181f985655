//! More tasks or workers, where these are fewer than the traffic keeps busy, and fewer tasks, where these can deadlock.

use super::change::{Change, Description, Shortfall, effect};
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

struct MoreTasks<'a>(Shortfall<'a>);

pub(super) fn more_tasks<'a>(short: Shortfall<'a>) -> Option<Box<dyn Change + 'a>> {
    short.busy_services_in(short.scenario).any(|(_, service)| may_run_more_tasks(service)).then_some(())?;
    Some(Box::new(MoreTasks(short)))
}

fn may_run_more_tasks(service: &Service) -> bool {
    has_too_few(service) && !is_sync(service)
}

impl Change for MoreTasks<'_> {
    fn kind(&self) -> &'static str {
        "more-tasks"
    }

    fn max_amount(&self) -> u64 {
        MAX_ADDED_TASKS
    }

    fn apply(&self, amount: u64) -> Scenario {
        self.0.with_each(|service| {
            if let Some(tasks) = service.concurrency.filter(|_| may_run_more_tasks(service)) {
                service.concurrency = Some(Positive::clamped(u64::from(tasks.get()) + amount));
            }
        })
    }

    fn describe(&self, changed: &Scenario, advised: &Advised) -> Description {
        let cost = "more memory in each worker, and enough processor time in one process";
        describe_tasks(self.0, changed, advised, cost)
    }
}

/// A sync worker serves one request at a time, whatever it is set to, so it takes more of them.
struct MoreWorkers<'a>(Shortfall<'a>);

pub(super) fn more_workers<'a>(short: Shortfall<'a>) -> Option<Box<dyn Change + 'a>> {
    short.busy_services_in(short.scenario).any(|(_, service)| has_too_few(service)).then_some(())?;
    Some(Box::new(MoreWorkers(short)))
}

impl Change for MoreWorkers<'_> {
    fn kind(&self) -> &'static str {
        "more-workers"
    }

    fn lever(&self) -> Option<Lever> {
        Some(Lever::Workers)
    }

    fn max_amount(&self) -> u64 {
        MAX_ADDED_WORKERS
    }

    fn apply(&self, amount: u64) -> Scenario {
        self.0.with_each(|service| {
            if has_too_few(service) {
                service.workers = Positive::clamped(u64::from(service.workers.get()) + amount);
            }
        })
    }

    fn describe(&self, changed: &Scenario, advised: &Advised) -> Description {
        let rows = self
            .0
            .busy_services_in(changed)
            .map(|(index, service)| (index, service, self.0.scenario.services[index].workers))
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
    }
}

/// Fewer tasks need fewer connections not to deadlock.
struct FewerTasks<'a> {
    short: Shortfall<'a>,
    /// The largest number of tasks beyond the least.
    most: u64,
}

pub(super) fn fewer_tasks<'a>(short: Shortfall<'a>) -> Option<Box<dyn Change + 'a>> {
    let beyond = short.services_in(short.scenario).filter_map(|(_, service)| tasks_beyond_least(service));
    let most = beyond.max().filter(|most| *most > 0)?;
    Some(Box::new(FewerTasks { short, most }))
}

/// How many tasks a service can do without; None where its tasks cannot deadlock.
fn tasks_beyond_least(service: &Service) -> Option<u64> {
    let tasks = service.concurrency.filter(|_| no_deadlock_from(service).is_some())?;
    u64::from(tasks.get()).checked_sub(least_tasks(service))
}

impl Change for FewerTasks<'_> {
    fn kind(&self) -> &'static str {
        "fewer-tasks"
    }

    fn max_amount(&self) -> u64 {
        self.most
    }

    fn apply(&self, amount: u64) -> Scenario {
        self.short.with_each(|service| {
            if let Some(beyond) = tasks_beyond_least(service) {
                let tasks = least_tasks(service) + beyond.saturating_sub(amount);
                service.concurrency = Some(Positive::clamped(tasks));
            }
        })
    }

    fn describe(&self, changed: &Scenario, advised: &Advised) -> Description {
        describe_tasks(self.short, changed, advised, "the requests beyond those wait in front of the worker")
    }
}

/// With fewer tasks than twice the traffic keeps busy, requests would pile up in front of the workers instead.
fn least_tasks(service: &Service) -> u64 {
    ceil_count(2.0 * service.offered_load() / f64::from(service.checkouts_per_task.get())).max(1)
}

fn describe_tasks(short: Shortfall<'_>, changed: &Scenario, advised: &Advised, cost: &str) -> Description {
    let (mut set, mut words) = (Vec::new(), Vec::new());
    for (index, service) in short.services_in(changed) {
        let (now, before) = (service.concurrency, short.scenario.services[index].concurrency);
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
    service.checkouts_at_once().is_some_and(|checkouts| as_f64(checkouts) <= load)
}
