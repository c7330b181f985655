//! Times as a function of a standard normal variable.

use super::normal_grid::{Place, points};

/// The quantiles of a mixture of two exponential distributions, by the normal variable of the same rank. What is drawn
/// through them rises with another time that is drawn from the same variable.
pub(super) struct Quantiles {
    /// In seconds, at the points of the grid, each with how much a step to either side adds: on average, and half of by how much
    /// the next adds more than the one before.
    values: Vec<[f64; 3]>,
}

/// Newton's method doubles the digits at each step once it is near, and each value starts near the one before.
const MAX_ROUNDS: u32 = 60;

impl Quantiles {
    /// Of times with the mean `holds[1]` with probability `second`, else with the mean `holds[0]`, in seconds.
    pub(super) fn new(second: f64, holds: [f64; 2]) -> Self {
        let mut time = 0.0;
        let times = points().map(|z| {
            let beyond = log_of_share_beyond(z);
            // The logarithm of the share beyond a time is convex, so from below each step stays below the root.
            for _ in 0..MAX_ROUNDS {
                let parts = [(1.0 - second, holds[0]), (second, holds[1])]
                    .map(|(share, hold)| (share * libm::exp(-time / hold), hold));
                let share = parts[0].0 + parts[1].0;
                let slope = (parts[0].0 / parts[0].1 + parts[1].0 / parts[1].1) / share;
                let next = time + (libm::log(share) - beyond) / slope;
                let settled = next <= time * (1.0 + 1e-12);
                time = f64::max(time, next);
                if settled {
                    break;
                }
            }
            time
        });
        let times: Vec<f64> = times.collect();
        let last = times.len() - 1;
        let with_steps = |(point, &time): (usize, &f64)| {
            let (before, after) = (times[point.saturating_sub(1)], times[(point + 1).min(last)]);
            [time, (after - before) / 2.0, f64::midpoint(after, before) - time]
        };
        Self { values: times.iter().enumerate().map(with_steps).collect() }
    }

    #[inline]
    pub(super) fn at(&self, z: f64) -> f64 {
        self.at_place(Place::from_z(z))
    }

    #[inline]
    pub(super) fn at_place(&self, Place { point, rest }: Place) -> f64 {
        let [time, step, more] = self.values[point];
        time + rest * (step + rest * more)
    }
}

/// ln P(Z > z) of a standard normal variable.
fn log_of_share_beyond(z: f64) -> f64 {
    let half_erfc = |x: f64| libm::erfc(x / std::f64::consts::SQRT_2) / 2.0;
    if z < 0.0 { libm::log1p(-half_erfc(-z)) } else { libm::log(half_erfc(z)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_beyond_is_that_of_the_normal_variable() {
        for (second, holds) in [(0.0, [1.0, 1.0]), (0.1, [0.02, 0.2]), (0.001, [0.01, 5.0])] {
            let quantiles = Quantiles::new(second, holds);
            for z in [-7.9, -3.0, -0.5, 0.0, 1.0, 3.5, 7.5] {
                let time = quantiles.at(z);
                let beyond = (1.0 - second) * libm::exp(-time / holds[0]) + second * libm::exp(-time / holds[1]);
                assert!(
                    (libm::log(beyond) - log_of_share_beyond(z)).abs() < 2e-3 * (1.0 + z.abs()),
                    "{second} {z}: {time}"
                );
            }
        }
    }
}
