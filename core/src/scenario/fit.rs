//! What some percentiles say of a distribution.

use super::hold::{MAX_SPREAD, Moments};
use std::f64::consts::{SQRT_2, TAU};

/// The distribution that has given quantiles: between two of them, and beyond them, as a lognormal is that has both.
#[derive(Clone, Debug)]
pub(crate) struct Fit {
    points: Vec<Point>,
    pieces: Vec<Piece>,
}

/// A quantile: `probability` of all values are at most `ms`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point {
    probability: f64,
    /// The standard normal quantile of the probability.
    z: f64,
    ms: f64,
}

/// exp(mu + sigma·z) for the standard normal quantiles z from `from` to `to`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    pub(crate) from: f64,
    pub(crate) to: f64,
    pub(crate) mu: f64,
    pub(crate) sigma: f64,
}

/// The standard normal quantiles of 0.95 and 0.99.
const Z95: f64 = 1.644_853_626_951_472_7;
const Z99: f64 = 2.326_347_874_040_841;

/// By how much a percentile may miss the nearest lognormal before it is not the same distribution: a quarter.
const MISSED: f64 = 0.223_143_551_314_209_7;

/// The spread beyond the last quantile, of which nothing is known: that from the first to the last, but no more than this,
/// with which a coefficient of variation is 7.
const MAX_TAIL: f64 = 2.0;

impl Point {
    /// A quantile of a probability between 0 and 1, both excluded.
    pub(super) fn new(probability: f64, ms: f64) -> Self {
        Self { probability, z: normal_quantile(probability), ms }
    }
}

impl Fit {
    /// Of percentiles in ascending order, in milliseconds, the median above 0.
    pub(super) fn new(p50: f64, p95: f64, p99: f64) -> Self {
        let point = |probability, z, ms| Point { probability, z, ms };
        Self::through(vec![point(0.5, 0.0, p50), point(0.95, Z95, p95), point(0.99, Z99, p99)])
    }

    /// Through at least two quantiles whose probabilities and values ascend, the last probability above the first and all
    /// values above 0.
    pub(super) fn through(points: Vec<Point>) -> Self {
        let slope = |from: &Point, to: &Point| (libm::log(to.ms) - libm::log(from.ms)) / (to.z - from.z);
        let piece = |from: f64, to: f64, anchor: &Point, sigma: f64| Piece {
            from,
            to,
            mu: libm::log(anchor.ms) - sigma * anchor.z,
            sigma,
        };
        let mut pieces: Vec<Piece> = points
            .windows(2)
            .filter(|pair| pair[1].z > pair[0].z)
            .map(|pair| piece(pair[0].z, pair[1].z, &pair[0], slope(&pair[0], &pair[1])))
            .collect();
        if let ([first, .., last], Some(lowest)) = (points.as_slice(), pieces.first_mut()) {
            let tail = piece(last.z, f64::INFINITY, last, slope(first, last).min(MAX_TAIL));
            // Below the first quantile the curve goes on as it is above it.
            let below = piece(f64::NEG_INFINITY, first.z, first, lowest.sigma);
            if lowest.mu.total_cmp(&below.mu).is_eq() {
                lowest.from = f64::NEG_INFINITY;
            } else {
                pieces.insert(0, below);
            }
            pieces.push(tail);
        }
        Self { points, pieces }
    }

    pub(crate) fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Mean and variability, in milliseconds.
    pub(crate) fn moments(&self) -> Moments {
        let [mean_ms, square] =
            [1.0, 2.0].map(|order| self.pieces.iter().map(|piece| piece.moment(order, f64::INFINITY)).sum::<f64>());
        let spread = square / (mean_ms * mean_ms) - 1.0;
        let (least, most) = self.ends();
        let cv = if most > least { spread.clamp(0.0, MAX_SPREAD).sqrt() } else { 0.0 };
        Moments { mean_ms, cv }
    }

    /// The first and the last value.
    fn ends(&self) -> (f64, f64) {
        let value = |point: Option<&Point>| point.map_or(0.0, |point| point.ms);
        (value(self.points.first()), value(self.points.last()))
    }

    /// What the lognormal with the first value that comes nearest to the others, in least squares of the logarithms, has in
    /// the place of each of these.
    pub(crate) fn nearest_lognormal(&self) -> Vec<f64> {
        let Some((first, others)) = self.points.split_first() else { return Vec::new() };
        let (mut products, mut squares) = (0.0, 0.0);
        for point in others {
            products += (point.z - first.z) * libm::log(point.ms / first.ms);
            squares += (point.z - first.z) * (point.z - first.z);
        }
        let sigma = products / squares;
        others.iter().map(|point| first.ms * libm::exp(sigma * (point.z - first.z))).collect()
    }

    /// Whether the quantiles lie on one lognormal.
    pub(crate) fn is_good(&self) -> bool {
        let given = self.points.iter().skip(1);
        self.nearest_lognormal().iter().zip(given).all(|(fitted, given)| libm::log(fitted / given.ms).abs() <= MISSED)
    }

    /// Between what any mean lies that has these quantiles, as long as those beyond the last are not larger than they are
    /// taken to be: each stretch between two of them is all at its beginning, or all at its end.
    pub(crate) fn mean_between(&self) -> [f64; 2] {
        let (mut low, mut high, mut below) = (0.0, 0.0, Point { probability: 0.0, z: f64::NEG_INFINITY, ms: 0.0 });
        for point in &self.points {
            let share = point.probability - below.probability;
            low += share * below.ms;
            high += share * point.ms;
            below = *point;
        }
        let beyond = (1.0 - below.probability) * below.ms;
        [low + beyond, (high + beyond).max(self.moments().mean_ms)]
    }
}

/// The z below which a standard normal variable lies with this probability, by Newton's method from the middle: the
/// distribution function is concave above it and convex below, so that no step goes beyond the answer.
fn normal_quantile(probability: f64) -> f64 {
    let upper = probability.max(1.0 - probability);
    let mut z = 0.0;
    for _ in 0..MAX_STEPS {
        let beyond = libm::erfc(z / SQRT_2) / 2.0;
        let step = (beyond - (1.0 - upper)) * TAU.sqrt() * libm::exp(z * z / 2.0);
        z += step;
        if step.abs() < 1e-13 {
            break;
        }
    }
    if probability < 0.5 { -z } else { z }
}

/// Newton's steps, of which some ten are taken.
const MAX_STEPS: u32 = 100;

impl Piece {
    /// The part of the moment of this order that lies in the piece and where z is at most `most`.
    pub(crate) fn moment(&self, order: f64, most: f64) -> f64 {
        let to = self.to.min(most);
        if to <= self.from {
            return 0.0;
        }
        let steep = order * self.sigma;
        if steep - to > STEEP {
            // All of it lies at the upper end of each stretch, by the first terms of Mills' ratio.
            let up_to = |z: f64| {
                let far = steep - z;
                libm::exp(order * (self.mu + self.sigma * z) - z * z / 2.0) / (far * TAU.sqrt())
                    * (1.0 - 1.0 / (far * far))
            };
            return up_to(to) - if self.from.is_finite() { up_to(self.from) } else { 0.0 };
        }
        let below = |z: f64| libm::erfc((steep - z) / SQRT_2) / 2.0;
        libm::exp(order * self.mu + steep * steep / 2.0) * (below(to) - below(self.from))
    }
}

/// From here on Mills' ratio is given by its first terms, and its parts would soon be beyond a float.
const STEEP: f64 = 20.0;

#[cfg(test)]
mod tests {
    use super::*;

    fn check(percentiles: [f64; 3], good: bool, mean: f64) {
        let [p50, p95, p99] = percentiles;
        let fit = Fit::new(p50, p95, p99);
        assert_eq!(fit.is_good(), good, "{percentiles:?}: {:?}", fit.nearest_lognormal());
        assert!((fit.moments().mean_ms / mean - 1.0).abs() < 0.01, "{percentiles:?}: {:?}", fit.moments());
        let [low, high] = fit.mean_between();
        assert!(low < high || p99 <= p50, "{percentiles:?}: {low} to {high}");
    }

    #[test]
    fn what_lies_on_a_lognormal_is_found_there() {
        // Median 20 ms and sigma 1.
        check([20.0, 103.6, 204.8], true, 32.97);
        // Exponential with mean 50 ms: not quite a lognormal, and near enough.
        check([34.66, 149.8, 230.3], true, 50.2);
        check([5.0, 5.0, 5.0], true, 5.0);
    }

    #[test]
    fn a_normal_quantile_is_that_of_the_tables() {
        for (probability, z) in [(0.5, 0.0), (0.95, Z95), (0.99, Z99), (0.05, -Z95), (1e-6, -4.753_424_308_822_899)] {
            assert!((normal_quantile(probability) - z).abs() < 1e-9, "{probability}: {}", normal_quantile(probability));
        }
    }

    #[test]
    fn what_is_two_things_is_not() {
        check([10.0, 10.5, 400.0], false, 20.5);
        check([10.0, 400.0, 410.0], false, 58.5);
        // The slowest of a hundred make most of it.
        check([10.0, 10.0, 10_000.0], false, 304.0);
    }
}
