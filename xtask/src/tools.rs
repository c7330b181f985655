//! What the commands need, and how the project gets it without touching the system.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use anyhow::{Context as _, Result};

use crate::process;
use crate::project::Project;
use crate::system::{self, Program};

/// 0.22 needs a newer Rust than `rust-toolchain.toml` names.
const TRUNK: &str = "0.21.14";
const CARGO_FUZZ: &str = "0.13.2";
/// The package that holds wasm-opt. Distributions ship versions that are too old for what rustc emits.
const BINARYEN: &str = "binaryen@132.0.0";
/// A reader of the files that Poolwise writes, which the tests ask what it reads, and the pool that Poolwise predicts,
/// with the drivers it is measured with.
const PYTHON_PACKAGES: [&str; 5] = [
    "python-dotenv==1.2.4",
    "SQLAlchemy==2.1.9",
    // What SQLAlchemy needs for asyncio.
    "greenlet==3.5.6",
    "asyncpg==0.32.0",
    "psycopg[binary]==3.3.9",
];

/// Something that a command needs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tool {
    /// Rust's standard library for WebAssembly.
    WasmTarget,
    /// Builds the page.
    Trunk,
    /// Writes the script that loads the WebAssembly, and runs tests in a browser.
    WasmBindgen,
    /// Makes the WebAssembly smaller.
    WasmOpt,
    /// What the tests of the page are written with.
    NodeModules,
    /// The packages of [`PYTHON_PACKAGES`].
    Python,
    /// Feeds the readers.
    CargoFuzz,
    /// Compiles libFuzzer.
    Compiler,
    /// Counts instructions.
    Valgrind,
    /// The database.
    Postgres,
    /// The pooler.
    PgBouncer,
    /// The browser.
    Chromium,
    /// Drives the browser.
    ChromeDriver,
}

/// Sees to it that tools are there, in the right versions. Says so only where there is something to install.
///
/// # Errors
///
/// Where one is missing and cannot be installed.
pub(crate) fn provide(project: Project, tools: impl IntoIterator<Item = Tool>) -> Result<()> {
    let tools: Vec<Tool> = tools.into_iter().collect();
    let programs: Vec<&Program> = tools.iter().flat_map(|tool| tool.programs()).copied().collect();
    system::provide(&programs)?;
    tools.iter().try_for_each(|tool| tool.install(project))
}

/// The Python that has [`PYTHON_PACKAGES`].
pub(crate) fn python(project: Project) -> PathBuf {
    project.tool("python/bin/python")
}

impl Tool {
    /// The programs of the system that it is made of or installed with.
    fn programs(self) -> &'static [&'static Program] {
        match self {
            Self::WasmTarget | Self::Trunk | Self::WasmBindgen => &[],
            Self::WasmOpt => &[&system::NODE, &system::NPM],
            Self::NodeModules => &[&system::NODE_20, &system::NPM],
            Self::Python => &[&system::PYTHON],
            Self::CargoFuzz | Self::Compiler => &[&system::COMPILER],
            Self::Valgrind => &[&system::VALGRIND],
            Self::Postgres => &[&system::POSTGRES],
            Self::PgBouncer => &[&system::PGBOUNCER],
            Self::Chromium => &[&system::CHROMIUM],
            Self::ChromeDriver => &[&system::CHROMEDRIVER],
        }
    }

    fn install(self, project: Project) -> Result<()> {
        match self {
            Self::WasmTarget => wasm_target(project),
            Self::Trunk => cargo_install(project, "trunk", TRUNK, 6, &["--locked", "trunk"]),
            Self::WasmBindgen => {
                let lock = fs::read_to_string(project.path("Cargo.lock")).context("Cargo.lock cannot be read")?;
                let version = locked_version(&lock, "wasm-bindgen").context("Cargo.lock has no wasm-bindgen")?;
                // Not --locked: not every version its lock file names can still be had.
                cargo_install(project, "wasm-bindgen", version, 3, &["wasm-bindgen-cli"])
            }
            Self::WasmOpt => wasm_opt(project),
            Self::NodeModules => node_modules(project),
            Self::Python => python_packages(project),
            Self::CargoFuzz => cargo_install(project, "cargo-fuzz", CARGO_FUZZ, 1, &["--locked", "cargo-fuzz"]),
            Self::Compiler
            | Self::Valgrind
            | Self::Postgres
            | Self::PgBouncer
            | Self::Chromium
            | Self::ChromeDriver => Ok(()),
        }
    }
}

fn wasm_target(project: Project) -> Result<()> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let sysroot = process::output(project.command(rustc).args(["--print", "sysroot"]))?;
    if Path::new(&sysroot).join("lib/rustlib").join(TARGET).join("lib").is_dir() {
        return Ok(());
    }
    eprintln!("Installing the Rust target {TARGET} …");
    process::run(project.command("rustup").args(["target", "add", TARGET])).with_context(|| {
        format!(
            "this Rust has no standard library for {TARGET}.\n  \
             Use Rust from https://rustup.rs, or install your system's package for it\n  \
             (on Debian: libstd-rust-dev-wasm32, of the same version as rustc)"
        )
    })
}

/// Who builds a tool to use it a few times waits longer for optimizations than they save; Trunk's own profile links its
/// 400 crates as one.
const QUICKLY_BUILT: [(&str, &str); 3] = [
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"),
];

/// Installs a program of crates.io into `.tools/bin`, unless the one there has the right version. `minutes` is what it
/// takes on two cores.
fn cargo_install(project: Project, program: &str, version: &str, minutes: u8, package: &[&str]) -> Result<()> {
    let installed = process::output(project.command(project.tool("bin").join(program)).arg("--version"));
    if installed.is_ok_and(|shown| shown.split(' ').nth(1) == Some(version)) {
        return Ok(());
    }
    eprintln!("Installing {program} {version}, about {minutes} minutes on two cores …");
    let arguments = ["install", "--force", "--root", ".tools", "--version", version];
    process::run(project.cargo().args(arguments).args(package).envs(QUICKLY_BUILT))
}

fn wasm_opt(project: Project) -> Result<()> {
    let folder = project.tool("npm");
    unless_stamped(&folder.join("installed"), BINARYEN, || {
        eprintln!("Installing wasm-opt ({BINARYEN}, 100 MB) …");
        fs::create_dir_all(&folder)?;
        process::run(npm(project, "install").args(["--no-save", "--prefix", ".tools/npm", BINARYEN]))
    })
}

fn node_modules(project: Project) -> Result<()> {
    let folder = project.browser_tests();
    let lock = fs::read_to_string(folder.join("package-lock.json")).context("tests/browser/package-lock.json")?;
    unless_stamped(&folder.join("node_modules/installed"), &lock, || {
        eprintln!("Installing the node modules of tests/browser …");
        process::run(npm(project, "ci").args(["--prefix", "tests/browser"]))
    })
}

/// npm without its advertisements.
fn npm(project: Project, command: &str) -> Command {
    let mut npm = project.command("npm");
    npm.args([command, "--loglevel=error", "--no-audit", "--no-fund", "--no-update-notifier"]);
    npm
}

fn python_packages(project: Project) -> Result<()> {
    let folder = project.tool("python");
    unless_stamped(&folder.join("installed"), &PYTHON_PACKAGES.join(" "), || {
        eprintln!("Installing {} …", PYTHON_PACKAGES.join(", "));
        process::run(project.command("python3").args(["-m", "venv", "--clear", ".tools/python"]))?;
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
        process::run(project.command(python(project)).args(pip).args(PYTHON_PACKAGES))
    })
}

/// Installs something and notes down what, unless that is what the note already says.
fn unless_stamped(stamp: &Path, what: &str, install: impl FnOnce() -> Result<()>) -> Result<()> {
    if fs::read_to_string(stamp).is_ok_and(|installed| installed == what) {
        return Ok(());
    }
    install()?;
    fs::write(stamp, what).with_context(|| format!("{} cannot be written", stamp.display()))
}

/// The version of a package in the text of a Cargo.lock.
fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let (_, after) = lock.split_once(&format!("name = \"{package}\"\nversion = \""))?;
    after.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_of_a_package_is_read_from_the_lock() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"1.0.0\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"registry\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(lock, "bindgen"), None);
    }
}
