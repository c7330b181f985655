//! The dashboard for Grafana, held to the types that Grafana publishes in its package @grafana/schema.

use poolwise::{
    plan::plan,
    scenario::Document,
    write::{Kind, Options, write},
};
use poolwise_tests::readers::typescript_errors;
use serde_json::{Value, json};

/// The dashboard of a scenario.
fn dashboard(scenario: &str) -> Value {
    let scenario = Document::from_toml(scenario).expect("a scenario").scenario;
    let kind = Kind::from_name("grafana").expect("a kind");
    let files = write(kind, &scenario, &plan(&scenario), &Options::default());
    serde_json::from_str(&files[0].text).expect("the file is JSON")
}

/// Errors of the compiler for dashboards.
fn errors(dashboards: &[&Value]) -> Vec<String> {
    let types = include_str!("../data/readers/dashboard.ts");
    let texts: Vec<String> =
        dashboards.iter().map(|one| format!("{types}\nexport const dashboard: File = {one};\n")).collect();
    let folder = tempfile::tempdir().expect("a temporary folder");
    typescript_errors(folder.path(), &texts)
}

const ODD_NAMES: &str = "\
services = [{ name = \"a\\n$service {{x}} </script>\" }, { name = '\" \\ ${datasource}', pool = { size = 0 } }]
database = { max_connections = 20, reserved = 2, provider_reserved = 3 }";

#[test]
fn grafana_takes_the_dashboard() {
    let dashboards = [dashboard("services = [{}]"), dashboard(ODD_NAMES)];
    assert_eq!(errors(&dashboards.iter().collect::<Vec<_>>()), [String::new(), String::new()]);
}

#[test]
fn the_types_refuse_a_dashboard_that_is_wrong() {
    let right = dashboard("services = [{}]");
    let faults = [
        ("/schemaVersion", "39".into()),
        ("/panels/1/fieldConfig/defaults/thresholds/mode", "relative".into()),
        ("/panels/1/options", json!({ "reduce": {} })),
        ("/panels/2/options/legend/displayMode", "tables".into()),
        ("/panels/2/fieldConfig/defaults/custom/showPoints", "no".into()),
        ("/panels/2/targets/0", json!({ "refId": "A", "query": "up" })),
        ("/templating/list/1/sort", "up".into()),
    ];
    let wrong = faults.clone().map(|(pointer, to)| {
        let mut wrong = right.clone();
        *wrong.pointer_mut(pointer).expect(pointer) = to;
        wrong
    });
    for ((pointer, _), found) in faults.iter().zip(errors(&wrong.iter().collect::<Vec<_>>())) {
        assert_ne!(found, "", "{pointer}");
    }
}

#[test]
fn queries_name_no_service() {
    let dashboard = dashboard("services = [{ name = 'canary' }]");
    let text = dashboard["panels"].to_string() + &dashboard["templating"].to_string();
    assert!(!text.contains("canary"), "{text}");
    assert!(dashboard["description"].to_string().contains("canary: 1 pool"));
}
