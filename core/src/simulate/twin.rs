//! A queue whose mean wait is known, run on the same requests as the pool.

use super::{
    hold::{Class, Holds},
    law::Law,
    normal_grid::Place,
    quantiles::Quantiles,
    random::Random,
};
use crate::{
    queue::{TwoKinds, Waiting, fixed_holds_wait},
    units::as_f64,
};

/// A plain queue with as many servers as the pool has connections, at which the same requests arrive. Its holds are drawn
/// from the same random numbers, but from distributions with which the wait is known exactly. By how much its simulated wait
/// misses the known one says how much that of the pool does.
pub(super) struct Twin {
    pub(super) servers: usize,
    /// Over all requests, in seconds.
    pub(super) mean_wait: f64,
    /// Not known where all holds are the same.
    pub(super) wait_probability: Option<f64>,
    /// By class.
    follows: Vec<Follows>,
}

/// How the twin's hold follows from what the class's is drawn from.
enum Follows {
    /// Always the same, in seconds.
    Fixed(f64),
    /// Exponential with this mean in seconds, of the same rank as the class's own.
    Exponential { mean: f64, quantiles: Option<Quantiles> },
    /// Of two kinds.
    TwoKinds(Quantiles),
}

/// A twin further from exponential than this has no more in common with the pool.
const MAX_CV: f64 = 8.0;
/// Nearer to exponential than this, two kinds have no three moments of a lognormal.
const MIN_CV: f64 = 1.1;
/// Nearer to saturation, the twin takes too long to come to its known mean.
const MAX_UTILIZATION: f64 = 0.98;

impl Twin {
    /// For `rate` requests per second, each with a connection for `ping` seconds longer than it says. None where no such
    /// queue is near.
    pub(super) fn new(holds: &Holds, servers: u64, rate: f64, ping: f64) -> Option<Self> {
        let mean = holds.up_to(f64::INFINITY).mean + ping;
        if rate * mean >= MAX_UTILIZATION * as_f64(servers) {
            return None;
        }
        let (mean_wait, wait_probability, follows) = match holds.classes() {
            [Class { law: Law::Fixed(_), .. }] => {
                (fixed_holds_wait(servers, rate, mean)?, None, vec![Follows::Fixed(mean)])
            }
            [Class { law: Law::Samples(_), .. }] => return None,
            [Class { law: Law::Exponential { .. }, .. }] => of_one_kind(servers, rate, mean, None)?,
            [Class { law: law @ (Law::Lognormal(_) | Law::Percentiles(_)), .. }] => {
                let cv = match law {
                    Law::Percentiles(curve) => curve.cv(),
                    Law::Lognormal(lognormal) => libm::expm1(lognormal.sigma() * lognormal.sigma()).sqrt(),
                    _ => 0.0,
                };
                let two_kinds = lognormal_kinds(cv, mean).and_then(|(second, kinds)| {
                    let queue = TwoKinds::new(servers, rate, second, kinds)?;
                    let follows = vec![Follows::TwoKinds(Quantiles::new(second, kinds))];
                    Some((queue.mean_wait, Some(queue.wait_probability), follows))
                });
                two_kinds.or_else(|| of_one_kind(servers, rate, mean, Some(Quantiles::new(0.0, [mean, mean]))))?
            }
            classes => of_classes(classes, servers, rate, ping)?,
        };
        Some(Self { servers: usize::try_from(servers).ok()?, mean_wait, wait_probability, follows })
    }

    /// The quantiles of its holds, where all requests are of one class and have some.
    pub(super) fn quantiles(&self) -> Option<&Quantiles> {
        match self.follows.as_slice() {
            [Follows::TwoKinds(quantiles) | Follows::Exponential { quantiles: Some(quantiles), .. }] => Some(quantiles),
            _ => None,
        }
    }

    /// A hold of the class with this index, and the twin's, in seconds.
    #[inline]
    pub(super) fn draw(&self, index: usize, class: &Class, random: &mut Random<'_>) -> (f64, f64) {
        let (hold, twin) = match (&class.law, &self.follows[index]) {
            (Law::Exponential { mean }, Follows::Exponential { mean: twin, .. }) => {
                let unit = random.exponential();
                (mean * unit, twin * unit)
            }
            (
                Law::Lognormal(lognormal),
                Follows::TwoKinds(quantiles) | Follows::Exponential { quantiles: Some(quantiles), .. },
            ) => {
                let place = Place::from_z(random.normal());
                (lognormal.at_place(place), quantiles.at_place(place))
            }
            (
                Law::Percentiles(curve),
                Follows::TwoKinds(quantiles) | Follows::Exponential { quantiles: Some(quantiles), .. },
            ) => {
                let z = random.normal();
                (curve.at(z), quantiles.at(z))
            }
            // Nothing that a hold is drawn from makes an exponential one: then only the arrivals are the same.
            (law, Follows::Exponential { mean, .. }) => (law.draw(random), mean * random.exponential()),
            (law, Follows::Fixed(twin)) => (law.draw(random), *twin),
            (law, Follows::TwoKinds(quantiles)) => (law.draw(random), quantiles.at(random.normal())),
        };
        (class.overhead + hold, twin)
    }
}

type Known = (f64, Option<f64>, Vec<Follows>);

fn of_one_kind(servers: u64, rate: f64, mean: f64, quantiles: Option<Quantiles>) -> Option<Known> {
    let waiting = Waiting::new(servers, rate * mean, mean)?;
    Some((waiting.mean(), Some(waiting.probability()), vec![Follows::Exponential { mean, quantiles }]))
}

/// The classes in two groups, each with the mean of its classes: parted where most of the variability is between the two.
fn of_classes(classes: &[Class], servers: u64, rate: f64, ping: f64) -> Option<Known> {
    let weight =
        |class: &Class, order: i32| class.share * (0..order).fold(1.0, |power, _| power * (class.mean() + ping));
    let group = |long: bool, from: f64, order: i32| -> f64 {
        classes.iter().filter(|class| (class.mean() >= from) == long).map(|class| weight(class, order)).sum()
    };
    let between = |from: f64| {
        [false, true]
            .map(|long| group(long, from, 1) * group(long, from, 1) / group(long, from, 0).max(f64::MIN_POSITIVE))
    };
    let from = classes
        .iter()
        .map(Class::mean)
        .max_by(|a, b| between(*a).iter().sum::<f64>().total_cmp(&between(*b).iter().sum::<f64>()))?;
    let second = group(true, from, 0);
    let means = [false, true].map(|long| group(long, from, 1) / group(long, from, 0).max(f64::MIN_POSITIVE));
    // Classes of one mean make one group.
    let means = if second >= 1.0 { [means[1]; 2] } else { means };
    let queue = TwoKinds::new(servers, rate, second.min(1.0), means)?;
    let follows = classes.iter().map(|class| {
        let mean = means[usize::from(class.mean() >= from)];
        let quantiles =
            matches!(class.law, Law::Lognormal(_) | Law::Percentiles(_)).then(|| Quantiles::new(0.0, [mean, mean]));
        Follows::Exponential { mean, quantiles }
    });
    Some((queue.mean_wait, Some(queue.wait_probability), follows.collect()))
}

/// Two exponential kinds with the first three moments of a lognormal: the probability of the second, and both means in
/// seconds (Whitt, "Approximating a point process by a renewal process", 1982, section 3).
fn lognormal_kinds(cv: f64, mean: f64) -> Option<(f64, [f64; 2])> {
    if !(MIN_CV..=MAX_CV).contains(&cv) {
        return None;
    }
    let spread = 1.0 + cv * cv;
    // Σ pᵢ·xᵢᵏ for k = 1, 2, 3 where the mean is 1: the moments over k!.
    let (second, third) = (spread / 2.0, spread * spread * spread / 6.0);
    let sum = (third - second) / (second - 1.0);
    let product = sum - second;
    let root = (sum * sum - 4.0 * product).sqrt();
    let kinds = [(sum - root) / 2.0, f64::midpoint(sum, root)];
    let share = (1.0 - kinds[0]) / (kinds[1] - kinds[0]);
    let possible = kinds[0] > 0.0 && share > 0.0 && share < 1.0;
    possible.then(|| (share, kinds.map(|kind| kind * mean)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_kinds_have_the_moments_of_the_lognormal() {
        for cv in [1.2, 2.0, 4.0] {
            let (second, [a, b]) = lognormal_kinds(cv, 0.05).expect("possible");
            let moment = |order: f64| (1.0 - second) * libm::pow(a, order) + second * libm::pow(b, order);
            let spread = 1.0 + cv * cv;
            assert!((moment(1.0) / 0.05 - 1.0).abs() < 1e-9);
            assert!((2.0 * moment(2.0) / (0.05 * 0.05 * spread) - 1.0).abs() < 1e-9);
            assert!((6.0 * moment(3.0) / (0.05 * 0.05 * 0.05 * spread * spread * spread) - 1.0).abs() < 1e-9);
        }
    }
}
