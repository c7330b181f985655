//! What is predicted against references that do not come from the predictor.

#![cfg(not(target_arch = "wasm32"))]

use poolwise::{
    Scenario,
    predict::predict,
    simulate::{Runs, simulate},
    units::{Positive, Seconds},
};

/// The bounds of the closed forms where connecting lengthens the hold: `predict` against a long simulation.
fn check_connecting(size: u32, overflow: u32, connect_ms: f64, hold_ms: f64, load: f64) {
    let rate = load * f64::from(size + overflow) / hold_ms * 1000.0;
    let text = format!(
        "[[services]]\nconnect_ms = {connect_ms}\npool = {{ size = {size}, overflow = {overflow} }}\n\
         traffic = [{{ rate_per_s = {rate}, hold_ms = {{ mean = {hold_ms} }} }}]"
    );
    let scenario = Scenario::from_toml(&text).expect("a scenario");
    let service = &scenario.services[0];
    let horizon_s = (200_000.0 / rate).max(60.0);
    let runs = Runs {
        horizon_s: Seconds::clamped(horizon_s),
        warmup_s: Seconds::clamped(0.1 * horizon_s),
        replications: Positive::clamped(10),
        seed: 7,
        step_s: Seconds::clamped(0.0),
    };
    let (found, reference) = (predict(service, &service.pool), simulate(service, &service.pool, runs).prediction);

    let utilization = |prediction: &poolwise::predict::Prediction| prediction.utilization.unwrap_or(0.0);
    // Both are sure to some thousandths where they are simulated.
    let unsure = [&found, &reference].map(|prediction| {
        prediction.interval.as_ref().map_or(0.0, |interval| (interval.utilization[1] - interval.utilization[0]) / 2.0)
    });
    let name = format!("{size} + {overflow}, connect {connect_ms} ms, hold {hold_ms} ms, load {load}");
    let apart = (utilization(&found) - utilization(&reference)).abs();
    assert!(apart <= 0.005 + unsure[0] + unsure[1], "{name}: utilization {found:?} and {reference:?}");
    let apart = (found.connects_per_s - reference.connects_per_s).abs();
    assert!(apart <= (0.1 * reference.connects_per_s).max(0.01 * rate), "{name}: connects {found:?} and {reference:?}");
}

/// A sample of the grid, each pool with each time to connect, drawn by a fixed linear congruence.
#[test]
fn connecting_that_lengthens_the_hold_is_simulated() {
    let mut state = 1_u32;
    let mut pick = |choices: &[f64]| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        choices[(state >> 16) as usize % choices.len()]
    };
    for (size, overflow) in [(5, 10), (10, 20), (20, 30)] {
        for connect_ms in [20.0, 50.0, 100.0, 200.0] {
            check_connecting(
                size,
                overflow,
                connect_ms,
                pick(&[5.0, 10.0, 20.0, 40.0]),
                pick(&[0.15, 0.25, 0.35, 0.45]),
            );
        }
    }
    // A fixed point that no iteration finds: the closed form has a utilization of 0.35 where it is 0.74.
    check_connecting(5, 10, 100.0, 5.0, 0.35);
}
