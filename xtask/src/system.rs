//! Programs that come from the system and not from the project.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use anyhow::{Context as _, Result, bail};

use crate::process;

/// A program that the system provides.
pub(crate) struct Program {
    /// The names it goes by, the usual one first.
    names: &'static [&'static str],
    /// The environment variable that may hold its path, for where it is not on the search path.
    variable: Option<&'static str>,
    /// A folder with one folder a version, each with its programs in `bin`. The newest is taken where the search path
    /// has none.
    versions: Option<&'static str>,
    /// Arguments with which it succeeds if it is fit for use. Without any, being there is enough.
    probe: &'static [&'static str],
    /// What it must be able to do, for the message.
    fit: &'static str,
    /// The Debian packages that bring it.
    packages: &'static [&'static str],
}

/// Runs wasm-opt.
pub(crate) const NODE: Program =
    Program { names: &["node"], variable: None, versions: None, probe: &[], fit: "", packages: &["nodejs"] };

/// Runs the tests of the page: playwright needs this version.
pub(crate) const NODE_20: Program = Program {
    probe: &["--eval", "process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)"],
    fit: "20 or newer",
    ..NODE
};

/// Installs what node runs.
pub(crate) const NPM: Program =
    Program { names: &["npm"], variable: None, versions: None, probe: &[], fit: "", packages: &["npm"] };

/// Makes the environment of the Python packages. Debian leaves that part of Python out unless asked for it.
pub(crate) const PYTHON: Program = Program {
    names: &["python3"],
    variable: None,
    versions: None,
    probe: &["-c", "import ensurepip, tomllib, venv"],
    fit: "3.11 or newer with venv",
    packages: &["python3", "python3-venv"],
};

/// Shows the page to the camera, to the benchmark and to the tests that are written in Rust.
pub(crate) const CHROMIUM: Program = Program {
    names: &["chromium", "chromium-browser", "google-chrome"],
    variable: Some("CHROMIUM"),
    versions: None,
    probe: &[],
    fit: "",
    packages: &["chromium"],
};

/// Shows the page to the tests: Chromium without the window that nobody looks at, in which they take half the time.
pub(crate) const HEADLESS_CHROMIUM: Program = Program {
    names: &["chromium-headless-shell", "chrome-headless-shell", "chromium", "chromium-browser", "google-chrome"],
    packages: &["chromium-headless-shell"],
    ..CHROMIUM
};

/// Shows the page to the tests that are about it.
pub(crate) const FIREFOX: Program =
    Program { names: &["firefox-esr", "firefox"], variable: Some("FIREFOX"), packages: &["firefox-esr"], ..CHROMIUM };

/// Drives Chromium for the tests that are written in Rust.
pub(crate) const CHROMEDRIVER: Program = Program {
    names: &["chromedriver"],
    variable: Some("CHROMEDRIVER"),
    versions: None,
    probe: &[],
    fit: "",
    packages: &["chromium-driver"],
};

/// Compiles libFuzzer, which is written in C++.
pub(crate) const COMPILER: Program =
    Program { names: &["c++"], variable: Some("CXX"), versions: None, probe: &[], fit: "", packages: &["g++"] };

/// Compiles the files that are written in Go. It comes with gofmt.
pub(crate) const GO: Program =
    Program { names: &["go"], variable: None, versions: None, probe: &[], fit: "", packages: &["golang-go"] };

/// Counts the instructions that a reader takes.
pub(crate) const VALGRIND: Program =
    Program { names: &["valgrind"], variable: None, versions: None, probe: &[], fit: "", packages: &["valgrind"] };

/// The database that predictions are compared with. Debian keeps its programs off the search path.
pub(crate) const POSTGRES: Program = Program {
    names: &["postgres"],
    variable: Some("POSTGRES_BIN"),
    versions: Some("/usr/lib/postgresql"),
    probe: &[],
    fit: "",
    packages: &["postgresql"],
};

/// A pooler whose console is read. Debian keeps it where only root looks.
pub(crate) const PGBOUNCER: Program = Program {
    names: &["pgbouncer", "../sbin/pgbouncer"],
    variable: Some("PGBOUNCER"),
    versions: None,
    probe: &[],
    fit: "",
    packages: &["pgbouncer"],
};

/// Checks Prometheus' rules.
pub(crate) const PROMTOOL: Program = Program {
    names: &["promtool"],
    variable: Some("PROMTOOL"),
    versions: None,
    probe: &[],
    fit: "",
    packages: &["prometheus"],
};

/// Runs the queries of the dashboard.
pub(crate) const PROMETHEUS: Program = Program { names: &["prometheus"], variable: Some("PROMETHEUS"), ..PROMTOOL };

/// Gives Prometheus the database's metrics. Debian's name has a prefix.
pub(crate) const POSTGRES_EXPORTER: Program = Program {
    names: &["prometheus-postgres-exporter", "postgres_exporter"],
    variable: Some("POSTGRES_EXPORTER"),
    packages: &["prometheus-postgres-exporter"],
    ..PROMTOOL
};

impl Program {
    /// Where it is.
    ///
    /// # Errors
    ///
    /// Where it is not installed.
    pub(crate) fn path(&self) -> Result<PathBuf> {
        self.find().with_context(|| format!("{self} is not installed"))
    }

    fn find(&self) -> Option<PathBuf> {
        if let Some(given) = self.variable.and_then(env::var_os) {
            return Some(PathBuf::from(given)).filter(|path| path.is_file());
        }
        let folders = env::var_os("PATH").unwrap_or_default();
        let mut folders: Vec<PathBuf> = env::split_paths(&folders).collect();
        folders.extend(self.versions.map(Path::new).into_iter().flat_map(newest_first));
        let paths = self.names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
        paths.into_iter().find(|path| path.is_file())
    }

    fn is_fit(&self) -> bool {
        let Some(path) = self.find() else { return false };
        self.probe.is_empty() || succeeds(&path, self.probe)
    }
}

impl std::fmt::Display for Program {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.names[0])?;
        if !self.fit.is_empty() {
            write!(f, " {}", self.fit)?;
        }
        if let Some(variable) = self.variable {
            write!(f, " (or its path in {variable})")?;
        }
        Ok(())
    }
}

/// Sees to it that programs are there: on Debian as root by installing them, elsewhere by asking the user to.
///
/// # Errors
///
/// Where one is missing and cannot be installed. The message names it and the command that would install it.
pub(crate) fn provide(programs: &[&Program]) -> Result<()> {
    let missing = missing(programs);
    if missing.is_empty() {
        return Ok(());
    }
    let packages: BTreeSet<&str> = missing.iter().flat_map(|program| program.packages).copied().collect();
    let packages: Vec<&str> = packages.into_iter().collect();
    if is_root() && Path::new("/usr/bin/apt-get").exists() {
        eprintln!("Installing Debian's {} …", packages.join(", "));
        apt_get(&["update", "--quiet=2"])?;
        let install = ["install", "--quiet=2", "--yes", "--no-install-recommends"];
        apt_get(&[install.as_slice(), packages.as_slice()].concat())?;
    }
    let missing = self::missing(&missing);
    if missing.is_empty() {
        return Ok(());
    }
    // Two tools may need the same program.
    let names: BTreeSet<String> = missing.iter().map(ToString::to_string).collect();
    let names: Vec<String> = names.into_iter().collect();
    bail!(
        "missing from this system:\n  {}\nOn Debian, install them with:\n  sudo apt-get install {}",
        names.join("\n  "),
        packages.join(" ")
    )
}

/// The folders of programs of every version below a folder, the newest version first.
fn newest_first(folder: &Path) -> Vec<PathBuf> {
    let names = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.file_name());
    let mut versions: Vec<u32> = names.filter_map(|name| name.to_str()?.parse().ok()).collect();
    versions.sort_unstable_by(|one, other| other.cmp(one));
    versions.iter().map(|version| folder.join(version.to_string()).join("bin")).collect()
}

fn missing<'a>(programs: &[&'a Program]) -> Vec<&'a Program> {
    programs.iter().copied().filter(|program| !program.is_fit()).collect()
}

fn is_root() -> bool {
    process::output(Command::new("id").arg("-u")).is_ok_and(|user| user == "0")
}

fn apt_get(arguments: &[&str]) -> Result<()> {
    process::run(Command::new("apt-get").args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))
}

fn succeeds(program: &Path, arguments: &[&str]) -> bool {
    let status = Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}
