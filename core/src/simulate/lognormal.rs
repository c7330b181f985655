//! Lognormal holds.

use super::normal_grid::{Place, STEP, points};

/// exp(μ + σz) by z. To draw a hold took twice as long with [`libm::exp`] for each.
pub(super) struct Lognormal {
    mu: f64,
    sigma: f64,
    /// At the points of the grid.
    values: Vec<f64>,
}

impl Lognormal {
    pub(super) fn new(mu: f64, sigma: f64) -> Self {
        Self { mu, sigma, values: points().map(|z| libm::exp(mu + sigma * z)).collect() }
    }

    #[inline]
    pub(super) fn at(&self, z: f64) -> f64 {
        self.at_place(Place::from_z(z))
    }

    #[inline]
    pub(super) fn at_place(&self, Place { point, rest }: Place) -> f64 {
        // What is left is small, so four terms of its power series are exact to 10⁻⁹.
        let rest = self.sigma * STEP * rest;
        self.values[point] * (1.0 + rest * (1.0 + rest * (1.0 / 2.0 + rest * (1.0 / 6.0 + rest / 24.0))))
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_exponential_function() {
        for (mu, sigma) in [(-3.0, 0.01), (-3.0, 0.83), (0.0, 1.27), (-6.0, 3.0)] {
            let lognormal = Lognormal::new(mu, sigma);
            for z in [-8.0, -3.3, -0.001, 0.0, 0.015_624, 0.015_626, 1.0, 2.7, 7.999, 8.0] {
                let expected = libm::exp(mu + sigma * z);
                assert!((lognormal.at(z) / expected - 1.0).abs() < 1e-6, "{mu} {sigma} {z}: {}", lognormal.at(z));
            }
        }
    }
}
