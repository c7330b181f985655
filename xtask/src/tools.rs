//! What the commands need, and how the project gets it without touching the system.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256};

use crate::cache::{self, Cache};
use crate::process;
use crate::project::Project;
use crate::system::{self, Program};

/// 0.22 needs a newer Rust than `rust-toolchain.toml` names.
const TRUNK: &str = "0.21.14";
const CARGO_FUZZ: &str = "0.13.2";
/// The package that holds wasm-opt. Distributions ship versions that are too old for what rustc emits.
const BINARYEN: &str = "132.0.0";
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

/// Installs the tools that are missing, in the right versions. Prints nothing if all are there.
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
            Self::Python => python_environment(project, "python", &PYTHON_PACKAGES),
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

/// The tools run for seconds, so optimizing them for minutes does not pay; Trunk's own profile links its 400 crates as
/// one.
const QUICKLY_BUILT: [(&str, &str); 3] = [
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"),
];

/// Installs a program of crates.io. `minutes` is the time it takes on two cores.
fn cargo_install(project: Project, program: &str, version: &str, minutes: u8, package: &[&str]) -> Result<()> {
    let path = Path::new("bin").join(program);
    let works = |folder: &Path| {
        let output = process::output(project.command(folder.join(&path)).arg("--version"));
        output.is_ok_and(|output| output.split(' ').nth(1) == Some(version))
    };
    provide_folder(project, program, version, works, |folder| {
        eprintln!("Installing {program} {version}, about {minutes} minutes on two cores …");
        let arguments = ["install", "--version", version, "--root"];
        process::run(project.cargo().args(arguments).arg(folder).args(package).envs(QUICKLY_BUILT))
    })
}

fn wasm_opt(project: Project) -> Result<()> {
    let works = |folder: &Path| folder.join("node_modules/.bin/wasm-opt").exists();
    provide_folder(project, "binaryen", BINARYEN, works, |folder| {
        eprintln!("Installing wasm-opt (binaryen {BINARYEN}, 100 MB) …");
        let package = format!("binaryen@{BINARYEN}");
        process::run(npm(project, "install").arg("--no-save").arg("--prefix").arg(folder).arg(package))
    })
}

/// Node looks for modules beside the files that import them, so `tests/browser/node_modules` is a link.
fn node_modules(project: Project) -> Result<()> {
    const FILES: [&str; 2] = ["package.json", "package-lock.json"];
    let lock = project.browser_tests().join(FILES[1]);
    let lock = fs::read_to_string(&lock).with_context(|| format!("cannot read {}", lock.display()))?;
    let works = |folder: &Path| folder.join("node_modules").is_dir();
    provide_folder(project, "node-modules", &short_hash(&lock), works, |folder| {
        eprintln!("Installing the node modules of tests/browser …");
        for file in FILES {
            fs::copy(project.browser_tests().join(file), folder.join(file)).context(file)?;
        }
        process::run(npm(project, "ci").arg("--prefix").arg(folder))
    })?;
    let installed = fs::canonicalize(project.tool("node-modules")).context("the node modules are not installed")?;
    cache::link(&installed.join("node_modules"), &project.browser_tests().join("node_modules"))
}

/// npm without its advertisements.
fn npm(project: Project, command: &str) -> Command {
    let mut npm = project.command("npm");
    npm.args([command, "--loglevel=error", "--no-audit", "--no-fund", "--no-update-notifier"]);
    npm
}

/// A virtual environment of Python with packages, as the tool `name`.
///
/// # Errors
///
/// If it cannot be made, or a package cannot be installed.
pub(crate) fn python_environment(project: Project, name: &str, packages: &[&str]) -> Result<()> {
    // An environment links to the Python that made it, so another Python gets its own.
    let identify = "import sys; print(sys.version_info[:2], sys.base_prefix)";
    let python = process::output(project.command("python3").args(["-c", identify]))?;
    let version = short_hash(&format!("{python} {}", packages.join(" ")));
    let works = |folder: &Path| process::output(project.command(folder.join("bin/python")).args(["-c", ""])).is_ok();
    provide_folder(project, name, &version, works, |folder| {
        eprintln!("Installing {} …", packages.join(", "));
        process::run(project.command("python3").args(["-m", "venv"]).arg(folder))?;
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
        process::run(project.command(folder.join("bin/python")).args(pip).args(packages))
    })
}

/// Installs a version of a tool into the cache, and links `.tools/NAME` to it.
fn provide_folder(
    project: Project,
    name: &str,
    version: &str,
    works: impl Fn(&Path) -> bool,
    install: impl FnOnce(&Path) -> Result<()>,
) -> Result<()> {
    let key = format!("{name}-{version}-{}-{}", env::consts::ARCH, env::consts::OS);
    let folder = Cache::open(project.tool("cache")).provide(&key, works, install)?;
    cache::link(&folder, &project.tool(name))
}

/// Twelve hexadecimal digits that stand for a text in the name of a folder.
fn short_hash(text: &str) -> String {
    Sha256::digest(text).iter().take(6).fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
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
    fn another_text_has_another_hash() {
        assert_eq!(short_hash("abc"), "ba7816bf8f01");
        assert_ne!(short_hash("abd"), short_hash("abc"));
    }

    #[test]
    fn the_version_of_a_package_is_read_from_the_lock() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"1.0.0\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"registry\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(lock, "bindgen"), None);
    }
}
