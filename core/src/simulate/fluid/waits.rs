//! The waits of requests that are a fluid.

use crate::{
    queue::{Admission, Arrivals, Patience},
    units::as_f64,
};

/// The waits of requests that keep up with the connections that are left, by the number of these.
pub(super) struct SteadyWaits {
    laws: Vec<Option<SteadyWait>>,
}

/// The wait of a steady state that lasts for some time.
struct SteadyWait {
    queue: Queue,
    /// What the wait would come to in that time if no more was served than is asked for, in seconds.
    drift: f64,
}

enum Queue {
    Patience(Patience),
    Admission(Admission),
}

impl SteadyWaits {
    /// For at most so many `servers`, and at most `places` waiting, if that is known. With so many servers left, their number
    /// changes at such a rate per second.
    pub(super) fn new(
        servers: u64,
        arrivals: Arrivals,
        timeout: f64,
        places: Option<f64>,
        changes_per_s: impl Fn(u64) -> f64,
    ) -> Self {
        let law = |left: u64| {
            let queue = match places {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of tasks")]
                Some(places) => Queue::Admission(Admission::new(left, arrivals, places as u64)),
                None => Queue::Patience(Patience::new(left, arrivals, timeout)),
            };
            // A random walk: Poisson arrivals, and returns that vary as the holds do.
            let variance_per_s = (1.0 + arrivals.hold_cv * arrivals.hold_cv) / arrivals.rate;
            SteadyWait { queue, drift: (variance_per_s / changes_per_s(left)).sqrt() / 2.0 }
        };
        Self { laws: (0..=servers).map(|left| (left > 0).then(|| law(left))).collect() }
    }

    /// The probability that a request finds a connection free.
    pub(super) fn idle(&self, left: usize) -> f64 {
        self.at(left, |law| match &law.queue {
            Queue::Patience(queue) => queue.idle_probability(),
            Queue::Admission(queue) => 1.0 - queue.wait_probability(),
        })
    }

    fn mean(&self, left: usize) -> f64 {
        self.at(left, SteadyWait::mean)
    }

    fn exceeds(&self, left: usize, t: f64) -> f64 {
        self.at(left, |law| law.exceeds(t))
    }

    fn at(&self, left: usize, quantity: impl Fn(&SteadyWait) -> f64) -> f64 {
        self.laws.get(left).and_then(Option::as_ref).map_or(0.0, quantity)
    }
}

impl SteadyWait {
    fn mean(&self) -> f64 {
        let steady = match &self.queue {
            Queue::Patience(queue) => queue.mean_wait(),
            Queue::Admission(queue) => queue.mean_wait(),
        };
        steady.min(self.drift)
    }

    fn exceeds(&self, t: f64) -> f64 {
        let steady = match &self.queue {
            Queue::Patience(queue) => queue.exceeds(t),
            Queue::Admission(queue) => queue.exceeds(t),
        };
        steady.min(libm::exp(-t / self.drift))
    }
}

/// Requests that waited longer and longer, or shorter and shorter, from one time to another, in seconds.
#[derive(Clone, Copy)]
pub(super) struct Ramp {
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) requests: f64,
}

/// Waits of a run.
pub(super) struct FluidWaits {
    /// Requests by the connections that were left when these kept up with them.
    kept_up: Vec<f64>,
    pub(super) ramps: Vec<Ramp>,
    pub(super) gave_up: f64,
    /// How often the wait came to the timeout.
    pub(super) times_full: u64,
    /// In seconds.
    pub(super) time: f64,
}

/// Halvings of the longest wait: 2⁻⁴⁰ of it is below any clock.
const BISECTIONS: u32 = 40;

impl FluidWaits {
    pub(super) fn new(servers: usize) -> Self {
        Self { kept_up: vec![0.0; servers + 1], ramps: Vec::new(), gave_up: 0.0, times_full: 0, time: 0.0 }
    }

    pub(super) fn keep_up(&mut self, left: usize, requests: f64) {
        self.kept_up[left] += requests;
    }

    /// Of several runs.
    pub(super) fn sum(runs: &[Self]) -> Self {
        let mut all = Self::new(runs.first().map_or(0, |run| run.kept_up.len() - 1));
        for run in runs {
            all.kept_up.iter_mut().zip(&run.kept_up).for_each(|(sum, requests)| *sum += requests);
            all.ramps.extend(&run.ramps);
            all.gave_up += run.gave_up;
            all.times_full += run.times_full;
            all.time += run.time;
        }
        all
    }

    fn requests(&self) -> f64 {
        self.kept_up.iter().sum::<f64>() + self.ramps.iter().map(|ramp| ramp.requests).sum::<f64>()
    }

    /// Over all requests, given what each of those that were kept up with adds, and each part of a ramp.
    fn over_requests(&self, kept_up: impl Fn(usize) -> f64, ramp: impl Fn(&Ramp) -> f64) -> f64 {
        let steady = self.kept_up.iter().enumerate().filter(|(_, requests)| **requests > 0.0);
        let steady: f64 = steady.map(|(left, requests)| requests * kept_up(left)).sum();
        let ramps: f64 = self.ramps.iter().map(|part| part.requests * ramp(part)).sum();
        (steady + ramps) / self.requests().max(f64::MIN_POSITIVE)
    }

    /// The mean of a rate that each number of connections that are left has while they keep up, and that is 0 otherwise.
    pub(super) fn while_keeping_up(&self, rate: impl Fn(usize) -> f64) -> f64 {
        self.over_requests(rate, |_| 0.0)
    }

    pub(super) fn mean(&self, steady: &SteadyWaits) -> f64 {
        self.over_requests(|left| steady.mean(left), |ramp| f64::midpoint(ramp.low, ramp.high))
    }

    pub(super) fn wait_probability(&self, steady: &SteadyWaits) -> f64 {
        self.exceeds(steady, 0.0)
    }

    pub(super) fn timeout_probability(&self) -> f64 {
        self.gave_up / self.requests().max(f64::MIN_POSITIVE)
    }

    /// The mean time from one wait as long as the timeout to the next; None where there was none.
    pub(super) fn between_timeouts_s(&self) -> Option<f64> {
        (self.gave_up > 0.0).then(|| self.time / as_f64(self.times_full.max(1)))
    }

    /// What a share `q` of the requests waits at most, in seconds.
    pub(super) fn percentile(&self, steady: &SteadyWaits, q: f64) -> f64 {
        let p = 1.0 - q;
        if self.exceeds(steady, 0.0) <= p {
            return 0.0;
        }
        let longest = self.ramps.iter().map(|ramp| ramp.high).fold(1.0, f64::max);
        let (mut low, mut high) = (0.0, longest);
        for _ in 0..BISECTIONS {
            let middle = f64::midpoint(low, high);
            if self.exceeds(steady, middle) > p {
                low = middle;
            } else {
                high = middle;
            }
        }
        high
    }

    fn exceeds(&self, steady: &SteadyWaits, t: f64) -> f64 {
        self.over_requests(|left| steady.exceeds(left, t), |ramp| ramp.exceeds(t))
    }
}

impl Ramp {
    /// The share of its requests that wait longer than `t` seconds.
    fn exceeds(&self, t: f64) -> f64 {
        if t < self.low {
            1.0
        } else if t < self.high {
            (self.high - t) / (self.high - self.low)
        } else {
            0.0
        }
    }
}
