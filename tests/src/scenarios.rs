//! Scenarios whose plans and courses have the same bytes everywhere.

use poolwise::{
    Scenario,
    plan::plan_document,
    predict::Predictor,
    scenario::Document,
    simulate::{Runs, simulate_all},
    units::{Positive, Seconds},
};
use std::fmt::Write as _;

/// The name and the TOML of each scenario.
pub const SCENARIOS: [(&str, &str); 14] = [
    ("contract", include_str!("../data/scenarios/contract.toml")),
    ("defaults", include_str!("../data/scenarios/defaults.toml")),
    ("empty", include_str!("../data/scenarios/empty.toml")),
    ("fleet", include_str!("../data/scenarios/fleet.toml")),
    ("saturated", include_str!("../data/scenarios/saturated.toml")),
    ("nearly-saturated", include_str!("../data/scenarios/nearly-saturated.toml")),
    ("burst", include_str!("../data/scenarios/burst.toml")),
    ("samples", include_str!("../data/scenarios/samples.toml")),
    ("leak", include_str!("../data/scenarios/leak.toml")),
    ("unbounded", include_str!("../data/scenarios/unbounded.toml")),
    ("impatient", include_str!("../data/scenarios/impatient.toml")),
    ("unreachable", include_str!("../data/scenarios/unreachable.toml")),
    ("large", include_str!("../data/scenarios/large.toml")),
    ("beyond-64-bits", include_str!("../data/scenarios/beyond-64-bits.toml")),
];

/// The plans of all scenarios and the courses of some, as `data/determinism.json` has them.
///
/// # Panics
/// Where a scenario is none.
#[must_use]
pub fn plans() -> String {
    let mut json = String::from("{\n");
    for (name, toml) in &SCENARIOS {
        let document = Document::from_toml(toml).unwrap_or_else(|error| panic!("{name}: {error}"));
        let plan = plan_document(&document, Predictor::Full);
        let plan = serde_json::to_string_pretty(&plan).expect("a plan is JSON");
        let _ = writeln!(json, "\"{name}\": {plan},");
    }
    for (i, name) in SIMULATED.iter().enumerate() {
        let (_, toml) = SCENARIOS.iter().find(|scenario| scenario.0 == *name).expect("a scenario's name");
        let scenario = Scenario::from_toml(toml).unwrap_or_else(|error| panic!("{name}: {error}"));
        let runs = Runs { horizon_s: Seconds::clamped(20.0), replications: Positive::clamped(3), ..Runs::default() };
        let simulated = serde_json::to_string_pretty(&simulate_all(&scenario, runs)).expect("courses are JSON");
        let comma = if i + 1 < SIMULATED.len() { "," } else { "" };
        let _ = writeln!(json, "\"{name} simulated\": {simulated}{comma}");
    }
    json + "}\n"
}

/// Scenarios whose courses are taken too.
const SIMULATED: [&str; 5] = ["contract", "fleet", "samples", "leak", "impatient"];
