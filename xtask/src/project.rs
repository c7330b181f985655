//! Where everything is, and commands that find it.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The project's folder.
#[derive(Clone, Copy)]
pub(crate) struct Project {
    root: &'static Path,
}

impl Project {
    /// The project that this program was compiled in.
    pub(crate) fn here() -> Self {
        let package = Path::new(env!("CARGO_MANIFEST_DIR"));
        Self { root: package.parent().unwrap_or(package) }
    }

    /// Something below the project's folder.
    pub(crate) fn path(self, below: impl AsRef<Path>) -> PathBuf {
        self.root.join(below)
    }

    /// Something below `.tools/`, which has a link to each installed tool.
    pub(crate) fn tool(self, below: &str) -> PathBuf {
        self.root.join(".tools").join(below)
    }

    /// The built page.
    pub(crate) fn dist(self) -> PathBuf {
        self.path("dist")
    }

    /// The tests of the page and the node modules that they use.
    pub(crate) fn browser_tests(self) -> PathBuf {
        self.path("tests/browser")
    }

    /// A command that runs in the project's folder and finds the project's tools before the system's.
    pub(crate) fn command(self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        command.current_dir(self.root).env("PATH", self.search_path());
        command
    }

    /// The cargo that runs this program.
    pub(crate) fn cargo(self) -> Command {
        self.command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
    }

    /// Flags of rustc that keep the folders of this machine out of what is published, so that it has the same bytes wherever
    /// it is built.
    pub(crate) fn remapped_paths(self) -> String {
        let home = |variable: &str| env::var_os(variable).map(PathBuf::from);
        let cargo = home("CARGO_HOME").or_else(|| Some(home("HOME")?.join(".cargo")));
        let folders = [(Some(self.root.to_owned()), "/poolwise"), (cargo, "/cargo")];
        let folders = folders.into_iter().filter_map(|(folder, name)| Some((folder?, name)));
        // Flags are separated by this byte, since a folder may have a space in its name.
        let flags: Vec<String> =
            folders.map(|(folder, name)| format!("--remap-path-prefix={}={name}", folder.display())).collect();
        flags.join("\u{1f}")
    }

    fn search_path(self) -> OsString {
        let own = ["trunk/bin", "wasm-bindgen/bin", "cargo-fuzz/bin", "binaryen/node_modules/.bin"];
        let own = own.map(|folder| self.tool(folder));
        let inherited = env::var_os("PATH").unwrap_or_default();
        // Only a folder with a colon in its name cannot be joined; then the tools are reported as missing.
        env::join_paths(own.into_iter().chain(env::split_paths(&inherited))).unwrap_or(inherited)
    }
}
