//! Fewer pools: workers, instances, and instances that autoscaling may start.

use super::change::{Change, Description, each_missing, effect, with_missing};
use crate::{
    advise::Advised,
    format::count,
    scenario::{Lever, Scenario, Service},
    units::{Positive, Surge},
};

pub(super) fn fewer_workers<'a>(scenario: &'a Scenario, missing: &'a [bool]) -> Option<Change<'a>> {
    fewer(
        scenario,
        missing,
        &Fewer {
            kind: "fewer-workers",
            lever: Lever::Workers,
            field: "workers",
            count: |service| service.workers,
            least: |_| Positive::clamped(1),
            set: |service, workers| service.workers = workers,
            words: |name, now, before| format!("{} per instance of {name} instead of {before}", count(now, "worker")),
            cost: "each of them has to do more at once: threads or coroutines, and enough processor time in one process",
            effort: 2.0,
        },
    )
}

pub(super) fn fewer_instances<'a>(scenario: &'a Scenario, missing: &'a [bool]) -> Option<Change<'a>> {
    fewer(
        scenario,
        missing,
        &Fewer {
            kind: "fewer-instances",
            lever: Lever::Instances,
            field: "instances",
            count: |service| service.instances,
            least: still_serving,
            set: |service, instances| service.instances = instances,
            words: |name, now, before| format!("{} of {name} instead of {before}", count(now, "instance")),
            cost: "larger instances; losing one loses more capacity",
            effort: 4.0,
        },
    )
}

pub(super) fn fewer_autoscaled<'a>(scenario: &'a Scenario, missing: &'a [bool]) -> Option<Change<'a>> {
    fewer(
        scenario,
        missing,
        &Fewer {
            kind: "fewer-autoscaled",
            lever: Lever::Instances,
            field: "max_instances",
            count: Service::most_instances,
            least: |service| service.instances,
            set: |service, most| {
                if service.max_instances.is_some() {
                    service.max_instances = Some(most);
                }
            },
            words: |name, now, before| format!("at most {} of {name} instead of {before}", count(now, "instance")),
            cost: "load beyond the remaining instances queues",
            effort: 1.2,
        },
    )
}

/// The fewest instances of which a deploy leaves one to serve, where it does so now.
fn still_serving(service: &Service) -> Positive {
    let missing = match service.deploy.unavailable {
        _ if service.serving_in_deploy().is_none() => 0,
        Surge::Count(missing) => missing.max(1).into(),
        Surge::Percent(_) => 1,
    };
    Positive::clamped(missing + 1).min(service.instances)
}

struct Fewer {
    kind: &'static str,
    lever: Lever,
    field: &'static str,
    count: fn(&Service) -> Positive,
    /// No fewer than these.
    least: fn(&Service) -> Positive,
    set: fn(&mut Service, Positive),
    words: fn(&str, u64, u32) -> String,
    cost: &'static str,
    effort: f64,
}

fn fewer<'a>(scenario: &'a Scenario, missing: &'a [bool], of: &Fewer) -> Option<Change<'a>> {
    let Fewer { kind, lever, field, count, least, set, words, cost, effort } = *of;
    let counted = move |service: &Service| count(service).get();
    let beyond = |service: &Service| counted(service) - least(service).get();
    let most = each_missing(scenario, missing).map(|(_, service)| beyond(service)).max()?;
    let changed = move |amount: u64| {
        with_missing(scenario, missing, |service| {
            let fewer = u64::from(counted(service)).saturating_sub(amount);
            set(service, Positive::clamped(fewer).max(least(service)));
        })
    };
    let describe = move |changed: &Scenario, advised: &Advised| {
        let rows: Vec<_> = each_missing(changed, missing)
            .map(|(index, service)| (index, service, counted(&scenario.services[index])))
            .filter(|(_, service, before)| counted(service) != *before)
            .collect();
        let sentences: Vec<String> =
            rows.iter().map(|(_, service, before)| words(&service.name, counted(service).into(), *before)).collect();
        Description {
            change: format!("run {}", sentences.join(", ")),
            effect: effect(changed, advised),
            cost: cost.to_owned(),
            set: rows
                .iter()
                .map(|(index, service, _)| (format!("services[{index}].{field}"), counted(service).into()))
                .collect(),
            effort,
        }
    };
    (most > 0).then(|| Change {
        kind,
        lever: Some(lever),
        most: most.into(),
        scenario: Box::new(changed),
        settle: None,
        describe: Box::new(describe),
    })
}
