//! Threads that simulate, for one call at a time.
//!
//! gunicorn and Celery fork processes, and a fork copies no threads: a call in a child would wait for ever for those of
//! rayon's global pool. So each call starts its own, which takes about 0.1 ms, and ends them.

use rayon::ThreadPoolBuilder;

/// Enough for a plan; more would take cores from the service that asks.
const MAX_THREADS: usize = 8;

/// Runs `work` with threads of its own, or on this thread alone where the system has none left.
pub(crate) fn run<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    match ThreadPoolBuilder::new().num_threads(cores.min(MAX_THREADS)).build() {
        Ok(pool) => pool.install(work),
        Err(_) => work(),
    }
}
