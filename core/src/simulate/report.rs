//! From what was counted to a prediction.

use super::{
    calibration::Calibration,
    counters::Counters,
    model::PoolModel,
    totals::{Totals, share},
};
use crate::{
    prediction::{Interval, LatencySummary, Method, Prediction, State},
    scenario::{Pool, Service},
    units::as_f64,
};

/// What a run adds to the sums, as far as it takes to know how sure they are.
#[derive(Clone, Copy)]
pub(super) struct Part {
    pub(super) requests: f64,
    pub(super) waited_ms: f64,
    busy: f64,
    p95_ms: f64,
    p99_ms: f64,
}

impl Part {
    /// Of a run of which so many connections were busy on average.
    pub(super) fn new(run: &Counters, busy: f64, timeout: f64) -> Self {
        let [p95_ms, p99_ms] = [0.95, 0.99].map(|q| 1000.0 * run.wait_percentile(q, timeout));
        Self { requests: as_f64(run.requests), waited_ms: 1000.0 * run.waited, busy, p95_ms, p99_ms }
    }
}

/// What all runs counted.
pub(super) struct Report<'a> {
    pub(super) service: &'a Service,
    pub(super) pool: &'a Pool,
    pub(super) model: &'a PoolModel,
    pub(super) totals: &'a Totals,
    pub(super) parts: &'a [Part],
    pub(super) calibration: &'a Calibration,
}

impl Report<'_> {
    /// The prediction for so many requests per second.
    pub(super) fn prediction(&self, rate: f64) -> Prediction {
        let Self { service, pool, model, totals: all, calibration, .. } = self;
        let (capacity, max_concurrent_checkouts) = (pool.capacity(), service.checkouts_at_once());
        let most = capacity.map_or(f64::INFINITY, as_f64);
        let requests = all.requests;
        let per_request = |sum: f64| if requests > 0.0 { (sum / requests).max(0.0) } else { 0.0 };

        let offered_load = model.rates.mean() * (service.hold().mean_ms / 1000.0 + all.mean_cost());
        let count = as_f64(self.parts.len() as u64);
        let (busy_mean, _) = calibration.mean_and_error(&self.values(|part| part.busy));
        let busy_mean = busy_mean.clamp(0.0, most);
        let utilization = |busy: f64| (busy / most).min(1.0);
        let busiest = busiest(model, all).map_or(busy_mean, |busiest| busiest.min(most).max(busy_mean));
        let wait_probability = all.wait_probability();
        let timeout_probability = share(all.timed_out, requests);
        let timeout = model.settings.timeout;
        let checkouts = all.checkouts(timeout);
        let wait = self.wait_mean_ms() / 1000.0;
        let wait_ms = LatencySummary::from_percentiles(wait, |q| all.wait_percentile(q, timeout));
        let emptied = capacity.is_some() && as_f64(all.leaked) >= most * count;
        Prediction {
            method: Method::Simulation,
            state: if emptied {
                State::Saturated
            } else {
                State::from_load(
                    offered_load,
                    capacity.map(|capacity| max_concurrent_checkouts.map_or(capacity, |asked| asked.min(capacity))),
                )
            },
            offered_load,
            capacity,
            max_concurrent_checkouts,
            utilization: capacity.map(|_| utilization(busy_mean)),
            utilization_peak: capacity.map(|_| utilization(busiest)),
            busy_mean,
            waiting_mean: rate * wait,
            wait_probability,
            wait_ms,
            checkout_ms: LatencySummary::from_percentiles(wait + per_request(all.cost), |q| {
                checkouts.at_rank(q * requests, requests)
            }),
            timeout_probability,
            first_timeout_s: None,
            overflow_open_mean: (all.overflow / all.time).max(0.0),
            // Without overflow, to find all of `size` busy is to wait.
            overflow_probability: if model.settings.size == model.settings.capacity {
                wait_probability
            } else {
                share(all.size_busy, all.looked).max(wait_probability)
            },
            connects_per_s: rate * share(all.connects, requests),
            throughput_per_s: rate * (1.0 - timeout_probability),
            interval: self.interval(most, &wait_ms),
            range: None,
        }
    }

    fn wait_mean_ms(&self) -> f64 {
        let mean = |of: fn(&Part) -> f64| self.calibration.mean_and_error(&self.values(of)).0;
        let requests = mean(|part| part.requests);
        if requests > 0.0 { (mean(|part| part.waited_ms) / requests).max(0.0) } else { 0.0 }
    }

    /// Where further runs would find these with a confidence of 95 %; None for a single run.
    fn interval(&self, most: f64, wait_ms: &LatencySummary) -> Option<Interval> {
        let requests = self.parts.iter().map(|part| part.requests).sum::<f64>() / as_f64(self.parts.len() as u64);
        if self.calibration.freedom() < 1.0 || requests <= 0.0 {
            return None;
        }
        // The mean is a ratio of two sums, and its variance that of the sums' difference from it (Cochran, Sampling
        // Techniques, 1977, chapter 6).
        let wait_mean_ms = self.around(wait_ms.mean, |part| (part.waited_ms - wait_ms.mean * part.requests) / requests);
        let (busy, _) = self.calibration.mean_and_error(&self.values(|part| part.busy));
        let utilization = self.around(busy / most, |part| part.busy / most).map(|bound| bound.min(1.0));
        let longest = self.model.settings.timeout * 1000.0;
        let percentile = |value: f64, of: fn(&Part) -> f64| self.around(value, of).map(|bound| bound.min(longest));
        Some(Interval {
            confidence: 0.95,
            wait_mean_ms,
            wait_p95_ms: percentile(wait_ms.p95, |part| part.p95_ms),
            wait_p99_ms: percentile(wait_ms.p99, |part| part.p99_ms),
            utilization,
        })
    }

    /// The interval around a value that varies between runs as much as `of` them does.
    fn around(&self, value: f64, of: impl Fn(&Part) -> f64) -> [f64; 2] {
        let (_, error) = self.calibration.mean_and_error(&self.values(of));
        let half = student(self.calibration.freedom()) * error;
        [(value - half).max(0.0), value + half]
    }

    fn values(&self, of: impl Fn(&Part) -> f64) -> Vec<f64> {
        self.parts.iter().map(of).collect()
    }
}

/// Mean busy connections in the busier phase, where there are two.
fn busiest(model: &PoolModel, all: &Totals) -> Option<f64> {
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

/// The 0.975 quantile of Student's t, within 1 %: exact for one and two degrees of freedom, beyond by its expansion
/// around the normal (Abramowitz & Stegun 26.7.5).
pub(super) fn student(freedom: f64) -> f64 {
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
}
