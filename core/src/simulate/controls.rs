//! Quantities of a run whose means are known exactly: control variates.
//!
//! By how much they miss their means in the runs that were drawn says how much the waits miss theirs (Lavenberg and Welch,
//! "A perspective on the use of control variables to increase the efficiency of Monte Carlo simulations", 1981).

use super::{
    connections::Connections,
    hold::{Holds, Part},
    long_holds::LongHolds,
    model::Arrival,
    twin::Twin,
};
use crate::units::as_f64;

/// Which quantities are followed, and what their means are.
pub(super) struct Controls {
    holds: Part,
    ping: f64,
    servers: f64,
    /// The mean wait in seconds for a single server as fast as all connections together; None where it is not steady.
    single_wait: Option<f64>,
    pub(super) twin: Option<Twin>,
    pub(super) long_holds: Option<LongHolds>,
}

/// The most quantities that are followed.
pub(super) const MAX_CONTROLS: usize = 7;

/// Nearer to saturation, the single server takes too long to come to its mean.
const MAX_UTILIZATION: f64 = 0.98;

/// A share of requests that wait below this is seen in too few runs to control anything.
const MIN_SHARE: f64 = 0.002;

impl Controls {
    /// For `rate` requests per second, steady, on so many connections, for which at most `places` of them wait, if that is
    /// known; without a rate, for traffic that is not steady.
    pub(super) fn new(holds: &Holds, servers: u64, places: Option<u64>, rate: Option<f64>, ping: f64) -> Self {
        let all = holds.up_to(f64::INFINITY);
        let mean = all.mean + ping;
        let square = all.square + ping * (2.0 * all.mean + ping);
        let utilization = rate.map_or(1.0, |rate| rate * mean / as_f64(servers));
        let steady = rate.filter(|_| utilization < MAX_UTILIZATION);
        // Pollaczek and Khinchine, of holds that are so many times shorter.
        let single = |rate: f64| rate * square / (2.0 * as_f64(servers) * as_f64(servers) * (1.0 - utilization));
        Self {
            holds: all,
            ping,
            servers: as_f64(servers),
            single_wait: steady.filter(|_| places.is_none()).map(single),
            twin: steady.filter(|_| places.is_none()).and_then(|rate| Twin::new(holds, servers, rate, ping)),
            long_holds: steady.and_then(|rate| LongHolds::new(holds, servers, places, rate, ping)),
        }
    }

    /// Whether a class of requests holds its connections much longer than the others.
    pub(super) fn has_rare_class(&self) -> bool {
        self.long_holds.as_ref().is_some_and(|long| long.is_class)
    }

    /// By how much each quantity of a run misses its mean, over the number of requests that were expected in it.
    pub(super) fn misses(&self, sums: &Sums, expected: f64) -> [f64; MAX_CONTROLS] {
        let requests = sums.requests;
        let miss = |sum: f64, mean: f64| if mean > 0.0 { (sum / mean - requests) / expected } else { 0.0 };
        let waits = self.twin.as_ref().and_then(|twin| twin.wait_probability);
        let rare = |mean: f64| if waits.is_some_and(|share| share < MIN_SHARE) { 0.0 } else { mean };
        [
            (requests - expected) / expected,
            miss(sums.held, self.holds.mean),
            miss(sums.squares, self.holds.square),
            miss(sums.single, self.single_wait.unwrap_or(0.0)),
            miss(sums.twin, rare(self.twin.as_ref().map_or(0.0, |twin| twin.mean_wait))),
            miss(sums.twin_waits, rare(waits.unwrap_or(0.0))),
            miss(sums.long, self.long_holds.as_ref().map_or(0.0, |long| long.mean_wait)),
        ]
    }
}

/// Sums over the requests of a run, in seconds.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sums {
    pub(super) requests: f64,
    held: f64,
    squares: f64,
    single: f64,
    pub(super) twin: f64,
    twin_waits: f64,
    long: f64,
}

/// The waits of one request in the queues that are followed, in seconds.
#[derive(Default)]
struct Waits {
    single: f64,
    twin: f64,
    long: f64,
}

/// The queues of one run.
pub(super) struct Followed {
    sums: Sums,
    /// The time of the last request, and the work that it left to the single server.
    now: f64,
    work: f64,
    /// The share of the work that each of the servers does.
    per_server: f64,
    twin: Connections<()>,
    /// When each long hold ends, and the first of these.
    ends: Vec<f64>,
    first_end: f64,
}

impl Followed {
    pub(super) fn new(controls: &Controls) -> Self {
        let mut twin = Connections::new();
        for _ in 0..controls.twin.as_ref().map_or(0, |twin| twin.servers) {
            twin.open(0.0, ());
        }
        Self {
            sums: Sums::default(),
            now: 0.0,
            work: 0.0,
            per_server: 1.0 / controls.servers,
            twin,
            ends: Vec::new(),
            first_end: f64::INFINITY,
        }
    }

    pub(super) fn sums(&self) -> Sums {
        self.sums
    }

    /// A hold that is under way at the start, of which `left` seconds are to come.
    pub(super) fn start(&mut self, controls: &Controls, hold: f64, left: f64) {
        self.work += left / controls.servers;
        if controls.twin.is_some() {
            self.serve_twin(0.0, left);
        }
        self.follow_long(controls, hold, left);
    }

    /// Requests in their order, of which those from `from` on count.
    pub(super) fn count(&mut self, controls: &Controls, arrivals: &[Arrival], from: f64) {
        let (before, counted) = arrivals.split_at(arrivals.partition_point(|arrival| arrival.at < from));
        for arrival in before {
            self.follow(controls, arrival);
        }
        let mut sums = self.sums;
        for arrival in counted {
            let waits = self.follow(controls, arrival);
            sums.held += arrival.hold;
            sums.squares += arrival.hold * arrival.hold;
            sums.single += waits.single;
            sums.twin += waits.twin;
            sums.twin_waits += if waits.twin > 0.0 { 1.0 } else { 0.0 };
            sums.long += waits.long;
        }
        sums.requests += as_f64(counted.len() as u64);
        self.sums = sums;
    }

    /// How long a request waits in each of the queues, in seconds.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "called once per request, and its sums stay in registers only so")]
    fn follow(&mut self, controls: &Controls, &Arrival { at, hold, twin }: &Arrival) -> Waits {
        let mut waits = Waits::default();
        if controls.single_wait.is_some() {
            waits.single = (self.work - (at - self.now)).max(0.0);
            self.work = waits.single + (hold + controls.ping) * self.per_server;
            self.now = at;
        }
        if controls.twin.is_some() {
            waits.twin = self.serve_twin(at, twin);
        }
        if let Some(long) = &controls.long_holds {
            if at >= self.first_end {
                self.ends.retain(|&end| end > at);
                self.first_end = self.ends.iter().copied().fold(f64::INFINITY, f64::min);
            }
            waits.long = long.wait(self.ends.len());
            self.follow_long(controls, hold, at + hold);
        }
        waits
    }

    #[inline]
    fn serve_twin(&mut self, at: f64, hold: f64) -> f64 {
        let (server, back_at) = self.twin.first();
        let start = if back_at > at { back_at } else { at };
        self.twin.check_out(server, start + hold, ());
        start - at
    }

    #[inline]
    fn follow_long(&mut self, controls: &Controls, hold: f64, end: f64) {
        if controls.long_holds.as_ref().is_some_and(|long| hold > long.above) {
            self.ends.push(end);
            self.first_end = self.first_end.min(end);
        }
    }
}
