//! What is shown of a pool through time, before it is simulated.

use super::Shown;
use crate::simulation_plan;
use poolwise_view::Timeline;

impl Shown<'_> {
    pub(super) fn timeline(&self) -> Timeline {
        let (scenario, plan, shown) = (&self.fleet.document.scenario, self.plan, self.fleet.shown);
        let refused = simulation_plan::timeline(scenario, plan, shown).and_then(Result::err);
        let day = simulation_plan::day(scenario, plan, shown);
        let without = match refused {
            Some(words) => words,
            None if self.has_no_traffic() => "Enter requests per second to see what they do to a pool.".to_owned(),
            None => String::new(),
        };
        Timeline {
            is_coming: without.is_empty(),
            without,
            can_simulate_day: !self.is_refining && matches!(day, Some(Ok(_))),
            day: match day {
                Some(Err(words)) if !self.is_refining => words,
                _ => "24 hours of this traffic, to see rare and slow events".to_owned(),
            },
        }
    }
}
