//! `cargo xtask test`: every check, the cheap ones first.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

use crate::project::Project;
use crate::tools::{self, Tool};
use crate::{ci, npm, page, process, system, validate, wheel, words, workspace};

/// One check.
pub(crate) struct Step {
    /// Its name on the command line.
    pub(crate) name: &'static str,
    /// What it checks.
    pub(crate) about: &'static str,
    tools: &'static [Tool],
    run: fn(Project) -> Result<()>,
}

const WASM: &str = "wasm32-unknown-unknown";

/// What the npm package has and the page does not.
const NPM: &str = "poolwise-js/npm";

/// Workspaces of their own, which must not fall behind, with where they are built.
const OTHERS: [(&str, &str); 3] = [
    ("benches/Cargo.toml", "target/bench"),
    ("fuzz/Cargo.toml", "target/fuzz"),
    ("tests/pools/Cargo.toml", "target/pools"),
];

/// Every check, in the order in which they run.
pub(crate) const STEPS: [Step; 14] = [
    Step { name: "format", about: "the code is formatted", tools: &[], run: format },
    Step { name: "words", about: "code and documents are in plain English", tools: &[], run: words::check },
    Step {
        name: "dependencies",
        about: "dependencies have permissive licenses, no duplicates, and are from crates.io",
        tools: &[Tool::CargoDeny],
        run: dependencies,
    },
    Step { name: "lint", about: "clippy reports no warning", tools: &[Tool::Compiler], run: lint },
    Step {
        name: "lint-wasm",
        about: "clippy reports no warning for wasm32",
        tools: &[Tool::WasmTarget],
        run: lint_wasm,
    },
    Step { name: "docs", about: "rustdoc reports no warning", tools: &[], run: docs },
    Step {
        name: "native",
        about: "every test of the workspace",
        tools: &[Tool::Python, Tool::NodeModules, Tool::Go, Tool::Valgrind],
        run: native,
    },
    Step {
        name: "python",
        about: "the Python package, from its wheel, in front of a real PostgreSQL",
        tools: &[Tool::PythonPackage, Tool::Postgres],
        run: wheel::test,
    },
    Step {
        name: "ci",
        about: "the GitHub action, the pre-commit hook and the job for GitLab, on a scratch repository",
        tools: &[Tool::PythonPackage, Tool::Ci],
        run: ci::test,
    },
    Step {
        name: "answers",
        about: "the readers understand the output of real servers and a real pool",
        tools: &[Tool::Python, Tool::Postgres, Tool::PgBouncer, Tool::Prometheus],
        run: validate::answers,
    },
    Step {
        name: "validation",
        about: "real pools in front of a real PostgreSQL behave as predicted",
        tools: &[Tool::Python, Tool::Postgres],
        run: validate::check,
    },
    Step {
        name: "wasm",
        about: "the tests that run as wasm32 in a browser",
        tools: &[Tool::WasmTarget, Tool::WasmBindgen, Tool::Chromium, Tool::ChromeDriver],
        run: wasm,
    },
    Step {
        name: "npm",
        about: "the npm package, in node and in a browser, beside the command",
        tools: &[Tool::WasmTarget, Tool::WasmBindgen, Tool::WasmOpt, Tool::NodeModules, Tool::HeadlessChromium],
        run: npm::test,
    },
    Step {
        name: "page",
        about: "the built page, in browsers",
        tools: &[
            Tool::WasmTarget,
            Tool::Trunk,
            Tool::WasmBindgen,
            Tool::WasmOpt,
            Tool::NodeModules,
            Tool::HeadlessChromium,
            Tool::Firefox,
        ],
        run: page::test,
    },
];

/// Runs every check, or the one of a name, up to the first that fails.
///
/// # Errors
///
/// Where something is missing, or a check fails.
pub(crate) fn run(project: Project, only: Option<&str>) -> Result<()> {
    let steps: Vec<&Step> = STEPS.iter().filter(|step| only.is_none_or(|name| name == step.name)).collect();
    // Before the first step: what cannot be installed is better known now than in ten minutes.
    let tools: BTreeSet<Tool> = steps.iter().flat_map(|step| step.tools).copied().collect();
    tools::provide(project, tools)?;

    let start = Instant::now();
    for (passed, step) in steps.iter().enumerate() {
        let position = format!("[{}/{}] {}", passed + 1, steps.len(), step.name);
        println!("{position}: {}", step.about);
        let step_start = Instant::now();
        let result = (step.run)(project);
        let time = spoken(step_start.elapsed());
        if result.is_err() {
            println!("{position}: failed after {time}\n\n{passed} passed, 1 failed");
        }
        result.with_context(|| format!("the step `{0}` failed (alone: cargo xtask test --only {0})", step.name))?;
        println!("{position}: passed in {time}\n");
    }
    let count = steps.len();
    if count > 1 {
        println!("All {count} steps passed in {}.", spoken(start.elapsed()));
    }
    println!("{count} passed, 0 failed");
    Ok(())
}

fn format(project: Project) -> Result<()> {
    process::run(project.cargo().args(["fmt", "--all", "--check"]))?;
    OTHERS.iter().try_for_each(|(manifest, _)| {
        process::run(project.cargo().args(["fmt", "--check", "--manifest-path", manifest]))
    })
}

fn dependencies(project: Project) -> Result<()> {
    let mut deny = project.command(project.tool("cargo-deny/bin/cargo-deny"));
    process::run(deny.args(["--locked", "check", "licenses", "bans", "sources"]))
}

fn lint(project: Project) -> Result<()> {
    let arguments = ["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"];
    process::run(project.cargo().args(arguments))?;
    OTHERS.iter().try_for_each(|(manifest, target)| {
        let arguments = ["clippy", "--manifest-path", manifest, "--target-dir", target, "--", "-D", "warnings"];
        process::run(project.cargo().args(arguments))
    })
}

fn lint_wasm(project: Project) -> Result<()> {
    // Without the tests: what they need (proptest) does not build for a browser.
    let packages =
        ["-p", "poolwise", "-p", "poolwise-chart", "-p", "poolwise-js", "-p", "poolwise-view", "-p", "poolwise-web"];
    let arguments = ["--lib", "--bins", "--features", NPM, "--locked", "--target", WASM, "--", "-D", "warnings"];
    process::run(project.cargo().arg("clippy").args(packages).args(arguments))
}

fn docs(project: Project) -> Result<()> {
    let arguments = ["doc", "--workspace", "--no-deps", "--locked"];
    process::run(project.cargo().args(arguments).env("RUSTDOCFLAGS", "-D warnings"))
}

/// The tests run the `poolwise` command, and ask other programs to read what it writes.
fn native(project: Project) -> Result<()> {
    workspace::build(project)?;
    let mut tests = workspace::tests(project);
    tests.env("POOLWISE_BIN", workspace::program("poolwise")?);
    tests.env("POOLWISE_PYTHON", tools::python(project));
    tests.env("POOLWISE_NODE_MODULES", project.browser_tests().join("node_modules"));
    process::run(&mut tests)
}

fn wasm(project: Project) -> Result<()> {
    let mut tests = project.cargo();
    tests.args(["test", "-p", "poolwise-tests", "--test", "wasm", "--locked", "--target", WASM]);
    tests.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner");
    tests.env("CHROMEDRIVER", system::CHROMEDRIVER.path()?);
    // The runner gives up after 20 seconds, which a machine that is busy otherwise needs to start the browser.
    tests.env("WASM_BINDGEN_TEST_TIMEOUT", "120");
    process::run(&mut tests)
}

/// A time as one says it: 8.4 s, or 3 min 20 s.
fn spoken(time: Duration) -> String {
    match time.as_secs() {
        0..60 => format!("{:.1} s", time.as_secs_f64()),
        seconds => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_short_to_read() {
        let times = [450, 8_440, 60_000, 200_900].map(|time| spoken(Duration::from_millis(time)));
        assert_eq!(times, ["0.5 s", "8.4 s", "1 min 00 s", "3 min 20 s"]);
    }
}
