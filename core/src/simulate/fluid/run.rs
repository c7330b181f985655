//! One run: each long hold by itself, and the flow of the others.

use super::{
    Fluid,
    waits::{FluidWaits, Ramp},
};
use crate::{queue::Arrivals, simulate::random::Random, units::as_f64};
use std::collections::VecDeque;

/// One run. Times in seconds.
pub(super) struct FluidRun {
    pub(super) now: f64,
    next_arrival: f64,
    /// When each long hold ends that is under way.
    ends: Vec<f64>,
    /// When those long ones arrived that wait, first come, first served, and how long each will hold its connection.
    waiting: VecDeque<(f64, f64)>,
    /// When the last connection that was free got a long hold.
    blocked_at: f64,
    /// How long ago the request arrived that is served now.
    age: f64,
    pub(super) waits: FluidWaits,
}

/// Below any clock, in seconds: what rounding leaves of a wait that has come to its end.
const CLOCK_S: f64 = 1e-9;

/// What happens next.
enum Next {
    Arrival,
    End,
    /// A long hold that waited begins.
    Begin,
}

impl FluidRun {
    /// With as many long holds under way as there are in the long run if none of them waits.
    pub(super) fn new(fluid: &Fluid, random: &mut Random<'_>) -> Self {
        let load = fluid.long_rate * fluid.long.up_to(f64::INFINITY).mean;
        let mut ends = Vec::new();
        let mut so_far = random.exponential();
        while so_far < load && ends.len() < fluid.servers {
            ends.push(fluid.long.under_way(random).1);
            so_far += random.exponential();
        }
        let next_arrival = random.exponential() / fluid.long_rate;
        let waits = FluidWaits::new(fluid.servers);
        Self { now: 0.0, next_arrival, ends, waiting: VecDeque::new(), blocked_at: 0.0, age: 0.0, waits }
    }

    /// Goes on until so many long requests have arrived.
    pub(super) fn advance(&mut self, fluid: &Fluid, mut arrivals: u64, random: &mut Random<'_>) {
        while arrivals > 0 {
            let left = fluid.servers - self.ends.len();
            let end = self.ends.iter().copied().fold(f64::INFINITY, f64::min);
            let begin = self.begins_at(fluid, left);
            let (at, next) = [(self.next_arrival, Next::Arrival), (end, Next::End), (begin, Next::Begin)]
                .into_iter()
                .reduce(|first, other| if other.0 < first.0 { other } else { first })
                .unwrap_or((end, Next::End));
            self.flow(fluid, left, at - self.now);
            self.now = at;
            match next {
                Next::Arrival => {
                    let class = &fluid.long.classes()[fluid.long.draw_class(random)];
                    self.waiting.push_back((at, class.overhead + class.law.draw(random)));
                    self.next_arrival = at + random.exponential() / fluid.long_rate;
                    arrivals -= 1;
                }
                Next::End => {
                    self.ends.retain(|end| *end > at);
                    if left == 0 {
                        self.free(fluid);
                    }
                }
                Next::Begin => {
                    self.ends.extend(self.waiting.pop_front().map(|(_, hold)| at + hold));
                    if self.ends.len() == fluid.servers {
                        self.blocked_at = at;
                    }
                }
            }
            while self.waiting.front().is_some_and(|(arrival, _)| at - arrival > fluid.timeout) {
                self.waiting.pop_front();
            }
        }
    }

    /// A connection is free again after some time in which all had long holds. Where the tasks are known, as many of the others
    /// have waited all the time as there are places, or others in turn once the timeout was over.
    fn free(&mut self, fluid: &Fluid) {
        if fluid.places.is_finite() {
            let rounds = libm::floor((self.now - self.blocked_at) / fluid.patience);
            let rest = self.now - self.blocked_at - rounds * fluid.patience;
            let wait = |seconds, requests| Ramp { low: seconds, high: seconds, requests };
            self.waits.ramps.push(wait(fluid.patience, rounds * fluid.places));
            self.waits.ramps.push(wait(rest, fluid.places));
            self.waits.gave_up += rounds * fluid.places;
        }
    }

    /// When the first of the long ones that wait gets a connection, if nothing else happens before.
    fn begins_at(&self, fluid: &Fluid, left: usize) -> f64 {
        match self.waiting.front() {
            Some((arrival, _)) if left > 0 => {
                let in_front_s = (arrival - (self.now - self.age)).max(0.0);
                self.now + in_front_s * fluid.others.rate * fluid.others.hold / as_f64(left as u64)
            }
            _ => f64::INFINITY,
        }
    }

    /// Serves the others for so many seconds with the connections that are left.
    fn flow(&mut self, fluid: &Fluid, left: usize, mut seconds: f64) {
        let Arrivals { rate, hold, .. } = fluid.others;
        let served_per_s = as_f64(left as u64) / hold;
        // The request that is served has arrived longer and longer ago, or less and less.
        let aging = 1.0 - served_per_s / rate;
        if aging <= 0.0 && self.age > 0.0 {
            let until_empty = if aging < 0.0 { self.age / -aging } else { f64::INFINITY };
            seconds -= self.ramp(fluid, served_per_s, aging, seconds.min(until_empty));
        }
        if aging <= 0.0 && self.age <= 0.0 {
            self.waits.keep_up(left, seconds * rate);
            return;
        }
        if aging > 0.0 && self.age < fluid.timeout {
            let until_full = (fluid.timeout - self.age) / aging;
            let is_full = until_full <= seconds;
            seconds -= self.ramp(fluid, served_per_s, aging, seconds.min(until_full));
            if is_full {
                self.age = fluid.timeout;
                self.waits.times_full += 1;
            }
        }
        if aging > 0.0 && self.age >= fluid.timeout {
            let wait = fluid.timeout;
            self.waits.ramps.push(Ramp { low: wait, high: wait, requests: seconds * rate });
            self.waits.gave_up += seconds * (rate - served_per_s);
        }
    }

    /// Serves requests that wait longer and longer, or shorter and shorter, and says for how many seconds.
    fn ramp(&mut self, fluid: &Fluid, served_per_s: f64, aging: f64, seconds: f64) -> f64 {
        let from = self.age;
        self.age = (from + aging * seconds).max(0.0);
        if self.age < CLOCK_S && aging < 0.0 {
            self.age = 0.0;
        }
        if served_per_s > 0.0 {
            // Those beyond the places wait elsewhere, and who gets the last place waits for as many returns as there are places.
            let full = fluid.places / served_per_s;
            let (low, high) = if f64::midpoint(from, self.age) < full {
                (from.min(self.age), from.max(self.age))
            } else {
                let spread = full * fluid.others.hold_cv * (3.0 / fluid.places).sqrt();
                ((full - spread).max(0.0), full + spread.min(full))
            };
            self.waits.ramps.push(Ramp { low, high, requests: seconds * served_per_s });
        }
        seconds
    }
}
