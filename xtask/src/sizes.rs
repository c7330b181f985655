//! What a visitor of the page downloads.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};

use crate::process;
use crate::project::Project;

/// Prints what each file it is given compresses to, in bytes. Node is here for wasm-opt anyway, and brings brotli.
const COMPRESS: &str =
    "for (const file of process.argv.slice(1)) console.log(zlib.brotliCompressSync(fs.readFileSync(file)).length)";

/// Prints the size of each file of the built page, as it is and after brotli.
///
/// # Errors
///
/// Where the built page cannot be read.
pub(crate) fn print(project: Project) -> Result<()> {
    let files = files(project)?;
    let compressed = process::output(project.command("node").args(["--eval", COMPRESS, "--"]).args(&files))?;
    let compressed: Vec<u64> = compressed.lines().map(str::parse).collect::<Result<_, _>>()?;
    ensure!(compressed.len() == files.len(), "node measured {} of {} files", compressed.len(), files.len());

    println!("\n      size     brotli   dist/");
    let (mut raw_sum, mut compressed_sum) = (0, 0);
    for (file, compressed) in files.iter().zip(compressed) {
        let raw = fs::metadata(file)?.len();
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        println!("{}   {name}", columns(raw, compressed));
        raw_sum += raw;
        compressed_sum += compressed;
    }
    println!("{}   in all", columns(raw_sum, compressed_sum));
    Ok(())
}

fn columns(raw: u64, compressed: u64) -> String {
    format!("{:>10} {:>10}", kilobytes(raw), kilobytes(compressed))
}

/// A size with one decimal: 41.2 kB.
fn kilobytes(bytes: u64) -> String {
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
