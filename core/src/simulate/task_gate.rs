//! The tasks of a worker, one of which a request needs before it can ask the pool.

use super::{connections::Connections, counters::Request};

/// Lets as many requests ask at once as there are tasks, first come, first served.
pub(super) struct TaskGate {
    tasks: usize,
    /// When each task that ever ran is done.
    done: Connections<()>,
}

/// A request that is let in.
pub(super) struct Admitted {
    pub(super) at: f64,
    /// None for a task that has not run before.
    task: Option<usize>,
}

impl Admitted {
    /// A request that is under way when a run begins.
    pub(super) const AT_START: Self = Self { at: 0.0, task: None };
}

impl TaskGate {
    pub(super) fn new(tasks: usize) -> Self {
        Self { tasks, done: Connections::new() }
    }

    /// When a request gets in that arrives at `at`.
    pub(super) fn admit(&self, at: f64) -> Admitted {
        let (first, done_at) = self.done.first();
        if done_at > at && self.done.len() < self.tasks {
            Admitted { at, task: None }
        } else {
            Admitted { at: at.max(done_at), task: Some(first) }
        }
    }

    /// Its task is busy until the request has given its connection back or given up. What leaks a connection ends too.
    pub(super) fn occupy(&mut self, admitted: &Admitted, request: &Request, timeout: f64) {
        let done_at = match request.busy() {
            Some((_, end)) if end.is_finite() => end,
            Some((start, _)) => start,
            None => request.at + timeout,
        };
        match admitted.task {
            Some(task) => self.done.check_out(task, done_at, ()),
            None => self.done.open(done_at, ()),
        }
    }
}
