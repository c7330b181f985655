//! How many connections a pool keeps open beyond its size, and how often it opens one.

use crate::units::as_f64;

/// The overflow of a pool in the long run.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Churn {
    /// Connections opened a second, each one closed again.
    pub connects_per_s: f64,
    /// Mean connections open beyond the size, idle ones included.
    pub overflow_open: f64,
    /// The probability that all `size` connections are checked out.
    pub size_busy: f64,
}

/// The overflow of a pool of `size` (at least 1) that opens up to `capacity`, where `rate` arrivals a second offer
/// `load` erlangs and find a connection free with probability `idle`.
///
/// A return closes the connection only if `size` idle ones wait already (SQLAlchemy, lib/sqlalchemy/pool/impl.py),
/// so the open connections follow the busy ones N with hysteresis: they rise from k to k + 1 when N does, and fall
/// back only when N has come down to k − size. Between two rises lies one round trip of N from k − size to k + 1
/// and back, whose mean length in a birth–death chain is the sum of 1/(λπᵢ) over the levels crossed (the commute time
/// of Chandra et al., "The electrical resistance of a graph captures its commute and cover times", 1989).
/// For exponential holds this is exact.
///
/// ```
/// use poolwise::queue::churn;
///
/// // Measured on a real pool of 5 + 10: 11.1 opened a second, 7.8 open beyond the size.
/// let churn = churn(5, 15, 128.82, 10.49, 0.86);
/// assert!((churn.connects_per_s - 10.87).abs() < 0.02);
/// assert!((churn.overflow_open - 7.74).abs() < 0.02);
/// ```
#[must_use]
pub fn churn(size: u64, capacity: u64, rate: f64, load: f64, idle: f64) -> Churn {
    if size == capacity {
        return Churn { size_busy: 1.0 - idle, ..Churn::default() };
    }
    let levels = Levels::new(capacity, load, idle);
    // Below the levels that are ever seen all is open, above them nothing.
    let (first, end) = levels.seen();
    let always = first.clamp(size, capacity);
    let overflow_open = as_f64(always - size);
    let mut sum = Churn { size_busy: levels.at_least(size), overflow_open, ..Churn::default() };
    for k in always..capacity.min(end) {
        let (trips, open) = levels.round_trip(k - size, k);
        sum.connects_per_s += rate * trips;
        sum.overflow_open += open;
    }
    sum
}

/// The most connections that a pool has ever needed at once, and so has opened, where it is offered `load` erlangs and
/// nobody waits.
///
/// More are busy for less than a millionth of the time, which a pool meets once in some hours; the busy ones are a Poisson
/// variable (Sevastyanov 1957).
///
/// ```
/// assert_eq!(poolwise::queue::most_ever_busy(1.0), 9.0);
/// assert_eq!(poolwise::queue::most_ever_busy(0.0), 0.0);
/// ```
#[must_use]
pub fn most_ever_busy(load: f64) -> f64 {
    if load > LARGE_LOAD {
        return libm::ceil(load + RARE_DEVIATIONS * libm::sqrt(load));
    }
    let (mut most, mut probability) = (0.0, libm::exp(-load));
    let mut beyond = 1.0 - probability;
    while beyond > RARE {
        most += 1.0;
        probability *= load / most;
        beyond -= probability;
    }
    most
}

/// The share of the time that does not count.
const RARE: f64 = 1e-6;

/// From this load on the Poisson variable is nearly normal, and this many of its standard deviations leave that share.
const LARGE_LOAD: f64 = 500.0;
const RARE_DEVIATIONS: f64 = 4.9;

/// The stationary distribution of the busy connections below capacity, where it is not vanishing.
struct Levels {
    first: u64,
    mode: usize,
    /// πᵢ over the scale: 1 at the mode, so that no sum overflows where all of them are tiny.
    weights: Vec<f64>,
    scale: f64,
    /// P(N ≥ level), and at its end P(N ≥ capacity).
    at_least: Vec<f64>,
    /// Sums of 1/weight and of P(N > i)/weight from the mode outwards, the mode itself counted on its lower side.
    trips: Vec<(f64, f64)>,
}

/// Levels this much rarer than the most likely one are never seen.
const VANISHING: f64 = 1e-200;

impl Levels {
    fn new(capacity: u64, load: f64, idle: f64) -> Self {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the capacity")]
        let peak = (load.min(as_f64(capacity - 1)).max(0.0)) as u64;
        let down = weights((1..=peak).rev().map(|level| as_f64(level) / load));
        let up = weights((peak + 1..capacity).map(|level| load / as_f64(level)));

        let mode = down.len();
        let weights: Vec<f64> = down.into_iter().rev().chain([1.0]).chain(up).collect();
        let total: f64 = weights.iter().sum();
        let scale = idle / total;

        // P(N ≥ level) from the top down, the last one P(N ≥ capacity).
        let from_the_top = weights.iter().rev().scan(1.0 - idle, |above, weight| {
            *above += weight * scale;
            Some(*above)
        });
        let mut at_least: Vec<f64> = std::iter::once(1.0 - idle).chain(from_the_top).collect();
        at_least.reverse();

        let trips = vec![(0.0, 0.0); weights.len()];
        let mut levels = Self { first: peak - mode as u64, mode, scale, weights, at_least, trips };
        for i in (0..=mode).rev() {
            levels.trips[i] = levels.with(if i == mode { (0.0, 0.0) } else { levels.trips[i + 1] }, i);
        }
        for i in mode + 1..levels.trips.len() {
            levels.trips[i] = levels.with(if i == mode + 1 { (0.0, 0.0) } else { levels.trips[i - 1] }, i);
        }
        levels
    }

    fn with(&self, sum: (f64, f64), i: usize) -> (f64, f64) {
        let trip = 1.0 / self.weights[i];
        (sum.0 + trip, sum.1 + trip * self.at_least[i + 1])
    }

    /// The levels that are not vanishing: the first, and the first above them.
    fn seen(&self) -> (u64, u64) {
        (self.first, self.first + self.trips.len() as u64)
    }

    fn at_least(&self, level: u64) -> f64 {
        match level.checked_sub(self.first).map(usize::try_from) {
            None => 1.0,
            Some(Ok(i)) if i < self.at_least.len() => self.at_least[i],
            Some(_) => self.at_least.last().copied().unwrap_or(0.0),
        }
    }

    /// For a connection that is opened above `high` and closed below `low`: how often that happens, relative to the
    /// arrivals, and the share of time that it is open.
    fn round_trip(&self, low: u64, high: u64) -> (f64, f64) {
        let index = |level: u64| level.checked_sub(self.first).and_then(|i| usize::try_from(i).ok());
        match (index(low), index(high).filter(|&i| i < self.trips.len())) {
            (_, None) => (0.0, 0.0),
            (None, Some(_)) => (0.0, 1.0),
            (Some(low), Some(high)) => {
                let (trip, above) = self.window(low, high);
                (self.scale / trip, above / trip)
            }
        }
    }

    fn window(&self, low: usize, high: usize) -> (f64, f64) {
        let above_mode = |i: usize| if i == self.mode { (0.0, 0.0) } else { self.trips[i] };
        let ((a, b), (c, d)) = if low > self.mode {
            (self.trips[high], above_mode(low - 1))
        } else if high < self.mode {
            (self.trips[low], self.trips[high + 1])
        } else {
            let ((a, b), (c, d)) = (self.trips[low], above_mode(high));
            return (a + c, b + d);
        };
        (a - c, b - d)
    }
}

/// Running products of `ratios` from 1, the start left out, until they vanish.
fn weights(ratios: impl Iterator<Item = f64>) -> Vec<f64> {
    ratios
        .scan(1.0, |weight, ratio| {
            *weight *= ratio;
            Some(*weight)
        })
        .take_while(|weight| *weight > VANISHING)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::queue::{Arrivals, Patience};

    /// The chain on (busy or waiting, open) by brute force: steps in proportion to the rates, to the steady state.
    fn by_iteration(size: usize, capacity: usize, load: f64) -> (f64, f64) {
        let most = capacity * 8;
        let (mut now, fastest) = (vec![vec![0.0; capacity + 1]; most + 1], load + as_f64(capacity as u64));
        now[0][size] = 1.0;
        let mut connects = 0.0;
        for _ in 0..60_000 {
            let mut next = vec![vec![0.0; capacity + 1]; most + 1];
            connects = 0.0;
            for n in 0..=most {
                for open in size..=capacity {
                    let p = now[n][open];
                    if p == 0.0 {
                        continue;
                    }
                    let arrive = if n < most { load / fastest } else { 0.0 };
                    let leave = as_f64(n.min(capacity) as u64) / fastest;
                    if arrive > 0.0 {
                        let opened = open.max((n + 1).min(capacity));
                        connects += if opened > open { p * load } else { 0.0 };
                        next[n + 1][opened] += p * arrive;
                    }
                    if n > 0 {
                        next[n - 1][open.min(n - 1 + size).max(size)] += p * leave;
                    }
                    next[n][open] += p * (1.0 - arrive - leave);
                }
            }
            now = next;
        }
        let overflow = now.iter().flat_map(|row| row.iter().enumerate());
        (connects, overflow.map(|(open, p)| p * (as_f64(open as u64) - as_f64(size as u64)).max(0.0)).sum())
    }

    #[test]
    fn the_closed_form_is_the_chain() {
        for (size, capacity, load) in [(1, 4, 2.0), (2, 4, 0.5), (3, 8, 5.0), (5, 8, 2.0), (4, 5, 3.0)] {
            let (connects, overflow) = by_iteration(size, capacity, load);
            let queue = Patience::new(capacity as u64, Arrivals { rate: load, hold: 1.0, hold_cv: 1.0 }, 1e4);
            let churn = churn(size as u64, capacity as u64, load, load, queue.idle_probability());
            assert!(
                (churn.connects_per_s / connects - 1.0).abs() < 1e-3,
                "{size} {capacity} {load}: {churn:?} {connects}"
            );
            assert!(
                (churn.overflow_open / overflow - 1.0).abs() < 1e-3,
                "{size} {capacity} {load}: {churn:?} {overflow}"
            );
        }
    }

    #[test]
    fn the_busy_ones_are_open() {
        for (size, capacity, load) in [(1, 20, 10.0), (1, 5000, 4000.0), (20, 3000, 2500.0), (1, 1 << 20, 1e6)] {
            let queue = Patience::new(capacity, Arrivals { rate: load, hold: 1.0, hold_cv: 1.0 }, 1e4);
            let churn = churn(size, capacity, load, load, queue.idle_probability());
            assert!(as_f64(size) + churn.overflow_open >= load, "{size} {capacity} {load}: {churn:?}");
        }
    }

    #[test]
    fn any_size_and_load_is_finite() {
        for (size, capacity) in
            [(1, 1), (1, 2), (10, 10), (20, 50), (1, 5000), (3000, 5000), (262_000, 262_143), (1 << 32, 1 << 33)]
        {
            for load in [1e-9, 0.5, 10.0, 900.0, 4999.0, 1e6] {
                let churn = churn(size, capacity, load, load, 0.5);
                let overflow = as_f64(capacity - size);
                assert!((0.0..=load).contains(&churn.connects_per_s), "{size} {capacity} {load}: {churn:?}");
                assert!((0.0..=overflow).contains(&churn.overflow_open), "{size} {capacity} {load}: {churn:?}");
                assert!((0.0..=1.0 + 1e-12).contains(&churn.size_busy), "{size} {capacity} {load}: {churn:?}");
            }
        }
    }
}
