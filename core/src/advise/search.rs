//! The smallest number that is enough.

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
    while passing - failing > 1 {
        let middle = failing + (passing - failing) / 2;
        if enough(middle) {
            passing = middle;
        } else {
            failing = middle;
        }
    }
    Some(passing)
}
