//! Building the page, and showing it to the programs that look at it.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use crate::project::Project;
use crate::server::Server;
use crate::system::Program;
use crate::tools::{self, Tool};
use crate::{csp, offline, process, sizes, system, workspace};

/// What Trunk logs: trouble only. It cannot minify what wasm-bindgen writes and warns of that at every build; esbuild can.
const TRUNK_LOG: &str = "warn,trunk::processing::minify=error";

/// Says where the book is, as an address from the page.
const BOOK_VARIABLE: &str = "POOLWISE_BOOK";

/// Builds the page into `dist/`, without the book.
///
/// # Errors
///
/// Where a tool cannot be installed, or the build fails.
pub(crate) fn build(project: Project) -> Result<()> {
    build_beside(project, "")
}

/// The same with links into the book at an address; without it where that is empty.
///
/// # Errors
///
/// Where a tool cannot be installed, or the build fails.
pub(crate) fn build_beside(project: Project, book: &str) -> Result<()> {
    tools::provide(project, [Tool::WasmTarget, Tool::Trunk, Tool::WasmBindgen, Tool::WasmOpt])?;
    // --offline: Trunk uses the tools it is given and downloads none of its own.
    let mut trunk = project.command("trunk");
    trunk.args(["build", "--release", "--offline", "--log", TRUNK_LOG]);
    // Trunk refuses the usual NO_COLOR=1: it wants "true" or "false".
    trunk.env_remove("NO_COLOR");
    trunk.env("CARGO_ENCODED_RUSTFLAGS", project.remapped_paths()).env(BOOK_VARIABLE, book);
    process::run(&mut trunk)?;
    minify_scripts(project)?;

    let index = project.dist().join("index.html");
    let html = fs::read_to_string(&index).with_context(|| format!("{} cannot be read", index.display()))?;
    let html = put_first_view(&html, &first_view(project, book)?)?;
    let html = csp::add_policy(&html).context("dist/index.html cannot be protected")?;
    fs::write(&index, html).with_context(|| format!("{} cannot be written", index.display()))?;
    offline::write_worker(project)
}

/// Makes the scripts that wasm-bindgen writes smaller, in place.
fn minify_scripts(project: Project) -> Result<()> {
    let dist = project.dist();
    let files = fs::read_dir(&dist).with_context(|| format!("{} cannot be read", dist.display()))?;
    let mut scripts: Vec<_> = files.flatten().map(|file| file.path()).collect();
    scripts.retain(|path| path.extension().is_some_and(|extension| extension == "js"));
    let mut esbuild = project.command("esbuild");
    esbuild.args(["--minify", "--format=esm", "--target=es2022", "--allow-overwrite", "--log-level=warning"]);
    process::run(esbuild.arg(format!("--outdir={}", dist.display())).args(scripts))
}

/// The page as it is before its program has arrived: the example, rendered without a browser.
fn first_view(project: Project, book: &str) -> Result<String> {
    if book.is_empty() {
        workspace::build(project)?;
    } else {
        let mut cargo = project.cargo();
        cargo.args(["build", "--locked", "--package", "poolwise-web", "--example", "prerender"]);
        process::run(cargo.env(BOOK_VARIABLE, book))?;
    }
    process::output(&mut Command::new(workspace::program("examples/prerender")?))
}

/// The element that the page's program takes over, as Trunk's minifier leaves it.
const ROOT: &str = "<div id=app></div>";

fn put_first_view(html: &str, first_view: &str) -> Result<String> {
    ensure!(html.matches(ROOT).count() == 1, "dist/index.html has no empty element `app` for the first view");
    let filled = ROOT.replace("></div>", &format!(">{}</div>", first_view.trim()));
    Ok(html.replacen(ROOT, &filled, 1))
}

/// Builds the page and runs its tests in browsers.
///
/// # Errors
///
/// Where the page cannot be built, or a test fails.
pub(crate) fn test(project: Project) -> Result<()> {
    let tests = test_files(project)?;
    let mut node = project.command("node");
    // Files rather than their folder: versions of node differ in what they take a folder for.
    node.args(["--test", "--test-reporter=spec", "--test-concurrency=2"]).args(tests);
    node.env("FIREFOX", system::FIREFOX.path()?);
    run_beside_page(project, &system::HEADLESS_CHROMIUM, &mut node)
}

/// Builds the page and photographs it into a folder, all pictures or the named one.
///
/// # Errors
///
/// Where the page cannot be built or shown.
pub(crate) fn screenshots(project: Project, folder: &Path, picture: Option<&str>) -> Result<()> {
    tools::provide(project, [Tool::NodeModules, Tool::Chromium])?;
    let mut node = project.command("node");
    node.arg("tests/browser/screenshots.mjs").arg(folder).args(picture);
    run_beside_page(project, &system::CHROMIUM, &mut node)
}

/// Builds the page and measures how fast it answers while a slider is dragged.
///
/// # Errors
///
/// If the page cannot be built or shown.
pub(crate) fn bench(project: Project) -> Result<()> {
    tools::provide(project, [Tool::NodeModules, Tool::Chromium])?;
    run_beside_page(project, &system::CHROMIUM, project.command("node").arg("tests/browser/bench.mjs"))
}

/// Builds and serves the page while a command runs, which finds it at `POOLWISE_URL` and shows it in a browser.
fn run_beside_page(project: Project, browser: &Program, command: &mut Command) -> Result<()> {
    build(project)?;
    sizes::check(project)?;
    let server = Server::bind(project.dist(), 0).context("no free port")?;
    command.env("POOLWISE_URL", server.url()).env("CHROMIUM", browser.path()?);
    command.env("POOLWISE_BIN", workspace::program("poolwise")?);
    server.during(|| process::run(command))
}

/// The test files, relative to the project.
fn test_files(project: Project) -> Result<Vec<String>> {
    let entries = fs::read_dir(project.browser_tests()).context("tests/browser cannot be read")?;
    let names = entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
    let mut names: Vec<String> = names.collect::<Result<_>>()?;
    names.retain(|name| name.ends_with(".test.mjs"));
    names.sort();
    Ok(names.iter().map(|name| format!("tests/browser/{name}")).collect())
}
