//! What is predicted against references that do not come from the predictor.

use poolwise::{
    Scenario, plan,
    predict::{Prediction, predict},
    simulate::{Runs, simulate},
    units::{Positive, Seconds},
};
use serde_json::Value;

/// One quantity of a prediction, by its name in the table.
fn quantity(name: &str, prediction: &Prediction) -> f64 {
    match name {
        "utilization" => prediction.utilization.expect("a bounded pool"),
        "wait_mean_ms" => prediction.wait_ms.mean,
        "wait_p95_ms" => prediction.wait_ms.p95,
        "wait_p99_ms" => prediction.wait_ms.p99,
        "timeout_probability" => prediction.timeout_probability,
        "connects_per_s" => prediction.connects_per_s,
        _ => panic!("no quantity is called {name}"),
    }
}

fn predict_first(scenario: &Scenario) -> Prediction {
    predict(&scenario.services[0], &scenario.services[0].pool)
}

/// Bands around long runs of a simulation that was written independently of this one.
#[test]
fn predictions_are_those_of_an_independent_simulation() {
    let cases: Vec<Value> = serde_json::from_str(include_str!("../data/reference/predictions.json")).expect("JSON");
    let mut missed = Vec::new();
    for case in &cases {
        let scenario = Scenario::from_json(&case["scenario"].to_string()).expect("a scenario");
        let prediction = if case.get("applies_to").is_some() {
            plan(&scenario).pooler.and_then(|pooler| pooler.current.prediction).expect("a pooler's prediction")
        } else {
            predict_first(&scenario)
        };
        for (name, band) in case["reference"].as_object().expect("quantities") {
            let found = quantity(name, &prediction);
            let [low, high] = match band.as_f64() {
                Some(value) => [value - 0.01, value + 0.01],
                None => [0, 1].map(|end| band[end].as_f64().expect("a number")),
            };
            if !(low..=high).contains(&found) {
                missed.push(format!("{}: {name} {found}, not from {low} to {high}", case["name"]));
            }
        }
    }
    assert!(missed.is_empty() && cases.len() > 30, "{missed:#?}");
}

/// The scenario of a row of the table: times are in holds of 100 ms where the row has none of its own.
fn scenario_of_row(row: &Value) -> Scenario {
    let number = |name: &str| row[name].as_f64();
    let hold = number("mean_hold_ms").unwrap_or(100.0);
    let rate = 1000.0 * number("a").expect("a load") / hold;
    let class =
        |rate: f64, hold: f64, cv: f64| format!("{{ rate_per_s = {rate}, hold_ms = {{ mean = {hold}, cv = {cv} }} }}");
    let (mut size, mut overflow, mut timeout_s) = (number("c").expect("servers"), 0.0, 1e6);
    let traffic = match row["model"].as_str().expect("a model") {
        "M/G/c/c" => {
            timeout_s = 0.0;
            class(rate, hold, 2.0)
        }
        "M/G/1" | "M/D/c" => class(rate, hold, number("cv").expect("a cv")),
        "M/H2/c" => {
            let (first, [short, long]) = if size < 6.0 { (0.9, [20.0, 200.0]) } else { (0.99, [10.0, 500.0]) };
            let rate = 1000.0 * number("a").expect("a load") / (first * short + (1.0 - first) * long);
            format!("{}, {}", class(first * rate, short, 1.0), class((1.0 - first) * rate, long, 1.0))
        }
        "M/M/c+D" => {
            let patience = row["patience"].as_str().and_then(|text| text.strip_suffix(" ms")).expect("a patience");
            timeout_s = patience.parse::<f64>().expect("a number") / 1000.0;
            class(rate, hold, 1.0)
        }
        _ => {
            (size, overflow) = (number("size").expect("a size"), number("overflow").expect("an overflow"));
            class(rate, hold, 1.0)
        }
    };
    let pool = format!("{{ size = {size}, overflow = {overflow}, timeout_s = {timeout_s} }}");
    let text = format!("[[services]]\nconnect_ms = 0\npool = {pool}\ntraffic = [{traffic}]");
    Scenario::from_toml(&text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Values that theory gives exactly: means within 3 %, percentiles within 5 %.
#[test]
fn queues_with_a_known_answer_have_it() {
    let rows: Vec<Value> = serde_json::from_str(include_str!("../data/reference/queue_tables.json")).expect("JSON");
    let mut missed = Vec::new();
    for row in &rows {
        let scenario = scenario_of_row(row);
        let prediction = predict_first(&scenario);
        let name = row["quantity"].as_str().expect("a quantity");
        let in_holds = if name.ends_with("hold") { 100.0 } else { 1.0 };
        let found = match name.split([' ', ',']).next() {
            Some("share") => prediction.timeout_probability,
            Some("mean") if name.starts_with("mean open") => {
                prediction.overflow_open_mean + row["size"].as_f64().expect("a size")
            }
            Some("mean") => prediction.wait_ms.mean / in_holds,
            Some("p95") => prediction.wait_ms.p95 / in_holds,
            Some("probability") => prediction.wait_probability,
            Some("utilization") => quantity("utilization", &prediction),
            Some("connections") => prediction.connects_per_s,
            _ => panic!("no quantity is called {name}"),
        };
        let value = row["value"].as_f64().expect("a value");
        let within = if name.starts_with("p95") { 0.05 } else { 0.03 };
        if (found / value - 1.0).abs() > within {
            missed.push(format!("{} c {} rho {}: {name} {found}, not {value}", row["model"], row["c"], row["rho"]));
        }
    }
    assert!(missed.is_empty() && rows.len() > 40, "{missed:#?}");
}

/// A peak is never below the mean, whatever bursts and whatever answers.
#[test]
fn utilization_peaks_at_its_mean_or_above() {
    for burst in ["{ factor = 4.95, every_s = 35.7, for_s = 35.7 }", "{ factor = 0.4, every_s = 30, for_s = 10 }"] {
        for rate in [0.2, 60.0, 400.0] {
            let text = format!(
                "[[services]]\nconcurrency = 52\nconnect_ms = 25\nburst = {burst}\n\
                 pool = {{ size = 2, overflow = 7, recycle_s = 2204, pre_ping = true }}\n\
                 traffic = [{{ rate_per_s = {rate}, hold_ms = {{ p50 = 21.7, p95 = 29.5, p99 = 65.1 }} }}]"
            );
            let prediction = predict_first(&Scenario::from_toml(&text).expect("a scenario"));
            assert!(prediction.utilization_peak >= prediction.utilization, "{text}: {prediction:?}");
        }
    }
}

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
