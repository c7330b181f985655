//! Installing tools into the cache, without touching the system.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256};

use crate::cache::{self, Cache};
use crate::process;
use crate::project::Project;

/// The package that holds wasm-opt. Distributions ship versions that are too old for what rustc emits.
const BINARYEN: &str = "132.0.0";
/// Makes scripts smaller.
const ESBUILD: &str = "0.28.2";

/// Adds the target of WebAssembly to this Rust.
///
/// # Errors
///
/// If rustup is not there, or cannot add it.
pub(crate) fn wasm_target(project: Project) -> Result<()> {
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
///
/// # Errors
///
/// If it does not compile.
pub(crate) fn cargo_install(
    project: Project,
    program: &str,
    version: &str,
    minutes: u8,
    package: &[&str],
) -> Result<()> {
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

/// Installs wasm-opt and esbuild from the packages of npm that hold them.
///
/// # Errors
///
/// If npm fails.
pub(crate) fn wasm_opt(project: Project) -> Result<()> {
    let works = |folder: &Path| {
        ["wasm-opt", "esbuild"].iter().all(|program| folder.join("node_modules/.bin").join(program).exists())
    };
    provide_folder(project, "binaryen", &format!("{BINARYEN}-esbuild-{ESBUILD}"), works, |folder| {
        eprintln!("Installing wasm-opt (binaryen {BINARYEN}, 100 MB) and esbuild …");
        let packages = [format!("binaryen@{BINARYEN}"), format!("esbuild@{ESBUILD}")];
        process::run(npm(project, "install").arg("--no-save").arg("--prefix").arg(folder).args(packages))
    })
}

/// Node looks for modules beside the files that import them, so `tests/browser/node_modules` is a link.
///
/// # Errors
///
/// If npm fails, or the link cannot be made.
pub(crate) fn node_modules(project: Project) -> Result<()> {
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
pub(crate) fn npm(project: Project, command: &str) -> Command {
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
pub(crate) fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
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
