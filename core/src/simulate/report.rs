//! From what was counted to a prediction.

use super::{
    model::Model,
    tally::{Tally, share},
};
use crate::{
    predict::{Interval, Method, Prediction, State, Times},
    scenario::{Pool, Service},
    units::as_f64,
};

/// The sums of all runs, and what each adds to them.
#[derive(Default)]
pub(super) struct Sums {
    all: Option<Tally>,
    runs: Vec<Part>,
}

struct Part {
    requests: f64,
    waited_ms: f64,
    time: f64,
    busy: f64,
}

impl Sums {
    /// Adds a run of which so many connections were busy on average.
    pub(super) fn add(&mut self, run: Tally, busy: f64) {
        self.runs.push(Part { requests: as_f64(run.requests), waited_ms: 1000.0 * run.waited, time: run.time, busy });
        match &mut self.all {
            Some(all) => *all += &run,
            None => self.all = Some(run),
        }
    }

    /// Requests that were counted.
    pub(super) fn requests(&self) -> u64 {
        self.all.as_ref().map_or(0, |all| all.requests)
    }

    /// Requests that came a second.
    pub(super) fn arrivals_per_s(&self) -> f64 {
        self.all.as_ref().map_or(0.0, |all| as_f64(all.requests) / all.time)
    }

    /// The prediction for so many requests a second.
    pub(super) fn prediction(&self, service: &Service, pool: &Pool, model: &Model, rate: f64) -> Prediction {
        let (capacity, asked_at_most) = (pool.capacity(), service.checkouts_at_once());
        let Some(all) = &self.all else { return Prediction::without_traffic(capacity, asked_at_most) };
        let most = capacity.map_or(f64::INFINITY, as_f64);
        let requests = all.requests;
        let per_request = |sum: f64| if requests == 0 { 0.0 } else { sum / as_f64(requests) };

        let offered_load = model.rates.mean() * (service.hold().mean_ms / 1000.0 + all.mean_cost());
        let count = as_f64(self.runs.len() as u64);
        let busy_mean = (self.runs.iter().map(|run| run.busy * run.time).sum::<f64>() / all.time).min(most);
        let utilization = |busy: f64| (busy / most).min(1.0);
        let wait_probability = all.wait_probability();
        let timeout_probability = share(all.timed_out, requests);
        let timeout = model.settings.timeout;
        let checkouts = all.checkouts(timeout);
        let wait = per_request(all.waited);
        let emptied = capacity.is_some() && as_f64(all.fates.leaked) >= most * count;
        Prediction {
            method: Method::Simulation,
            state: if emptied {
                State::Saturated
            } else {
                State::of(
                    offered_load,
                    capacity.map(|capacity| asked_at_most.map_or(capacity, |asked| asked.min(capacity))),
                )
            },
            offered_load,
            capacity,
            asked_at_most,
            utilization: capacity.map(|_| utilization(busy_mean)),
            utilization_peak: capacity.map(|_| busiest(model, all).map_or(utilization(busy_mean), utilization)),
            busy_mean,
            waiting_mean: rate * wait,
            wait_probability,
            wait_ms: Times::of(wait, |q| all.wait_percentile(q, timeout)),
            checkout_ms: Times::of(wait + per_request(all.cost), |q| checkouts.at_rank(q * as_f64(requests), requests)),
            timeout_probability,
            first_timeout_s: None,
            overflow_open_mean: all.overflow / all.time,
            // Without overflow, to find all of `size` busy is to wait.
            overflow_probability: if model.settings.size == model.settings.capacity {
                wait_probability
            } else {
                share(all.size_busy, all.looked)
            },
            connects_per_s: rate * share(all.connects, requests),
            throughput_per_s: rate * (1.0 - timeout_probability),
            interval: self.interval(most),
        }
    }

    /// Where the mean of further runs lies with a confidence of 95 %; None for a single run.
    fn interval(&self, most: f64) -> Option<Interval> {
        let utilization = around(self.runs.iter().map(|run| (run.busy / most * run.time, run.time)))?;
        let wait_mean_ms = around(self.runs.iter().map(|run| (run.waited_ms, run.requests)))?;
        Some(Interval { confidence: 0.95, wait_mean_ms, utilization: utilization.map(|bound| bound.min(1.0)) })
    }
}

/// Mean busy connections in the busier phase, where there are two.
fn busiest(model: &Model, all: &Tally) -> Option<f64> {
    let quiet = all.time - all.bursts;
    let in_bursts = all.busy_in_bursts / all.bursts;
    if !model.bursts() || all.bursts <= 0.0 {
        None
    } else if quiet > 0.0 {
        Some(in_bursts.max((all.busy - all.busy_in_bursts) / quiet))
    } else {
        Some(in_bursts)
    }
}

/// The interval around the mean of many values, given the sum and the number of each run's; None for a single run.
///
/// That mean is a ratio of two sums, and its variance that of the sums' difference from it (Cochran, Sampling
/// Techniques, 1977, chapter 6).
fn around(runs: impl Iterator<Item = (f64, f64)>) -> Option<[f64; 2]> {
    let runs: Vec<(f64, f64)> = runs.collect();
    let number: f64 = runs.iter().map(|run| run.1).sum();
    if runs.len() < 2 || number <= 0.0 {
        return None;
    }
    let count = as_f64(runs.len() as u64);
    let mean = runs.iter().map(|run| run.0).sum::<f64>() / number;
    let off = runs.iter().map(|(sum, number)| sum - mean * number);
    let squares: f64 = off.map(|off| off * off).sum();
    let error = (squares * count / (count - 1.0)).sqrt() / number;
    let half = student(count - 1.0) * error;
    Some([(mean - half).max(0.0), mean + half])
}

/// The 0.975 quantile of Student's t, within 1 %: exact for one and two degrees of freedom, beyond by its expansion
/// around the normal (Abramowitz & Stegun 26.7.5).
fn student(freedom: f64) -> f64 {
    const Z: f64 = 1.959_963_984_540_054;
    if freedom < 1.5 {
        12.706_204_736
    } else if freedom < 2.5 {
        4.302_652_73
    } else {
        let z2 = Z * Z;
        let first = Z * (z2 + 1.0) / 4.0;
        let second = Z * ((5.0 * z2 + 16.0) * z2 + 3.0) / 96.0;
        let third = Z * (((3.0 * z2 + 19.0) * z2 + 17.0) * z2 - 15.0) / 384.0;
        Z + (first + (second + third / freedom) / freedom) / freedom
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against a printed table.
    #[test]
    fn students_quantiles() {
        for (freedom, expected) in
            [(1.0, 12.706), (2.0, 4.303), (3.0, 3.182), (4.0, 2.776), (19.0, 2.093), (99.0, 1.984)]
        {
            assert!((student(freedom) / expected - 1.0).abs() < 0.01, "{freedom}: {}", student(freedom));
        }
    }

    #[test]
    fn one_run_has_no_interval() {
        assert_eq!(around([(1.0, 1.0)].into_iter()), None);
        assert_eq!(around([(0.0, 0.0), (0.0, 0.0)].into_iter()), None);
        let [low, high] = around([(1.0, 1.0), (3.0, 1.0)].into_iter()).unwrap();
        assert!((high - (2.0 + 12.706)).abs() < 0.001 && low == 0.0);
    }

    #[test]
    fn a_run_counts_by_its_requests() {
        // The mean is 3.7, and not the 2 of the runs' means.
        let [low, high] = around([(0.0, 0.0), (1.0, 1.0), (36.0, 9.0), (0.0, 0.0)].into_iter()).unwrap();
        // The sums differ from it by 2.7 twice, and t has three degrees of freedom.
        let half = 3.182 * (2.0 * 2.7 * 2.7 * 4.0_f64 / 3.0).sqrt() / 10.0;
        assert!((low - (3.7 - half)).abs() < 0.02 && (high - (3.7 + half)).abs() < 0.02, "{low} to {high}");
    }
}
