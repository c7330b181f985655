//! The service worker that keeps the page for visits without a network.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use sha2::{Digest as _, Sha256};

use crate::project::Project;

/// Where it is written, beside the page.
const FILE: &str = "sw.js";

/// What in its source the build replaces: the files to keep, and a name for them.
const FILES: &str = "const FILES = [\"./\"];";
const CACHE: &str = "const CACHE = \"poolwise\";";

/// Writes the service worker of the built page, which names all its files.
///
/// # Errors
///
/// If a file of the page cannot be read, or the source has changed its form.
pub(crate) fn write_worker(project: Project) -> Result<()> {
    let dist = project.dist();
    let entries = fs::read_dir(&dist).with_context(|| format!("{} cannot be read", dist.display()))?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.is_file() && !path.ends_with(FILE));
    files.sort();
    let mut hash = Sha256::new();
    let mut names = vec!["./".to_owned()];
    for path in &files {
        hash.update(fs::read(path).with_context(|| path.display().to_string())?);
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name != "index.html" {
            names.push(format!("./{name}"));
        }
    }
    let mut version = String::new();
    for byte in hash.finalize().iter().take(8) {
        write!(version, "{byte:02x}")?;
    }
    let source = fs::read_to_string(project.path("web/service-worker.js")).context("web/service-worker.js")?;
    fs::write(dist.join(FILE), filled(&source, &names, &version)?).context("dist/sw.js cannot be written")
}

fn filled(source: &str, names: &[String], version: &str) -> Result<String> {
    ensure!(source.contains(FILES) && source.contains(CACHE), "web/service-worker.js has no place for its files");
    let files = source.replace(FILES, &format!("const FILES = {names:?};"));
    Ok(files.replace(CACHE, &format!("const CACHE = \"poolwise-{version}\";")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worker_names_the_files_and_their_version() {
        let source = include_str!("../../web/service-worker.js");
        let filled = filled(source, &["./".to_owned(), "./a.js".to_owned()], "0123").unwrap();
        assert!(filled.contains("const FILES = [\"./\", \"./a.js\"];"));
        assert!(filled.contains("const CACHE = \"poolwise-0123\";"));
        assert!(super::filled("", &[], "0123").is_err());
    }
}
