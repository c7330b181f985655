//! The library's examples run, and print what they are for.

use poolwise_tests::{command::binary, documents::ROOT};
use std::{collections::BTreeSet, fs, path::Path, process::Command};

/// Each example, and a part of what it prints.
const EXAMPLES: [(&str, &str); 5] = [
    ("advice_in_an_operator", "search: left alone, its pools are healthy\n"),
    ("budget_at_start_up", "Fits: "),
    ("file_writer", "DB_HOST=db.internal\n"),
    ("readers_alone", "line 1: services[0].pool.size is 20\n"),
    ("simulator_alone", "p95 of the wait: "),
];

fn check(name: &str, expected: &str) {
    // Cargo builds examples beside the command; alone it has built neither.
    let built = binary().with_file_name("examples").join(name).with_extension(std::env::consts::EXE_EXTENSION);
    let mut command = Command::new(&built);
    if !built.exists() {
        command = Command::new(env!("CARGO"));
        command.args(["run", "--quiet", "--package", "poolwise", "--example", name]).current_dir(ROOT);
    }
    let output = command.output().expect("it starts");
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    assert!(stdout.contains(expected), "{name} prints no {expected:?}:\n{stdout}");
}

#[test]
fn examples_run() {
    for (name, expected) in EXAMPLES {
        check(name, expected);
    }
}

#[test]
fn every_example_is_run() {
    let files = fs::read_dir(Path::new(ROOT).join("core/examples")).expect("core/examples");
    let names =
        files.map(|file| file.expect("a file").path().file_stem().expect("a name").to_string_lossy().into_owned());
    let names: BTreeSet<String> = names.collect();
    assert_eq!(names, EXAMPLES.map(|(name, _)| name.to_owned()).into());
}
