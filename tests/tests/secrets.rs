//! No secret leaves a pasted text: not into what is read, diagnosed, planned or written, whatever it is taken for.

#![cfg(not(target_arch = "wasm32"))]

use poolwise::{
    Scenario,
    diagnose::Report,
    plan_with,
    predict::Predictor,
    read::{Reading, TextKind, read, read_with_entries},
    scenario::Document,
    write,
};
use poolwise_tests::canaries::{Canary, MARK, canaries, disguised_canaries, gives_away};

type Read = fn(&str, Option<TextKind>) -> Reading;

fn check(name: &str, text: &str, kind: Option<TextKind>, read: Read) {
    let reading = read(text, kind);
    let scenario = reading.apply(&Scenario::default());
    let plan = plan_with(&scenario, Predictor::ClosedForm);
    for (place, told) in [
        ("the debug form", format!("{reading:?}")),
        ("the plan", json(&plan)),
        ("the scenario", json(&scenario)),
        ("a file", scenario.services.iter().map(|service| write::env(&service.name, 1, &service.pool, None)).collect()),
        ("the report", json(&Report::from_reading(reading, &Document::default()))),
    ] {
        if let Some(at) = told.to_lowercase().find(MARK) {
            let around = told.get(at.saturating_sub(120)..told.len().min(at + 40)).unwrap_or(&told);
            panic!("{name}, read as {kind:?}: {place} gives it away: …{around}…");
        }
    }
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("JSON")
}

fn check_as_every_kind(canaries: &[Canary], read: Read) {
    assert!(canaries.len() >= 50 && canaries.iter().all(|canary| gives_away(&canary.text)));
    for canary in canaries {
        for kind in [None].into_iter().chain(TextKind::ALL.map(Some)) {
            check(&canary.name, &canary.text, kind, read);
            check(&canary.name, &canary.text.replace('\n', "\r\n"), kind, read);
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
    let all: String = canaries().into_iter().flat_map(|canary| [canary.text, "\n".to_owned()]).collect();
    check("all", &all, None, read);
}
