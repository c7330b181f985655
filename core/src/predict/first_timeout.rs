//! When the first request gives up.

use super::{LONGEST_RUN_S, demand::Demand};
use crate::units::as_f64;

/// The mean time from an empty pool until the first request gives up, in seconds; None beyond a year.
///
/// The work that waits, in seconds until the next newcomer is served, is taken for a Brownian motion that is reflected
/// at 0, with the drift ρ − 1 and the variance of the work that arrives; who finds the timeout's worth of it gives up
/// a timeout later. The mean time to a level is Karlin & Taylor, *A Second Course in Stochastic Processes* (1981),
/// chapter 15.3. Bursts count in the mean.
pub(super) fn first_timeout_s(demand: &Demand, capacity: Option<u64>, hold: f64, timeout: f64) -> Option<f64> {
    let servers = as_f64(capacity?);
    let utilization = demand.rate * hold / servers;
    let drift = utilization - 1.0;
    let variance = utilization * hold / servers * (1.0 + demand.hold_cv * demand.hold_cv);
    let time = timeout + time_to_level(timeout, drift, variance);
    (time < LONGEST_RUN_S).then_some(time)
}

/// level/μ − σ²/(2μ²)·(1 − exp(−2μ·level/σ²)), by its series where the drift μ is small.
fn time_to_level(level: f64, drift: f64, variance: f64) -> f64 {
    let x = 2.0 * drift * level / variance;
    if x.abs() < 1e-3 {
        level * level / variance * (1.0 - x / 3.0)
    } else {
        level / drift + variance / (2.0 * drift * drift) * libm::expm1(-x)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_series_meets_the_formula() {
        let (below, above) = (time_to_level(1.0, 0.999e-3 / 2.0, 1.0), time_to_level(1.0, 1.001e-3 / 2.0, 1.0));
        assert!((below - above).abs() < 1e-4 && above < below, "{below} {above}");
        assert!(time_to_level(1.0, -1e-6, 1.0) > 1.0 && time_to_level(1.0, 1e-6, 1.0) < 1.0);
    }

    #[test]
    fn past_saturation_it_is_the_surplus_that_fills_the_queue() {
        assert!((time_to_level(30.0, 0.1, 1e-6) - 300.0).abs() < 0.1);
    }
}
