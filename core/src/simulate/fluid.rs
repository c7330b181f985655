//! A pool where few requests hold their connections hundreds of times as long as the others: each of these is followed, and the
//! others are a fluid.
//!
//! As long as the same number of long holds is under way, the others either keep up with the connections that are left, and
//! wait as in a steady state with these; or their queue grows, and is worked off once long holds have ended. Both are known
//! without following any of them (Newell, *Applications of Queueing Theory*, 1982, chapter 2). So many thousands of long
//! holds take milliseconds, where a run that follows every request sees a few dozen of them in a million requests.

mod run;
mod waits;

use super::{
    hold::Holds,
    long_holds::boundary,
    model::PoolModel,
    parallel::map_in_order,
    random::{Random, Tables},
    report::student,
};
use crate::{
    prediction::{Interval, LatencySummary, Method, Prediction},
    queue::{Arrivals, churn_beside},
    scenario::{Pool, Service, Traffic},
    units::{Recycle, as_f64},
};
use run::FluidRun;
use waits::{FluidWaits, SteadyWaits};

/// From here on the others come to a steady state long before a long hold ends.
const MIN_TIMES_LONGER: f64 = 400.0;

/// In a larger pool a few long holds leave as good as all connections.
const MAX_SERVERS: u64 = 200;

/// Nearer to saturation the closed forms are at their best.
const MAX_UTILIZATION: f64 = 0.97;

const RUNS: u64 = 20;
const SEED: u64 = 1;

/// The long holds of a run, and those before what counts.
const LONG_HOLDS_COUNTED: u64 = 5_000;
const LONG_HOLDS_BEFORE: u64 = 250;

/// Whether some of the traffic holds its connections so much longer than the rest.
pub(crate) fn has_few_long_holds(service: &Service, pool: &Pool) -> bool {
    has_several_classes(service)
        && PoolModel::new(service, pool).is_some_and(|model| Split::new(service, &model).is_some())
}

/// Holds of one class are not so different, and a model costs more than to see that there is one.
fn has_several_classes(service: &Service) -> bool {
    service.traffic.len() > 1
}

/// What a pool with few and very long holds does in the long run; what these have no say in is as by closed form. None where
/// there are none, or where the rate is not steady.
pub(crate) fn by_fluid(service: &Service, pool: &Pool, by_formula: &Prediction) -> Option<Prediction> {
    let utilization = by_formula.utilization?;
    let fluid = Fluid::new(service, pool, by_formula)?;
    let runs = map_in_order(0..RUNS, |number| fluid.run(number));
    let of_runs = |quantity: &dyn Fn(&FluidWaits) -> f64| runs.iter().map(quantity).collect::<Vec<f64>>();
    let all = FluidWaits::sum(&runs);
    let wait_ms = LatencySummary::from_percentiles(all.mean(&fluid.steady), |q| all.percentile(&fluid.steady, q));
    let percentiles = |q: f64| of_runs(&|run| 1000.0 * run.percentile(&fluid.steady, q));
    let longest_ms = 1000.0 * pool.timeout_s.get();
    let timeout_probability = all.timeout_probability();
    let served = 1.0 - timeout_probability;
    let interval = Interval {
        confidence: 0.95,
        wait_mean_ms: around(wait_ms.mean, &of_runs(&|run| 1000.0 * run.mean(&fluid.steady)), longest_ms),
        wait_p95_ms: around(wait_ms.p95, &percentiles(0.95), longest_ms),
        wait_p99_ms: around(wait_ms.p99, &percentiles(0.99), longest_ms),
        utilization: [utilization * served; 2],
    };
    let wait_probability = all.wait_probability(&fluid.steady);
    let rate = fluid.rate;
    let connects_per_s = fluid.connects_per_s(pool, &all, by_formula);
    let connect_share = connects_per_s / rate;
    // A connection is opened at once, so those that open one are the slowest of those that do not wait.
    let later_ms = |q: f64| 1000.0 * if 1.0 - q < connect_share { fluid.connect } else { fluid.ping };
    let later_mean_ms = 1000.0 * (connect_share * fluid.connect + (1.0 - connect_share) * fluid.ping);
    Some(Prediction {
        method: Method::Simulation,
        utilization: Some(utilization * served),
        utilization_peak: by_formula.utilization_peak.map(|utilization| utilization * served),
        busy_mean: by_formula.busy_mean * served,
        waiting_mean: rate * wait_ms.mean / 1000.0,
        wait_probability,
        wait_ms,
        checkout_ms: LatencySummary {
            mean: wait_ms.mean + later_mean_ms,
            p50: wait_ms.p50 + later_ms(0.50),
            p95: wait_ms.p95 + later_ms(0.95),
            p99: wait_ms.p99 + later_ms(0.99),
        },
        timeout_probability,
        first_timeout_s: all.between_timeouts_s(),
        connects_per_s,
        overflow_probability: by_formula.overflow_probability.max(wait_probability),
        throughput_per_s: rate * served,
        interval: Some(interval),
        ..by_formula.clone()
    })
}

/// Where further runs would find a value, given that of each run.
fn around(value: f64, of_runs: &[f64], longest: f64) -> [f64; 2] {
    let count = as_f64(of_runs.len() as u64);
    let mean = of_runs.iter().sum::<f64>() / count;
    let square = of_runs.iter().map(|of_run| (of_run - mean) * (of_run - mean)).sum::<f64>();
    let half = student(count - 1.0) * (square / (count - 1.0) / count).sqrt();
    [(value - half).max(0.0), (value + half).min(longest)]
}

/// What is followed, and what flows.
struct Fluid {
    servers: usize,
    /// Requests of all kinds per second.
    rate: f64,
    long: Holds,
    long_rate: f64,
    others: Arrivals,
    /// The longest wait for a connection, and for one that counts what is waited in front of the worker.
    patience: f64,
    timeout: f64,
    /// What testing and opening a connection take.
    ping: f64,
    connect: f64,
    /// How many of the others may wait; infinite where their tasks are not known.
    places: f64,
    /// The waits of the others by the connections that are left.
    steady: SteadyWaits,
    tables: Tables,
}

/// The classes of the traffic, those with long holds apart.
struct Split {
    long: Holds,
    /// Their part of the requests.
    long_share: f64,
    others: Holds,
}

impl Split {
    /// None where no class holds its connections so much longer.
    fn new(service: &Service, model: &PoolModel) -> Option<Self> {
        let above_ms = 1000.0 * boundary(model.holds())?;
        let (long, others): (Vec<Traffic>, Vec<Traffic>) = service
            .traffic
            .iter()
            .cloned()
            .partition(|class| class.given().moments().mean_ms + class.overhead_ms() > above_ms);
        let rate = |classes: &[Traffic]| classes.iter().map(Traffic::mean_rate_per_s).sum::<f64>();
        let long_share = rate(&long) / rate(&service.traffic);
        let [long, others] = [long, others].map(|classes| Holds::new(&classes));
        let mean = |holds: &Holds| holds.up_to(f64::INFINITY).mean;
        (mean(&long) >= MIN_TIMES_LONGER * mean(&others)).then_some(Self { long, long_share, others })
    }
}

impl Fluid {
    fn new(service: &Service, pool: &Pool, by_formula: &Prediction) -> Option<Self> {
        let model = Some(service).filter(|service| has_several_classes(service));
        let model = model.and_then(|service| PoolModel::new(service, pool))?;
        let servers = model.servers();
        let rate = model.rates.mean();
        if model.bursts() || servers > MAX_SERVERS || by_formula.offered_load > MAX_UTILIZATION * as_f64(servers) {
            return None;
        }
        let Split { long, long_share, others } = Split::new(service, &model)?;
        let long_rate = rate * long_share;
        let [long_hold, hold] = [&long, &others].map(|holds| holds.up_to(f64::INFINITY));
        // Each takes as much longer as by closed form, for pings and for connecting.
        let mean = hold.mean + (by_formula.offered_load / rate - model.holds().up_to(f64::INFINITY).mean).max(0.0);
        let hold_cv = ((hold.square - hold.mean * hold.mean).max(0.0)).sqrt() / mean;
        let others = Arrivals { rate: rate - long_rate, hold: mean, hold_cv };
        let (timeout, waiting) = (model.settings.timeout, model.longest_queue());
        let places = waiting.is_finite().then_some(waiting);
        // Behind a few tasks nobody waits for long enough to give up.
        if places.is_some_and(|places| places * mean > timeout) {
            return None;
        }
        let changes_per_s = |left: u64| long_rate + as_f64(servers - left) / long_hold.mean;
        let steady = SteadyWaits::new(servers, others, timeout, places, changes_per_s);
        Some(Self {
            servers: usize::try_from(servers).ok()?,
            rate,
            long,
            long_rate,
            others,
            ping: model.settings.ping,
            connect: model.settings.connect,
            patience: timeout.max(f64::MIN_POSITIVE),
            timeout: if places.is_some() { f64::INFINITY } else { timeout },
            places: waiting,
            steady,
            tables: Tables::new(),
        })
    }

    /// What the others open beside the long holds, and what gets too old.
    fn connects_per_s(&self, pool: &Pool, all: &FluidWaits, by_formula: &Prediction) -> f64 {
        let (servers, size) = (self.servers as u64, u64::from(pool.size.get()));
        if size == 0 || size > servers {
            return by_formula.connects_per_s;
        }
        let Arrivals { rate, hold, .. } = self.others;
        let opened = all.while_keeping_up(|left| {
            let held = servers - left as u64;
            churn_beside(held, size, servers, rate, rate * hold, self.steady.idle(left)).connects_per_s
        });
        let recycled = match pool.recycle_s {
            Recycle::After(age) if age.get() > 0.0 => (as_f64(size) + by_formula.overflow_open_mean) / age.get(),
            Recycle::After(_) => self.rate,
            Recycle::Never => 0.0,
        };
        (opened + recycled).min(self.rate)
    }

    fn run(&self, number: u64) -> FluidWaits {
        // The same numbers for every pool, so that a little more traffic waits a little longer, and never less by chance.
        let mut random = Random::new(&self.tables, Random::bits(SEED, number));
        let mut run = FluidRun::new(self, &mut random);
        run.advance(self, LONG_HOLDS_BEFORE, &mut random);
        run.waits = FluidWaits::new(self.servers);
        let from = run.now;
        run.advance(self, LONG_HOLDS_COUNTED, &mut random);
        run.waits.time = run.now - from;
        run.waits
    }
}
