//! Scenarios whose plans have the same bytes everywhere.

use poolwise::{Scenario, plan};
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

/// The plans of all scenarios, as `data/determinism.json` has them.
///
/// # Panics
/// Where a scenario is none.
#[must_use]
pub fn plans() -> String {
    let mut json = String::from("{\n");
    for (i, (name, toml)) in SCENARIOS.iter().enumerate() {
        let scenario = Scenario::from_toml(toml).unwrap_or_else(|error| panic!("{name}: {error}"));
        let plan = serde_json::to_string_pretty(&plan(&scenario)).expect("a plan is JSON");
        let comma = if i + 1 < SCENARIOS.len() { "," } else { "" };
        let _ = writeln!(json, "\"{name}\": {plan}{comma}");
    }
    json + "}\n"
}
