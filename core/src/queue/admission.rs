//! A queue that only so many may stand in: M/M/c behind a door.

use std::f64::consts::PI;

use super::{Arrivals, erlang_c, patience::stretch};
use crate::units::as_f64;

/// The wait for one of `servers` where only so many tasks ask at once, and the others stand in front of the worker until
/// one of these is done. What they wait there is not the pool's.
///
/// With exponential holds this is exact: door and pool together are M/M/c, of which the pool's queue is the first K
/// places. Who comes while j wait, or is let in behind K − 1, waits for min(j + 1, K) connections to come back, which come
/// back at cμ, so that P(wait > t) = C·exp(−x)·Σ (ρx)ⁱ/i! over i < K with x = cμt. Past saturation ρ and C are 1: all
/// places are taken, and nobody waits longer than K returns take. For K = ∞ it is Erlang C (Cooper, *Introduction to
/// Queueing Theory*, 1981, section 3.4, for the distribution of the wait).
///
/// Other holds stretch the time axis as in [`super::Patience`], but for the mean of a full queue, which
/// Little's law gives whatever the hold.
///
/// ```
/// use poolwise::queue::{Admission, Arrivals};
///
/// // 40 threads ask a pool of 15 that is offered 30 erlangs: 25 wait, for 25 returns.
/// let door = Admission::new(15, Arrivals { rate: 600.0, hold: 0.05, hold_cv: 1.0 }, 25);
/// assert!((door.mean_wait() - 25.0 * 0.05 / 15.0).abs() < 1e-9);
/// // As many connections as threads: nobody waits.
/// assert_eq!(Admission::new(40, Arrivals { rate: 600.0, hold: 0.05, hold_cv: 1.0 }, 0).mean_wait(), 0.0);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Admission {
    /// Those who may wait.
    places: u64,
    /// The probability that all servers are busy.
    busy: f64,
    utilization: f64,
    /// What all servers together serve a second.
    service_rate: f64,
    stretch: f64,
}

impl Admission {
    /// The queue for one of `servers` (at least 1) in which `places` may wait.
    #[must_use]
    pub fn new(servers: u64, arrivals: Arrivals, places: u64) -> Self {
        let Arrivals { rate, hold, hold_cv } = arrivals;
        let load = rate * hold;
        Self {
            places,
            busy: erlang_c(servers, load).unwrap_or(1.0),
            utilization: (load / as_f64(servers)).min(1.0),
            service_rate: as_f64(servers) / hold,
            stretch: stretch(servers, load, hold_cv),
        }
    }

    /// The probability that who asks finds no connection free.
    #[must_use]
    pub fn wait_probability(&self) -> f64 {
        if self.places == 0 { 0.0 } else { self.busy }
    }

    /// The mean wait in seconds over all who ask.
    #[must_use]
    pub fn mean_wait(&self) -> f64 {
        let (places, spare) = (as_f64(self.places), 1.0 - self.utilization);
        // Σ ρⁱ over i < K.
        let returns = if spare > 0.0 { -libm::expm1(places * libm::log(self.utilization)) / spare } else { places };
        (self.stretch * self.busy * returns / self.service_rate).min(self.longest_wait())
    }

    /// The mean wait in seconds of who has the last place of a full queue.
    #[must_use]
    pub fn longest_wait(&self) -> f64 {
        as_f64(self.places) / self.service_rate
    }

    /// The probability that who asks waits longer than `t` seconds.
    #[must_use]
    pub fn exceeds(&self, t: f64) -> f64 {
        let x = self.service_rate * t / self.stretch;
        let y = self.utilization * x;
        // exp(−x)·Σ yⁱ/i! is the share of a Poisson variable of mean y below K, times exp(y − x).
        self.busy * libm::exp(y - x) * poisson_below(self.places, y)
    }

    /// The smallest wait in seconds that is exceeded with probability at most `p`.
    #[must_use]
    pub fn wait_exceeded_by(&self, p: f64) -> f64 {
        if self.wait_probability() <= p {
            return 0.0;
        }
        let (mut low, mut high) = (0.0, self.stretch / self.service_rate);
        while self.exceeds(high) > p && high.is_finite() {
            (low, high) = (high, 2.0 * high);
        }
        for _ in 0..BISECTIONS {
            let middle = f64::midpoint(low, high);
            if self.exceeds(middle) > p {
                low = middle;
            } else {
                high = middle;
            }
        }
        high
    }
}

/// Halvings of a wait: 2⁻⁴⁰ of it is below any clock.
const BISECTIONS: u32 = 40;

/// P(N < n) for a Poisson variable of mean `y`: by its terms, or where these would be many, by the uniform expansion of
/// the incomplete gamma function, whose first two terms are then as good (Temme, *SIAM J. Math. Anal.* 10, 1979; DLMF
/// 8.12.4).
fn poisson_below(n: u64, y: f64) -> f64 {
    if n == 0 {
        return 0.0;
    }
    if y <= 0.0 {
        return 1.0;
    }
    if n < MANY { by_terms(as_f64(n), y) } else { by_expansion(as_f64(n), y) }
}

/// From the last term downwards, or where most of the mass is below it, what the terms above leave. Either way each term
/// is smaller than the one before.
fn by_terms(n: f64, y: f64) -> f64 {
    let term = |i: f64| libm::exp(i * libm::log(y) - y - libm::lgamma(i + 1.0));
    if n > y {
        let (mut i, mut next, mut above) = (n, term(n), 0.0);
        while next > SMALL {
            above += next;
            i += 1.0;
            next *= y / i;
        }
        1.0 - above
    } else {
        let (mut i, mut next, mut below) = (n - 1.0, term(n - 1.0), 0.0);
        while next > SMALL {
            below += next;
            next *= i / y;
            i -= 1.0;
        }
        below
    }
}

/// η²/2 = λ − 1 − ln λ with λ = y/n, and the sign of λ − 1.
fn by_expansion(n: f64, y: f64) -> f64 {
    let over = (y - n) / n;
    let (eta, correction) = if over.abs() < NEAR {
        let eta = over * (1.0 - over / 3.0 + 7.0 / 36.0 * over * over);
        (eta, -1.0 / 3.0 + eta / 12.0)
    } else {
        let eta = libm::sqrt(2.0 * (over - libm::log1p(over))).copysign(over);
        (eta, 1.0 / over - 1.0 / eta)
    };
    let normal = libm::erfc(eta * libm::sqrt(n / 2.0)) / 2.0;
    let density = libm::exp(-n * eta * eta / 2.0) / libm::sqrt(2.0 * PI * n);
    (normal + density * correction).clamp(0.0, 1.0)
}

/// No term below this is seen in a probability.
const SMALL: f64 = 1e-18;

/// From here on the expansion is exact to 10⁻⁹.
const MANY: u64 = 10_000;

/// So near to the mean, λ − 1 − ln λ is lost in rounding, and its series is not.
const NEAR: f64 = 1e-4;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::queue::Waiting;

    fn check(servers: u64, load: f64, places: u64) -> Admission {
        let door = Admission::new(servers, Arrivals { rate: load, hold: 1.0, hold_cv: 1.0 }, places);
        // The mean is the area under the tail; the quantile inverts the tail.
        let width = 0.0005 * (1.0 + door.mean_wait());
        let area: f64 = (0..100_000).map(|i| door.exceeds((f64::from(i) + 0.5) * width) * width).sum();
        assert!((area - door.mean_wait()).abs() <= 1e-4 * (1.0 + area), "{servers} {load} {places}: {area} {door:?}");
        for p in [0.9, 0.5, 0.05, 0.01] {
            let t = door.wait_exceeded_by(p);
            assert!(t <= 0.0 || (door.exceeds(t) - p).abs() < 1e-9, "{servers} {load} {places} {p}: {t}");
        }
        door
    }

    #[test]
    fn mean_and_quantiles_agree() {
        for servers in [1, 3, 15, 100] {
            for rho in [0.3, 0.9, 0.999, 1.0, 3.0] {
                for places in [0, 1, 2, 25, 900] {
                    check(servers, rho * as_f64(servers), places);
                }
            }
        }
    }

    #[test]
    fn with_room_for_all_it_is_erlang_c() {
        for (servers, load) in [(12, 10.0), (5, 2.0), (100, 95.0)] {
            let door = check(servers, load, 100_000);
            let erlang = Waiting::new(servers, load, 1.0).unwrap();
            assert!((door.mean_wait() / erlang.mean() - 1.0).abs() < 1e-9);
            assert!((door.wait_exceeded_by(0.01) / erlang.percentile(0.99) - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn the_share_below_is_that_of_the_terms() {
        for (n, y) in [(1_u32, 0.5), (3, 2.0), (10, 30.0), (30, 10.0)] {
            let mut term = libm::exp(-y);
            let mut sum = 0.0;
            for i in 0..n {
                sum += term;
                term *= y / (f64::from(i) + 1.0);
            }
            assert!((poisson_below(n.into(), y) - sum).abs() < 1e-12, "{n} {y}");
        }
    }

    #[test]
    fn many_terms_are_their_expansion() {
        for n in [10_000.0, 40_000.0, 1_000_000.0] {
            for deviations in [-6.0, -2.0, -0.3, -0.01, 0.0, 0.000_1, 0.02, 1.0, 5.0, 30.0] {
                let y = n + deviations * libm::sqrt(n);
                let (terms, expansion) = (by_terms(n, y), by_expansion(n, y));
                assert!((terms - expansion).abs() < 1e-9, "{n} {y}: {terms} {expansion}");
            }
        }
        for n in [1 << 40, u64::MAX] {
            let half = poisson_below(n, as_f64(n));
            assert!((half - 0.5).abs() < 1e-6, "{n}: {half}");
            assert!(
                poisson_below(n, 0.5 * as_f64(n)) > 1.0 - 1e-12 && poisson_below(n, 2.0 * as_f64(n)) < 1e-12,
                "{n}"
            );
        }
    }
}
