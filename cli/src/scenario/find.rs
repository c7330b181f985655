//! Finds scenario files in folders.

use crate::{
    failure::{Failure, shown},
    input::is_stdio,
};
use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

/// The file that a command without a path takes.
const NAME: &str = "poolwise.toml";

/// How deep a folder is searched; a loop of links ends there.
const MAX_DEPTH: usize = 16;

/// The scenario files of the paths; without any the one that is found in this folder or above, if there is one.
pub(crate) fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    if paths.is_empty() { Ok(in_parents().into_iter().collect()) } else { in_paths(paths) }
}

/// `poolwise.toml` in this folder or the nearest one above that has one, by a path from this folder where it is in it.
fn in_parents() -> Option<PathBuf> {
    if Path::new(NAME).is_file() {
        return Some(NAME.into());
    }
    let here = env::current_dir().ok()?;
    here.ancestors().skip(1).map(|folder| folder.join(NAME)).find(|path| path.is_file())
}

/// The paths, with every scenario file of a folder in its place, in the order of their names.
fn in_paths(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        if is_stdio(path) || !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let before = files.len();
        search(path, 0, &mut files).map_err(|error| Failure::io(shown(path), &error))?;
        if files.len() == before {
            let message = format!("no scenario is in this folder: no {NAME}, and no file whose name ends in .{NAME}");
            return Err(Failure::new(shown(path), message));
        }
    }
    // A file may be named and in a folder as well.
    let mut listed = Vec::new();
    files.retain(|file| {
        let file = fs::canonicalize(file).unwrap_or_else(|_| file.clone());
        let is_new = !listed.contains(&file);
        listed.push(file);
        is_new
    });
    Ok(files)
}

fn search(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> io::Result<()> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            let is_searched = !name.starts_with('.') && !["node_modules", "target", "venv"].contains(&name.as_str());
            if is_searched && depth < MAX_DEPTH {
                search(&path, depth + 1, files)?;
            }
        } else if is_scenario(&name) {
            files.push(path);
        }
    }
    Ok(())
}

fn is_scenario(name: &str) -> bool {
    ["poolwise.toml", "poolwise.json"]
        .iter()
        .any(|end| name.strip_suffix(end).is_some_and(|stem| stem.is_empty() || stem.ends_with('.')))
}
