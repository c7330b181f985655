//! Measuring how fast Poolwise simulates.

use std::fs;

use anyhow::{Context as _, Result};

use crate::project::Project;
use crate::{install, process, system};

/// Not --locked: its lock would have to follow whatever changes in the one of the project.
const BENCHES: [&str; 6] =
    ["run", "--release", "--manifest-path", "benches/Cargo.toml", "--target-dir", "target/bench"];

/// Measures the largest inputs that answers are promised for.
///
/// # Errors
///
/// If one takes longer than it may.
pub(crate) fn scale(project: Project) -> Result<()> {
    process::run(project.cargo().args(BENCHES).args(["--example", "scale"]))
}

/// Prints what other ways of sizing a pool give for the same services, and what their pools then do.
///
/// # Errors
///
/// If one of them gives no size.
pub(crate) fn comparison(project: Project) -> Result<()> {
    process::run(project.cargo().args(BENCHES).args(["--example", "comparison"]))
}

/// Builds and runs `benches/`, a workspace of its own, which prints its table.
///
/// # Errors
///
/// Where something is missing, or cannot be measured.
pub(crate) fn bench(project: Project) -> Result<()> {
    system::provide(&[&system::PYTHON])?;
    let requirements = project.path("benches/python/requirements.txt");
    let requirements = fs::read_to_string(&requirements).with_context(|| format!("{}", requirements.display()))?;
    let packages: Vec<&str> = requirements.lines().filter(|line| !line.starts_with('#')).collect();
    install::python_environment(project, "bench-python", &packages)?;
    let python = project.tool("bench-python/bin/python");

    process::run(project.cargo().args(BENCHES).arg("--").arg(&python))?;
    process::run(project.cargo().args(["build", "--release", "--locked", "-p", "poolwise-cli"]))?;
    let command = project.path("target/release/poolwise");
    process::run(project.cargo().args(BENCHES).args(["--example", "command", "--"]).arg(&command))
}
