//! Runs that are independent of each other, on one thread or on many.

/// What `run` gives for each number below `count`, in order, whichever thread it ran on.
#[cfg(feature = "parallel")]
pub(super) fn each<T: Send>(count: u64, run: impl Fn(u64) -> T + Send + Sync) -> Vec<T> {
    use rayon::prelude::*;
    (0..count).into_par_iter().map(run).collect()
}

/// What `run` gives for each number below `count`, in order.
#[cfg(not(feature = "parallel"))]
pub(super) fn each<T>(count: u64, run: impl Fn(u64) -> T) -> Vec<T> {
    (0..count).map(run).collect()
}
