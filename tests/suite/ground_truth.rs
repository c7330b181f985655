//! Predictions against what a real `QueuePool` did in front of a real database on loopback: two cores, Poisson
//! arrivals, a run of 90 to 120 s each. The traffic is as observed, the hold from checkout to return.

use poolwise::{predict::predict, scenario::Service};
use serde::Deserialize;

/// One run.
#[derive(Deserialize)]
struct Run {
    name: String,
    service: Service,
    utilization: f64,
    timeout_probability: f64,
    connects_per_s: f64,
    /// 5 to 95 % of the mean waits of 200 simulated runs of the same length: near saturation one run says little.
    wait_mean_ms_5_95: [f64; 2],
}

/// The most that a prediction may differ from a measurement.
const UTILIZATION: f64 = 0.02;
const TIMEOUTS: f64 = 0.01;
/// Relative.
const CONNECTS: f64 = 0.15;
const WAIT: f64 = 0.10;

fn check(Run { name, service, utilization, timeout_probability, connects_per_s, wait_mean_ms_5_95 }: &Run) {
    let found = predict(service, &service.pool);
    let near = |what: &str, found: f64, measured: f64, most: f64| {
        assert!((found - measured).abs() <= most, "{name}: {what} is {found}, {measured} was measured");
    };
    near("utilization", found.utilization.expect("a bounded pool"), *utilization, UTILIZATION);
    near("the share of timeouts", found.timeout_probability, *timeout_probability, TIMEOUTS);
    near("connections opened a second", found.connects_per_s, *connects_per_s, CONNECTS * connects_per_s);
    let [low, high] = wait_mean_ms_5_95;
    let wait = found.wait_ms.mean;
    assert!(low * (1.0 - WAIT) <= wait && wait <= high * (1.0 + WAIT), "{name}: waits {wait} ms, not {low} to {high}");
}

#[test]
fn predictions_are_what_a_real_pool_did() {
    let runs: Vec<Run> = serde_json::from_str(include_str!("../data/ground_truth.json")).expect("ground_truth.json");
    assert_eq!(runs.len(), 4);
    runs.iter().for_each(check);
}
