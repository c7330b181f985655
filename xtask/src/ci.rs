//! What users of CI services install, tested with the wheel that they would get.

use anyhow::Result;

use crate::project::Project;
use crate::{folder, process, wheel, workspace};

/// Where the wheel is.
const WHEEL: &str = "target/ci-wheel";

/// Runs the action, the hook and the job on a scratch repository.
///
/// # Errors
///
/// If a test fails.
pub(crate) fn test(project: Project) -> Result<()> {
    workspace::build(project)?;
    let wheel = wheel::build_unoptimized(project, &folder::empty(project, WHEEL)?)?;
    let mut python = project.command(project.tool("ci/bin/python"));
    python.args(["-B", "tests/ci/test_ci.py", "--verbose"]).env("POOLWISE_WHEEL", wheel);
    process::run(&mut python)
}
