//! The sums of several runs, each with a weight.

use super::{counters::Counters, histogram::Distribution};
use crate::units::as_f64;

/// What was counted in all runs. Seconds, and numbers of requests.
pub(super) struct Totals {
    pub(super) requests: f64,
    pub(super) timed_out: f64,
    /// Connections opened.
    pub(super) connects: f64,
    pub(super) cost: f64,
    waits: Distribution,
    late_checkouts: Distribution,
    late_connects: f64,
    costs: (f64, f64),
    pub(super) busy: f64,
    pub(super) busy_in_bursts: f64,
    pub(super) overflow: f64,
    pub(super) looked: f64,
    pub(super) size_busy: f64,
    pub(super) time: f64,
    pub(super) bursts: f64,
    pub(super) leaked: u64,
}

impl Totals {
    pub(super) fn new() -> Self {
        Self {
            requests: 0.0,
            timed_out: 0.0,
            connects: 0.0,
            cost: 0.0,
            waits: Distribution::new(),
            late_checkouts: Distribution::new(),
            late_connects: 0.0,
            costs: (0.0, 0.0),
            busy: 0.0,
            busy_in_bursts: 0.0,
            overflow: 0.0,
            looked: 0.0,
            size_busy: 0.0,
            time: 0.0,
            bursts: 0.0,
            leaked: 0,
        }
    }

    pub(super) fn add(&mut self, run: &Counters, weight: f64) {
        self.requests += weight * as_f64(run.requests);
        self.timed_out += weight * as_f64(run.timed_out);
        self.connects += weight * as_f64(run.connects);
        self.cost += weight * run.cost;
        self.waits.add(&run.waits, weight);
        self.late_checkouts.add(&run.late_checkouts, weight);
        self.late_connects += weight * as_f64(run.late_connects);
        self.costs = run.costs;
        self.busy += weight * run.busy;
        self.busy_in_bursts += weight * run.busy_in_bursts;
        self.overflow += weight * run.overflow;
        self.looked += weight * as_f64(run.looked);
        self.size_busy += weight * as_f64(run.size_busy);
        self.time += weight * run.time;
        self.bursts += weight * run.bursts;
        self.leaked += run.fates.leaked;
    }

    /// The share of requests that find no connection free.
    pub(super) fn wait_probability(&self) -> f64 {
        share(self.waits.recorded() + self.timed_out, self.requests)
    }

    /// What a share `q` of all requests waits at most; nobody waits longer than those who give up.
    pub(super) fn wait_percentile(&self, q: f64, timeout: f64) -> f64 {
        let served = self.requests - self.timed_out;
        let rank = q * self.requests;
        if rank > served { timeout } else { self.waits.at_rank(rank, served).min(timeout) }
    }

    /// What a served request spent to open or to test its connection, in seconds.
    pub(super) fn mean_cost(&self) -> f64 {
        share_of(self.cost, self.requests - self.timed_out)
    }

    /// The times until a connection could be used or the timeout was over, of all requests.
    pub(super) fn checkouts(&self, timeout: f64) -> Distribution {
        let mut checkouts = self.late_checkouts.clone();
        let (test, connect) = self.costs;
        let connects = self.connects - self.late_connects;
        let tests = self.requests - self.timed_out - self.waits.recorded() - connects;
        for (cost, count) in [(test, tests), (connect, connects), (timeout, self.timed_out)] {
            if cost > 0.0 {
                checkouts.record_many(cost, count);
            }
        }
        checkouts
    }
}

/// A part of something over all of it, from 0 to 1; 0 where there is nothing.
pub(super) fn share(part: f64, whole: f64) -> f64 {
    share_of(part, whole).clamp(0.0, 1.0)
}

/// The same, of what may be more.
pub(super) fn share_of(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { (part / whole).max(0.0) } else { 0.0 }
}
