//! When requests arrive: Poisson, at a rate that bursts.

use super::random::Random;
use crate::scenario::Service;

/// The rate of one pool's requests over time. Seconds, and requests a second.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rates {
    /// Outside bursts.
    pub(super) quiet: f64,
    /// In bursts, with which each period begins.
    pub(super) burst: f64,
    pub(super) every: f64,
    pub(super) lasts: f64,
    /// When the first period begins; until then it is quiet.
    pub(super) first: f64,
}

/// A stretch of time with one rate.
#[derive(Clone, Copy, Debug)]
pub(super) struct Phase {
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) bursts: bool,
}

impl Phase {
    /// A phase that no time is in.
    pub(super) const NONE: Self = Self { from: f64::INFINITY, to: f64::NEG_INFINITY, bursts: false };
}

/// A period with fewer requests than this has no bursts that anyone could tell from its mean.
const MIN_REQUESTS_PER_PERIOD: f64 = 0.01;

impl Rates {
    /// Those of one pool of a service.
    pub(super) fn from_service(service: &Service) -> Self {
        let rate = service.per_pool(service.rate_per_s());
        let always = Self { quiet: rate, burst: rate, every: f64::MAX, lasts: f64::MAX, first: 0.0 };
        service.burst.as_ref().map_or(always, |burst| {
            let (every, lasts) = (burst.every_s.get(), burst.for_s.get());
            let rates = Self { quiet: rate, burst: rate * burst.factor.get(), every, lasts, first: 0.0 };
            let mean = rates.mean();
            let seen = mean * every >= MIN_REQUESTS_PER_PERIOD && lasts > 0.0;
            if seen { rates } else { Self { quiet: mean, burst: mean, ..always } }
        })
    }

    /// Requests that are expected up to `t`.
    pub(super) fn requests(&self, t: f64) -> f64 {
        let bursts = self.in_bursts(t);
        self.burst * bursts + self.quiet * (t - bursts)
    }

    /// The time up to `t` that lies in bursts.
    pub(super) fn in_bursts(&self, t: f64) -> f64 {
        let since = (t - self.first).max(0.0);
        let periods = (since / self.every).floor();
        periods * self.lasts + (since - periods * self.every).min(self.lasts)
    }

    /// The phase at the time `t`: from when to when it lasts, and whether it is a burst.
    pub(super) fn phase(&self, t: f64) -> Phase {
        if t < self.first {
            return Phase { from: f64::NEG_INFINITY, to: self.first, bursts: false };
        }
        let begin = self.first + ((t - self.first) / self.every).floor() * self.every;
        let burst_ends = begin + self.lasts;
        if t < burst_ends {
            Phase { from: begin, to: burst_ends, bursts: true }
        } else {
            Phase { from: burst_ends, to: begin + self.every, bursts: false }
        }
    }

    pub(super) fn mean(&self) -> f64 {
        let burst = self.lasts / self.every;
        self.burst * burst + self.quiet * (1.0 - burst)
    }
}

/// The next arrivals, one after the other.
#[derive(Clone)]
pub(super) struct Arrivals {
    rates: Rates,
    now: f64,
    /// The phase: its mean time between requests and its end.
    gap: f64,
    end: f64,
    bursting: bool,
    periods: f64,
}

impl Arrivals {
    /// The time of the last one.
    pub(super) fn now(&self) -> f64 {
        self.now
    }

    pub(super) fn new(rates: Rates) -> Self {
        if rates.first > 0.0 {
            return Self { rates, now: 0.0, gap: 1.0 / rates.quiet, end: rates.first, bursting: false, periods: -1.0 };
        }
        // A phase that lasts for ever has no end at which another could begin.
        let end = if rates.lasts < f64::MAX { rates.lasts } else { f64::INFINITY };
        Self { rates, now: 0.0, gap: 1.0 / rates.burst, end, bursting: true, periods: 0.0 }
    }

    /// The time of the next one. A rate above 0 in some part of the period is what makes it come.
    #[inline]
    pub(super) fn next(&mut self, random: &mut Random<'_>) -> f64 {
        let mut expected = random.exponential();
        loop {
            let then = self.now + expected * self.gap;
            if then < self.end || self.end.is_infinite() {
                self.now = then;
                return then;
            }
            expected = (expected - (self.end - self.now) / self.gap).max(0.0);
            self.now = self.end;
            self.change_phase();
        }
    }

    fn change_phase(&mut self) {
        self.bursting = !self.bursting;
        let (rate, since) = if self.bursting {
            self.periods += 1.0;
            (self.rates.burst, self.rates.lasts)
        } else {
            (self.rates.quiet, self.rates.every)
        };
        self.gap = 1.0 / rate;
        self.end = self.rates.first + self.periods * self.rates.every + since;
    }
}
