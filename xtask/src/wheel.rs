//! The Python package: its wheel, its source distribution, and its tests.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::project::Project;
use crate::tools::{self, Tool};
use crate::{folder, process, validate, workspace};

/// Where `cargo xtask wheel` puts both.
const OUT: &str = "target/wheels";
/// What the tests make, and what they leave if they fail.
const TESTED: &str = "target/python";

/// `requires-python` of `python/pyproject.toml`, as vermin has it.
const OLDEST_PYTHON: &str = "--target=3.9-";

/// The tests that depend on the version of `SQLAlchemy`; the newest runs all.
const POOL_TESTS: [&str; 5] =
    ["test_monitor.py", "test_asyncio.py", "test_server.py", "test_load.py", "test_plugin.py"];

/// Builds the wheel, optimized, and the source distribution.
///
/// # Errors
///
/// If one does not build.
pub(crate) fn build(project: Project) -> Result<()> {
    tools::provide(project, [Tool::PythonPackage])?;
    let out = folder::empty(project, OUT)?;
    process::run(maturin(project, "build").args(["--release", "--locked", "--out"]).arg(&out))?;
    process::run(maturin(project, "sdist").arg("--out").arg(&out))?;
    for kind in ["whl", "tar.gz"] {
        println!("{}", folder::only_file(&out, kind)?.display());
    }
    Ok(())
}

/// Builds the wheel into a folder, and returns its path. Not optimized, so that what the other steps compiled serves here
/// too.
///
/// # Errors
///
/// If it does not build.
pub(crate) fn build_unoptimized(project: Project, out: &Path) -> Result<PathBuf> {
    process::run(maturin(project, "build").args(["--profile", "dev", "--locked", "--out"]).arg(out))?;
    folder::only_file(out, "whl")
}

/// Checks the types, installs the wheel into a fresh virtual environment per version of `SQLAlchemy`, and runs the tests
/// there against a real server.
///
/// # Errors
///
/// If a test fails.
pub(crate) fn test(project: Project) -> Result<()> {
    workspace::build(project)?;
    let out = folder::empty(project, TESTED)?;
    build_unoptimized(project, &out)?;
    process::run(maturin(project, "sdist").arg("--out").arg(&out))?;
    check_sources(project, &out)?;
    let packages = tools::site_packages(project, "python-package")?;
    for variant in tools::SQLALCHEMY_VERSIONS {
        let environment = out.join(format!("sqlalchemy-{}", variant.version));
        let mut paths = vec![packages.clone()];
        if let Some(tool) = variant.tool {
            paths.insert(0, tools::site_packages(project, tool)?);
        }
        install(project, &environment, &folder::only_file(&out, "whl")?, &paths)?;
        if variant.tool.is_none() {
            let mut mypy = project.command(environment.join("bin/python"));
            mypy.args(["-m", "mypy", "--config-file", "python/pyproject.toml", "-p", "poolwise"]);
            process::run(mypy.arg("--cache-dir").arg(out.join("mypy")).current_dir(project.path("")))?;
            // Scripts of an environment name the folder that it was made in.
            let mut vermin = project.command(project.tool("python-package/bin/python"));
            vermin.arg(project.tool("python-package/bin/vermin"));
            vermin.args([OLDEST_PYTHON, "--violations", "--no-tips", "--quiet", "python/poolwise"]);
            process::run(vermin.current_dir(project.path("")))?;
        }
        let mut pytest = project.command(environment.join("bin/python"));
        pytest.current_dir(project.path("python/tests")).args(["-m", "pytest", "-q", "-p", "no:cacheprovider"]);
        pytest.env("POOLWISE_BIN", workspace::program("poolwise")?);
        pytest.env("POOLWISE_POSTGRES_BIN", validate::postgres_programs()?);
        if variant.tool.is_some() {
            pytest.args(POOL_TESTS);
        }
        process::run(pytest.env("PYTHONDONTWRITEBYTECODE", "1"))?;
    }
    Ok(())
}

/// What the source distribution holds is all that the extension needs to compile.
fn check_sources(project: Project, out: &Path) -> Result<()> {
    let folder = out.join("sources");
    fs::create_dir(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    // With new times, since cargo takes an old file for one that it has compiled.
    let mut tar = project.command("tar");
    process::run(
        tar.args(["-xzm", "--strip-components=1", "-f"]).arg(folder::only_file(out, "tar.gz")?).arg("-C").arg(&folder),
    )?;
    let mut cargo = project.cargo();
    // The folder that has the dependencies compiled.
    let target = workspace::program("poolwise")?.with_file_name("..");
    cargo.args(["check", "--package", "poolwise-python", "--target-dir"]).arg(target);
    process::run(cargo.current_dir(&folder))
}

/// A virtual environment with the wheel, installed, and the packages of the folders `paths`, the first of them first.
fn install(project: Project, environment: &Path, wheel: &Path, paths: &[PathBuf]) -> Result<()> {
    let python = python(project);
    process::run(project.command(&python).args(["-m", "venv", "--without-pip"]).arg(environment))?;
    let mut pip = project.command(&python);
    pip.args(["-m", "pip", "--disable-pip-version-check", "--python"]).arg(environment.join("bin/python"));
    process::run(pip.args(["install", "--quiet", "--no-deps", "--no-index"]).arg(wheel))?;
    let site_packages = tools::site_packages_of(environment)?;
    let lines = paths.iter().fold(String::new(), |lines, path| lines + &path.to_string_lossy() + "\n");
    fs::write(site_packages.join("tested_with.pth"), lines).context("tested_with.pth")
}

fn maturin(project: Project, command: &str) -> Command {
    let mut maturin = project.command(project.tool("python-package/bin/maturin"));
    maturin.args([command, "--manifest-path", "python/Cargo.toml"]);
    maturin
}

fn python(project: Project) -> PathBuf {
    project.tool("python-package/bin/python")
}
