//! The search for settings that meet the targets inside the budget.
//!
//! First the capacity, size + overflow, since that is what the budget pays for: the smallest that meets every target.
//! Then its split: the smallest size that holds the mean load and at which opening connections is negligible, so that
//! the rest is given back to the server in quiet times. The search starts where the closed forms would end, and asks the
//! same model that the report prints.

mod allot;
mod asked;
mod reason;

use asked::Asked;
pub use reason::Reason;
use std::ops::RangeInclusive;

use crate::{
    format::{duration, number, percent},
    predict::{MOST_CONNECTIONS, Model, Prediction, predict, predict_by_formula},
    scenario::{Pool, Scenario, Service, Targets},
    units::{Fraction, Natural, Overflow, as_f64, ceil_count},
};

/// What to set for one service.
#[derive(Clone, Debug, PartialEq)]
pub struct Advice {
    /// The settings of each of its pools.
    pub pool: Pool,
    /// What they do.
    pub prediction: Prediction,
    /// Why each advised number is what it is.
    pub reasons: Vec<Reason>,
    /// Whether they meet every target inside the budget.
    pub feasible: bool,
    /// The capacity that would meet every target, were the budget large enough; None without traffic, or where no
    /// capacity would.
    pub needed: Option<u64>,
}

/// A target that a prediction misses.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Miss {
    /// The target's field in the scenario.
    pub field: &'static str,
    /// What it allows.
    pub target: f64,
    /// What is predicted.
    pub value: f64,
}

impl Miss {
    /// "utilization 90 % instead of 70 %".
    #[must_use]
    pub fn text(&self) -> String {
        let (name, show): (_, fn(f64) -> String) = match self.field {
            "utilization_mean" => ("mean utilization", percent),
            "utilization_peak" => ("utilization in a burst", percent),
            "wait_p95_ms" => ("p95 wait", duration),
            _ => ("timeouts", percent),
        };
        format!("{name} {} instead of {}", show(self.value), show(self.target))
    }
}

/// Opening a connection for at most one checkout in a thousand counts as negligible.
const NEGLIGIBLE_CHURN: f64 = 0.001;

/// Advice for each service of the scenario, in order.
///
/// ```
/// use poolwise::{Scenario, advise::advise};
///
/// let scenario = Scenario::from_toml(
///     "[[services]]\ninstances = 4\nworkers = 2\nsurge = '25%'\ntraffic = [{ rate_per_s = 180, hold_ms = { mean = 60 } }]",
/// )
/// .unwrap();
/// let advice = &advise(&scenario)[0];
/// assert!(advice.feasible);
/// assert!(advice.pool.capacity().unwrap() * 10 <= scenario.database.usable());
/// ```
#[must_use]
pub fn advise(scenario: &Scenario) -> Vec<Advice> {
    advise_with(scenario, predict)
}

/// The same by a model of choice.
#[must_use]
pub fn advise_with(scenario: &Scenario, model: Model) -> Vec<Advice> {
    // No pool is large enough for a leak, so a pool is sized as if it were mended.
    let sound: Vec<Service> = scenario.services.iter().map(without_leak).collect();
    let asked: Vec<Asked<'_>> = sound.iter().map(|service| Asked::new(service, model)).collect();
    let needs: Vec<Need> = asked.iter().map(|asked| Need::of(asked, &scenario.targets)).collect();
    let wanted = scenario.services.iter().zip(&needs).map(|(service, need)| allot::Wanted {
        name: &service.name,
        known: !matches!(need, Need::Unknown),
        capacity: need.wanted(service),
        pools: service.pools_at_deploy().unwrap_or(u64::MAX),
    });
    let available = scenario.database.usable().saturating_sub(scenario.database.other_clients.get().into());
    let (allotted, fits) = allot::allot(available, &wanted.collect::<Vec<_>>());

    let rows = scenario.services.iter().zip(&asked).zip(needs.into_iter().zip(allotted));
    rows.map(|((service, asked), (need, capacity))| settle(service, asked, &scenario.targets, need, capacity, fits))
        .collect()
}

/// The targets that `prediction` misses.
#[must_use]
pub fn misses(targets: &Targets, prediction: &Prediction) -> Vec<Miss> {
    let rows = [
        ("utilization_mean", targets.utilization_mean.get(), prediction.utilization),
        ("utilization_peak", targets.utilization_peak.get(), prediction.utilization_peak),
        ("wait_p95_ms", targets.wait_p95_ms.get(), Some(prediction.wait_ms.p95)),
        ("timeout_probability", targets.timeout_probability.get(), Some(prediction.timeout_probability)),
    ];
    rows.into_iter()
        .filter_map(|(field, target, value)| value.map(|value| Miss { field, target, value }))
        .filter(|miss| miss.value > miss.target)
        .collect()
}

/// What a service asks of the budget.
#[derive(Clone, Copy)]
enum Need {
    /// There is no traffic to size by.
    Unknown,
    /// This capacity meets every target.
    Capacity(u64),
    /// No capacity does, but none above this is of any use.
    Hopeless(u64),
}

impl Need {
    fn of(asked: &Asked<'_>, targets: &Targets) -> Self {
        let service = asked.service;
        let pools = as_f64(service.pools().unwrap_or(u64::MAX));
        let load = service.mean_rate_per_s() / pools * service.hold().mean_ms / 1000.0;
        if load <= 0.0 {
            return Self::Unknown;
        }
        // Whoever gives up holds nothing.
        let held = load * (1.0 - targets.timeout_probability.get());
        let lowest =
            ceil_count(held / targets.utilization_mean.get().max(f64::MIN_POSITIVE)).clamp(1, MOST_CONNECTIONS);
        let within = lowest..=MOST_CONNECTIONS;
        let pool = |capacity| with_capacity(&service.pool, capacity);
        let by_formula = |capacity| misses(targets, &predict_by_formula(service, &pool(capacity))).is_empty();
        let meets = |capacity| misses(targets, &asked.predict(&pool(capacity))).is_empty();
        let guess = smallest(within.clone(), lowest, by_formula).unwrap_or(lowest);
        match smallest(within, guess, meets) {
            Some(capacity) => Self::Capacity(capacity),
            None => Self::Hopeless(lowest),
        }
    }

    fn wanted(&self, service: &Service) -> u64 {
        match *self {
            // A smaller pool is emptied the sooner.
            Self::Capacity(capacity) | Self::Hopeless(capacity) if service.leak_probability.get() > 0.0 => {
                capacity.max(service.pool.capacity().unwrap_or(0))
            }
            Self::Capacity(capacity) | Self::Hopeless(capacity) => capacity,
            Self::Unknown => service.pool.capacity().or(Pool::default().capacity()).unwrap_or(1),
        }
    }
}

fn settle(service: &Service, asked: &Asked<'_>, targets: &Targets, need: Need, capacity: u64, fits: bool) -> Advice {
    let leaks = service.leak_probability.get() > 0.0;
    let pool = match need {
        Need::Unknown => in_halves(&service.pool, capacity),
        _ if service.pool.capacity() == Some(capacity) && leaks => service.pool.clone(),
        Need::Capacity(_) | Need::Hopeless(_) => split(asked, targets, capacity),
    };
    let prediction = if leaks { asked.model(service, &pool) } else { asked.predict(&pool) };
    let needed = match need {
        Need::Capacity(needed) => Some(needed),
        Need::Unknown | Need::Hopeless(_) => None,
    };
    Advice {
        reasons: reason::reasons(service, asked, targets, &pool, need, fits),
        feasible: fits && misses(targets, &prediction).is_empty(),
        needed,
        prediction,
        pool,
    }
}

fn without_leak(service: &Service) -> Service {
    Service { leak_probability: Fraction::clamped(0.0), ..service.clone() }
}

/// Without traffic there is nothing to size by: what fits is kept, and what does not is halved between size and
/// overflow.
fn in_halves(current: &Pool, capacity: u64) -> Pool {
    if current.capacity() == Some(capacity) {
        current.clone()
    } else {
        with_split(current, capacity - capacity / 2, capacity)
    }
}

/// The smallest size that holds the mean load, at which the churn of the overflow is negligible, and no target is missed
/// that the capacity meets.
///
/// Churn alone would allow a much smaller size, since a pool closes a connection only when `size` idle ones wait; but
/// overflow is meant for peaks, and those who watch a pool take its lasting use for a fault.
fn split(asked: &Asked<'_>, targets: &Targets, capacity: u64) -> Pool {
    let pool = |size| with_split(&asked.service.pool, size, capacity);
    let fixed = asked.predict(&pool(capacity));
    let missed = misses(targets, &fixed).len();
    let most = fixed.connects_per_s + NEGLIGIBLE_CHURN * fixed.throughput_per_s;
    let quiet =
        |prediction: &Prediction| prediction.connects_per_s <= most && misses(targets, prediction).len() <= missed;
    let within = ceil_count(fixed.offered_load).clamp(1, capacity)..=capacity;
    let lowest = *within.start();
    let by_formula = |size| predict_by_formula(asked.service, &pool(size));
    let guess = smallest(within.clone(), lowest, |size| quiet(&by_formula(size))).unwrap_or(capacity);
    // No simulation is needed to see that churn is far from negligible.
    let near = |size| by_formula(size).connects_per_s <= 2.0 * most;
    let size = smallest(within, guess, |size| near(size) && quiet(&asked.predict(&pool(size))));
    pool(size.unwrap_or(capacity))
}

fn with_capacity(pool: &Pool, capacity: u64) -> Pool {
    with_split(pool, capacity, capacity)
}

fn with_split(pool: &Pool, size: u64, capacity: u64) -> Pool {
    let overflow = Natural::clamped(capacity - size).get();
    Pool { size: Natural::clamped(size), overflow: Overflow::AtMost(overflow), ..pool.clone() }
}

/// The smallest number of a range that is `enough`, where more is never worse: gallops away from a guess, then halves.
fn smallest(within: RangeInclusive<u64>, guess: u64, enough: impl Fn(u64) -> bool) -> Option<u64> {
    let (low, high) = within.into_inner();
    let guess = guess.clamp(low, high);
    // None below `low`.
    let (mut failing, mut passing, mut step) = (low.checked_sub(1)?, guess, 1);
    if enough(guess) {
        while passing > low {
            let candidate = passing.saturating_sub(step).max(low);
            if !enough(candidate) {
                failing = candidate;
                break;
            }
            passing = candidate;
            step *= 2;
        }
    } else {
        failing = guess;
        loop {
            passing = failing.saturating_add(step).min(high);
            if failing == high {
                return None;
            }
            if enough(passing) {
                break;
            }
            failing = passing;
            step *= 2;
        }
    }
    while passing - failing > 1 {
        let middle = failing + (passing - failing) / 2;
        if enough(middle) {
            passing = middle;
        } else {
            failing = middle;
        }
    }
    Some(passing)
}

/// Mean busy connections of one pool if nobody waited, for a reason's formula.
fn load_formula(service: &Service, offered_load: f64) -> String {
    let pools = as_f64(service.pools().unwrap_or(u64::MAX));
    let (rate, hold) = (number(service.mean_rate_per_s() / pools), number(service.hold().mean_ms / 1000.0));
    format!("offered load a = {rate}/s × {hold} s ≈ {}", number(offered_load))
}
