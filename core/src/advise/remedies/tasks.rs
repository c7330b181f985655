//! More tasks, where these are fewer than the traffic keeps busy.

use super::change::{Change, Description, each_busy, effect, with_missing};
use crate::{
    advise::Advised,
    format::count,
    scenario::{Scenario, Service},
    units::{Positive, as_f64},
};

/// Nobody runs more in one process because a pool says so.
const MOST_MORE: u64 = 200;

pub(super) fn more_tasks<'a>(scenario: &'a Scenario, missing: &'a [bool]) -> Option<Change<'a>> {
    each_busy(scenario, missing).any(|(_, service)| has_too_few(service)).then_some(())?;
    let changed = |amount: u64| {
        with_missing(scenario, missing, |service| {
            if let Some(tasks) = service.concurrency.filter(|_| has_too_few(service)) {
                service.concurrency = Some(Positive::clamped(u64::from(tasks.get()) + amount));
            }
        })
    };
    let describe = |changed: &Scenario, advised: &Advised| {
        let (mut set, mut words) = (Vec::new(), Vec::new());
        for (index, service) in each_busy(changed, missing) {
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
            cost: "more memory in each worker, and enough processor time in one process".to_owned(),
            set,
            effort: 1.0,
        }
    };
    Some(Change {
        kind: "more-tasks",
        lever: None,
        most: MOST_MORE,
        scenario: Box::new(changed),
        settle: None,
        describe: Box::new(describe),
    })
}

/// Whether the traffic of a pool keeps more connections busy than its tasks ask for at once, if only during a deploy.
fn has_too_few(service: &Service) -> bool {
    let load = service.in_deploy().map_or_else(|| service.offered_load(), |then| then.offered_load());
    service.checkouts_at_once().is_some_and(|asked| as_f64(asked) <= load)
}
