//! The smallest number that is enough.

use crate::units::{as_f64, floor_count};
use std::ops::RangeInclusive;

/// The smallest number of a range that is `enough`, where more is never worse: gallops away from a guess, then halves.
pub(super) fn smallest(within: RangeInclusive<u64>, guess: u64, enough: impl Fn(u64) -> bool) -> Option<u64> {
    let (low, high) = within.into_inner();
    let guess = guess.clamp(low, high);
    // None below `low`.
    let (mut failing, mut passing, mut step) = (low.checked_sub(1)?, guess, 1);
    if enough(guess) {
        while passing > low {
            let candidate = passing.saturating_sub(step).max(low);
            if !enough(candidate) {
                failing = candidate;
                break;
            }
            passing = candidate;
            step = step.saturating_mul(2);
        }
    } else {
        failing = guess;
        loop {
            passing = failing.saturating_add(step).min(high);
            if failing == high {
                return None;
            }
            if enough(passing) {
                break;
            }
            failing = passing;
            step = step.saturating_mul(2);
        }
    }
    Some(smallest_between(failing, passing, enough))
}

/// The smallest number that is `enough`, given one that is not and a larger one that is: halves.
fn smallest_between(mut failing: u64, mut passing: u64, enough: impl Fn(u64) -> bool) -> u64 {
    while passing - failing > 1 {
        let middle = failing + (passing - failing) / 2;
        if enough(middle) {
            passing = middle;
        } else {
            failing = middle;
        }
    }
    passing
}

/// The largest number that stays within a limit, between one that does and a larger one that does not: each with its
/// `excess`, which is positive beyond the limit and never falls.
///
/// Interpolates, but no further from the middle than that the bracket is as narrow as after halving it, one step later at
/// the most (the projection of Oliveira and Takahashi, "An enhancement of the bisection method average performance preserving
/// minmax optimality", 2020).
pub(super) fn largest_within(
    (mut within, mut low): (u64, f64),
    (mut beyond, mut high): (u64, f64),
    excess: impl Fn(u64) -> f64,
) -> u64 {
    let mut widest = 2.0 * as_f64(beyond - within);
    while beyond - within > 1 {
        widest /= 2.0;
        let (from, to) = (as_f64(within), as_f64(beyond));
        let (middle, straight) = (f64::midpoint(from, to), from - low * (to - from) / (high - low));
        let reach = (widest - (to - from) / 2.0).max(0.0);
        let next = floor_count(straight.clamp(middle - reach, middle + reach)).clamp(within + 1, beyond - 1);
        match excess(next) {
            more if more > 0.0 => (beyond, high) = (next, more),
            less => (within, low) = (next, less),
        }
    }
    within
}

/// What a trial of one number shows.
pub(super) struct Trial {
    pub(super) enough: bool,
    /// By what factor the estimate that guesses are made by is off there; None where nothing can be compared.
    pub(super) correction: Option<f64>,
}

/// How many guesses follow the estimate before the rest of the range is halved.
const MAX_GUESSES: u32 = 4;

/// When a search by trials ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// With a number that is enough and one less that is not.
    Proven,
    /// With the first number that is enough.
    Sufficient,
}

/// The smallest number of a range that is enough, where more is never worse and a trial is costly: guesses by an estimate
/// that the trials correct.
pub(super) fn smallest_by_trials(
    within: RangeInclusive<u64>,
    end: End,
    guess: impl Fn(f64) -> u64,
    trial: impl Fn(u64) -> Trial,
) -> Option<u64> {
    let (low, high) = within.into_inner();
    let mut failing = low.checked_sub(1)?;
    let mut passing = None;
    let (mut next, mut guesses) = (guess(1.0).clamp(low, high), 0);
    loop {
        let Trial { enough, correction } = trial(next);
        if enough {
            passing = Some(next);
        } else {
            failing = next;
        }
        let largest = match passing {
            Some(passing) if end == End::Sufficient => return Some(passing),
            Some(passing) if passing - failing <= 1 => return Some(passing),
            Some(passing) => passing - 1,
            None if failing == high => return None,
            None => high,
        };
        guesses += 1;
        next = match (correction.filter(|_| guesses < MAX_GUESSES), passing) {
            (Some(correction), _) => guess(correction).clamp(failing + 1, largest),
            (None, Some(passing)) => failing + (passing - failing) / 2,
            (None, None) => failing.saturating_mul(2).clamp(failing + 1, largest),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::cell::Cell;

    /// The result, and how many trials it takes where the estimate of what is needed is off by a factor.
    fn search(needed: u64, off: f64, within: RangeInclusive<u64>, compares: bool) -> (Option<u64>, u32) {
        let trials = Cell::new(0);
        let estimate =
            |correction: f64| crate::units::ceil_count(crate::units::as_f64(needed) / off * correction).max(1);
        let found = smallest_by_trials(within, End::Proven, estimate, |number| {
            trials.set(trials.get() + 1);
            Trial { enough: number >= needed, correction: compares.then_some(off) }
        });
        (found, trials.get())
    }

    #[test]
    fn a_corrected_guess_takes_few_trials() {
        assert_eq!(search(40, 1.0, 1..=1000, true), (Some(40), 2));
        assert_eq!(search(40, 1.6, 1..=1000, true), (Some(40), 3));
        assert_eq!(search(40, 0.6, 1..=1000, true), (Some(40), 3));
        assert_eq!(search(40, 1.0, 1..=30, true), (None, 1));
        assert_eq!(search(1, 1.0, 1..=30, true), (Some(1), 1));
    }

    proptest! {
        #[test]
        fn finds_what_trying_each_would_find(
            needed in 1..200_u64, off in 0.2..5.0, low in 1..50_u64, size in 0..200_u64, compares: bool
        ) {
            let within = low..=low + size;
            let expected = within.clone().find(|number| *number >= needed);
            prop_assert_eq!(search(needed, off, within, compares).0, expected);
        }

        #[test]
        fn interpolating_finds_what_halving_finds_in_hardly_more_steps(
            limit in 0..1000_u64, beyond in 1..1001_u64, power in 0.1..20.0, scale in 1e-6..1e6
        ) {
            let limit = limit.min(beyond - 1);
            let excess = |number: u64| {
                let over = crate::units::as_f64(number) - crate::units::as_f64(limit) - 0.5;
                scale * over.signum() * libm::pow(over.abs(), power)
            };
            let steps = Cell::new(0);
            let found = largest_within((0, -1.0), (beyond, excess(beyond)), |number| {
                steps.set(steps.get() + 1);
                excess(number)
            });
            prop_assert_eq!(found, limit);
            prop_assert!(steps.get() <= 2 + beyond.ilog2(), "{} steps of {beyond}", steps.get());
        }
    }
}
