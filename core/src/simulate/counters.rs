//! What is counted while a pool is simulated.

use super::{arrivals::Phase, course::Requests, histogram::Histogram, model::PoolModel, pool::Outcome};
use crate::units::as_f64;

/// A request and what became of it. Times in seconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Request {
    pub(super) at: f64,
    /// Infinite where its connection leaks.
    pub(super) hold: f64,
    pub(super) outcome: Outcome,
}

impl Request {
    /// From when to when it had a connection checked out; None where it gave up.
    #[inline]
    pub(super) fn busy(&self) -> Option<(f64, f64)> {
        match self.outcome {
            Outcome::Served { wait, cost, .. } => {
                let from = self.at + wait;
                Some((from, from + (cost + self.hold)))
            }
            Outcome::TimedOut => None,
        }
    }
}

/// Sums over the requests that arrived in a stretch of time, and over that time.
#[derive(Clone, Debug)]
pub(super) struct Counters {
    /// What has become, at its end, of all that arrived before.
    pub(super) fates: Requests,
    /// When the first of them gave up before the end; never where none did.
    pub(super) first_timeout: f64,
    pub(super) requests: u64,
    pub(super) timed_out: u64,
    /// Connections opened.
    pub(super) connects: u64,
    /// Seconds waited, and seconds spent to open and to test connections.
    pub(super) waited: f64,
    pub(super) cost: f64,
    /// The waits of all requests that were served.
    pub(super) waits: Histogram,
    /// The same with what they spent to test or to open their connection, and how many of them opened one.
    pub(super) late_checkouts: Histogram,
    pub(super) late_connects: u64,
    /// What the others spend who test one, and who open one. With that their checkouts need not be recorded singly.
    pub(super) costs: (f64, f64),
    /// Connections × seconds: checked out, the same in bursts, and open beyond the size.
    pub(super) busy: f64,
    pub(super) busy_in_bursts: f64,
    pub(super) overflow: f64,
    /// Requests at whose arrival was looked whether all of `size` are busy, and those for which they were.
    pub(super) looked: u64,
    pub(super) size_busy: u64,
    /// The phase in which a hold began last.
    phase: Phase,
    /// Seconds, and seconds of bursts.
    pub(super) time: f64,
    pub(super) bursts: f64,
}

impl Counters {
    /// Of nothing, for the stretch `from` to `to`.
    pub(super) fn new(model: &PoolModel, (from, to): (f64, f64)) -> Self {
        Self {
            fates: Requests::default(),
            first_timeout: f64::INFINITY,
            requests: 0,
            timed_out: 0,
            connects: 0,
            waited: 0.0,
            cost: 0.0,
            waits: Histogram::new(),
            late_checkouts: Histogram::new(),
            late_connects: 0,
            costs: (model.settings.ping, model.settings.connect),
            busy: 0.0,
            busy_in_bursts: 0.0,
            overflow: 0.0,
            looked: 0,
            size_busy: 0,
            phase: Phase::NONE,
            time: to - from,
            bursts: model.rates.in_bursts(to) - model.rates.in_bursts(from),
        }
    }

    /// Counts a request for the stretch `from` to `to`: its connection's time in it, and the request itself where it
    /// arrives in it.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "called once a request: the call took a quarter of the simulation")]
    pub(super) fn count(&mut self, model: &PoolModel, request: &Request, (from, to): (f64, f64)) {
        match request.outcome {
            Outcome::Served { wait, cost, connects } => {
                let (start, occupied) = (request.at + wait, cost + request.hold);
                let end = start + occupied;
                if start >= from && end <= to {
                    self.fates.served += 1;
                    self.busy += occupied;
                    self.count_bursts(model, start, end);
                } else {
                    self.count_at_the_edge(model, request, (start, end), (from, to));
                }
                if request.at >= from {
                    self.requests += 1;
                    self.connects += u64::from(connects);
                    self.cost += cost;
                    if wait > 0.0 {
                        self.waited += wait;
                        self.waits.record(wait);
                        self.late_checkouts.record(wait + cost);
                        self.late_connects += u64::from(connects);
                    }
                }
            }
            Outcome::TimedOut => {
                let gives_up = request.at + model.settings.timeout;
                if gives_up <= to {
                    self.fates.timed_out += 1;
                    self.first_timeout = self.first_timeout.min(gives_up);
                } else {
                    self.fates.in_flight += 1;
                }
                if request.at >= from {
                    self.requests += 1;
                    self.timed_out += 1;
                    self.waited += model.settings.timeout;
                }
            }
        }
    }

    /// Counts what of a connection's time lies between `from` and `to`.
    #[cold]
    fn count_at_the_edge(&mut self, model: &PoolModel, request: &Request, busy: (f64, f64), (from, to): (f64, f64)) {
        let (start, end) = (busy.0.max(from), busy.1.min(to));
        if start < end {
            self.busy += end - start;
            self.count_bursts(model, start, end);
        }
        let fate = if busy.1 <= to {
            &mut self.fates.served
        } else if busy.0 < to && request.hold.is_infinite() {
            &mut self.fates.leaked
        } else {
            &mut self.fates.in_flight
        };
        *fate += 1;
    }

    #[inline]
    fn count_bursts(&mut self, model: &PoolModel, start: f64, end: f64) {
        if !model.bursts() {
            return;
        }
        // Most holds lie within the phase in which the one before began, which saves two divisions.
        if start < self.phase.from || start >= self.phase.to {
            self.phase = model.rates.phase(start);
        }
        if end <= self.phase.to {
            self.busy_in_bursts += if self.phase.bursts { end - start } else { 0.0 };
        } else {
            self.busy_in_bursts += model.rates.in_bursts(end) - model.rates.in_bursts(start);
        }
    }

    /// What a served request spent to open or to test its connection, in seconds.
    pub(super) fn mean_cost(&self) -> f64 {
        let served = self.requests - self.timed_out;
        if served == 0 { 0.0 } else { self.cost / as_f64(served) }
    }

    /// What a share `q` of the requests waits at most; nobody waits longer than those who give up.
    pub(super) fn wait_percentile(&self, q: f64, timeout: f64) -> f64 {
        let served = self.requests - self.timed_out;
        let rank = q * as_f64(self.requests);
        if rank > as_f64(served) { timeout } else { self.waits.at_rank(rank, as_f64(served)).min(timeout) }
    }

    /// The same when nothing more is counted, in as little memory as it takes.
    pub(super) fn trimmed(self) -> Self {
        Self { waits: self.waits.trimmed(), late_checkouts: self.late_checkouts.trimmed(), ..self }
    }
}
