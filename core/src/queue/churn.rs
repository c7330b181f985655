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
    churn_beside(0, size, capacity, rate, load, idle)
}

/// The same while `held` connections, fewer than the capacity, are checked out all the time and the arrivals have the others.
#[must_use]
pub(crate) fn churn_beside(held: u64, size: u64, capacity: u64, rate: f64, load: f64, idle: f64) -> Churn {
    if size == capacity {
        return Churn { size_busy: 1.0 - idle, ..Churn::default() };
    }
    let levels = Levels::new(capacity - held, load, idle);
    let left_of_size = size.saturating_sub(held);
    // Below the levels that ever happen all is open, above them nothing.
    let overflow_open = as_f64((held + levels.first).saturating_sub(size));
    let mut sum = Churn { size_busy: levels.at_least(left_of_size), overflow_open, ..Churn::default() };
    for high in places(left_of_size.saturating_sub(levels.first))..levels.likely.len() {
        // A connection that is opened above the level `high`, and closed below the one that is `size` lower.
        if let Some(low) = high.checked_sub(places(size)) {
            let Trips { all, above } = levels.trips(low, high);
            sum.connects_per_s += rate * (levels.scale / all);
            sum.overflow_open += above / all;
        } else {
            sum.overflow_open += 1.0;
        }
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
    scale: f64,
    likely: Vec<Level>,
}

/// A number of busy connections.
#[derive(Clone, Copy)]
struct Level {
    /// Its probability over the scale: 1 at the mode, so that no sum overflows where all of them are tiny.
    weight: f64,
    /// The probability of more.
    more: f64,
    trips: Trips,
}

/// Sums of 1/weight and of P(N > i)/weight over some levels.
#[derive(Clone, Copy, Default)]
struct Trips {
    all: f64,
    above: f64,
}

/// Few pools have more levels, and these take one allocation.
const USUAL_LEVELS: usize = 64;

/// Levels this much rarer than the most likely one never happen.
const VANISHING: f64 = 1e-200;

impl Levels {
    fn new(capacity: u64, load: f64, idle: f64) -> Self {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the capacity")]
        let peak = (load.min(as_f64(capacity - 1)).max(0.0)) as u64;
        let level = |weight| Level { weight, more: 0.0, trips: Trips::default() };
        let mut likely = Vec::with_capacity(USUAL_LEVELS);
        likely.extend(running_products((1..=peak).rev().map(|level| as_f64(level) / load)).map(level));
        likely.reverse();
        let mode = likely.len();
        likely.push(level(1.0));
        likely.extend(running_products((peak + 1..capacity).map(|level| load / as_f64(level))).map(level));

        let total: f64 = likely.iter().map(|level| level.weight).sum();
        let scale = idle / total;
        let mut beyond = 1.0 - idle;
        for level in likely.iter_mut().rev() {
            level.more = beyond;
            beyond += level.weight * scale;
        }
        let (below, above) = likely.split_at_mut(mode + 1);
        sum_up(below.iter_mut().rev());
        sum_up(above.iter_mut());
        Self { first: peak - mode as u64, mode, scale, likely }
    }

    fn at_least(&self, level: u64) -> f64 {
        match level.checked_sub(self.first) {
            None | Some(0) => 1.0,
            Some(above) => self.likely[places(above).min(self.likely.len()) - 1].more,
        }
    }

    /// The sums over the levels from `low` to `high`, counted from the first.
    fn trips(&self, low: usize, high: usize) -> Trips {
        let trips = |level: usize| self.likely[level].trips;
        let above_mode = |level: usize| if level == self.mode { Trips::default() } else { trips(level) };
        if low > self.mode {
            trips(high).less(above_mode(low - 1))
        } else if high < self.mode {
            trips(low).less(trips(high + 1))
        } else {
            let (below, above) = (trips(low), above_mode(high));
            Trips { all: below.all + above.all, above: below.above + above.above }
        }
    }
}

impl Trips {
    fn less(self, other: Self) -> Self {
        Self { all: self.all - other.all, above: self.above - other.above }
    }
}

/// Gives each level the sums over all levels before it and itself.
fn sum_up<'a>(levels: impl Iterator<Item = &'a mut Level>) {
    let mut sum = Trips::default();
    for level in levels {
        let trip = 1.0 / level.weight;
        sum = Trips { all: sum.all + trip, above: sum.above + trip * level.more };
        level.trips = sum;
    }
}

/// A number of levels as a number of places.
fn places(levels: u64) -> usize {
    usize::try_from(levels).unwrap_or(usize::MAX)
}

/// Running products of `ratios` from 1, the start left out, until they vanish.
fn running_products(ratios: impl Iterator<Item = f64>) -> impl Iterator<Item = f64> {
    let products = ratios.scan(1.0, |weight, ratio| {
        *weight *= ratio;
        Some(*weight)
    });
    products.take_while(|weight| *weight > VANISHING)
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
