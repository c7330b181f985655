//! Fewer pools: workers, instances, and instances that autoscaling may start.

use super::change::{Change, Description, Shortfall, effect};
use crate::{
    advise::Advised,
    format::count,
    scenario::{Lever, Scenario, Service, ServiceKind},
    units::{Positive, Surge},
};

/// What there may be fewer of.
struct Unit {
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

static WORKERS: Unit = Unit {
    kind: "fewer-workers",
    lever: Lever::Workers,
    field: "workers",
    count: |service| service.workers,
    least: |_| Positive::clamped(1),
    set: |service, workers| service.workers = workers,
    words: |name, now, before| format!("{} per instance of {name} instead of {before}", count(now, "worker")),
    cost: "each of them has to do more at once: threads or coroutines, and enough processor time in one process",
    effort: 2.0,
};

static INSTANCES: Unit = Unit {
    kind: "fewer-instances",
    lever: Lever::Instances,
    field: "instances",
    count: |service| service.instances,
    least: still_serving,
    set: |service, instances| service.instances = instances,
    words: |name, now, before| format!("{} of {name} instead of {before}", count(now, "instance")),
    cost: "larger instances, and more is gone when one of them is",
    effort: 4.0,
};

static AUTOSCALED: Unit = Unit {
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
    cost: "what the last of them would have served waits instead",
    effort: 1.2,
};

pub(super) fn fewer_workers<'a>(short: Shortfall<'a>) -> Option<Box<dyn Change + 'a>> {
    fewer(short, &WORKERS)
}

pub(super) fn fewer_instances<'a>(short: Shortfall<'a>) -> Option<Box<dyn Change + 'a>> {
    fewer(short, &INSTANCES)
}

pub(super) fn fewer_autoscaled<'a>(short: Shortfall<'a>) -> Option<Box<dyn Change + 'a>> {
    fewer(short, &AUTOSCALED)
}

/// The fewest instances of which a deploy leaves one to serve, where it does so now. How many a function runs follows from
/// its traffic.
fn still_serving(service: &Service) -> Positive {
    if service.kind == ServiceKind::Function {
        return service.instances;
    }
    let missing = match service.deploy.unavailable {
        _ if service.serving_in_deploy().is_none() => 0,
        Surge::Count(missing) => missing.max(1).into(),
        Surge::Percent(_) => 1,
    };
    Positive::clamped(missing + 1).min(service.instances)
}

struct Fewer<'a> {
    short: Shortfall<'a>,
    unit: &'static Unit,
    /// The most units that a service can do without.
    most: u32,
}

fn fewer<'a>(short: Shortfall<'a>, unit: &'static Unit) -> Option<Box<dyn Change + 'a>> {
    let beyond = |service: &Service| (unit.count)(service).get() - (unit.least)(service).get();
    let most = short.services_in(short.scenario).map(|(_, service)| beyond(service)).max().filter(|most| *most > 0)?;
    Some(Box::new(Fewer { short, unit, most }))
}

impl Change for Fewer<'_> {
    fn kind(&self) -> &'static str {
        self.unit.kind
    }

    fn lever(&self) -> Option<Lever> {
        Some(self.unit.lever)
    }

    fn max_amount(&self) -> u64 {
        self.most.into()
    }

    fn apply(&self, amount: u64) -> Scenario {
        let Unit { count, least, set, .. } = self.unit;
        self.short.with_each(|service| {
            let fewer = u64::from(count(service).get()).saturating_sub(amount);
            set(service, Positive::clamped(fewer).max(least(service)));
        })
    }

    fn describe(&self, changed: &Scenario, advised: &Advised) -> Description {
        let Unit { field, count, words, cost, effort, .. } = self.unit;
        let rows: Vec<_> = self
            .short
            .services_in(changed)
            .map(|(index, service)| (index, service, count(&self.short.scenario.services[index]).get()))
            .filter(|(_, service, before)| count(service).get() != *before)
            .collect();
        let sentences: Vec<String> = rows
            .iter()
            .map(|(_, service, before)| words(&service.name, count(service).get().into(), *before))
            .collect();
        Description {
            change: format!("run {}", sentences.join(", ")),
            effect: effect(changed, advised),
            cost: (*cost).to_owned(),
            set: rows
                .iter()
                .map(|(index, service, _)| (format!("services[{index}].{field}"), count(service).get().into()))
                .collect(),
            effort: *effort,
        }
    }
}
