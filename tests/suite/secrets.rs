//! No secret leaves a pasted text: not into what is read, diagnosed, planned or written, whatever it is taken for.

use poolwise::{
    Scenario,
    diagnose::Report,
    plan_with,
    predict::Predictor,
    read::{Reading, TextKind, read, read_with_entries},
    scenario::Document,
    write,
};
use poolwise_tests::canaries::{Canary, canaries, disguised_canaries};

type Read = fn(&str, Option<TextKind>) -> Reading;

fn check(canary: &Canary, text: &str, kind: Option<TextKind>, read: Read) {
    let reading = read(text, kind);
    let scenario = reading.apply(&Scenario::default());
    let plan = plan_with(&scenario, Predictor::ClosedForm);
    for (place, output) in [
        ("the debug form", format!("{reading:?}")),
        ("the plan", json(&plan)),
        ("the scenario", json(&scenario)),
        ("a file", scenario.services.iter().map(|service| write::env(&service.name, 1, &service.pool, None)).collect()),
        ("the report", json(&Report::from_reading(reading, &Document::default()))),
    ] {
        if let Some(at) = canary.leak(&output) {
            let around = output.get(at.saturating_sub(120)..output.len().min(at + 40)).unwrap_or(&output);
            panic!("{}, read as {kind:?}: {place} gives it away: …{around}…", canary.name);
        }
    }
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("JSON")
}

fn check_as_every_kind(canaries: &[Canary], read: Read) {
    assert!(canaries.len() >= 50 && canaries.iter().all(|canary| canary.leak(&canary.text).is_some()));
    for canary in canaries {
        for kind in [None].into_iter().chain(TextKind::ALL.map(Some)) {
            check(canary, &canary.text, kind, read);
            check(canary, &canary.text.replace('\n', "\r\n"), kind, read);
        }
    }
}

#[test]
fn no_secret_leaks_from_a_text() {
    check_as_every_kind(&canaries(), read);
    check_as_every_kind(&disguised_canaries(), read);
}

#[test]
fn no_secret_leaks_among_entries_as_loaders_read_them() {
    check_as_every_kind(&canaries(), read_with_entries);
}

#[test]
fn no_secret_leaks_from_concatenated_texts() {
    let canaries = canaries();
    let all: String = canaries.iter().flat_map(|canary| [canary.text.as_str(), "\n"]).collect();
    check(&canaries[0], &all, None, read);
}
