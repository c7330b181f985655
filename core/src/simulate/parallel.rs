//! Runs that are independent of each other, on one thread or on many.

use std::ops::Range;

/// What `run` gives for each of the numbers, in order, whichever thread it ran on.
#[cfg(feature = "parallel")]
pub(super) fn map_in_order<T: Send>(numbers: Range<u64>, run: impl Fn(u64) -> T + Send + Sync) -> Vec<T> {
    use rayon::prelude::*;
    numbers.into_par_iter().map(run).collect()
}

/// What `run` gives for each of the numbers, in order.
#[cfg(not(feature = "parallel"))]
pub(super) fn map_in_order<T>(numbers: Range<u64>, run: impl Fn(u64) -> T) -> Vec<T> {
    numbers.map(run).collect()
}
