//! The `poolwise` command, as a user runs it.

use serde_json::Value;
use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::OnceLock,
};

/// The binary of `POOLWISE_BIN`, else one built from these sources.
///
/// # Panics
/// Where it does not build.
#[must_use]
pub fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        if let Some(path) = env::var_os("POOLWISE_BIN") {
            return path.into();
        }
        let built = Command::new(env!("CARGO"))
            .args(["build", "--package", "poolwise-cli", "--message-format", "json-render-diagnostics"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .stderr(Stdio::inherit())
            .output()
            .expect("cargo starts");
        assert!(built.status.success(), "poolwise-cli does not build");
        let messages = String::from_utf8(built.stdout).expect("cargo's messages are UTF-8");
        let mut paths = messages.lines().filter_map(|line| {
            let message: Value = serde_json::from_str(line).ok()?;
            Some(PathBuf::from(message["executable"].as_str()?))
        });
        paths.next_back().expect("cargo names the binary")
    })
}
