//! Temporary files that an interrupted run left beside the file it was to replace. They may hold secrets.

use std::{
    ffi::{OsStr, OsString},
    fs,
    path::Path,
    process,
    time::Duration,
};

pub(super) const SUFFIX: &str = ".tmp";

/// How a temporary file's name begins: with the name of the file that it is to replace and the process that writes it.
pub(super) fn prefix(target: &Path) -> OsString {
    let mut prefix = of_any_process(target);
    prefix.push(format!("{}-", process::id()));
    prefix
}

fn of_any_process(target: &Path) -> OsString {
    let mut prefix = OsString::from(".");
    prefix.push(target.file_name().unwrap_or_default());
    prefix.push(".poolwise-");
    prefix
}

/// Removes the temporary files for `target` whose processes ended. What cannot be removed stays: the new file does not depend
/// on it.
pub(super) fn remove(folder: &Path, target: &Path) {
    let prefix = of_any_process(target);
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        if process_of(&entry.file_name(), &prefix).is_some_and(|process| has_ended(process, &entry)) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// The process that wrote a temporary file; None for any other file.
fn process_of(name: &OsStr, prefix: &OsStr) -> Option<u32> {
    let rest = name.to_str()?.strip_prefix(prefix.to_str()?)?.strip_suffix(SUFFIX)?;
    rest.split_once('-')?.0.parse().ok()
}

/// A run takes well under a minute, and another process may have the number of one that ended.
const MAX_AGE: Duration = Duration::from_hours(1);

fn has_ended(process: u32, entry: &fs::DirEntry) -> bool {
    let processes = Path::new("/proc/self");
    let is_gone = processes.exists() && !Path::new(&format!("/proc/{process}")).exists();
    let age = entry.metadata().ok().and_then(|metadata| metadata.modified().ok()?.elapsed().ok());
    is_gone || age.is_some_and(|age| age > MAX_AGE)
}
