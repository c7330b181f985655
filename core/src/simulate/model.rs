//! What is simulated: one pool of a service, and what it is asked for.

use super::{
    arrivals::{Arrivals, Rates},
    hold::Holds,
    pool::{Age, QueuePool, Settings},
    random::{Random, Tables},
    tally::{Request, Tally},
};
use crate::{
    predict::{MOST_CONNECTIONS, PRE_PING_S},
    scenario::{Pool, Service},
    units::{Recycle, as_f64},
};

/// One pool of a service under its share of the traffic.
pub(super) struct Model {
    pub(super) settings: Settings,
    pub(super) rates: Rates,
    holds: Holds,
    leak_probability: f64,
    tables: Tables,
}

/// A period with fewer requests than this has no bursts that anyone could tell from its mean.
const FEWEST_IN_A_PERIOD: f64 = 0.01;

impl Model {
    /// None without traffic.
    pub(super) fn new(service: &Service, pool: &Pool) -> Option<Self> {
        let rate = service.rate_per_s() / service.pools().map_or(f64::INFINITY, as_f64);
        let always = Rates { quiet: rate, burst: rate, every: f64::MAX, lasts: f64::MAX };
        let rates = service.burst.as_ref().map_or(always, |burst| {
            let (every, lasts) = (burst.every_s.get(), burst.for_s.get());
            let rates = Rates { quiet: rate, burst: rate * burst.factor.get(), every, lasts };
            let mean = rates.mean();
            let seen = mean * every >= FEWEST_IN_A_PERIOD && lasts > 0.0;
            if seen { rates } else { Rates { quiet: mean, burst: mean, ..always } }
        });
        (rates.mean() > 0.0).then(|| Self {
            settings: settings(service, pool),
            rates,
            holds: Holds::new(&service.traffic),
            leak_probability: service.leak_probability.get(),
            tables: Tables::new(),
        })
    }

    /// Whether the rate changes.
    pub(super) fn bursts(&self) -> bool {
        self.rates.every < f64::MAX
    }

    /// One run from an empty pool until `to`, with what happens from `from` on counted. Runs with other numbers are
    /// independent of it.
    pub(super) fn run(&self, seed: u64, number: u64, within: (f64, f64), see: impl FnMut(&Request)) -> Tally {
        if self.settings.recycle.is_finite() {
            self.run_with(QueuePool::<f64>::new(self.settings), seed, number, within, see)
        } else {
            self.run_with(QueuePool::<()>::new(self.settings), seed, number, within, see)
        }
    }

    fn run_with<A: Age>(
        &self,
        mut pool: QueuePool<A>,
        seed: u64,
        number: u64,
        within: (f64, f64),
        mut see: impl FnMut(&Request),
    ) -> Tally {
        let mut random = Random::new(&self.tables, seed, number);
        let mut arrivals = Arrivals::new(self.rates);
        let (from, to) = within;
        let mut tally = Tally::new(self, within);
        // A look at a pool in full use costs as much as it has connections.
        let look_every = 16 + self.settings.capacity as u64 / 4;
        let mut until_look = look_every;
        let mut overflow_before = (from <= 0.0).then_some(0.0);
        let mut demands = [Demand::default(); AT_ONCE];
        loop {
            let count = self.draw(&mut demands, &mut arrivals, &mut random, to);
            for &Demand { at, hold } in &demands[..count] {
                if at >= from {
                    overflow_before.get_or_insert_with(|| pool.overflow_until(from));
                    until_look -= 1;
                    if until_look == 0 {
                        until_look = look_every;
                        tally.looked += 1;
                        tally.size_busy += u64::from(pool.size_is_busy(at));
                    }
                }
                let request = Request { at, hold, outcome: pool.request(at, hold) };
                tally.count(self, &request, within);
                see(&request);
            }
            if count < demands.len() {
                break;
            }
        }
        let before = overflow_before.unwrap_or_else(|| pool.overflow_until(from));
        tally.overflow = pool.overflow_until(to) - before;
        tally
    }

    /// Draws the next requests that arrive before `to`, and says how many they are: fewer than asked for at the end.
    ///
    /// A loop for each kind of hold, away from what the pool does, keeps the state of the random numbers in registers.
    fn draw(&self, demands: &mut [Demand], arrivals: &mut Arrivals, random: &mut Random<'_>, to: f64) -> usize {
        if self.leak_probability > 0.0 {
            fill(demands, arrivals, random, to, |random| {
                let leaks = random.unit() < self.leak_probability;
                let hold = self.holds.draw(random);
                if leaks { f64::INFINITY } else { hold }
            })
        } else if let Some((overhead, mean)) = self.holds.exponential() {
            fill(demands, arrivals, random, to, |random| overhead + mean * random.exponential())
        } else {
            fill(demands, arrivals, random, to, |random| self.holds.draw(random))
        }
    }
}

/// A request to come. Its hold is drawn before anyone knows whether it gets a connection, so that a larger pool is asked
/// for just the same.
#[derive(Clone, Copy, Default)]
struct Demand {
    at: f64,
    hold: f64,
}

/// Requests drawn at once.
const AT_ONCE: usize = 64;

#[inline]
fn fill(
    demands: &mut [Demand],
    arrivals: &mut Arrivals,
    random: &mut Random<'_>,
    to: f64,
    hold: impl Fn(&mut Random<'_>) -> f64,
) -> usize {
    for (count, demand) in demands.iter_mut().enumerate() {
        let at = arrivals.next(random);
        if at >= to {
            return count;
        }
        *demand = Demand { at, hold: hold(random) };
    }
    demands.len()
}

fn settings(service: &Service, pool: &Pool) -> Settings {
    let most = usize::try_from(MOST_CONNECTIONS).unwrap_or(usize::MAX);
    let count = |n: u64| usize::try_from(n).unwrap_or(usize::MAX).min(most);
    Settings {
        // A pool of unlimited size keeps all it ever opened.
        size: if pool.size.get() == 0 { most } else { count(pool.size.get().into()) },
        capacity: pool.capacity().map_or(most, count),
        timeout: pool.timeout_s.get(),
        recycle: match pool.recycle_s {
            Recycle::Never => f64::INFINITY,
            Recycle::After(age) => age.get(),
        },
        lifo: pool.lifo,
        ping: if pool.pre_ping { PRE_PING_S } else { 0.0 },
        connect: service.connect_ms.as_seconds(),
    }
}
