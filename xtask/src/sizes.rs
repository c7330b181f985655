//! What a visitor of the page downloads.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};

use crate::process;
use crate::project::Project;

/// Prints what each file it is given compresses to, in bytes. Node is here for wasm-opt anyway, and brings brotli.
const COMPRESS: &str =
    "for (const file of process.argv.slice(1)) console.log(zlib.brotliCompressSync(fs.readFileSync(file)).length)";

/// A part of the page, and how many bytes of it may travel.
struct Part {
    name: &'static str,
    max_brotli: u64,
    holds: fn(&str) -> bool,
}

/// The engine's files begin with this.
const ENGINE: &str = "poolwise-engine";

/// Every part of the page. What is added to one states its weight; the budgets follow from docs/performance.md.
const PARTS: [Part; 2] = [
    Part {
        name: "shell: HTML, CSS, its script and module",
        max_brotli: 168_000,
        holds: |file| !file.starts_with(ENGINE),
    },
    Part { name: "engine: its scripts and module", max_brotli: 870_000, holds: |file| file.starts_with(ENGINE) },
];

/// Prints the size of each file and each part of the built page, as it is and after brotli.
///
/// # Errors
///
/// If the built page cannot be read, or a part weighs more than it may.
pub(crate) fn check(project: Project) -> Result<()> {
    let files = files(project)?;
    let compressed = compressed(project, &files)?;

    println!("\n      size     brotli   dist/");
    let mut sizes = Vec::new();
    for (file, compressed) in files.iter().zip(compressed) {
        let raw = fs::metadata(file)?.len();
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        println!("{}   {name}", columns(raw, compressed));
        sizes.push((name, raw, compressed));
    }
    for part in &PARTS {
        let of_part = || sizes.iter().filter(|(name, ..)| (part.holds)(name));
        let (raw, compressed) = (of_part().map(|size| size.1).sum(), of_part().map(|size| size.2).sum());
        println!("{}   {}, at most {}", columns(raw, compressed), part.name, kilobytes(part.max_brotli));
        ensure!(compressed <= part.max_brotli, "the {} weighs more than {}", part.name, kilobytes(part.max_brotli));
    }
    Ok(())
}

/// The size of a file as it is, and after brotli.
///
/// # Errors
///
/// If it cannot be read.
pub(crate) fn of_file(project: Project, file: &Path) -> Result<[u64; 2]> {
    let raw = fs::metadata(file)?.len();
    Ok([raw, compressed(project, &[file.to_owned()])?.iter().sum()])
}

/// The size of each file after brotli.
fn compressed(project: Project, files: &[PathBuf]) -> Result<Vec<u64>> {
    let compressed = process::output(project.command("node").args(["--eval", COMPRESS, "--"]).args(files))?;
    let compressed: Vec<u64> = compressed.lines().map(str::parse).collect::<Result<_, _>>()?;
    ensure!(compressed.len() == files.len(), "node measured {} of {} files", compressed.len(), files.len());
    Ok(compressed)
}

fn columns(raw: u64, compressed: u64) -> String {
    format!("{:>10} {:>10}", kilobytes(raw), kilobytes(compressed))
}

/// A size with one decimal: 41.2 kB.
pub(crate) fn kilobytes(bytes: u64) -> String {
    let tenths = (bytes + 50) / 100;
    format!("{}.{} kB", tenths / 10, tenths % 10)
}

fn files(project: Project) -> Result<Vec<PathBuf>> {
    let dist = project.dist();
    let entries = fs::read_dir(&dist).with_context(|| format!("{} cannot be read", dist.display()))?;
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_rounded_to_a_tenth_of_a_kilobyte() {
        assert_eq!(
            [0, 49, 50, 949, 999, 121_836].map(kilobytes),
            ["0.0 kB", "0.0 kB", "0.1 kB", "0.9 kB", "1.0 kB", "121.8 kB"]
        );
    }
}
