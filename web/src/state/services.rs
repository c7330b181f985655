//! Several services on one database: how they come, go and share a pasted text.

use super::State;
use poolwise_view::{Input, PastePart, ServiceInput};

/// As many services as a person can look through.
pub const MAX_SERVICES: usize = 20;

/// The longest name of a service, in letters.
pub const LONGEST_SERVICE_NAME: usize = 40;

/// The input with the text of the service at a place taken as a whole.
pub(super) fn whole(input: &Input, place: usize) -> Input {
    let mut input = input.clone();
    input.services[place].part = PastePart::Whole;
    input
}

impl State {
    /// A service comes after the others, and into view.
    pub(super) fn add(&mut self, input: &mut Input, service: ServiceInput) {
        if input.services.len() < MAX_SERVICES {
            self.shown = input.services.len();
            input.services.push(service);
        }
    }

    /// The service in view goes; the last one stays.
    pub(super) fn remove(&mut self, input: &mut Input) {
        if input.services.len() > 1 {
            input.services.remove(self.shown);
        }
    }

    /// Each service of the text of the one in view has its own part of it.
    pub(super) fn split(&self, input: &mut Input, names: &[String]) {
        let room = MAX_SERVICES - input.services.len() + 1;
        let first = input.services[self.shown].clone();
        let parts = (0..).zip(names).take(room).map(|(place, name)| {
            let service =
                if place == 0 { first.clone() } else { ServiceInput { paste: first.paste, ..ServiceInput::default() } };
            ServiceInput { name: name.clone(), part: PastePart::Of(place), ..service }
        });
        input.services.splice(self.shown..=self.shown, parts);
    }

    /// The service in view has its whole text, and those that came from it go.
    pub(super) fn join(&mut self, input: &mut Input) {
        self.forget_siblings(input);
        let service = &mut input.services[self.shown];
        (service.part, service.name) = (PastePart::Whole, String::new());
    }

    /// The other services that have their parts of the same text go.
    pub(super) fn forget_siblings(&mut self, input: &mut Input) {
        let paste = input.services[self.shown].paste;
        let is_part = |service: &ServiceInput| matches!(service.part, PastePart::Of(_)) && service.paste == paste;
        if !is_part(&input.services[self.shown]) {
            return;
        }
        let before = input.services[..self.shown].iter().filter(|one| is_part(one)).count();
        let mut place = 0;
        let shown = self.shown;
        input.services.retain(|service| {
            place += 1;
            place == shown + 1 || !is_part(service)
        });
        self.shown -= before;
    }
}
