//! Public incidents: the outcome that each report states is what the plan says, and its cure is one in the plan too.

use poolwise::{
    plan::{Plan, plan},
    scenario::Document,
};
use serde_json::{Value, json};
use std::{fs, path::Path};

/// The plan of a golden scenario with some fields changed, as text.
fn planned(name: &str, changes: &[(&str, Value)]) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("data/golden/{name}.toml"));
    let document = Document::from_toml(&fs::read_to_string(path).expect(name)).expect(name);
    let scenario = changes.iter().fold(document.scenario, |scenario, (field, value)| {
        scenario.with(field, value.clone()).unwrap_or_else(|error| panic!("{name}: {error}"))
    });
    let Plan { verdict, findings, .. } = plan(&scenario);
    let findings: Vec<String> =
        findings.iter().map(|one| format!("{} {}. {}.", one.code, one.message, one.help)).collect();
    format!("{}. {}\n{}", verdict.headline, verdict.detail, findings.join("\n"))
}

fn check(name: &str, changes: &[(&str, Value)], has: &[&str], has_not: &[&str]) {
    let text = planned(name, changes);
    for words in has {
        assert!(text.contains(words), "{name}: no {words:?} in\n{text}");
    }
    for words in has_not {
        assert!(!text.contains(words), "{name}: {words:?} in\n{text}");
    }
}

#[test]
fn eleven_connections_carry_eleven_streams() {
    check("streams-hold-sessions", &[], &["PW054 ", "11 streams at once in one pool stop every other request"], &[]);
    // The session is closed before the stream: its class is gone.
    let cured = [("services[0].traffic", json!([{ "rate_per_s": 20, "hold_ms": { "mean": 20 } }]))];
    check("streams-hold-sessions", &cured, &["Fits"], &["PW054"]);
}

#[test]
fn functions_fit_with_three_connections_that_close_after_five_seconds() {
    let functions = "functions-hold-idle-connections";
    check(functions, &[], &["Over budget", "PW056 "], &[]);
    let cured = [("services[0].pool.size", json!(3)), ("services[0].idle_s", json!(5))];
    check(functions, &cured, &["Fits"], &["PW001", "PW056"]);
}

#[test]
fn six_pods_of_twenty_five_fit_until_one_more_starts() {
    check("pods-and-surge", &[], &["Over budget by 3 connections during a deploy"], &[]);
    check("pods-and-surge", &[("services[0].surge", json!(0))], &[], &["Over budget"]);
}

#[test]
fn four_threads_on_two_connections_wait_for_longer_than_the_proxy() {
    check("threads-behind-a-proxy", &[], &["PW014 "], &[]);
    check("threads-behind-a-proxy", &[("services[0].pool.timeout_s", json!(5))], &[], &["PW014 "]);
}

#[test]
fn a_demoted_primary_is_not_noticed_without_a_check() {
    check("demoted-primary", &[], &["PW055 "], &[]);
    check("demoted-primary", &[("services[0].checks_writable", json!(true))], &[], &["PW055 "]);
}
