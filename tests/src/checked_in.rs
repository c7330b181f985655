//! Files that are made from the code and checked in, so that a change of theirs is seen.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// Compares what is made now with the file at `path`, from the package's folder; `UPDATE=1` writes it instead.
///
/// # Panics
/// Where they differ, with the first line that does.
pub fn check(path: &str, made: &str) {
    let file = place(path);
    if env::var_os("UPDATE").is_some_and(|update| update == "1") {
        fs::write(&file, made).unwrap_or_else(|error| panic!("{path}: {error}"));
        return;
    }
    let kept = read(path);
    if kept != made {
        let differ = kept.lines().zip(made.lines()).position(|(kept, made)| kept != made);
        let line = differ.unwrap_or_else(|| kept.lines().count().min(made.lines().count()));
        let shown = |text: &str| text.lines().nth(line).unwrap_or("the end").to_owned();
        panic!(
            "{path} line {}: kept `{}`, made `{}`; if that is meant, run this test with UPDATE=1",
            line + 1,
            shown(&kept),
            shown(made)
        );
    }
}

/// The file at `path`, from the package's folder.
///
/// # Panics
/// Where it cannot be read.
#[must_use]
pub fn read(path: &str) -> String {
    fs::read_to_string(place(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn place(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}
