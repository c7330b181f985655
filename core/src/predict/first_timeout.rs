//! When the first request gives up.

use super::{LONGEST_RUN_S, offered_traffic::OfferedTraffic};
use crate::units::as_f64;

/// The mean time from an empty pool until the first request gives up, in seconds; None beyond a year. A share
/// `gives_up` of all requests does in the long run.
///
/// The work that waits, in seconds until the next newcomer is served, is taken for a Brownian motion that is reflected
/// at 0, with the drift ρ − 1 and the variance of the work that arrives; who finds the timeout's worth of it gives up
/// a timeout later. The mean time to a level is Karlin & Taylor, *A Second Course in Stochastic Processes* (1981),
/// chapter 15.3. Where the patience is shorter than what one request more or less makes of that work, the motion is too
/// fine a picture: then it is the mean time between two that give up.
///
/// The first burst, with which the traffic begins, may be enough; otherwise bursts count in the mean.
pub(super) fn first_timeout_s(
    traffic: &OfferedTraffic,
    capacity: Option<u64>,
    hold: f64,
    timeout: f64,
    gives_up: f64,
) -> Option<f64> {
    let capacity = traffic.busy_at_most(capacity?);
    let servers = as_f64(capacity);
    let between = 1.0 / (traffic.rate * gives_up);
    // So few tasks never have that much work before them.
    if traffic.at_once.is_some_and(|at_once| as_f64(at_once - capacity) * hold / servers < timeout) {
        return Some(timeout + between).filter(|time| *time < LONGEST_RUN_S);
    }
    let reached = |rate: f64| {
        let utilization = rate * hold / servers;
        let variance = utilization * hold / servers * (1.0 + traffic.hold_cv * traffic.hold_cv);
        time_to_level(timeout, utilization - 1.0, variance)
    };
    let burst = traffic.phases.last().filter(|phase| phase.time < 1.0);
    let in_burst = burst.map(|phase| reached(phase.rate)).filter(|time| {
        let lasts = burst.map_or(0.0, |phase| phase.time * traffic.period);
        *time < lasts
    });
    let time = timeout + in_burst.unwrap_or_else(|| reached(traffic.rate).max(between));
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
    fn a_burst_over_capacity_is_enough() {
        let of = |burst: &str, timeout: f64| {
            let text = format!(
                "[[services]]\npool = {{ size = 10, overflow = 0, timeout_s = {timeout} }}\n{burst}\n\
                 traffic = [{{ rate_per_s = 100, hold_ms = {{ mean = 50 }} }}]"
            );
            let service = &crate::Scenario::from_toml(&text).unwrap().services[0];
            crate::predict::predict_by_formula(service, &service.pool).first_timeout_s
        };
        assert_eq!(of("", 1.0), None);
        // A burst that offers 20 erlangs to 10 connections piles up a second of work in a second.
        let first = of("burst = { factor = 4, every_s = 600, for_s = 60 }", 1.0).unwrap();
        assert!((first - 2.0).abs() < 0.1, "{first}");
        // Without patience who finds no connection is gone: one in 50 does.
        let refused = of("", 0.0).unwrap();
        assert!((refused - 0.54).abs() < 0.05, "{refused}");
    }

    #[test]
    fn past_saturation_it_is_the_surplus_that_fills_the_queue() {
        assert!((time_to_level(30.0, 0.1, 1e-6) - 300.0).abs() < 0.1);
    }
}
