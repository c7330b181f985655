//! The `poolwise` binary, run as a user runs it. The cases are data: `data/cli/*.toml`.

mod edits;
mod output;

use poolwise_tests::{
    canaries::{canaries, disguised_canaries},
    command::binary,
    readers::node_modules,
};
use serde::Deserialize;
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{Read, Write},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    thread,
};
use tempfile::TempDir;

/// One run, and what must come of it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Case {
    name: String,
    args: Vec<String>,
    stdin: String,
    /// Files beside those of `data/cli/files`.
    files: BTreeMap<String, String>,
    /// Files that are no text.
    bytes: BTreeMap<String, Vec<u8>>,
    code: i32,
    /// What is printed, in full.
    stdout_is: Option<String>,
    /// Parts of what is printed.
    stdout: Vec<String>,
    stdout_without: Vec<String>,
    stderr: Vec<String>,
    stderr_without: Vec<String>,
    /// Numbers in what is printed as JSON: a pointer, the value, and by how much it may differ.
    near: BTreeMap<String, (f64, f64)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    case: Vec<Case>,
}

/// Runs a case in a folder of its own and compares; the folder is handed on for a closer look.
fn check(case: &Case) -> (TempDir, Output) {
    let folder = folder(case);
    let output = run(&case.args, &case.stdin, folder.path());
    let stdout = String::from_utf8(output.stdout.clone()).expect("the output is UTF-8");
    let stderr = String::from_utf8(output.stderr.clone()).expect("the errors are UTF-8");
    let about = format!("{}\n$ poolwise {}\n{stdout}\n--- stderr\n{stderr}", case.name, case.args.join(" "));

    assert_eq!(output.status.code(), Some(case.code), "{about}");
    if let Some(expected) = &case.stdout_is {
        assert_eq!(&stdout, expected, "{about}");
    }
    for (part, text, expected) in (case.stdout.iter().map(|part| (part, &stdout, true)))
        .chain(case.stdout_without.iter().map(|part| (part, &stdout, false)))
        .chain(case.stderr.iter().map(|part| (part, &stderr, true)))
        .chain(case.stderr_without.iter().map(|part| (part, &stderr, false)))
    {
        assert_eq!(text.contains(part.as_str()), expected, "{part:?} in: {about}");
    }
    if case.code == 2 {
        assert!(stdout.is_empty() && stderr.starts_with("error: "), "{about}");
    }
    assert!(!stderr.contains("panicked"), "{about}");
    if !case.near.is_empty() {
        let json: Value = serde_json::from_str(&stdout).expect("the output is JSON");
        for (pointer, (expected, tolerance)) in &case.near {
            let found = json.pointer(pointer).and_then(Value::as_f64);
            let near = found.is_some_and(|found| (found - expected).abs() <= *tolerance);
            assert!(near, "{pointer} is {found:?}, not {expected}: {about}");
        }
    }
    (folder, output)
}

fn check_table(text: &str) {
    let table: Table = toml::from_str(text).expect("the table of cases is TOML");
    for case in &table.case {
        check(case);
    }
}

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/cli").join(name)
}

/// A folder with the common files and the case's own.
fn folder(case: &Case) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for file in fs::read_dir(data("files")).expect("the common files") {
        let file = file.expect("a common file").path();
        fs::copy(&file, folder.path().join(file.file_name().expect("a name"))).expect("a copy");
    }
    let files = case.files.iter().map(|(name, text)| (name, text.as_bytes()));
    for (name, bytes) in files.chain(case.bytes.iter().map(|(name, bytes)| (name, bytes.as_slice()))) {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("the folder of a file");
        fs::write(path, bytes).expect("a file of the case");
    }
    folder
}

fn poolwise(folder: &Path) -> Command {
    let mut command = Command::new(binary());
    command.current_dir(folder);
    for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "CI"] {
        command.env_remove(variable);
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(args: &[String], stdin: &str, folder: &Path) -> Output {
    let mut child = poolwise(folder).args(args).spawn().expect("the binary starts");
    let mut input = child.stdin.take().expect("a pipe");
    let stdin = stdin.to_owned();
    // A command that needs no standard input closes it before all is written.
    let writer = thread::spawn(move || drop(input.write_all(stdin.as_bytes())));
    let output = child.wait_with_output().expect("the binary ends");
    writer.join().expect("the writer ends");
    output
}

fn words(line: &str) -> Vec<String> {
    line.split_whitespace().map(str::to_owned).collect()
}

fn case(line: &str) -> Case {
    Case { name: line.to_owned(), args: words(line), ..Case::default() }
}

#[test]
fn plans() {
    check_table(include_str!("../data/cli/plan.toml"));
}

#[test]
fn comparisons() {
    check_table(include_str!("../data/cli/compare.toml"));
}

#[test]
fn checks() {
    check_table(include_str!("../data/cli/check.toml"));
}

#[test]
fn reads() {
    check_table(include_str!("../data/cli/read.toml"));
}

#[test]
fn writes() {
    check_table(include_str!("../data/cli/write.toml"));
}

#[test]
fn simulates() {
    check_table(include_str!("../data/cli/simulate.toml"));
}

#[test]
fn queues() {
    check_table(include_str!("../data/cli/queue.toml"));
}

#[test]
fn the_catalogue_fills_what_is_not_given() {
    check_table(include_str!("../data/cli/catalog.toml"));
}

#[test]
fn a_scenario_is_drafted_from_a_repository() {
    check_table(include_str!("../data/cli/init.toml"));
}

#[test]
fn no_draft_holds_a_secret() {
    let names = [".env", ".env.example", "app.py", "compose.yml", "k8s.yaml", "Procfile", "Dockerfile", "run.sh"];
    for canary in canaries().into_iter().chain(disguised_canaries()) {
        let files = names.iter().map(|name| (format!("app/{name}"), canary.text.clone())).collect();
        let folder = folder(&Case { files, ..Case::default() });
        for line in ["init app --output -", "init app"] {
            let output = run(&words(line), "", folder.path());
            assert!(output.status.success(), "{}: {output:?}", canary.name);
            for printed in [output.stdout, output.stderr] {
                let printed = String::from_utf8_lossy(&printed);
                assert_eq!(canary.leak(&printed), None, "{}:\n{printed}", canary.name);
            }
        }
        let checked = run(&words("plan app/poolwise.toml"), "", folder.path());
        assert!(checked.status.success(), "{}: {checked:?}", canary.name);
    }
}

#[test]
fn explains() {
    check_table(include_str!("../data/cli/explain.toml"));
}

#[cfg(unix)]
#[test]
fn bash_takes_completions() {
    let script = String::from_utf8(run(&words("completions bash"), "", Path::new("/")).stdout).expect("UTF-8");
    let complete = format!(
        "{script}\nCOMP_WORDS=(poolwise ex); COMP_CWORD=1; _poolwise poolwise ex poolwise; echo ${{COMPREPLY[@]}}"
    );
    let output = Command::new("bash").args(["--noprofile", "--norc", "-c", &complete]).output().expect("bash starts");
    assert_eq!((output.stdout.as_slice(), output.stderr.as_slice()), (b"explain\n".as_slice(), b"".as_slice()));
}

#[test]
fn refuses_unusable_input() {
    check_table(include_str!("../data/cli/refused.toml"));
}

#[test]
fn refuses_what_is_too_large() {
    let files = BTreeMap::from([("large.toml".to_owned(), "#\n".repeat(1024 * 1024 + 1))]);
    let stderr = vec!["error: large.toml: the input is larger than 2 MiB".to_owned()];
    check(&Case { files, stderr, code: 2, ..case("plan large.toml") });
}
