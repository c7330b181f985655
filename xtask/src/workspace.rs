//! The workspace's own programs, built once for all steps that run them.
//!
//! Cargo compiles a package once per set of features, and the features depend on which packages and targets one command
//! selects. Every step selects the whole workspace, so that core and what it depends on are compiled once natively.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::process;
use crate::project::Project;

/// The version of every package.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A command that runs the tests of every package.
pub(crate) fn tests(project: Project) -> Command {
    let mut tests = project.cargo();
    tests.args(["test", "--workspace", "--locked"]);
    tests
}

/// Builds the programs and the examples. The examples bring in the features that the tests need.
///
/// # Errors
///
/// If the build fails.
pub(crate) fn build(project: Project) -> Result<()> {
    process::run(project.cargo().args(["build", "--workspace", "--bins", "--examples", "--locked"]))
}

/// The path of a program that [`build`] builds, such as `poolwise` or `examples/compare`.
///
/// # Errors
///
/// If the path of this program is unknown.
pub(crate) fn program(name: &str) -> Result<PathBuf> {
    // Cargo puts all of them beside this program.
    let this = env::current_exe().context("this program's own path is unknown")?;
    Ok(this.with_file_name(format!("{name}{}", env::consts::EXE_SUFFIX)))
}

/// The folder that cargo builds into.
///
/// # Errors
///
/// If the path of this program is unknown.
pub(crate) fn target() -> Result<PathBuf> {
    let this = env::current_exe().context("this program's own path is unknown")?;
    let target = this.parent().and_then(Path::parent).context("this program is in no folder of a profile")?;
    Ok(target.to_owned())
}
