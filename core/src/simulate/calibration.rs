//! Weights of runs with which the quantities whose means are known have these means.

use super::controls::MAX_CONTROLS;
use crate::units::as_f64;

/// How much each run counts.
///
/// The weights are those of linear regression on the quantities that are known (Deville and Särndal, "Calibration
/// estimators in survey sampling", 1992). Every sum over the runs is taken with them, so all of a prediction is corrected
/// alike: waits, percentiles, timeouts and connects.
pub(super) struct Calibration {
    /// 1 on average.
    weights: Vec<f64>,
    /// Orthonormal, each orthogonal to a constant: what the quantities have of each other left out.
    directions: Vec<Vec<f64>>,
    /// The variance of a mean over that of a run.
    variance: f64,
}

/// A quantity that is the others' but for a part this small says nothing new.
const MIN_NEW: f64 = 1e-7;

/// A quantity that varies less between runs only varies by rounding.
const MIN_SPREAD: f64 = 1e-9;

impl Calibration {
    /// Of runs in which the quantities miss their means by so much.
    pub(super) fn new(misses: &[[f64; MAX_CONTROLS]]) -> Self {
        let count = as_f64(misses.len() as u64);
        let mut directions: Vec<Vec<f64>> = Vec::new();
        let mut off_means: Vec<f64> = Vec::new();
        for control in 0..MAX_CONTROLS {
            let values: Vec<f64> = misses.iter().map(|misses| misses[control]).collect();
            let mut mean = values.iter().sum::<f64>() / count;
            let mut new: Vec<f64> = values.iter().map(|value| value - mean).collect();
            let whole = norm(&new);
            for (direction, off_mean) in directions.iter().zip(&off_means) {
                let part = product(&new, direction);
                new.iter_mut().zip(direction).for_each(|(value, direction)| *value -= part * direction);
                mean -= part * off_mean;
            }
            let length = norm(&new);
            // Each direction takes one of the runs to be estimated.
            let enough = as_f64(directions.len() as u64 + 1) * MIN_RUNS_PER_CONTROL <= count;
            if whole > MIN_SPREAD && length > MIN_NEW * whole && enough {
                for value in &mut new {
                    *value /= length;
                }
                directions.push(new);
                off_means.push(mean / length);
            }
        }
        let weights = (0..misses.len())
            .map(|run| 1.0 - count * directions.iter().zip(&off_means).map(|(of, off)| of[run] * off).sum::<f64>());
        let variance = 1.0 / count + off_means.iter().map(|off| off * off).sum::<f64>();
        Self { weights: weights.collect(), directions, variance }
    }

    /// How much each run counts for what is no mean: the same within bounds. Means are corrected even for what is too
    /// rare to have happened in any run; but no weight of the runs that were drawn makes of them what did not happen.
    pub(super) fn bounded_weights(&self) -> Vec<f64> {
        let furthest = self.weights.iter().map(|weight| (weight - 1.0).abs()).fold(0.0, f64::max);
        let part = if furthest > MAX_CHANGE { MAX_CHANGE / furthest } else { 1.0 };
        self.weights.iter().map(|weight| 1.0 + part * (weight - 1.0)).collect()
    }

    /// The runs less those that went into the weights.
    pub(super) fn freedom(&self) -> f64 {
        as_f64(self.weights.len() as u64) - 1.0 - as_f64(self.directions.len() as u64)
    }

    /// The mean of a value of each run, and its standard error.
    pub(super) fn mean_and_error(&self, values: &[f64]) -> (f64, f64) {
        let count = as_f64(values.len() as u64);
        let plain = values.iter().sum::<f64>() / count;
        let mut rest: Vec<f64> = values.iter().map(|value| value - plain).collect();
        for direction in &self.directions {
            let part = product(&rest, direction);
            rest.iter_mut().zip(direction).for_each(|(value, direction)| *value -= part * direction);
        }
        let mean = values.iter().zip(&self.weights).map(|(value, weight)| value * weight).sum::<f64>() / count;
        (mean, (product(&rest, &rest) / self.freedom() * self.variance).sqrt())
    }
}

/// By how much the weight of a run may differ from 1 before it counts for too much or for less than nothing.
const MAX_CHANGE: f64 = 1.0;

/// Fewer runs than this for each quantity leave its influence unsure.
const MIN_RUNS_PER_CONTROL: f64 = 3.0;

fn product(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn norm(a: &[f64]) -> f64 {
    product(a, a).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn misses() -> Vec<[f64; MAX_CONTROLS]> {
        (0..30)
            .map(|run| {
                let x = f64::from(run * 7 % 30) / 30.0;
                let y = f64::from(run * 11 % 30) / 30.0 - 0.4;
                [x, y, x + y, 0.0, 0.0, 0.0, 0.0]
            })
            .collect()
    }

    #[test]
    fn what_follows_from_the_known_is_exact() {
        let misses = misses();
        let values: Vec<f64> = misses.iter().map(|miss| 3.0 + 2.0 * miss[0] - miss[1]).collect();
        let (mean, error) = Calibration::new(&misses).mean_and_error(&values);
        assert!((mean - 3.0).abs() < 1e-12 && error < 1e-9, "{mean} ± {error}");
    }

    #[test]
    fn what_has_nothing_to_do_with_it_is_its_mean() {
        let values: Vec<f64> = (0..30).map(|run| f64::from(run % 2)).collect();
        let (mean, error) = Calibration::new(&[[0.0; MAX_CONTROLS]; 30]).mean_and_error(&values);
        // The standard error of a fair coin.
        assert!((mean - 0.5).abs() < 1e-12 && (error - (0.25 / 29.0_f64).sqrt()).abs() < 1e-12, "{mean} ± {error}");
    }
}
