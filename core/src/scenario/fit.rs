//! What three percentiles say of a distribution.

use super::hold::{MOST_SPREAD, Moments};

/// The lognormal with a given median that comes nearest to two more percentiles.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fit {
    given: [f64; 3],
    sigma: f64,
}

/// The standard normal quantiles of 0.95 and 0.99.
const Z95: f64 = 1.644_853_626_951_472_7;
const Z99: f64 = 2.326_347_874_040_841;

/// By how much a percentile may miss the fit before it is not the same distribution: a quarter.
const MISSED: f64 = 0.223_143_551_314_209_7;

impl Fit {
    /// Of percentiles in ascending order, the median above 0. The spread is nearest in least squares of the logarithms.
    pub(super) fn new(p50: f64, p95: f64, p99: f64) -> Self {
        let sigma = (Z95 * libm::log(p95 / p50) + Z99 * libm::log(p99 / p50)) / (Z95 * Z95 + Z99 * Z99);
        Self { given: [p50, p95, p99], sigma }
    }

    /// Those of the fit, as far as they are possible: the mean not below what the percentiles allow, nor above where
    /// they lie on no lognormal.
    pub(crate) fn moments(&self) -> Moments {
        let spread = libm::expm1(self.sigma * self.sigma).min(MOST_SPREAD);
        let [low, high] = self.mean_between();
        let mean = (self.given[0] * (1.0 + spread).sqrt()).max(low);
        Moments { mean_ms: if self.is_good() { mean } else { mean.min(high) }, cv: spread.sqrt() }
    }

    /// The p95 and p99 of the fit.
    pub(crate) fn percentiles(&self) -> [f64; 2] {
        [Z95, Z99].map(|z| self.given[0] * libm::exp(self.sigma * z))
    }

    /// Whether the percentiles lie on one lognormal.
    pub(crate) fn is_good(&self) -> bool {
        let [_, p95, p99] = self.given;
        self.percentiles().iter().zip([p95, p99]).all(|(fitted, given)| libm::log(fitted / given).abs() <= MISSED)
    }

    /// Between what any mean lies that has these percentiles, as long as nothing is longer than the p99: each stretch
    /// between two of them is all at its beginning, or all at its end.
    pub(crate) fn mean_between(&self) -> [f64; 2] {
        let [p50, p95, p99] = self.given;
        [0.45 * p50 + 0.04 * p95 + 0.01 * p99, 0.50 * p50 + 0.45 * p95 + 0.05 * p99]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(percentiles: [f64; 3], good: bool, mean: f64) {
        let [p50, p95, p99] = percentiles;
        let fit = Fit::new(p50, p95, p99);
        assert_eq!(fit.is_good(), good, "{percentiles:?}: {:?}", fit.percentiles());
        assert!((fit.moments().mean_ms / mean - 1.0).abs() < 0.01, "{percentiles:?}: {:?}", fit.moments());
        let [low, high] = fit.mean_between();
        assert!(low < high || p99 <= p50, "{percentiles:?}: {low} to {high}");
    }

    #[test]
    fn what_lies_on_a_lognormal_is_found_there() {
        // Median 20 ms and sigma 1.
        check([20.0, 103.6, 204.8], true, 32.97);
        // Exponential with mean 50 ms: not quite a lognormal, and near enough.
        check([34.66, 149.8, 230.3], true, 49.3);
        check([5.0, 5.0, 5.0], true, 5.0);
    }

    #[test]
    fn what_is_two_things_is_not() {
        check([10.0, 10.5, 400.0], false, 17.67);
        check([10.0, 400.0, 410.0], false, 51.61);
        // The nearest lognormal has a mean of 71 ms, and one request in a hundred alone makes 100.
        check([10.0, 10.0, 10_000.0], false, 104.9);
    }
}
