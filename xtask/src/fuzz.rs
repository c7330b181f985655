//! Fuzzing the readers of pasted text.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;

use anyhow::{Context as _, Result, bail};

use crate::process;
use crate::project::Project;
use crate::tools::{self, Tool};

/// A workspace of its own.
const FOLDER: &str = "fuzz";

/// Where it is built, and where new inputs are collected: nothing is written beside what is checked in.
const WORK: &str = "target/fuzz";

/// More at a time would only slow each other down on a machine with two cores.
const JOBS: usize = 2;

/// Fuzzes every target, or one, for so many seconds each.
///
/// # Errors
///
/// Where something is missing, there is no such target, or an input breaks a promise; then with the path of the input.
pub(crate) fn fuzz(project: Project, only: Option<&str>, seconds: u32) -> Result<()> {
    let mut targets = targets(project)?;
    if let Some(only) = only {
        if !targets.iter().any(|target| target == only) {
            bail!("there is no target `{only}`; the choice is {}", targets.join(", "));
        }
        targets.retain(|target| target == only);
    }
    tools::provide(project, [Tool::CargoFuzz])?;
    let host = process::output(project.command("rustc").args(["--print", "host-tuple"]))?;
    let mut build = project.cargo();
    // Safe Rust needs no sanitizer, and without one the stable toolchain will do.
    build.args(["fuzz", "build", "--fuzz-dir", FOLDER, "--sanitizer", "none", "--target-dir", WORK, "--target", &host]);
    process::run(&mut build)?;

    let programs = project.path(WORK).join(&host).join("release");
    let left = Mutex::new(targets.iter());
    let failed = Mutex::new(Vec::new());
    let next = || left.lock().ok()?.next();
    let work = || {
        while let Some(target) = next() {
            if let Err(error) = run(project, &programs, target, seconds) {
                println!("{target}: {error:#}");
                failed.lock().into_iter().for_each(|mut failed| failed.push(target.as_str()));
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..JOBS {
            scope.spawn(work);
        }
    });
    let failed = failed.into_inner().unwrap_or_default();
    if failed.is_empty() {
        return Ok(());
    }
    bail!("these targets failed: {}", failed.join(", "))
}

/// The names of the targets.
fn targets(project: Project) -> Result<Vec<String>> {
    let folder = project.path(FOLDER).join("fuzz_targets");
    let files = fs::read_dir(&folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    let names = files.filter_map(|file| Some(file.ok()?.path().file_stem()?.to_str()?.to_owned()));
    let mut names: Vec<String> = names.collect();
    names.sort();
    Ok(names)
}

fn run(project: Project, programs: &Path, target: &str, seconds: u32) -> Result<()> {
    let found = folder(project, "corpus", target)?;
    let crashes = folder(project, "artifacts", target)?;
    let mut fuzzer = Command::new(programs.join(target));
    fuzzer.arg(format!("-max_total_time={seconds}"));
    fuzzer.arg(format!("-dict={}", project.path(FOLDER).join("poolwise.dict").display()));
    fuzzer.arg(format!("-artifact_prefix={}/", crashes.display()));
    // A reader that takes seconds for so little does not do its work in one go.
    fuzzer.args(["-max_len=2048", "-timeout=10", "-print_final_stats=1"]);
    // New inputs go into the first folder.
    fuzzer.arg(&found).arg(project.path(FOLDER).join("corpus").join(target));
    let output = fuzzer.stdin(Stdio::null()).output().with_context(|| format!("{target} could not be started"))?;
    let log = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        bail!("{}", failure(&log));
    }
    let (executions, new) = (statistic(&log, "number_of_executed_units"), statistic(&log, "new_units_added"));
    println!("{target}: {executions} executions, {new} new inputs");
    Ok(())
}

/// A folder of a target below the work folder.
fn folder(project: Project, kind: &str, target: &str) -> Result<PathBuf> {
    let folder = project.path(WORK).join(kind).join(target);
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    Ok(folder)
}

/// A number among those that libFuzzer prints at the end.
fn statistic<'a>(log: &'a str, name: &str) -> &'a str {
    let after = log.split_once(&format!("stat::{name}:")).map_or("", |(_, after)| after);
    after.split_whitespace().next().unwrap_or("an unknown number of")
}

/// What went wrong and with which input, from what libFuzzer and Rust print.
fn failure(log: &str) -> String {
    let after = |mark: &str, lines: usize| {
        let (_, after) = log.split_once(mark)?;
        let lines: Vec<&str> = after.lines().take(lines).collect();
        Some(lines.join(" "))
    };
    let what = after("panicked at ", 2).or_else(|| after("libFuzzer: ", 1));
    let input = after("Test unit written to ", 1).map_or_else(String::new, |path| format!("\n  input: {path}"));
    let last_line = log.lines().last().unwrap_or_default();
    format!("{}{input}", what.as_deref().unwrap_or(last_line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_its_input() {
        let log = "INFO: seed corpus\nthread 'x' (1) panicked at tests/src/reading.rs:9:5:\nline 2 of 1\nnote: run\n\
                    ==7== ERROR: libFuzzer: deadly signal\nartifact_prefix='x/'; Test unit written to x/crash-1\n";
        assert_eq!(failure(log), "tests/src/reading.rs:9:5: line 2 of 1\n  input: x/crash-1");
        let log = "==7== ERROR: libFuzzer: timeout after 10 seconds\nTest unit written to x/timeout-1\n";
        assert_eq!(failure(log), "timeout after 10 seconds\n  input: x/timeout-1");
        assert_eq!(failure("==7== libFuzzer: run interrupted; exiting\nstat::x: 5\n"), "run interrupted; exiting");
        assert_eq!(failure("no such file"), "no such file");
    }

    #[test]
    fn numbers_are_found_among_the_last_lines() {
        let log = "Done 5 runs\nstat::number_of_executed_units: 26176\nstat::new_units_added:          15\n";
        assert_eq!((statistic(log, "number_of_executed_units"), statistic(log, "new_units_added")), ("26176", "15"));
    }
}
