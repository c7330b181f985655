//! What one process has counted. A forked process starts with a new one.

use super::window::Window;
use pyo3::{Py, PyAny};
use std::{collections::HashMap, time::Instant};

/// More openings than these were never followed by a checkout; they are forgotten.
pub(super) const MAX_OPENINGS: usize = 256;

/// A connection in use.
pub(super) struct Held {
    pub(super) since: f64,
    pub(super) taken_by: Option<Py<PyAny>>,
    pub(super) pool: u64,
}

pub(super) struct State {
    pub(super) start: Instant,
    pub(super) capacity: Option<u64>,
    pub(super) pool: u64,
    /// By the identity of the driver's connection, or of its record once that lost it.
    pub(super) held: HashMap<usize, Held>,
    /// When each request that has no connection yet asked for one.
    pub(super) asking: Vec<f64>,
    pub(super) openings: HashMap<usize, f64>,
    /// Connections that were open before the recorder was there.
    pub(super) open_before: i64,
    pub(super) last_timeout: Option<f64>,
    pub(super) window: Window,
    /// Single durations for who exports them: waits, holds and openings. None where nobody does.
    pub(super) kept: Option<[Vec<f64>; 3]>,
}

/// Durations of a kind that wait to be exported; more are left out.
pub(super) const MAX_KEPT: usize = 10_000;
pub(super) const WAITS: usize = 0;
pub(super) const HOLDS: usize = 1;
pub(super) const OPENINGS: usize = 2;

impl State {
    pub(super) fn new(window_s: f64) -> Self {
        Self {
            start: Instant::now(),
            capacity: None,
            pool: 0,
            held: HashMap::new(),
            asking: Vec::new(),
            openings: HashMap::new(),
            open_before: 0,
            last_timeout: None,
            window: Window::new(window_s),
            kept: None,
        }
    }

    pub(super) fn keep(&mut self, kind: usize, seconds: f64) {
        if let Some(kept) = &mut self.kept
            && kept[kind].len() < MAX_KEPT
        {
            kept[kind].push(seconds);
        }
    }

    pub(super) fn now(&self) -> f64 {
        self.start.elapsed().as_secs_f64()
    }

    /// Requests for which the pool has no connection left; the others are about to have one, or open it.
    pub(super) fn waiting(&self) -> usize {
        let capacity = self.capacity.and_then(|capacity| usize::try_from(capacity).ok()).unwrap_or(usize::MAX);
        (self.held.len() + self.asking.len()).saturating_sub(capacity).min(self.asking.len())
    }

    pub(super) fn stop_asking(&mut self, since: f64) {
        if let Some(index) = self.asking.iter().position(|asking| asking.to_bits() == since.to_bits()) {
            self.asking.swap_remove(index);
        }
    }

    /// Ends a hold; what is returned is dropped after the lock.
    pub(super) fn end_hold(&mut self, key: usize, leaves_pool: bool) -> Option<Held> {
        let held = self.held.remove(&key)?;
        let now = self.now();
        self.window.hold(now, now - held.since);
        self.keep(HOLDS, now - held.since);
        // It may go back to a pool that the engine has no more.
        if leaves_pool || held.pool != self.pool {
            self.window.closed(now);
        }
        Some(held)
    }

    #[expect(clippy::cast_possible_wrap, reason = "counts of connections")]
    pub(super) fn balance(&self) -> i64 {
        self.window.totals.opened as i64 - self.window.totals.closed as i64
    }

    #[expect(clippy::cast_possible_wrap, reason = "counts of connections")]
    pub(super) fn open(&self) -> i64 {
        (self.open_before + self.balance()).max(self.held.len() as i64)
    }
}
