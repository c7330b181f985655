//! Streams that hold no connection while they run.

use super::change::{Change, Description, Shortfall, effect};
use crate::{
    advise::Advised,
    scenario::{Scenario, Service, Traffic},
};

struct ReturnBeforeStreaming<'a>(Shortfall<'a>);

pub(super) fn return_before_streaming<'a>(short: Shortfall<'a>) -> Option<Box<dyn Change + 'a>> {
    short.services_in(short.scenario).any(|(_, service)| service.traffic.iter().any(is_stream)).then_some(())?;
    Some(Box::new(ReturnBeforeStreaming(short)))
}

fn is_stream(class: &Traffic) -> bool {
    class.open_streams.is_some()
}

impl Change for ReturnBeforeStreaming<'_> {
    fn kind(&self) -> &'static str {
        "return-before-streaming"
    }

    /// What a stream reads before it begins is taken to be nothing beside the seconds that it holds its connection now.
    fn apply(&self, _amount: u64) -> Scenario {
        self.0.with_each(|service: &mut Service| service.traffic.retain(|class| !is_stream(class)))
    }

    fn describe(&self, changed: &Scenario, advised: &Advised) -> Description {
        let streaming =
            self.0.services_in(self.0.scenario).filter(|(_, service)| service.traffic.iter().any(is_stream));
        let names: Vec<&str> = streaming.map(|(_, service)| &*service.name).collect();
        Description {
            change: format!("let the streams of {} return their connections before they begin", names.join(", ")),
            effect: format!("{}, if what they read first takes milliseconds", effect(changed, advised)),
            cost: "code that reads what a stream needs first, and opens a session for a moment where it needs more"
                .to_owned(),
            set: Vec::new(),
            effort: 1.1,
        }
    }
}
