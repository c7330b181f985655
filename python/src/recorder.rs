//! What a pool did, counted as it happens: the part of the monitor that runs at every checkout.
//!
//! Nothing here calls Python while the lock is held, so neither a signal handler nor the garbage collector, which may
//! return a connection at any moment, can meet a lock of its own thread. A checkout takes about a microsecond of it.

mod state;
mod summary;
mod window;

use pyo3::{prelude::*, types::PyAny};
use state::{Held, MAX_OPENINGS, OPENINGS, State, WAITS};
use std::sync::{Mutex, MutexGuard, PoisonError};
use summary::BOUNDS_S;

/// Counts what happens to one pool, in seconds since its start. Listeners of the pool's events call it.
#[pyclass(module = "poolwise._engine")]
pub(crate) struct Recorder {
    window_s: f64,
    state: Mutex<State>,
}

impl Recorder {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn identity(object: &Bound<'_, PyAny>) -> usize {
    object.as_ptr().addr()
}

/// Count, mean, cv, p50, p95, p99.
type Values = (u64, f64, f64, f64, f64, f64);

#[pymethods]
impl Recorder {
    #[new]
    fn new(window_s: f64) -> Self {
        Self { window_s, state: Mutex::new(State::new(window_s)) }
    }

    /// The pool that the engine has now, and how many of its connections are open.
    fn adopt(&self, capacity: Option<u64>, open: Option<i64>) {
        let mut state = self.state();
        state.capacity = capacity;
        state.pool += 1;
        state.open_before = match open {
            Some(open) => open,
            // Those in use come back; the others were closed.
            None => i64::try_from(state.held.len()).unwrap_or(0) - state.balance(),
        };
    }

    /// Forgets everything: this is a forked process, and what it counted is its parent's.
    fn reset(&self) {
        let mut new = State::new(self.window_s);
        {
            let mut state = self.state();
            (new.capacity, new.pool) = (state.capacity, state.pool);
            new.kept = state.kept.as_ref().map(|_| Default::default());
            std::mem::swap(&mut *state, &mut new);
        }
        drop(new);
    }

    /// A request asks for a connection. Returns the time, for what follows.
    fn request(&self) -> f64 {
        let mut state = self.state();
        let now = state.now();
        state.asking.push(now);
        let requests = state.held.len() + state.asking.len();
        state.window.at_once(now, requests);
        now
    }

    /// It has one. `connection` is what the pool gave, `taken_by` the stack that asked.
    #[pyo3(signature = (since, connection, taken_by=None))]
    fn taken(&self, since: f64, connection: &Bound<'_, PyAny>, taken_by: Option<Py<PyAny>>) -> PyResult<()> {
        let key = identity(&connection.getattr(pyo3::intern!(connection.py(), "dbapi_connection"))?);
        let mut state = self.state();
        let now = state.now();
        let opening_s = state.openings.remove(&key).unwrap_or(0.0);
        let pool = state.pool;
        let before = state.held.insert(key, Held { since: now, taken_by, pool });
        state.stop_asking(since);
        state.window.checkout(now, now - since, opening_s);
        state.keep(WAITS, now - since);
        drop(state);
        drop(before);
        Ok(())
    }

    /// The request found none within the timeout.
    fn timed_out(&self, since: f64) {
        let mut state = self.state();
        let now = state.now();
        state.stop_asking(since);
        state.last_timeout = Some(now);
        state.window.timeout(now, now - since);
    }

    /// The request failed otherwise, for example since the server refused the connection.
    fn failed(&self, since: f64) {
        self.state().stop_asking(since);
    }

    /// A connection came back: the event `checkin`. Its record alone is left of an invalidated one.
    fn returned(&self, connection: &Bound<'_, PyAny>, record: &Bound<'_, PyAny>) {
        let key = identity(if connection.is_none() { record } else { connection });
        let held = self.state().end_hold(key, false);
        drop(held);
    }

    /// A connection left the pool for good: the event `detach`.
    fn detached(&self, connection: &Bound<'_, PyAny>, record: &Bound<'_, PyAny>) {
        let _ = record;
        let held = self.state().end_hold(identity(connection), true);
        drop(held);
    }

    /// A record will lose its connection: the event `invalidate`.
    fn invalidated(&self, connection: &Bound<'_, PyAny>, record: &Bound<'_, PyAny>, error: &Bound<'_, PyAny>) {
        let _ = error;
        let mut state = self.state();
        if let Some(held) = state.held.remove(&identity(connection)) {
            state.held.insert(identity(record), held);
        }
    }

    /// A connection was opened, in so many seconds where that is known: the event `connect`.
    fn opened(&self, connection: &Bound<'_, PyAny>, took_s: Option<f64>) {
        let mut state = self.state();
        let now = state.now();
        if let Some(took_s) = took_s {
            if state.openings.len() >= MAX_OPENINGS {
                state.openings.clear();
            }
            state.openings.insert(identity(connection), took_s);
            state.keep(OPENINGS, took_s);
        }
        state.window.opened(now, took_s);
    }

    /// A connection was closed: the event `close`.
    fn closed(&self) {
        let mut state = self.state();
        let now = state.now();
        state.window.closed(now);
    }

    /// In use, open, waiting, the longest wait so far, and how long ago the last timeout was.
    fn now(&self) -> (usize, i64, usize, f64, Option<f64>) {
        let state = self.state();
        let now = state.now();
        let waiting = state.waiting();
        let oldest = state.asking.iter().filter(|_| waiting > 0);
        let longest_wait_s = oldest.fold(0.0_f64, |longest, since| longest.max(now - since));
        let last_timeout_s = state.last_timeout.map(|at| now - at);
        (state.held.len(), state.open(), waiting, longest_wait_s, last_timeout_s)
    }

    /// The age in seconds and the stack of each connection in use, the oldest first.
    fn held(&self, py: Python<'_>) -> Vec<(f64, Option<Py<PyAny>>)> {
        let state = self.state();
        let now = state.now();
        let stack = |held: &Held| held.taken_by.as_ref().map(|stack| stack.clone_ref(py));
        let mut held: Vec<_> = state.held.values().map(|held| (now - held.since, stack(held))).collect();
        held.sort_by(|a, b| b.0.total_cmp(&a.0));
        held
    }

    /// The window: its seconds; wait, checkout, hold and opening; timeouts, opened, closed, and the most requests at once.
    fn recent(&self) -> (f64, [Values; 4], [u64; 4]) {
        let (seconds, sum) = {
            let state = self.state();
            state.window.recent(state.now())
        };
        let values = [&sum.wait, &sum.checkout, &sum.hold, &sum.opening].map(summary::Summary::values);
        (seconds, values, [sum.timeouts, sum.opened, sum.closed, sum.at_once])
    }

    /// Since the start: counts per bucket and the sum in seconds, of checkouts and of holds; timeouts, opened, closed.
    fn totals(&self) -> (Vec<u64>, f64, Vec<u64>, f64, u64, u64, u64) {
        let totals = self.state().window.totals.clone();
        let (checkout, hold) = (totals.checkout, totals.hold);
        let counts = |counts: [u64; BOUNDS_S.len() + 1]| counts.to_vec();
        (
            counts(checkout.counts),
            checkout.total_s,
            counts(hold.counts),
            hold.total_s,
            totals.timeouts,
            totals.opened,
            totals.closed,
        )
    }

    /// Keeps single durations from now on, for `take_kept`.
    fn keep_durations(&self) {
        self.state().kept.get_or_insert_default();
    }

    /// The durations since the last call, in seconds: waits, holds and openings.
    fn take_kept(&self) -> [Vec<f64>; 3] {
        self.state().kept.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// The upper bounds of the buckets, in seconds.
    #[staticmethod]
    fn bounds_s() -> Vec<f64> {
        BOUNDS_S.to_vec()
    }
}
