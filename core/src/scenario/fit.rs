//! What three percentiles say of a distribution.

use super::hold::{MAX_SPREAD, Moments};
use std::f64::consts::{SQRT_2, TAU};

/// The distribution that has a given p50, p95 and p99: between two of them, and beyond them, as a lognormal is that has
/// both.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fit {
    given: [f64; 3],
    pieces: [Piece; 3],
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

/// The spread beyond the p99, of which nothing is known: that from the p50 to the p99, but no more than this, with which a
/// coefficient of variation is 7.
const MAX_TAIL: f64 = 2.0;

impl Fit {
    /// Of percentiles in ascending order, in milliseconds, the median above 0.
    pub(super) fn new(p50: f64, p95: f64, p99: f64) -> Self {
        let [l50, l95, l99] = [p50, p95, p99].map(libm::log);
        let through = |from: f64, to: f64, z: f64, log: f64, sigma: f64| Piece { from, to, mu: log - sigma * z, sigma };
        let pieces = [
            through(f64::NEG_INFINITY, Z95, 0.0, l50, (l95 - l50) / Z95),
            through(Z95, Z99, Z95, l95, (l99 - l95) / (Z99 - Z95)),
            through(Z99, f64::INFINITY, Z99, l99, ((l99 - l50) / Z99).min(MAX_TAIL)),
        ];
        Self { given: [p50, p95, p99], pieces }
    }

    pub(crate) fn pieces(&self) -> [Piece; 3] {
        self.pieces
    }

    /// Mean and variability, in milliseconds.
    pub(crate) fn moments(&self) -> Moments {
        let [mean_ms, square] =
            [1.0, 2.0].map(|order| self.pieces.iter().map(|piece| piece.moment(order, f64::INFINITY)).sum::<f64>());
        let spread = square / (mean_ms * mean_ms) - 1.0;
        let cv = if self.given[2] > self.given[0] { spread.clamp(0.0, MAX_SPREAD).sqrt() } else { 0.0 };
        Moments { mean_ms, cv }
    }

    /// The p95 and p99 of the lognormal with the given median that comes nearest to the others, in least squares of the
    /// logarithms.
    pub(crate) fn nearest_lognormal(&self) -> [f64; 2] {
        let [p50, p95, p99] = self.given;
        let sigma = (Z95 * libm::log(p95 / p50) + Z99 * libm::log(p99 / p50)) / (Z95 * Z95 + Z99 * Z99);
        [Z95, Z99].map(|z| p50 * libm::exp(sigma * z))
    }

    /// Whether the percentiles lie on one lognormal.
    pub(crate) fn is_good(&self) -> bool {
        let [_, p95, p99] = self.given;
        self.nearest_lognormal().iter().zip([p95, p99]).all(|(fitted, given)| libm::log(fitted / given).abs() <= MISSED)
    }

    /// Between what any mean lies that has these percentiles, as long as the slowest of a hundred are not slower than they
    /// are taken to be: each stretch between two of them is all at its beginning, or all at its end.
    pub(crate) fn mean_between(&self) -> [f64; 2] {
        let [p50, p95, p99] = self.given;
        let [low, high] = [0.45 * p50 + 0.04 * p95 + 0.01 * p99, 0.50 * p50 + 0.45 * p95 + 0.05 * p99];
        [low, high.max(self.moments().mean_ms)]
    }
}

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
    fn what_is_two_things_is_not() {
        check([10.0, 10.5, 400.0], false, 20.5);
        check([10.0, 400.0, 410.0], false, 58.5);
        // The slowest of a hundred make most of it.
        check([10.0, 10.0, 10_000.0], false, 304.0);
    }
}
