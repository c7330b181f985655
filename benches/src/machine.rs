//! What was measured on.

use std::fs;
use std::process::Command;

/// The processor, the threads it runs, the system and the compiler, each as it names itself.
pub(crate) fn describe() -> String {
    let cpu = field("/proc/cpuinfo", "model name", ':');
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let system = field("/etc/os-release", "PRETTY_NAME", '=');
    let compiler = Command::new("rustc").arg("--version").output().map(|output| output.stdout).unwrap_or_default();
    let compiler = String::from_utf8_lossy(&compiler);
    let compiler = compiler.split(" (").next().unwrap_or_default();
    format!("{cpu}, {threads} cores, {system}, {}; one thread", compiler.trim())
}

/// The value of the first line with this key in a file.
fn field(file: &str, key: &str, separator: char) -> String {
    let text = fs::read_to_string(file).unwrap_or_default();
    let value = text.lines().filter_map(|line| line.split_once(separator)).find(|(name, _)| name.trim() == key);
    value.map_or_else(|| format!("no {key}"), |(_, value)| value.trim().trim_matches('"').to_owned())
}
