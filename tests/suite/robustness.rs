//! No input makes the engine panic, lose a value or write something that is no number.

use poolwise::{
    Scenario, plan_with,
    predict::Predictor,
    read::{TextKind, read},
    simulate::{Runs, simulate_all},
    units::{Positive, Seconds},
    write,
};
use poolwise_tests::{
    generate::{any_scenario, config, env_text, pool, scenario},
    scenarios::SCENARIOS,
};
use proptest::prelude::*;
use serde_json::Value;

/// Where a plan has null, by the contract: without a bound, beyond 64 bits, in a closed form, where no settings help,
/// where nobody times out; and where there is no pooler, or none that shares connections, no deploy that leaves fewer to serve, no cores and no tasks are
/// given, and nothing else has to change.
const NULLS: [&str; 21] = [
    "advised_mib",
    "required_changes",
    "max_concurrent_checkouts",
    "at_deploy",
    "at_rest",
    "at_scale",
    "capacity",
    "current_mib",
    "first_timeout_s",
    "fix",
    "headroom",
    "in_deploy",
    "interval",
    "knee",
    "mean_range_ms",
    "needed",
    "over",
    "pooler",
    "pools",
    "prediction",
    "utilization",
];

/// Every null, with the path that leads to it.
fn nulls(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Null => found.push(path.to_owned()),
        Value::Array(items) => items.iter().for_each(|item| nulls(item, path, found)),
        Value::Object(fields) => fields.iter().for_each(|(key, field)| nulls(field, &format!("{path}.{key}"), found)),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn check_plan(scenario: &Scenario, predictor: Predictor) -> Result<(), TestCaseError> {
    let plan = serde_json::to_value(plan_with(scenario, predictor)).expect("a plan is JSON");
    let mut found = Vec::new();
    nulls(&plan, "plan", &mut found);
    for path in found {
        let key = path.rsplit('.').next().unwrap_or_default().trim_end_matches("_peak");
        prop_assert!(NULLS.contains(&key) || path.contains(".until."), "{path} is null");
    }
    for service in plan["services"].as_array().expect("services") {
        for setup in [&service["current"], &service["advised"]] {
            let prediction = &setup["prediction"];
            let pool = &setup["pool"];
            if pool["class"] == "NullPool" {
                // Then it is the tasks that bound it, where they are known.
                continue;
            }
            let unbounded = pool["size"] == 0 || pool["overflow"] == -1;
            for key in ["capacity", "utilization", "utilization_peak"] {
                prop_assert_eq!(prediction[key].is_null(), unbounded, "{}: {}", key, setup);
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(config(64))]

    #[test]
    fn any_scenario_has_a_plan_of_numbers(scenario in any_scenario()) {
        check_plan(&scenario, Predictor::ClosedForm)?;
    }

    #[test]
    fn every_usual_scenario_has_a_plan_of_numbers(scenario in scenario()) {
        check_plan(&scenario, Predictor::ClosedForm)?;
    }
}

proptest! {
    // A plan that is simulated takes its time.
    #![proptest_config(config(12))]

    #[test]
    fn any_scenario_is_simulated_in_numbers(scenario in any_scenario()) {
        check_plan(&scenario, Predictor::Full)?;
    }

    #[test]
    fn every_usual_scenario_is_simulated_in_numbers(scenario in scenario()) {
        check_plan(&scenario, Predictor::Full)?;
    }

    #[test]
    fn any_scenario_has_a_course(scenario in any_scenario(), replications in 1..4_u64, horizon in 0.001..4.0, warmup in 0.0..2.0) {
        let runs = Runs {
            horizon_s: Seconds::clamped(horizon),
            warmup_s: Seconds::clamped(horizon * warmup),
            replications: Positive::clamped(replications),
            seed: 1,
            step_s: Seconds::clamped(1.0),
        };
        prop_assume!(scenario.services.iter().map(|service| runs.requests(service)).sum::<f64>() < 1e6);
        let simulated = serde_json::to_value(simulate_all(&scenario, runs)).expect("courses are JSON");
        let mut found = Vec::new();
        nulls(&simulated, "simulated", &mut found);
        for path in found {
            let key = path.rsplit('.').next().unwrap_or_default().trim_end_matches("_peak");
            prop_assert!(NULLS.contains(&key), "{path} is null");
        }
    }
}

proptest! {
    #![proptest_config(config(512))]

    #[test]
    fn a_scenario_survives_json(scenario in any_scenario()) {
        let json = serde_json::to_string(&scenario).expect("a scenario is JSON");
        prop_assert_eq!(Scenario::from_json(&json).map_err(|error| error.to_string()), Ok(scenario), "{}", json);
    }

    #[test]
    fn a_pool_survives_its_env_file(name in any::<String>(), pool in pool()) {
        let file = write::env(&name, 1, &pool, None);
        let scenario = read(&file, Some(TextKind::Env)).apply(&Scenario::default());
        prop_assert_eq!(&scenario.services[0].pool, &pool, "{}", file);
    }

    #[test]
    fn any_text_is_read(text in prop_oneof![any::<String>(), env_text()]) {
        let reading = read(&text, None);
        prop_assert!(text.trim().is_empty() || !(reading.settings.is_empty() && reading.notes.is_empty()));
        for setting in &reading.settings {
            prop_assert!(text.get(setting.span.clone()).is_some(), "{setting:?}");
        }
        let _ = reading.apply(&Scenario::default());
    }

    #[test]
    fn any_text_is_a_scenario_or_an_error(text in any::<String>()) {
        let _ = (Scenario::from_toml(&text), Scenario::from_json(&text));
    }

    #[test]
    fn a_damaged_scenario_is_a_scenario_or_an_error(
        toml in prop::sample::select(SCENARIOS.to_vec()),
        cut in any::<(prop::sample::Index, prop::sample::Index)>(),
        put in prop::sample::select(vec!["", "\"", "[", "=", "\n", "-", "1e999", "nan", "é", "\0", "9999999999999999999", "{}"]),
        as_json in any::<bool>(),
    ) {
        let scenario = Scenario::from_toml(toml.1).expect(toml.0);
        let text = if as_json { serde_json::to_string(&scenario).expect("JSON") } else { toml.1.to_owned() };
        let places: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
        let (a, b) = (*cut.0.get(&places), *cut.1.get(&places));
        let damaged = [&text[..a.min(b)], put, &text[a.max(b).min(a.min(b) + 40)..]].concat();
        let read = if as_json { Scenario::from_json(&damaged) } else { Scenario::from_toml(&damaged) };
        if let Err(error) = read {
            prop_assert!(error.to_string().len() > 10, "{error}");
            prop_assert!(error.line().is_none_or(|line| (1..=damaged.lines().count() + 1).contains(&line)), "{error}");
        }
    }
}
