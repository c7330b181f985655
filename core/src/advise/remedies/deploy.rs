//! A deploy that has no instances missing.

use super::change::{Change, Description, Shortfall, effect};
use crate::{
    advise::Advised,
    scenario::{Scenario, Service},
    units::Surge,
};

struct NoneMissing<'a>(Shortfall<'a>);

pub(super) fn none_missing<'a>(short: Shortfall<'a>) -> Option<Box<dyn Change + 'a>> {
    short.services_in(short.scenario).any(|(_, service)| loses_instances(service)).then_some(())?;
    Some(Box::new(NoneMissing(short)))
}

fn loses_instances(service: &Service) -> bool {
    service.serving_in_deploy().is_some()
}

impl Change for NoneMissing<'_> {
    fn kind(&self) -> &'static str {
        "none-missing"
    }

    fn apply(&self, _: u64) -> Scenario {
        self.0.with_each(|service| {
            if loses_instances(service) {
                service.deploy.unavailable = Surge::Count(0);
                if service.surge.rounded_up(service.instances.get()) == 0 {
                    service.surge = Surge::Count(1);
                }
            }
        })
    }

    fn describe(&self, changed: &Scenario, advised: &Advised) -> Description {
        let before = &self.0.scenario.services;
        let rows: Vec<_> = self.0.services_in(changed).filter(|(index, _)| loses_instances(&before[*index])).collect();
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
    }
}
