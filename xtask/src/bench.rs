//! Measuring how fast Poolwise simulates.

use anyhow::Result;

use crate::project::Project;
use crate::{process, system};

/// Builds and runs `benches/`, a workspace of its own, which prints its table.
///
/// # Errors
///
/// Where something is missing, or cannot be measured.
pub(crate) fn bench(project: Project) -> Result<()> {
    system::provide(&[&system::PYTHON])?;
    // Both do nothing where all is there.
    process::run(project.command("python3").args(["-m", "venv", ".tools/bench"]))?;
    let python = project.tool("bench/bin/python");
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    process::run(project.command(&python).args(pip).args(["--requirement", "benches/python/requirements.txt"]))?;

    // Not --locked: its lock would have to follow whatever changes in the one of the project.
    let build = ["run", "--release", "--manifest-path", "benches/Cargo.toml", "--target-dir", "target/bench"];
    process::run(project.cargo().args(build).arg("--").arg(&python))
}
