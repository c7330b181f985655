//! A queue whose customers give up: M/M/c+D, with the wait stretched for holds that are not exponential.

use super::{
    erlang::{Waiting, erlang_b},
    fixed_holds::fixed_holds_wait,
};
use crate::units::as_f64;

/// What arrives at a pool.
///
/// Times are in seconds, rates a second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arrivals {
    /// Arrivals a second, above 0.
    pub rate: f64,
    /// Mean hold in seconds, above 0.
    pub hold: f64,
    /// Standard deviation of the hold over its mean.
    pub hold_cv: f64,
}

/// The wait for one of `servers`, where everyone gives up after the same patience.
///
/// With exponential holds this is exact (Barrer 1957; Baccelli & Hebuterne 1981 for any patience): the work in
/// front of an arrival has density λ·P(c−1)·exp(−(cμ−λ)w) up to the patience and decays at cμ beyond. It holds at
/// and past saturation too, and is Erlang C where the patience is long and the queue stable.
///
/// Other holds stretch the time axis of the wait so that for long patience its mean is Kimura's approximation.
///
/// ```
/// use poolwise::queue::{Arrivals, Patience};
///
/// // Measured on a real pool: 10 connections, 110 % load, a timeout of 1 s: 9.26 % timed out.
/// let arrivals = Arrivals { rate: 214.19, hold: 0.05143, hold_cv: 1.0 };
/// let queue = Patience::new(10, arrivals, 1.0);
/// assert!((queue.timeout_probability() - 0.0923).abs() < 1e-3);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// The patience on the stretched axis.
    limit: f64,
    stretch: f64,
    /// cμ − λ, negative past saturation.
    drain: f64,
    service_rate: f64,
    /// λ·P(c−1) over the sum of all weights; past saturation everything is scaled by exp(drain × patience).
    density: f64,
    /// The density at the patience, over that at 0; 1 past saturation, where it is scaled by that already.
    at_limit: f64,
    idle: f64,
    /// The probabilities to wait, and to give up.
    waits: f64,
    gives_up: f64,
}

impl Patience {
    /// The queue for one of `servers` (at least 1) with a patience of `patience` seconds (at least 0).
    #[must_use]
    pub fn new(servers: u64, arrivals: Arrivals, patience: f64) -> Self {
        let Arrivals { rate, hold, hold_cv } = arrivals;
        let stretch = stretch(servers, rate * hold, hold_cv);
        let limit = patience / stretch;
        let service_rate = as_f64(servers) / hold;
        let drain = service_rate - rate;

        // Weights: the states with a free server sum to 1, the last of them is Erlang B of c−1.
        let (below, at_limit) =
            if drain < 0.0 { (libm::exp(drain * limit), 1.0) } else { (1.0, libm::exp(-drain * limit)) };
        let last = rate * erlang_b(servers - 1, rate * hold);
        let beyond_limit = at_limit / service_rate;
        let waiting = one_minus_exp_over(drain.abs(), limit) + beyond_limit;
        let total = below + last * waiting;
        let density = last / total;
        Self {
            limit,
            stretch,
            drain,
            service_rate,
            density,
            at_limit,
            idle: below / total,
            waits: density * waiting,
            gives_up: density * beyond_limit,
        }
    }

    /// The probability that an arrival finds a connection free.
    #[must_use]
    pub fn idle_probability(&self) -> f64 {
        self.idle
    }

    /// The probability that an arrival finds none free, and waits or gives up.
    #[must_use]
    pub fn wait_probability(&self) -> f64 {
        self.waits
    }

    /// The probability that an arrival gives up.
    #[must_use]
    pub fn timeout_probability(&self) -> f64 {
        self.gives_up
    }

    /// The mean wait in seconds over all arrivals, those who give up counted with their patience.
    #[must_use]
    pub fn mean_wait(&self) -> f64 {
        let x = self.drain.abs() * self.limit;
        let area = if self.drain < 0.0 { above(x) } else { under(x) };
        let waiting = self.density * self.limit * self.limit * area;
        self.stretch * (waiting + self.limit * self.timeout_probability())
    }

    /// The probability that an arrival waits longer than `t` seconds. 0 from the patience on.
    #[must_use]
    pub fn exceeds(&self, t: f64) -> f64 {
        let t = t / self.stretch;
        if t >= self.limit { 0.0 } else { self.beyond(t) }
    }

    /// The smallest wait in seconds that is exceeded with probability at most `p`.
    #[must_use]
    pub fn wait_exceeded_by(&self, p: f64) -> f64 {
        if p >= self.wait_probability() {
            return 0.0;
        }
        if p <= self.timeout_probability() {
            return self.stretch * self.limit;
        }
        // The mass above t, in units of the density at 0, or past saturation at the patience.
        let mass = p / self.density;
        let t = if self.drain < 0.0 {
            self.limit + log1p_over(-self.drain.abs(), mass - 1.0 / self.service_rate)
        } else {
            let last = self.at_limit / self.service_rate;
            -log1p_over(self.drain, mass - last - one_minus_exp_over(self.drain, self.limit))
        };
        self.stretch * t.clamp(0.0, self.limit)
    }

    /// The mass of the work in front of an arrival beyond `t` on the stretched axis, `t` up to the patience.
    fn beyond(&self, t: f64) -> f64 {
        let left = one_minus_exp_over(self.drain.abs(), self.limit - t);
        let at_t = if self.drain < 0.0 { 1.0 } else { libm::exp(-self.drain * t) };
        self.density * (at_t * left + self.at_limit / self.service_rate)
    }
}

/// By how much holds of this coefficient of variation stretch the mean wait of exponential ones.
///
/// Kimura's interpolation between exponential and fixed holds ("A two-moment approximation for the mean waiting time in the
/// GI/G/s queue", 1986), with the fixed ones by Cosmetatos ("Approximate explicit formulae for the average queueing time in
/// the processes M/D/r and D/M/r", 1975), or exactly where few wait. At and past saturation it is Allen and Cunneen's
/// (1 + cv²)/2.
pub(super) fn stretch(servers: u64, load: f64, cv: f64) -> f64 {
    let (c, squared) = (as_f64(servers), cv * cv);
    let spare = (1.0 - load / c).max(0.0);
    // At low loads, where hardly anybody waits, the correction grows without a bound.
    let correction =
        (spare * (c - 1.0) * ((4.0 + 5.0 * c).sqrt() - 2.0) / (16.0 * load.max(f64::MIN_POSITIVE))).min(1.0);
    let exact = (cv <= 0.0 && c * spare * spare > FEW_WAIT).then(|| {
        let erlang = Waiting::new(servers, load, 1.0)?.mean();
        Some(fixed_holds_wait(servers, load, 1.0)? / erlang)
    });
    // Where nobody waits at all, the ratio is that of two zeros.
    let exact = exact.flatten().filter(|ratio| (0.5..=1.0).contains(ratio));
    let fixed = exact.unwrap_or(f64::midpoint(1.0, correction));
    (1.0 + squared) / (2.0 * squared + (1.0 - squared) / fixed)
}

/// From here on the exact wait for fixed holds takes a few dozen terms.
const FEW_WAIT: f64 = 1.0;

/// (1 − exp(−r·x))/r, and its limit x.
fn one_minus_exp_over(r: f64, x: f64) -> f64 {
    if r == 0.0 { x } else { -libm::expm1(-r * x) / r }
}

/// ln(1 + r·x)/r, and its limit x.
fn log1p_over(r: f64, x: f64) -> f64 {
    if r == 0.0 { x } else { libm::log1p(r * x) / r }
}

/// (1 − (1 + x)·exp(−x))/x²: the area under a decaying tail that is cut at its end.
fn under(x: f64) -> f64 {
    if x < SERIES { series(x, |n| n + 1.0) } else { (1.0 - (1.0 + x) * libm::exp(-x)) / (x * x) }
}

/// (x − 1 + exp(−x))/x²: the same where the density grows towards the patience.
fn above(x: f64) -> f64 {
    if x < SERIES { series(x, |_| 1.0) } else { (x - 1.0 + libm::exp(-x)) / (x * x) }
}

/// Below this the closed forms cancel and their power series converge in a few terms.
const SERIES: f64 = 0.5;

/// Σ (−x)ⁿ·weight(n)/(n + 2)!
fn series(x: f64, weight: impl Fn(f64) -> f64) -> f64 {
    let (mut sum, mut term, mut n) = (0.0, 0.5, 0.0);
    for _ in 0..16 {
        sum += term * weight(n);
        n += 1.0;
        term *= -x / (n + 2.0);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::queue::Waiting;

    fn check(servers: u64, load: f64, cv: f64, patience: f64) -> Patience {
        let arrivals = Arrivals { rate: load, hold: 1.0, hold_cv: cv };
        let queue = Patience::new(servers, arrivals, patience);

        // The mean is the area under the tail; the quantile inverts the tail.
        let steps = 200_000;
        let width = patience / f64::from(steps);
        let area: f64 = (0..steps).map(|i| queue.exceeds((f64::from(i) + 0.5) * width) * width).sum();
        assert!((area - queue.mean_wait()).abs() <= 1e-6 * (1.0 + area), "{servers} {load}: {area} {queue:?}");
        for p in [0.9, 0.5, 0.05, 0.01] {
            let t = queue.wait_exceeded_by(p);
            // The last bit of the patience is lost on the stretched axis.
            let inside = t > 0.0 && t < patience * (1.0 - 1e-12);
            assert!(!inside || (queue.exceeds(t) - p).abs() < 1e-9, "{servers} {load} {p}: {t}");
        }
        assert!((queue.idle_probability() + queue.wait_probability() - 1.0).abs() < 1e-12);

        // What is served is what arrives less what gives up, and at most the servers' rate.
        let served = load * (1.0 - queue.timeout_probability());
        assert!(served <= as_f64(servers) * (1.0 + 1e-12), "{servers} {load}");
        queue
    }

    #[test]
    fn mean_quantiles_and_conservation_agree() {
        for servers in [1, 2, 10, 100] {
            for rho in [0.1, 0.7, 0.999, 1.0, 1.001, 1.5, 10.0] {
                for patience in [0.01, 1.0, 30.0] {
                    for cv in [0.0, 1.0, 2.0] {
                        check(servers, rho * as_f64(servers), cv, patience);
                    }
                }
            }
        }
    }

    #[test]
    fn long_patience_is_erlang_c() {
        for (servers, load) in [(12, 10.0), (5, 2.0), (100, 95.0)] {
            let queue = Patience::new(servers, Arrivals { rate: load, hold: 1.0, hold_cv: 1.0 }, 1000.0);
            let erlang = Waiting::new(servers, load, 1.0).unwrap();
            assert!((queue.mean_wait() / erlang.mean() - 1.0).abs() < 1e-9);
            assert!((queue.wait_exceeded_by(0.01) / erlang.percentile(0.99) - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn a_pool_in_which_nobody_waits_has_a_stretch() {
        for (servers, load) in [(5000, 0.01), (500, 1e-9), (1, 1e-300), (100, 0.0)] {
            let factor = stretch(servers, load, 0.0);
            assert!((0.5..=1.0).contains(&factor), "{servers} {load}: {factor}");
        }
    }

    #[test]
    fn no_patience_is_erlang_b() {
        let queue = check(10, 8.0, 1.0, 0.0);
        assert!((queue.timeout_probability() - erlang_b(10, 8.0)).abs() < 1e-12);
        assert!(queue.mean_wait().abs() < f64::EPSILON);
    }

    #[test]
    fn far_past_saturation_serves_at_full_rate() {
        let queue = check(10, 20.0, 1.0, 30.0);
        assert!((queue.timeout_probability() - 0.5).abs() < 1e-9);
        assert!((queue.mean_wait() - 30.0).abs() < 0.2);
    }
}
