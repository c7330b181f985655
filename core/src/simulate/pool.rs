//! One `QueuePool`, request by request.

use super::connections::Connections;
use crate::units::as_f64;

/// What a pool is set to and what its doings cost. Times in seconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Settings {
    /// Idle connections beyond this are closed.
    pub(super) size: usize,
    /// The most connections it opens.
    pub(super) capacity: usize,
    pub(super) timeout: f64,
    /// The age at which a connection is replaced at its next checkout.
    pub(super) recycle: f64,
    pub(super) lifo: bool,
    /// To test a connection that is used again.
    pub(super) ping: f64,
    /// To open a connection.
    pub(super) connect: f64,
}

/// How a request fared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Outcome {
    /// It got a connection after `wait` seconds, and spent `cost` to open or to test it.
    Served { wait: f64, cost: f64, connects: bool },
    /// It gave up after the timeout.
    TimedOut,
}

/// What a pool keeps of when a connection was opened: the time, or nothing where it never replaces one.
pub(super) trait Age: Copy {
    fn opened(at: f64) -> Self;
    fn is_beyond(self, age: f64, now: f64) -> bool;
}

impl Age for () {
    fn opened(_: f64) -> Self {}

    fn is_beyond(self, _: f64, _: f64) -> bool {
        false
    }
}

impl Age for f64 {
    fn opened(at: f64) -> Self {
        at
    }

    fn is_beyond(self, age: f64, now: f64) -> bool {
        now - self > age
    }
}

/// A pool that serves requests first come, first served, as SQLAlchemy's does under asyncio; under threads a newcomer
/// goes first for 0.5 to 1 % of the grants, with little effect on any percentile.
///
/// All requests have the same patience, so who waits is served in the order of arrival or not at all, and a request's
/// wait is known when it arrives: it ends when the first connection comes back that is not promised to one before it
/// (Kiefer & Wolfowitz 1955). Returns need no event of their own: an idle connection is one whose return is past. They
/// have to be looked at only where one may find `size` connections idle and be closed.
pub(super) struct QueuePool<A> {
    settings: Settings,
    connections: Connections<A>,
    /// No return before this finds `size` connections idle.
    closes_from: f64,
    /// How far ahead of a request that is looked for.
    ahead: f64,
    /// The integral of the overflow, max(open − size, 0), up to `overflow_until`.
    overflow: f64,
    overflow_until: f64,
}

impl<A: Age> QueuePool<A> {
    pub(super) fn new(settings: Settings) -> Self {
        Self {
            settings,
            connections: Connections::new(),
            closes_from: f64::INFINITY,
            ahead: 1.0,
            overflow: 0.0,
            overflow_until: 0.0,
        }
    }

    /// Opens so many connections before the first request, which come back at once, and have been open for the seconds that
    /// `age` says.
    pub(super) fn open_idle(&mut self, count: usize, mut age: impl FnMut() -> f64) {
        for _ in 0..count {
            self.connections.open(0.0, A::opened(-age()));
        }
        if count > self.settings.size {
            self.closes_from = 0.0;
        }
    }

    /// A request that arrives at `now` and holds its connection for `hold` seconds; infinite where it leaks.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "called once a request: the call took a quarter of the simulation")]
    pub(super) fn request(&mut self, now: f64, hold: f64) -> Outcome {
        let Settings { capacity, timeout, recycle, lifo, ping, connect, .. } = self.settings;
        if now >= self.closes_from {
            self.close_some(now);
        }
        let mut next = self.connections.first();
        // Only its age tells the idle connection that came back last from the first.
        if lifo && recycle.is_finite() {
            next = self.connections.last(now).unwrap_or(next);
        }
        let (index, back_at) = next;
        if back_at > now && self.connections.len() < capacity {
            self.open_one(now, hold);
            return Outcome::Served { wait: 0.0, cost: connect, connects: true };
        }
        if back_at - now > timeout {
            return Outcome::TimedOut;
        }
        let at = if back_at > now { back_at } else { now };
        let age = self.connections.age(index);
        // It may be too old.
        let connects = age.is_beyond(recycle, at);
        let (cost, age) = if connects { (connect, A::opened(at)) } else { (ping, age) };
        self.connections.check_out(index, at + (cost + hold), age);
        Outcome::Served { wait: at - now, cost, connects }
    }

    /// Whether all `size` connections are checked out, or would be if the pool had opened them.
    pub(super) fn size_is_busy(&self, now: f64) -> bool {
        self.connections.len() - self.connections.back_by(now) >= self.settings.size
    }

    /// The integral of the overflow up to `now`, in connections × seconds.
    pub(super) fn overflow_until(&mut self, now: f64) -> f64 {
        self.close_some(now);
        self.count_overflow(now, self.connections.len());
        self.overflow
    }

    #[cold]
    fn open_one(&mut self, now: f64, hold: f64) {
        self.count_overflow(now, self.connections.len());
        self.connections.open(now + (self.settings.connect + hold), A::opened(now));
        if self.connections.len() > self.settings.size {
            self.closes_from = now;
        }
    }

    /// Closes the connections that came back by `now` and found `size` idle ones, given that nothing was handed out
    /// since the first of them was back.
    fn close_some(&mut self, now: f64) {
        let size = self.settings.size;
        let ahead = now + self.ahead;
        if self.connections.len() <= size {
            self.closes_from = f64::INFINITY;
        } else if self.connections.back_by(ahead) <= size {
            // Nor will any that are handed out meanwhile: each is one idle connection less until it is back.
            self.closes_from = ahead;
            // Looking again sooner than necessary costs less than in vain.
            self.ahead *= 1.1;
        } else {
            self.closes_from = now;
            let idle = self.connections.back_by(now);
            if idle < size {
                self.ahead *= 0.5;
            }
            if idle > size {
                self.count_overflow(now, self.connections.len());
            }
            for _ in size..idle {
                // It counts as open until now, and was closed when it came back.
                self.overflow -= now - self.connections.close_last(now).unwrap_or(now);
            }
        }
    }

    /// Adds the overflow up to `now`, with so many connections open since it was last added.
    fn count_overflow(&mut self, now: f64, open: usize) {
        let overflow = open.saturating_sub(self.settings.size);
        self.overflow += as_f64(overflow as u64) * (now - self.overflow_until);
        self.overflow_until = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::random::{Random, Tables};
    use std::collections::VecDeque;

    const POOL: Settings =
        Settings { size: 2, capacity: 4, timeout: 0.5, recycle: f64::INFINITY, lifo: false, ping: 0.01, connect: 0.05 };

    /// SQLAlchemy's pool step by step, event by event: what the quick one must do.
    struct Plain {
        settings: Settings,
        /// When each connection comes back and when it was opened.
        out: Vec<(f64, f64)>,
        idle: VecDeque<f64>,
        open: usize,
        overflow: f64,
        now: f64,
    }

    impl Plain {
        fn request(&mut self, now: f64, hold: f64) -> Outcome {
            self.advance(now);
            let Settings { recycle, lifo, ping, connect, timeout, capacity, .. } = self.settings;
            let idle = if lifo { self.idle.pop_back() } else { self.idle.pop_front() };
            let (at, opened) = if let Some(opened) = idle {
                (now, Some(opened))
            } else if self.open < capacity {
                self.open += 1;
                (now, None)
            } else {
                // In the order of arrival each of those before has taken the first that came back.
                let first = self.out.iter().enumerate().min_by(|a, b| a.1.0.total_cmp(&b.1.0)).map(|(i, _)| i).unwrap();
                if self.out[first].0 - now > timeout {
                    return Outcome::TimedOut;
                }
                let (at, opened) = self.out.swap_remove(first);
                (at, Some(opened))
            };
            let kept = opened.filter(|opened| at - opened <= recycle);
            let cost = if kept.is_some() { ping } else { connect };
            self.out.push((at + (cost + hold), kept.unwrap_or(at)));
            Outcome::Served { wait: at - now, cost, connects: kept.is_none() }
        }

        fn advance(&mut self, now: f64) {
            self.out.sort_by(|a, b| a.0.total_cmp(&b.0));
            while self.out.first().is_some_and(|first| first.0 <= now) {
                let (at, opened) = self.out.remove(0);
                self.count(at);
                if self.idle.len() == self.settings.size {
                    self.open -= 1;
                } else {
                    self.idle.push_back(opened);
                }
            }
            self.count(now);
        }

        fn count(&mut self, now: f64) {
            self.overflow += as_f64(self.open.saturating_sub(self.settings.size) as u64) * (now - self.now);
            self.now = now;
        }
    }

    fn check(settings: Settings, rate: f64) {
        if settings.recycle.is_finite() {
            check_with(QueuePool::<f64>::new(settings), settings, rate);
        } else {
            check_with(QueuePool::<()>::new(settings), settings, rate);
        }
    }

    fn check_with<A: Age>(mut quick: QueuePool<A>, settings: Settings, rate: f64) {
        let mut plain = Plain { settings, out: Vec::new(), idle: VecDeque::new(), open: 0, overflow: 0.0, now: 0.0 };
        let tables = Tables::new();
        let mut random = Random::new(&tables, Random::bits(7, 7));
        let mut now = 0.0;
        for i in 0..20_000 {
            now += random.exponential() / rate;
            let hold = if random.unit() < 0.0001 { f64::INFINITY } else { random.exponential() * 0.1 };
            if i % 16 == 0 {
                plain.advance(now);
                let busy = plain.open - plain.idle.len();
                assert_eq!(quick.size_is_busy(now), busy >= settings.size, "{settings:?} at {now}");
            }
            assert_eq!(quick.request(now, hold), plain.request(now, hold), "{settings:?} at {now}");
        }
        plain.advance(now);
        let overflow = quick.overflow_until(now);
        assert!((overflow - plain.overflow).abs() < 1e-6, "{settings:?}: {overflow} and {}", plain.overflow);
    }

    #[test]
    fn it_is_the_pool_step_by_step() {
        for (size, capacity) in [(4, 4), (2, 4), (1, 6), (10, 10), (5, 15), (20, 50), (1, 1), (100, 100)] {
            for load in [0.3, 0.8, 1.2] {
                for (recycle, lifo) in [(f64::INFINITY, false), (0.0, false), (0.7, false), (0.7, true)] {
                    check(Settings { size, capacity, recycle, lifo, ..POOL }, load * as_f64(capacity as u64) / 0.1);
                }
            }
        }
    }

    #[test]
    fn at_the_end_of_its_patience() {
        for timeout in [0.0, 1e-3, 100.0] {
            check(Settings { timeout, ..POOL }, 50.0);
        }
    }

    #[test]
    fn a_pool_without_an_end() {
        check(Settings { size: 1 << 18, capacity: 1 << 18, ..POOL }, 500.0);
    }
}
