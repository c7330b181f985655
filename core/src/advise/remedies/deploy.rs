//! A deploy that has no instances missing.

use super::change::{Change, Description, each_missing, effect, with_missing};
use crate::{
    advise::Advised,
    scenario::{Scenario, Service},
    units::Surge,
};

pub(super) fn none_missing<'a>(scenario: &'a Scenario, missing: &'a [bool]) -> Option<Change<'a>> {
    let loses = |service: &Service| service.serving_in_deploy().is_some();
    each_missing(scenario, missing).any(|(_, service)| loses(service)).then_some(())?;
    let changed = move |_| {
        with_missing(scenario, missing, |service| {
            if loses(service) {
                service.deploy.unavailable = Surge::Count(0);
                if service.surge.rounded_up(service.instances.get()) == 0 {
                    service.surge = Surge::Count(1);
                }
            }
        })
    };
    let describe = move |changed: &Scenario, advised: &Advised| {
        let rows: Vec<_> =
            each_missing(changed, missing).filter(|(index, _)| loses(&scenario.services[*index])).collect();
        let names: Vec<String> =
            rows.iter().map(|(_, service)| format!("a surge of {} in {}", service.surge, service.name)).collect();
        let set = rows.iter().flat_map(|(index, service)| {
            let surge = serde_json::to_value(service.surge).unwrap_or_default();
            [(format!("services[{index}].deploy.unavailable"), 0.into()), (format!("services[{index}].surge"), surge)]
        });
        Description {
            change: format!("let no instance be missing during a deploy: unavailable 0, and {}", names.join(", ")),
            effect: effect(changed, advised),
            cost: "room for the instances of the surge, whose connections count in turn".to_owned(),
            set: set.collect(),
            effort: 0.9,
        }
    };
    Some(Change {
        kind: "none-missing",
        lever: None,
        most: 1,
        scenario: Box::new(changed),
        settle: None,
        describe: Box::new(describe),
    })
}
