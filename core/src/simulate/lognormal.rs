//! Lognormal holds.

use crate::units::as_f64;

/// exp(μ + σz) by z. To draw a hold took twice as long with [`libm::exp`] for each.
pub(super) struct Lognormal {
    mu: f64,
    sigma: f64,
    /// For z from −[`WIDEST`] on, in steps of 1/[`STEPS`].
    values: Vec<f64>,
}

/// Beyond this lies one draw in 10¹⁵.
const WIDEST: u32 = 8;
const STEPS: u32 = 64;

impl Lognormal {
    pub(super) fn new(mu: f64, sigma: f64) -> Self {
        let z = |step: u32| f64::from(step) / f64::from(STEPS) - f64::from(WIDEST);
        Self { mu, sigma, values: (0..=2 * WIDEST * STEPS).map(|step| libm::exp(mu + sigma * z(step))).collect() }
    }

    #[inline]
    pub(super) fn at(&self, z: f64) -> f64 {
        let place = (z + f64::from(WIDEST)) * f64::from(STEPS);
        if !(0.0..f64::from(2 * WIDEST * STEPS)).contains(&place) {
            return self.beyond(z);
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in the table")]
        let step = place as usize;
        // What is left is small, so four terms of its power series are exact to 10⁻⁸.
        let rest = self.sigma / f64::from(STEPS) * (place - as_f64(step as u64));
        self.values[step] * (1.0 + rest * (1.0 + rest * (1.0 / 2.0 + rest * (1.0 / 6.0 + rest / 24.0))))
    }

    pub(super) fn mu(&self) -> f64 {
        self.mu
    }

    pub(super) fn sigma(&self) -> f64 {
        self.sigma
    }

    /// The moments of order 0, 1 and 2 of the times up to `longest`, in seconds.
    pub(super) fn moments_up_to(&self, longest: f64) -> [f64; 3] {
        if longest <= 0.0 {
            return [0.0; 3];
        }
        let variance = self.sigma * self.sigma;
        [0.0, 1.0, 2.0].map(|order| {
            let whole = libm::exp(order * self.mu + order * order * variance / 2.0);
            let z = (libm::log(longest) - self.mu - order * variance) / self.sigma;
            whole * libm::erfc(-z / std::f64::consts::SQRT_2) / 2.0
        })
    }

    #[cold]
    fn beyond(&self, z: f64) -> f64 {
        libm::exp(self.mu + self.sigma * z)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_exponential_function() {
        for (mu, sigma) in [(-3.0, 0.01), (-3.0, 0.83), (0.0, 1.27), (-6.0, 3.0)] {
            let lognormal = Lognormal::new(mu, sigma);
            for z in [-9.0, -8.0, -3.3, -0.001, 0.0, 0.015_624, 0.015_626, 1.0, 2.7, 7.999, 8.0, 8.1, 40.0] {
                let expected = libm::exp(mu + sigma * z);
                assert!((lognormal.at(z) / expected - 1.0).abs() < 1e-6, "{mu} {sigma} {z}: {}", lognormal.at(z));
            }
        }
    }
}
