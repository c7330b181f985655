//! Folders that commands fill.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::project::Project;

/// An empty folder of this name in the project's.
///
/// # Errors
///
/// If an old one cannot be removed, or it cannot be made.
pub(crate) fn empty(project: Project, name: &str) -> Result<PathBuf> {
    let folder = project.path(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("{name} cannot be removed"))?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("{name} cannot be made"))?;
    Ok(folder)
}

/// The names of the files of a folder, sorted.
///
/// # Errors
///
/// If it cannot be read.
pub(crate) fn files(folder: &Path) -> Result<Vec<String>> {
    let entries = fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    let files = entries.flatten().filter(|entry| entry.path().is_file());
    let mut names: Vec<String> = files.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    Ok(names)
}

/// Whether a file's name has one of these endings after its last dot.
pub(crate) fn has_ending(name: &str, endings: &[&str]) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| endings.contains(&ending))
}

/// The one file of a folder with this ending.
///
/// # Errors
///
/// If there is none, or more than one.
pub(crate) fn only_file(folder: &Path, ending: &str) -> Result<PathBuf> {
    let mut found = files(folder)?.into_iter().filter(|name| name.ends_with(&format!(".{ending}")));
    match (found.next(), found.next()) {
        (Some(file), None) => Ok(folder.join(file)),
        _ => bail!("{} should have one file ending in .{ending}", folder.display()),
    }
}

/// The paths of the files in and below a folder, with `/` between their parts, sorted.
///
/// # Errors
///
/// If one cannot be read.
pub(crate) fn files_below(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    collect(folder, "", &mut names)?;
    names.sort();
    Ok(names)
}

fn collect(folder: &Path, below: &str, names: &mut Vec<String>) -> Result<()> {
    let entries = fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        let name = format!("{below}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{name}/"), names)?;
        } else {
            names.push(name);
        }
    }
    Ok(())
}

/// Copies what is in and below a folder.
///
/// # Errors
///
/// If a file cannot be copied.
pub(crate) fn copy_all(from: &Path, to: &Path) -> Result<()> {
    for name in files_below(from)? {
        let (source, target) = (from.join(&name), to.join(&name));
        fs::create_dir_all(target.parent().unwrap_or(to)).with_context(|| name.clone())?;
        fs::copy(source, target).with_context(|| name.clone())?;
    }
    Ok(())
}
