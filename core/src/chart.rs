//! Charts of a plan, as data that any front end draws.
//!
//! The curves are closed forms; where the pools stand is the plan's, which may be simulated.

mod day;
mod deploy;
mod utilization;
mod wait;

pub use day::day;
pub use deploy::deploy;
pub use utilization::utilization;
pub use wait::wait;

use crate::scenario::{Scenario, Service};
use poolwise_chart::{ALWAYS, Color, CurveNumber, Dashes};

/// Settings that are drawn beside the current and the advised ones.
#[derive(Clone, Copy, Debug)]
pub struct Alternative<'a> {
    /// Their name.
    pub name: &'a str,
    /// The scenario that they make.
    pub scenario: &'a Scenario,
}

/// The service at `index` of each alternative that has one, with the alternative's name.
fn services<'a>(alternatives: &[Alternative<'a>], index: usize) -> Vec<(&'a str, &'a Service)> {
    alternatives.iter().filter_map(|one| Some((one.name, one.scenario.services.get(index)?))).collect()
}

/// Marks or labels that belong to no curve.
fn always<T>(items: impl IntoIterator<Item = T>) -> impl Iterator<Item = (CurveNumber, T)> {
    items.into_iter().map(|item| (ALWAYS, item))
}

/// The number of the curve at an index of the legend.
fn number_of(index: usize) -> CurveNumber {
    CurveNumber::try_from(index + 1).unwrap_or(CurveNumber::MAX)
}

/// What tells the alternative at `index` from the others.
fn style(index: usize) -> (Color, Dashes) {
    let color = if index.is_multiple_of(2) { Color::EvenAlternative } else { Color::OddAlternative };
    (color, Dashes::Alternative(u8::try_from(index).unwrap_or(u8::MAX)))
}
