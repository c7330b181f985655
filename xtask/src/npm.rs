//! The npm package: its files, its types, and its tests.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};

use crate::project::Project;
use crate::server::Server;
use crate::tools::{self, Tool};
use crate::{dist, folder, install, process, sizes, system, workspace};

/// What of it is written by hand.
const SOURCES: &str = "js/npm";
/// The package as it is installed.
const OUT: &str = "target/npm";
/// The package as it is published.
const PACKED: &str = "target/npm-packed";
/// The module on its way.
const MODULE: &str = "target/npm-module";
/// An empty project that installs the package.
const TESTED: &str = "target/npm-tested";

/// What the module may weigh when it travels; docs/performance.md has the budget of the page's.
const MAX_BROTLI: u64 = 740_000;

/// Builds the package and returns its archive.
///
/// # Errors
///
/// If a tool cannot be installed, or the build fails.
pub(crate) fn build(project: Project) -> Result<PathBuf> {
    tools::provide(project, [Tool::WasmTarget, Tool::WasmBindgen, Tool::WasmOpt])?;
    let out = folder::empty(project, OUT)?;
    build_module(project, &out)?;
    let sources = project.path(SOURCES);
    for name in folder::files(&sources)? {
        if folder::has_ending(&name, &["js", "ts"]) {
            fs::copy(sources.join(&name), out.join(&name)).context(name)?;
        }
    }
    for name in ["LICENSE", "LICENSE-APACHE", "LICENSE-MIT"] {
        fs::copy(project.path(name), out.join(name)).context(name)?;
    }
    process::run(project.command("node").args(["js/npm/types.mjs", "docs/schema"]).arg(&out))?;
    fill(project, &out, "package.json", &[("\"0.0.0\"", format!("\"{}\"", workspace::VERSION))])?;
    let module = out.join("engine_bg.wasm");
    let [size, brotli] = sizes::of_file(project, &module)?;
    ensure!(brotli <= MAX_BROTLI, "the module weighs {}", sizes::kilobytes(brotli));
    fill(project, &out, "README.md", &[("{size}", sizes::kilobytes(size)), ("{brotli}", sizes::kilobytes(brotli))])?;

    let packed = folder::empty(project, PACKED)?;
    process::run(install::npm(project, "pack").arg("--pack-destination").arg(&packed).arg(&out))?;
    folder::only_file(&packed, "tgz")
}

/// The module and the script that loads it.
fn build_module(project: Project, out: &Path) -> Result<()> {
    const TARGET: &str = "wasm32-unknown-unknown";
    const PROFILE: &str = "engine";
    const PROGRAM: &str = "poolwise-npm";

    let mut cargo = project.cargo();
    cargo.args(["build", "--package", "poolwise-js", "--bin", PROGRAM, "--features", "npm", "--locked"]);
    cargo.args(["--target", TARGET, "--profile", PROFILE]);
    process::run(cargo.env("CARGO_ENCODED_RUSTFLAGS", project.remapped_paths()))?;
    let compiled = workspace::target()?.join(TARGET).join(PROFILE).join(format!("{PROGRAM}.wasm"));
    let mut bindgen = project.command("wasm-bindgen");
    bindgen.args(["--target", "web", "--no-typescript", "--out-name", "engine", "--out-dir"]).arg(out);
    process::run(bindgen.arg(compiled))?;

    // wasm-opt takes a minute, so what it made of the same module is kept.
    let module = out.join("engine_bg.wasm");
    let bytes = fs::read(&module).context("the module cannot be read")?;
    let optimized = project.path(MODULE).join(format!("{}.wasm", dist::hash(&bytes)));
    if !optimized.exists() {
        let folder = folder::empty(project, MODULE)?;
        let partial = folder.join("partial.wasm");
        process::run(project.command("wasm-opt").arg("-Os").arg(&module).arg("-o").arg(&partial))?;
        fs::rename(&partial, &optimized).context("the module cannot be renamed")?;
    }
    fs::copy(&optimized, &module).map(drop).context("the module cannot be copied")
}

/// Copies a file with parts of it replaced.
fn fill(project: Project, out: &Path, name: &str, replaced: &[(&str, String)]) -> Result<()> {
    let mut text = fs::read_to_string(project.path(SOURCES).join(name)).with_context(|| name.to_owned())?;
    for (what, with) in replaced {
        ensure!(text.contains(what), "{SOURCES}/{name} has no {what}");
        text = text.replace(what, with);
    }
    fs::write(out.join(name), text).with_context(|| name.to_owned())
}

/// Installs the packed package into an empty folder, and runs it there: in node, in a browser, and in a program that
/// the compiler of TypeScript has checked.
///
/// # Errors
///
/// If a test fails.
pub(crate) fn test(project: Project) -> Result<()> {
    let package = build(project)?;
    workspace::build(project)?;
    let tested = folder::empty(project, TESTED)?;
    let tests = project.path("tests/npm");
    let mut names = folder::files(&tests)?;
    for name in &names {
        fs::copy(tests.join(name), tested.join(name)).context(name.clone())?;
    }
    process::run(install::npm(project, "install").args(["--offline", "--prefix"]).arg(&tested).arg(package))?;

    let modules = project.browser_tests().join("node_modules");
    let mut compiler = project.command("node");
    compiler.arg(modules.join("typescript/bin/tsc")).arg("--project").arg(&tested);
    process::run(&mut compiler)?;

    let server = Server::bind(tested.clone(), 0).context("no free port")?;
    let mut node = project.command("node");
    names.retain(|name| name.ends_with(".test.mjs"));
    node.args(["--test", "--test-reporter=spec"]).args(names).current_dir(&tested);
    node.env("POOLWISE_URL", server.url()).env("CHROMIUM", system::HEADLESS_CHROMIUM.path()?);
    node.env("POOLWISE_BIN", workspace::program("poolwise")?).env("POOLWISE_NODE_MODULES", modules);
    node.env("POOLWISE_GOLDEN", project.path("tests/data/golden")).env("POOLWISE_PROJECT", project.path(""));
    server.during(|| process::run(&mut node))
}
