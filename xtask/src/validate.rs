//! Measuring real pools in front of a real database.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::project::Project;
use crate::tools::{self, Tool};
use crate::{process, system, workspace};

/// Measures, all or in place of what was measured before, and prints it beside what is predicted. It becomes what is
/// kept, and with it the tables of the book.
///
/// # Errors
///
/// Where something is missing, or a scenario cannot be measured.
pub(crate) fn validate(project: Project, short: bool, only: &[String]) -> Result<()> {
    let measured = project.path("target/validation/measured.json");
    if !only.is_empty() && !short {
        // Those that are not measured anew stay as they are kept.
        fs::create_dir_all(project.path("target/validation"))?;
        fs::copy(project.path("tests/data/validation.json"), &measured).context("tests/data/validation.json")?;
    }
    measure(project, short, only, &measured)?;
    if short {
        println!("measured into {}", measured.display());
        return Ok(());
    }
    process::run(compare(project)?.arg(&measured))?;
    println!("kept in tests/data/validation.json; UPDATE=1 cargo test -p poolwise-tests --test suite validation");
    Ok(())
}

/// A short run on a machine that does other things may be disturbed, so what is not as predicted is measured again.
const ATTEMPTS: u32 = 3;

/// Holds a part of the scenarios, in a short form, to what is predicted for them.
///
/// # Errors
///
/// Where something is missing, or a scenario is not as predicted in any of three runs.
pub(crate) fn check(project: Project) -> Result<()> {
    let measured = project.path("target/validation/short.json");
    let mut missed = Vec::new();
    for _ in 0..ATTEMPTS {
        measure(project, true, &missed, &measured)?;
        let found = process::output(compare(project)?.arg(&measured).arg("--short"))?;
        missed = found.lines().map(str::to_owned).collect();
        if missed.is_empty() {
            return Ok(());
        }
        println!("not as predicted: {}", missed.join(", "));
    }
    bail!("not as predicted in {ATTEMPTS} runs: {}", missed.join(", "))
}

/// What runs in front of real servers.
const SCRIPTS: [&str; 4] =
    ["tests/validation/answers.py", "tests/validation/troubles.py", "tests/validation/python_files.py", FLEET_FILES];

/// Has the files about a whole fleet read.
const FLEET_FILES: &str = "tests/validation/fleet_files.py";

/// Reads what real servers and a real pool print, runs what Poolwise offers to run, and brings about the troubles that it
/// diagnoses, and has the files that it writes read by what they are for.
///
/// # Errors
///
/// Where something is missing, or an answer is not understood.
pub(crate) fn answers(project: Project) -> Result<()> {
    workspace::build(project)?;
    for script in SCRIPTS {
        let mut python = project.command(tools::python(project));
        python.arg(script).arg("--poolwise").arg(workspace::program("poolwise")?);
        python.arg("--postgres-bin").arg(postgres_programs()?).arg("--pgbouncer").arg(system::PGBOUNCER.path()?);
        if script == FLEET_FILES {
            python.arg("--promtool").arg(system::PROMTOOL.path()?);
            python.arg("--prometheus").arg(system::PROMETHEUS.path()?);
            python.arg("--postgres-exporter").arg(system::POSTGRES_EXPORTER.path()?);
        }
        process::run(python.env("PYTHONDONTWRITEBYTECODE", "1"))?;
    }
    Ok(())
}

/// The folder of the database's programs, where the link leads to, if it is one.
///
/// # Errors
///
/// If they are not installed.
pub(crate) fn postgres_programs() -> Result<PathBuf> {
    let postgres = system::POSTGRES.path()?.canonicalize().context("postgres cannot be found")?;
    Ok(postgres.parent().context("postgres is in no folder")?.to_path_buf())
}

/// The program that compares measurements with predictions.
fn compare(project: Project) -> Result<Command> {
    workspace::build(project)?;
    Ok(project.command(workspace::program("examples/compare")?))
}

/// Measures the scenarios of `tests/validation/scenarios.toml`: all of them, those with a short form in that form, or
/// those of the given ids. What was measured goes into a file as JSON.
///
/// # Errors
///
/// Where something is missing, or a scenario cannot be measured.
pub(crate) fn measure(project: Project, short: bool, only: &[String], out: &Path) -> Result<()> {
    tools::provide(project, [Tool::Python, Tool::Postgres])?;
    let folder = out.parent().context("the measurements need a file to go to")?;
    fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;

    let mut python = project.command(tools::python(project));
    python.args(["tests/validation/measure.py", "--scenarios", "tests/validation/scenarios.toml", "--out"]).arg(out);
    python.arg("--postgres-bin").arg(postgres_programs()?);
    if short {
        python.args(["--short", "--attempts", "1"]);
    }
    if !only.is_empty() {
        python.arg("--only").args(only);
    }
    // Its modules are not worth a folder of bytecode among the sources.
    process::run(python.env("PYTHONDONTWRITEBYTECODE", "1"))
}
