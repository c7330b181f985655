//! Runs a command again whenever a file that it reads changes.

use crate::{failure::Failure, output::Output};
use std::{
    io::Write,
    path::{Path, PathBuf},
    thread,
    time::{Duration, SystemTime},
};

/// How often files are looked at. A poll works on every file system, those of containers and networks included.
const INTERVAL: Duration = Duration::from_millis(300);

/// Clears the screen and what is above it, and goes to its top.
const CLEAR: &str = "\u{1b}[2J\u{1b}[3J\u{1b}[H";

/// Runs and prints, and again when one of the files changes, appears or goes; a failure is printed, and mended by the next
/// change. Only a reader that has had enough ends it.
///
/// `files` names the files after each run, since what is read may name others.
pub(crate) fn watch(
    files: impl Fn() -> Vec<PathBuf>,
    mut run: impl FnMut() -> Result<Output, Failure>,
) -> Result<Output, Failure> {
    let states = || files().into_iter().map(|file| (state(&file), file)).collect::<Vec<_>>();
    let mut out = anstream::stdout();
    loop {
        let before = states();
        let text = match run() {
            Ok(output) => output.into_text(),
            Err(failure) => format!("{failure}\n"),
        };
        let written = write!(out, "{CLEAR}{text}").and_then(|()| out.flush());
        if written.is_err() {
            return Ok(Output::exact(String::new()));
        }
        while states() == before {
            thread::sleep(INTERVAL);
        }
    }
}

/// When a file was changed and how large it is; None where there is none.
fn state(file: &Path) -> Option<(SystemTime, u64)> {
    let metadata = file.metadata().ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}
