//! The files to take away.

use poolwise::{
    Plan, Scenario,
    write::{Kind, Options, write},
};
use poolwise_view::File;

/// Chromium saves a download named ".env" as "env.txt".
const ENV_FILE: &str = "pool.env";

/// The files of a kind, for the service at a place where a file is about one.
pub(super) fn files(scenario: &Scenario, plan: &Plan, shown: usize, kind: &str) -> Vec<File> {
    let Some(kind) = Kind::from_name(kind).or_else(|| Kind::from_name("env")) else { return Vec::new() };
    let options = Options { service: Some(shown), ..Options::default() };
    let files = write(kind, scenario, plan, &options).into_iter();
    let name = |name: String| if kind.name == "env" { ENV_FILE.to_owned() } else { name };
    files.map(|file| File { tab: kind.title.to_owned(), name: name(file.name), text: file.text }).collect()
}
