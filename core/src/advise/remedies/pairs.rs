//! Two changes together, where one would be too much effort, or does not suffice.

use super::{FoundRemedy, Kind, change::Shortfall, fleet, hold, least, server};
use crate::advise::PredictionCache;

/// A first change by a fixed amount, and then as little as suffices of a second.
struct Pair {
    first: Kind,
    /// The largest amount of the first change is divided by this.
    divisor: u64,
    second: Kind,
}

/// Half of the workers, or a fifth off the hold, and a larger server or still shorter holds.
const PAIRS: [Pair; 3] = [
    Pair { first: fleet::fewer_workers, divisor: 2, second: server::larger_max_connections },
    Pair { first: hold::shorter_hold, divisor: 5, second: server::larger_max_connections },
    Pair { first: fleet::fewer_workers, divisor: 2, second: hold::shorter_hold },
];

/// Every pair that suffices.
pub(super) fn pairs(short: Shortfall<'_>, cache: &PredictionCache) -> Vec<FoundRemedy> {
    PAIRS.iter().filter_map(|pair| pair.find(short, cache)).collect()
}

impl Pair {
    fn find(&self, short: Shortfall<'_>, cache: &PredictionCache) -> Option<FoundRemedy> {
        let first = (self.first)(short)?;
        let between = first.apply(first.max_amount().div_ceil(self.divisor));
        let second = (self.second)(Shortfall { scenario: &between, ..short })?;
        let mut both = least(&*second, cache).filter(|found| found.effort.is_finite())?;
        let description = first.describe(&both.scenario, &both.advised);
        both.remedy.kind = format!("{}+{}", first.kind(), both.remedy.kind).into();
        both.remedy.change = format!("{}, and {}", description.change, both.remedy.change);
        both.remedy.cost = format!("{}; {}", description.cost, both.remedy.cost);
        both.remedy.set.extend(description.set);
        both.lever = None;
        both.effort += description.effort;
        Some(both)
    }
}
