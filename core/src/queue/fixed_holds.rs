//! A queue whose requests all hold their server for the same time: M/D/c.

use crate::units::as_f64;

/// The mean wait in seconds over all requests, of which `rate` per second arrive and each holds one of `servers` for
/// `hold` seconds. None where the queue is not stable, or so near to saturation that the sum is long.
///
/// Exact: seen every hold, the requests that wait are a random walk that is held at 0, with as many steps up as requests
/// arrived and `servers` down (Crommelin, "Delay probability formulae when the holding times are constant", 1932), and the
/// mean of its steady state is Spitzer's sum of the mean excess after one hold, two holds and so on.
///
/// ```
/// use poolwise::queue::fixed_holds_wait;
///
/// assert!((fixed_holds_wait(10, 9.5, 1.0).unwrap() - 0.837_083).abs() < 1e-6);
/// ```
#[must_use]
pub fn fixed_holds_wait(servers: u64, rate: f64, hold: f64) -> Option<f64> {
    let (load, servers) = (rate * hold, as_f64(servers));
    let spare = 1.0 - load / servers;
    if spare <= 0.0 || servers * spare * spare < MIN_DRIFT || load <= 0.0 {
        return None;
    }
    let mut queued = 0.0;
    for holds in 1..=MAX_HOLDS {
        let holds = f64::from(holds);
        let term = mean_excess(holds * load, holds * servers) / holds;
        queued += term;
        // The terms fall faster than a geometric series once they fall at all.
        if term <= NEGLIGIBLE * spare * spare * queued {
            return Some(queued / rate);
        }
    }
    None
}

/// Nearer to saturation the sum has thousands of long terms: they fall as exp(−c·(1 − ρ)²/2) to the number of holds.
const MIN_DRIFT: f64 = 0.015;
const MAX_HOLDS: u32 = 4_000;
const NEGLIGIBLE: f64 = 1e-9;

/// E[(N − level)⁺] of a Poisson variable N whose mean is below the level.
fn mean_excess(mean: f64, level: f64) -> f64 {
    let mut arrivals = level + 1.0;
    let mut probability = libm::exp(arrivals * libm::log(mean) - mean - libm::lgamma(arrivals + 1.0));
    let mut sum = 0.0;
    loop {
        let term = probability * (arrivals - level);
        sum += term;
        if term <= f64::EPSILON * sum {
            return sum;
        }
        arrivals += 1.0;
        probability *= mean / arrivals;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_server_waits_as_pollaczek_and_khinchine_say() {
        for load in [0.1, 0.5, 0.85] {
            let wait = fixed_holds_wait(1, load, 1.0).expect("stable");
            assert!((wait / (load / (2.0 * (1.0 - load))) - 1.0).abs() < 1e-6, "{load}: {wait}");
        }
    }

    #[test]
    fn it_is_crommelins_table() {
        for (servers, load, wait) in
            [(2, 1.8, 2.146_923), (5, 4.25, 0.449_450_9), (50, 42.5, 0.014_557_06), (100, 70.0, 1.240_005e-5)]
        {
            let found = fixed_holds_wait(servers, load, 1.0).expect("stable");
            assert!((found / wait - 1.0).abs() < 1e-5, "{servers} {load}: {found}");
        }
    }

    #[test]
    fn what_has_no_steady_state_has_no_wait() {
        assert_eq!(fixed_holds_wait(10, 10.0, 1.0), None);
    }
}
