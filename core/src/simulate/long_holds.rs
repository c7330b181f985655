//! What the long holds among the requests leave to the others.

use super::hold::Holds;
use crate::{
    queue::{Admission, Arrivals, Patience},
    units::as_f64,
};

/// How long the other requests wait while so many long holds are under way.
///
/// The long holds under way are Poisson in number whatever their distribution, if none of them waits. While their number
/// stays, the others have the connections that are left. So the mean of a wait that is a function of that number alone is
/// known exactly, for any such function, and this one is near the wait in the pool.
pub(super) struct LongHolds {
    /// Holds above this are long, in seconds.
    pub(super) above: f64,
    /// By the long holds under way, in seconds; more than the last are as good as the last.
    waits: Vec<f64>,
    /// The mean over all requests.
    pub(super) mean_wait: f64,
    /// Whether they are those of some classes, and not of the longest of one.
    pub(super) is_class: bool,
}

/// Where a single class has them, holds of so many times the mean are long.
const MEANS: f64 = 8.0;
/// Fewer connections than this share of the mean load are not worth to tell.
const MIN_SHARE: f64 = 0.01;
/// In a larger pool a few long holds leave as good as all connections, and the waits for each number take long to compute.
const MAX_SERVERS: u64 = 200;
/// Up to here the others have a steady state of their own.
const MAX_UTILIZATION: f64 = 0.97;

impl LongHolds {
    /// For `rate` requests per second on `servers`, for which at most `places` of them wait, if their number is known. None
    /// where no holds are much longer than the others.
    pub(super) fn new(holds: &Holds, servers: u64, places: Option<u64>, rate: f64, ping: f64) -> Option<Self> {
        if servers > MAX_SERVERS {
            return None;
        }
        let all = holds.up_to(f64::INFINITY);
        let boundary = boundary(holds);
        let above = boundary.unwrap_or(MEANS * all.mean);
        let short = holds.up_to(above);
        let (long_mean, long_square) = (all.mean - short.mean, all.square - short.square);
        if long_mean < MIN_SHARE * all.mean || short.probability <= 0.0 {
            return None;
        }
        let (long_load, left) = (rate * long_mean, long_square / (2.0 * long_mean));
        let mean = short.mean / short.probability + ping;
        let cv = ((short.square / short.probability) / (mean * mean) - 1.0).max(0.0).sqrt();
        let short_rate = rate * short.probability;
        let arrivals = Arrivals { rate: short_rate, hold: mean, hold_cv: cv };
        let waits: Vec<f64> = match places {
            Some(places) => {
                // By Little's law, where all places are taken.
                let full = as_f64(places) / short_rate;
                let queue = |left_over: u64| Admission::new(left_over, arrivals, places).mean_wait().min(full);
                (0..=servers).map(|long| if long < servers { queue(servers - long) } else { full }).collect()
            }
            None => unlimited(servers, arrivals, left)?,
        };
        let mut probability = libm::exp(-long_load);
        let (mut mean_wait, mut beyond) = (0.0, 1.0);
        for (long, wait) in waits.iter().enumerate() {
            let last = long + 1 == waits.len();
            let share = if last { beyond } else { probability };
            mean_wait += share * wait;
            beyond -= probability;
            probability *= long_load / as_f64(long as u64 + 1);
        }
        (mean_wait > 0.0).then_some(Self { above, waits, mean_wait, is_class: boundary.is_some() })
    }

    #[inline]
    pub(super) fn wait(&self, under_way: usize) -> f64 {
        self.waits[under_way.min(self.waits.len() - 1)]
    }
}

/// The waits of the others, by the long holds under way, where any number of them waits; each long hold has `left` seconds
/// to go. None where they have no steady state even by themselves.
fn unlimited(servers: u64, others: Arrivals, left: f64) -> Option<Vec<f64>> {
    let steady = |servers: u64| Patience::new(servers, others, 1e6 * others.hold).mean_wait();
    let load = others.rate * others.hold;
    // The fewest connections with which the others have a steady state.
    let fewest = (1..=servers).find(|&servers| load <= MAX_UTILIZATION * as_f64(servers))?;
    let at_most = steady(fewest);
    let wait = |long: u64| {
        let left_over = servers - long;
        if left_over >= fewest {
            return steady(left_over);
        }
        // The queue grows until the first of the long holds ends, on average half of that.
        let growth = (load / as_f64(left_over).max(0.5) - 1.0).max(0.0);
        at_most + growth * left / as_f64(long.max(1)) / 2.0
    };
    Some((0..=servers).map(wait).collect())
}

/// Between the classes whose means differ most from one to the next, where that is several times and the longer ones
/// carry some of the load.
pub(super) fn boundary(holds: &Holds) -> Option<f64> {
    let mut classes: Vec<(f64, f64)> = holds.classes().iter().map(|class| (class.mean(), class.share)).collect();
    classes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let load: f64 = classes.iter().map(|(mean, share)| mean * share).sum();
    let load_from = |from: usize| classes[from..].iter().map(|(mean, share)| mean * share).sum::<f64>();
    let gaps = (1..classes.len()).filter(|&i| load_from(i) >= MIN_SHARE * load).map(|i| {
        let (below, above) = (classes[i - 1].0, classes[i].0);
        (above / below.max(f64::MIN_POSITIVE), (below * above).sqrt())
    });
    gaps.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|gap| gap.0 >= MEANS).map(|gap| gap.1)
}
