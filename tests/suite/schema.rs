//! The JSON Schemas of the contract: made from the types, kept in `docs/schema`, and true of what the engine writes.

use poolwise::{
    Plan, Scenario,
    catalog::{self, Catalog, Listed, Size},
    compare::{Comparison, compare_with},
    diagnose::Report,
    plan::plan_document,
    predict::Predictor,
    read::read,
    scenario::Document,
    simulate::{Runs, ScenarioRuns, simulate_all},
    units::{Positive, Seconds},
};
use poolwise_tests::{checked_in, nasty::cases, scenarios::SCENARIOS};
use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::{Value, json};

/// The schema of what is written, or of what may be given.
fn schema<T: JsonSchema>(settings: SchemaSettings) -> Value {
    settings.into_generator().into_root_schema_for::<T>().to_value()
}

fn written() -> SchemaSettings {
    SchemaSettings::draft2020_12().for_serialize()
}

fn given() -> SchemaSettings {
    SchemaSettings::draft2020_12().for_deserialize()
}

/// What `value` breaks of the schema.
fn errors(schema: &Value, value: &Value) -> Vec<String> {
    let validator = jsonschema::validator_for(schema).expect("a schema");
    validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn check(name: &str, schema: &Value, value: &Value) {
    assert_eq!(errors(schema, value), Vec::<String>::new(), "{name}");
}

#[test]
fn schemas_are_those_of_the_files() {
    for (name, schema) in [
        ("scenario", schema::<Scenario>(given())),
        ("plan", schema::<Plan>(written())),
        ("reading", schema::<Report>(written())),
        ("simulated", schema::<ScenarioRuns>(written())),
        ("catalog", schema::<Catalog>(written())),
        ("comparison", schema::<Comparison>(written())),
    ] {
        let text = serde_json::to_string_pretty(&schema).expect("JSON") + "\n";
        checked_in::check(&format!("../docs/schema/{name}.schema.json"), &text);
    }
}

#[test]
fn the_catalogue_is_as_its_schema_says() {
    let schema = schema::<Catalog>(written());
    check("all", &schema, &serde_json::to_value(Catalog::all()).expect("JSON"));
    for entry in catalog::all() {
        let size = entry.size().map(|size| match size {
            Size::Number(range) => range.least.to_string(),
            named => named.names()[0].to_owned(),
        });
        let choice = entry.choose(size.as_deref()).expect(entry.id);
        let chosen = Catalog::from_entries(vec![Listed::new(entry, Some(choice))]);
        check(entry.id, &schema, &serde_json::to_value(chosen).expect("JSON"));
    }
}

#[test]
fn courses_are_as_their_schema_says() {
    let courses = schema::<ScenarioRuns>(written());
    let runs = Runs { horizon_s: Seconds::clamped(3.0), replications: Positive::clamped(2), ..Runs::default() };
    for (name, text) in SCENARIOS {
        let scenario = Scenario::from_toml(text).expect(name);
        if scenario.services.iter().map(|service| runs.requests(service)).sum::<f64>() < 1e6 {
            check(name, &courses, &serde_json::to_value(simulate_all(&scenario, runs)).expect(name));
        }
    }
}

#[test]
fn comparisons_are_as_their_schema_says() {
    let schema = schema::<Comparison>(written());
    for (name, text) in SCENARIOS {
        let scenario = Scenario::from_toml(text).expect(name);
        let comparison = compare_with(&[(name.to_owned(), scenario)], Predictor::ClosedForm);
        check(name, &schema, &serde_json::to_value(comparison).expect(name));
    }
}

#[test]
fn scenarios_and_plans_are_as_their_schemas_say() {
    let (scenarios, plans) = (schema::<Scenario>(given()), schema::<Plan>(written()));
    for (name, text) in SCENARIOS {
        let given: toml::Value = toml::from_str(text).expect(name);
        check(name, &scenarios, &serde_json::to_value(given).expect(name));
        let document = Document::from_toml(text).expect(name);
        check(name, &scenarios, &serde_json::to_value(&document.scenario).expect(name));
        check(name, &plans, &serde_json::to_value(plan_document(&document, Predictor::Full)).expect(name));
    }
}

#[test]
fn what_is_no_scenario_breaks_the_schema() {
    let schema = schema::<Scenario>(given());
    let check = |scenario: Value, place: &str| {
        let text = scenario.to_string();
        assert!(Scenario::from_json(&text).is_err(), "{text} is a scenario");
        let errors = errors(&schema, &scenario);
        assert!(errors.iter().any(|error| error.starts_with(place)), "{text}: {errors:?}");
    };
    let service = |service: Value| json!({ "services": [service] });
    check(json!({ "databse": {} }), ":");
    check(json!({ "database": { "max_connections": 0 } }), "/database/max_connections");
    check(json!({ "database": { "max_connections": 262_144 } }), "/database/max_connections");
    check(json!({ "targets": { "utilization_mean": 1.1 } }), "/targets/utilization_mean");
    check(service(json!({ "instances": 0 })), "/services/0/instances");
    check(service(json!({ "instances": 1.5 })), "/services/0/instances");
    check(service(json!({ "surge": "a quarter" })), "/services/0/surge");
    check(service(json!({ "surge": "1.2.3%" })), "/services/0/surge");
    check(service(json!({ "pool": { "overflow": -2 } })), "/services/0/pool/overflow");
    check(service(json!({ "pool": { "recycle_s": -0.5 } })), "/services/0/pool/recycle_s");
    check(service(json!({ "pool": { "sise": 5 } })), "/services/0/pool");
    check(service(json!({ "traffic": [{ "rate_per_s": -1 }] })), "/services/0/traffic/0/rate_per_s");
    check(service(json!({ "traffic": [{ "hold_ms": {} }] })), "/services/0/traffic/0/hold_ms");
    check(service(json!({ "traffic": [{ "hold_ms": { "samples": [] } }] })), "/services/0/traffic/0/hold_ms");
    check(service(json!({ "traffic": [{ "hold_ms": { "mean": 5, "p50": 5 } }] })), "/services/0/traffic/0/hold_ms");
    check(service(json!({ "burst": { "factor": 2 } })), "/services/0/burst");
    check(service(json!({ "burst": { "factor": 2, "every_s": 0, "for_s": 0 } })), "/services/0/burst");
    check(service(json!({ "burst": { "factor": 2, "every_s": 1, "for_s": 1, "each": 1 } })), "/services/0/burst");
}

#[test]
fn readings_are_as_their_schema_says() {
    let schema = schema::<Report>(written());
    let texts = [
        "",
        "hello",
        "DB_POOL_SIZE=20\nDB_POOL_PRE_PING=yes\nDB_PASSWORD=x\nKEY\n",
        "\u{feff}A='\n\0",
        "DB_POOL_SIZE=2e1",
    ];
    let pasted = cases().into_iter().map(|case| case.text()).filter(|text| text.len() < 100_000);
    for text in texts.map(str::to_owned).into_iter().chain(pasted) {
        let report = Report::from_reading(read(&text, None), &Document::default());
        check(&text, &schema, &serde_json::to_value(report).expect("JSON"));
    }
    assert_ne!(
        errors(&schema, &json!({ "kind": "exe", "settings": [], "entries": {}, "notes": [] })),
        Vec::<String>::new()
    );
}
