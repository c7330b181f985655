//! What is simulated: one pool of a service, and what it is asked for.

use super::{
    arrivals::{Arrivals, Rates},
    controls::Controls,
    hold::{Class, Holds},
    law::Law,
    normal_grid::Place,
    pool::Settings,
    random::{Random, Tables},
    twin::Twin,
};
use crate::{
    prediction::{MAX_CONNECTIONS, PRE_PING_S},
    scenario::{Pool, Service},
    units::{Recycle, as_f64},
};

/// One pool of a service under its share of the traffic.
pub(super) struct PoolModel {
    pub(super) settings: Settings,
    /// The most requests that ask at once; None where the tasks are not known.
    pub(super) at_once: Option<usize>,
    pub(super) rates: Rates,
    holds: Holds,
    leak_probability: f64,
    pub(super) tables: Tables,
}

impl PoolModel {
    /// None without traffic.
    pub(super) fn new(service: &Service, pool: &Pool) -> Option<Self> {
        let rates = Rates::from_service(service);
        (rates.mean() > 0.0 && service.hold().mean_ms > 0.0).then(|| Self {
            settings: settings(service, pool),
            at_once: service.checkouts_at_once().map(|tasks| usize::try_from(tasks).unwrap_or(usize::MAX)),
            rates,
            holds: Holds::new(&service.traffic),
            leak_probability: service.leak_probability.get(),
            tables: Tables::new(),
        })
    }

    /// The most connections that can be busy at once.
    pub(super) fn servers(&self) -> u64 {
        self.at_once.map_or(self.settings.capacity, |tasks| tasks.min(self.settings.capacity)) as u64
    }

    /// The most requests that can wait for one.
    pub(super) fn longest_queue(&self) -> f64 {
        self.at_once.map_or(f64::INFINITY, |tasks| as_f64(tasks.saturating_sub(self.settings.capacity) as u64))
    }

    pub(super) fn holds(&self) -> &Holds {
        &self.holds
    }

    /// What can be followed beside it whose mean is known.
    pub(super) fn controls(&self) -> Controls {
        let rate = (!self.bursts()).then(|| self.rates.mean());
        let places = self.at_once.map(|tasks| tasks.saturating_sub(self.settings.capacity) as u64);
        Controls::new(&self.holds, self.servers(), places, rate, self.settings.ping)
    }

    /// Whether the rate changes.
    pub(super) fn bursts(&self) -> bool {
        self.rates.every < f64::MAX
    }

    /// Draws the next requests that arrive before `to`, and says how many they are: fewer than asked for at the end.
    ///
    /// A loop for each kind of hold, away from what the pool does, keeps the state of the random numbers in registers.
    pub(super) fn draw(
        &self,
        batch: &mut [Arrival],
        arrivals: &mut Arrivals,
        random: &mut Random<'_>,
        to: f64,
    ) -> usize {
        if self.leak_probability > 0.0 {
            return fill(batch, arrivals, random, to, |random| {
                let leaks = random.unit() < self.leak_probability;
                let hold = self.draw_hold(random);
                (if leaks { f64::INFINITY } else { hold }, 0.0)
            });
        }
        match self.holds.only_class() {
            Some(Class { overhead, law: Law::Exponential { mean }, .. }) => {
                fill(batch, arrivals, random, to, |random| (overhead + mean * random.exponential(), 0.0))
            }
            Some(Class { overhead, law: Law::Lognormal(lognormal), .. }) => {
                fill(batch, arrivals, random, to, |random| (overhead + lognormal.at(random.normal()), 0.0))
            }
            _ => fill(batch, arrivals, random, to, |random| (self.draw_hold(random), 0.0)),
        }
    }

    /// The same with the holds of a twin.
    pub(super) fn draw_with_twin(
        &self,
        twin: &Twin,
        batch: &mut [Arrival],
        arrivals: &mut Arrivals,
        random: &mut Random<'_>,
        to: f64,
    ) -> usize {
        let classes = self.holds.classes();
        if let Some(Class { overhead, law: Law::Lognormal(lognormal), .. }) = self.holds.only_class()
            && let Some(quantiles) = twin.quantiles()
        {
            return fill(batch, arrivals, random, to, |random| {
                let place = Place::from_z(random.normal());
                (overhead + lognormal.at_place(place), quantiles.at_place(place))
            });
        }
        fill(batch, arrivals, random, to, |random| {
            let class = self.holds.draw_class(random);
            twin.draw(class, &classes[class], random)
        })
    }

    #[inline]
    fn draw_hold(&self, random: &mut Random<'_>) -> f64 {
        let class = &self.holds.classes()[self.holds.draw_class(random)];
        class.overhead + class.law.draw(random)
    }
}

/// A request to come. Its hold is drawn before anyone knows whether it gets a connection, so that a larger pool is asked
/// for just the same.
#[derive(Clone, Copy, Default)]
pub(super) struct Arrival {
    pub(super) at: f64,
    pub(super) hold: f64,
    /// What the twin of the pool holds its server for, where it has one.
    pub(super) twin: f64,
}

#[inline]
fn fill(
    batch: &mut [Arrival],
    arrivals: &mut Arrivals,
    random: &mut Random<'_>,
    to: f64,
    hold: impl Fn(&mut Random<'_>) -> (f64, f64),
) -> usize {
    // Copies, which the processor can keep at hand.
    let (mut drawing, mut coming) = (random.clone(), arrivals.clone());
    let mut count = 0;
    for arrival in batch {
        let at = coming.next(&mut drawing);
        if at >= to {
            break;
        }
        let (hold, twin) = hold(&mut drawing);
        *arrival = Arrival { at, hold, twin };
        count += 1;
    }
    (*random, *arrivals) = (drawing, coming);
    count
}

fn settings(service: &Service, pool: &Pool) -> Settings {
    let pool = &pool.as_queue_pool();
    let most = usize::try_from(MAX_CONNECTIONS).unwrap_or(usize::MAX);
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
