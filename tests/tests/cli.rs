//! The `poolwise` binary, run as a user runs it. The cases are data: `data/cli/*.toml`.

#![cfg(not(target_arch = "wasm32"))]

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

#[test]
fn no_secret_is_printed() {
    let lines = [
        "read app.env",
        "read app.env --format json",
        "plan --env app.env",
        "plan --env app.env --format json",
        "check --env app.env --format text",
        "check --env app.env --format json",
        "check --env app.env --format github",
        "check --env app.env --format sarif",
        "write --to env --env app.env",
        "write --to env --env app.env --format json",
        "write --to env --env app.env --merge app.env --diff",
        "write --to env --env app.env --merge app.env -o app.env",
        "plan app.env",
        "check app.env",
        "queue app.env",
    ];
    for line in lines {
        let folder = folder(&Case::default());
        let output = run(&words(line), "", folder.path());
        for text in [output.stdout, output.stderr] {
            let text = String::from_utf8_lossy(&text).into_owned();
            for secret in ["url-p4ss", "correct-horse"] {
                assert!(!text.contains(secret), "{line}:\n{text}");
            }
        }
    }
}

#[test]
fn every_line_fits_80_columns() {
    let scenarios = ["shop.toml", "calm.toml", "saturated.toml", "unbounded.toml", "largest.toml", "/dev/null"];
    let mut lines: Vec<String> = scenarios
        .iter()
        .flat_map(|file| [format!("plan {file}"), format!("plan {file} --verbose"), format!("check {file}")])
        .collect();
    lines.extend(
        [
            "",
            "plan ",
            "check ",
            "read ",
            "simulate ",
            "write ",
            "queue ",
            "catalog ",
            "compare ",
            "explain ",
            "completions ",
            "man ",
        ]
        .map(|command| format!("{command}--help")),
    );
    lines.extend(
        ["burst.toml", "calm.toml --warmup 3", "saturated.toml --advised", "/dev/null"]
            .map(|arguments| format!("simulate {arguments} --horizon 20 --replications 3")),
    );
    lines.extend(scenarios.map(|file| format!("compare {file}")));
    lines.push("compare shop.toml burst.toml saturated.toml a-name-that-is-long=calm.toml".to_owned());
    lines.extend(["read app.env", "queue --servers 12 --load 10 --hold-ms 50"].map(str::to_owned));
    lines.extend(["catalog", "catalog neon --size 1", "catalog supabase", "catalog pgxpool"].map(str::to_owned));
    lines.extend(["explain", "explain PD003", "explain PW005"].map(str::to_owned));
    let folder = folder(&Case::default());
    for line in lines {
        let output = run(&words(&line), "", folder.path());
        let text = String::from_utf8(output.stdout).expect("the output is UTF-8");
        assert!(!text.is_empty(), "{line}");
        for printed in text.lines() {
            let wide = printed.chars().filter(|c| ('\u{3000}'..='\u{9fff}').contains(c)).count();
            assert!(printed.chars().count() + wide <= 80, "{line}: {printed}");
            assert_eq!(printed.trim_end(), printed, "{line}");
        }
    }
}

#[test]
fn sarif_has_what_the_standard_requires() {
    let (_folder, output) = check(&Case { code: 1, ..case("check shop.toml --format sarif") });
    let log: Value = serde_json::from_slice(&output.stdout).expect("SARIF is JSON");
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!(run["tool"]["driver"]["name"], "Poolwise");
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    let results = run["results"].as_array().expect("results");
    assert!(rules.len() >= 12 && results.len() == 5);
    for result in results {
        let index = result["ruleIndex"].as_u64().and_then(|index| usize::try_from(index).ok()).expect("an index");
        assert_eq!(result["ruleId"], rules[index]["id"]);
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().expect("a level")));
        assert!(!result["message"]["text"].as_str().expect("a message").is_empty());
        let location = &result["locations"][0];
        assert_eq!(location["physicalLocation"]["artifactLocation"]["uri"], "shop.toml");
        assert!(location["physicalLocation"]["region"]["startLine"].as_u64().expect("a line") > 1);
        assert!(location["logicalLocations"][0]["fullyQualifiedName"].is_string());
    }
}

#[test]
fn sarif_follows_its_schema() {
    let schema = node_modules().join("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");
    let mut schema: Value = serde_json::from_slice(&fs::read(schema).expect("the schema of SARIF")).expect("JSON");
    // A bracket too many, in a field that is not written.
    for part in ["run", "toolComponent"] {
        schema["definitions"][part]["properties"]["language"] = serde_json::json!({});
    }
    let schema = jsonschema::validator_for(&schema).expect("a schema");
    let check = |line: &str, stdin: &str| -> Value {
        let folder = folder(&Case::default());
        let output = run(&words(line), stdin, folder.path());
        let log = serde_json::from_slice(&output.stdout).expect("SARIF is JSON");
        let errors: Vec<String> =
            schema.iter_errors(&log).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert_eq!(errors, Vec::<String>::new(), "{line}");
        log
    };
    check("check calm.toml --format sarif", "");
    check("check calm.json shop.toml --format sarif", "");
    check("check - --format sarif", "[[services]]\nname = '\u{1F600} \\n'\npool = { size = 100 }\n");
    let log = check("check shop.toml --format sarif", "");
    let results = log["runs"][0]["results"].as_array().expect("results");
    let fixes: Vec<&Value> = results.iter().filter_map(|result| result["fixes"].get(0)).collect();
    assert!(!fixes.is_empty());
    for fix in fixes {
        let replacement = &fix["artifactChanges"][0]["replacements"][0];
        assert!(replacement["insertedContent"]["text"].as_str().is_some_and(|text| text.ends_with('\n')), "{fix}");
    }
    let fingerprints: BTreeSet<String> =
        results.iter().map(|result| result["partialFingerprints"]["poolwiseFinding/v1"].to_string()).collect();
    assert_eq!(fingerprints.len(), results.len(), "{fingerprints:?}");
    assert!(fingerprints.contains("\"PW012/api/pool.pre_ping\""), "{fingerprints:?}");
}

#[test]
fn a_scenario_without_services_is_no_success() {
    for (stdin, line) in
        [("[database]\ncores = 4\n", "check -"), ("", "check /dev/null"), ("[rules]\nno-services = 'off'\n", "check -")]
    {
        let folder = folder(&Case::default());
        let output = run(&words(line), stdin, folder.path());
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{line}");
        assert!(stderr.contains("the scenario has no services, so nothing was checked"), "{line}: {stderr}");
    }
}

#[test]
fn a_scenario_is_found_in_the_nearest_folder_above() {
    let files = BTreeMap::from([
        ("poolwise.toml".to_owned(), "broken".to_owned()),
        ("a/poolwise.toml".to_owned(), "[[services]]\npool = { size = 100 }\n".to_owned()),
        ("a/b/c/x".to_owned(), String::new()),
    ]);
    let folder = folder(&Case { files, ..Case::default() });
    let output = run(&words("check"), "", &folder.path().join("a/b/c"));
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(stdout.contains("poolwise.toml:2 (services[0].pool.size)"), "{stdout}");
}

#[test]
fn a_plan_fits_one_screen() {
    let fleet = |services: u32| -> String {
        let service =
            |number| format!("[[services]]\nname = 'a-service-with-a-long-name-{number}'\npool = {{ size = 20 }}\n");
        (0..services).map(service).collect()
    };
    for (line, stdin) in [
        ("plan shop.toml", String::new()),
        ("plan saturated.toml", String::new()),
        ("plan -", fleet(4)),
        ("plan -", fleet(30)),
    ] {
        let folder = folder(&Case::default());
        let stdout = String::from_utf8(run(&words(line), &stdin, folder.path()).stdout).expect("UTF-8");
        assert!(stdout.lines().count() <= 38 && stdout.lines().all(|line| line.chars().count() <= 80), "{stdout}");
        assert!(stdout.contains("error[PW") && stdout.contains("--verbose"), "{stdout}");
    }
}

#[test]
fn a_change_is_checked_again() {
    use std::time::{Duration, Instant};
    let files = BTreeMap::from([("poolwise.toml".to_owned(), "[[services]]\npool = { size = 100 }\n".to_owned())]);
    let folder = folder(&Case { files, ..Case::default() });
    let mut child = poolwise(folder.path()).args(["check", "--watch"]).spawn().expect("the binary starts");
    let mut stdout = child.stdout.take().expect("a pipe");
    let (sender, printed) = std::sync::mpsc::channel();
    thread::spawn(move || {
        let mut bytes = [0; 8192];
        while let Ok(read @ 1..) = stdout.read(&mut bytes) {
            let _ = sender.send(String::from_utf8_lossy(&bytes[..read]).into_owned());
        }
    });
    let wait_for = |words: &str| {
        let (until, mut text) = (Instant::now() + Duration::from_secs(30), String::new());
        while !text.contains(words) {
            let left = until.saturating_duration_since(Instant::now());
            text += &printed.recv_timeout(left).unwrap_or_else(|error| panic!("{words} in {text}: {error}"));
        }
    };
    let write = |text: &str| fs::write(folder.path().join("poolwise.toml"), text).expect("the file");
    wait_for("error[PW001]");
    write("[[services]]\ninstances = 0\n");
    wait_for("line 2, column 13");
    write("[[services]]\npool = { size = 2, overflow = -1 }\n");
    wait_for("error[PW002]");
    child.kill().expect("it runs");
    child.wait().expect("it ends");
    let output = run(&words("plan - --watch"), "", folder.path());
    assert_eq!(output.status.code(), Some(2), "{output:?}");
}

#[test]
fn a_healthy_fleet_is_quiet() {
    let service = |number: u32| {
        let traffic = "traffic = [{ rate_per_s = 20, hold_ms = { mean = 20 } }]";
        format!(
            "[[services]]\nname = 'api-{number}'\nconcurrency = 40\npool = {{ size = 2, overflow = 1 }}\n{traffic}\n"
        )
    };
    let fleet: String = (0..30).map(service).collect();
    let stdin = format!("[database]\nmax_connections = 300\n{fleet}");
    let folder = folder(&Case::default());
    let output = run(&words("check -"), &stdin, folder.path());
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(0), "{stdout}");
    assert!(stdout.contains("more notes of this rule") && stdout.lines().count() <= 25, "{stdout}");
    let verbose = run(&words("check - --verbose"), &stdin, folder.path()).stdout;
    assert!(String::from_utf8_lossy(&verbose).lines().count() > 150);
}

#[test]
fn fixes_change_values_and_nothing_else() {
    let scenario = "# ours\n[[services]]\nname = 'api'  # the shop\necho = true\nenvironment = 'production'\n\n[[services]]\nname = 'jobs'\n";
    let files = BTreeMap::from([("poolwise.toml".to_owned(), scenario.to_owned())]);
    let folder = folder(&Case { files, ..Case::default() });
    let output = run(&words("check --fix"), "", folder.path());
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && stderr.starts_with("Fixed "), "{output:?}");
    let fixed = fs::read_to_string(folder.path().join("poolwise.toml")).expect("the file");
    let kept: Vec<&str> = fixed.lines().filter(|line| !line.starts_with("pool = ")).collect();
    assert_eq!(kept.join("\n") + "\n", scenario.replace("echo = true", "echo = false"), "{fixed}");
    let again = run(&words("check --fix --diff"), "", folder.path());
    assert_eq!(String::from_utf8_lossy(&again.stdout), "", "a second time");
}

#[test]
fn a_reader_that_has_had_enough_is_no_failure() {
    for (line, code) in [("plan shop.toml --format json", 0), ("check shop.toml", 1), ("--help", 0)] {
        let folder = folder(&Case::default());
        let mut child = poolwise(folder.path()).args(words(line)).spawn().expect("the binary starts");
        drop(child.stdin.take());
        drop(child.stdout.take());
        let mut stderr = String::new();
        child.stderr.take().expect("a pipe").read_to_string(&mut stderr).expect("the errors are UTF-8");
        assert_eq!((child.wait().expect("it ends").code(), stderr.as_str()), (Some(code), ""), "{line}");
    }
}

#[test]
fn no_color_is_respected_and_an_order_goes_first() {
    let folder = folder(&Case::default());
    for (line, colored) in [("plan calm.toml", false), ("plan calm.toml --color always", true)] {
        let output = poolwise(folder.path()).args(words(line)).env("NO_COLOR", "1").output().expect("it runs");
        assert_eq!(output.stdout.contains(&0x1b), colored, "{line}");
    }
}

#[cfg(unix)]
#[test]
fn a_file_is_edited_in_place() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
    let folder = folder(&Case::default());
    let (file, link) = (folder.path().join("app.env"), folder.path().join("link.env"));
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).expect("permissions are set");
    symlink("app.env", &link).expect("a link");
    let before = fs::read_to_string(&file).expect("the file");

    let edit = "write calm.toml --to env --current --merge link.env -o link.env";
    let output = run(&words(edit), "", folder.path());
    assert!(output.status.success() && output.stdout.is_empty(), "{output:?}");

    let expected = before.replace("SIZE=20", "SIZE=6").replace("OVERFLOW=10", "OVERFLOW=0") + "DB_POOL_PRE_PING=true\n";
    assert_eq!(fs::read_to_string(&file).expect("the file"), expected);
    assert!(fs::symlink_metadata(&link).expect("the link").is_symlink());
    assert_eq!(fs::metadata(&file).expect("the file").mode() & 0o777, 0o640);
    let left = fs::read_dir(folder.path()).expect("the folder").count();
    assert_eq!(left, fs::read_dir(data("files")).expect("the common files").count() + 1, "nothing else is left behind");
}

#[cfg(unix)]
#[test]
fn patch_takes_a_diff() {
    let text = "# ours\nSECRET=x\nexport DB_POOL_SIZE = '20'\n\nOTHER=y\nDB_MAX_OVERFLOW=7\r\nSECRET=z\n";
    let files = BTreeMap::from([("odd.env".to_owned(), text.to_owned())]);
    let folder = folder(&Case { files, ..Case::default() });
    let run = |line: &str| run(&words(line), "", folder.path()).stdout;
    let diff = run("write calm.toml --to env --current --merge odd.env --diff");
    let merged = run("write calm.toml --to env --current --merge odd.env");
    fs::write(folder.path().join("env.diff"), &diff).expect("the diff");
    let mut git = Command::new("git");
    git.current_dir(folder.path()).args(["apply", "--unidiff-zero", "-p0", "env.diff"]);
    // In a folder below a repository git would look for the file there.
    let applied = git.env("GIT_CEILING_DIRECTORIES", folder.path()).output().expect("git starts");
    assert!(applied.status.success(), "{applied:?}\n{}", String::from_utf8_lossy(&diff));
    assert_eq!(fs::read(folder.path().join("odd.env")).expect("the file"), merged);
}

#[test]
fn no_diff_gives_a_secret_away() {
    for canary in canaries().into_iter().chain(disguised_canaries()) {
        // The text on lines of its own, behind a setting, and without an end.
        let texts = [
            canary.text.clone(),
            format!("DB_POOL_SIZE=50 {}", canary.text),
            format!("DB_POOL_SIZE=50\n{}", canary.text.trim_end()),
        ];
        for text in texts {
            let folder = folder(&Case::default());
            let output = run(&words("write calm.toml --to env --merge - --diff"), &text, folder.path());
            assert!(output.status.success(), "{output:?}");
            for printed in [output.stdout, output.stderr] {
                let printed = String::from_utf8_lossy(&printed);
                assert_eq!(canary.leak(&printed), None, "{}: {text}\n{printed}", canary.name);
            }
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn leftovers_of_interrupted_runs_are_removed() {
    let folder = folder(&Case::default());
    let file = |name: &str| folder.path().join(name);
    let running = format!(".app.env.poolwise-{}-x.tmp", std::process::id());
    // No process has so high a number.
    for name in [".app.env.poolwise-4999999-x.tmp", running.as_str(), ".other.env.poolwise-4999999-x.tmp"] {
        fs::write(file(name), "DB_PASSWORD=x").expect("a leftover");
    }
    let output = run(&words("write calm.toml --to env --current --merge app.env -o app.env"), "", folder.path());
    assert!(output.status.success(), "{output:?}");
    assert!(!file(".app.env.poolwise-4999999-x.tmp").exists(), "a process that ended");
    assert!(file(&running).exists(), "a process that runs");
    assert!(file(".other.env.poolwise-4999999-x.tmp").exists(), "another file");
}

#[cfg(unix)]
#[test]
fn a_link_to_nothing_stays_a_link() {
    let folder = folder(&Case::default());
    let inner = folder.path().join("inner");
    fs::create_dir(&inner).expect("a folder");
    let link = |at: &Path, to: &str| std::os::unix::fs::symlink(to, at).expect("a link");
    link(&folder.path().join("new.env"), "inner/middle.env");
    link(&inner.join("middle.env"), "end.env");

    let output = run(&words("write calm.toml --to env --current -o new.env"), "", folder.path());
    assert!(output.status.success(), "{output:?}");
    for link in [folder.path().join("new.env"), inner.join("middle.env")] {
        assert!(fs::symlink_metadata(&link).expect("the link").is_symlink(), "{}", link.display());
    }
    assert!(fs::read_to_string(inner.join("end.env")).expect("the file").contains("DB_POOL_SIZE=6"));

    link(&folder.path().join("loop.env"), "loop.env");
    let output = run(&words("write calm.toml --to env --current -o loop.env"), "", folder.path());
    assert_eq!(output.status.code(), Some(2), "{output:?}");
}

#[cfg(unix)]
#[test]
fn a_copy_of_secrets_is_as_private_as_they_are() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let folder = folder(&Case::default());
    let old = folder.path().join("app.env");
    fs::set_permissions(&old, fs::Permissions::from_mode(0o600)).expect("permissions are set");
    let check = |line: &str, stdin: &str, mode: u32| {
        let output = run(&words(&format!("write calm.toml --to env --current {line}")), stdin, folder.path());
        assert!(output.status.success(), "{line}: {output:?}");
        let file = line.rsplit(' ').next().expect("a file");
        let found = fs::metadata(folder.path().join(file)).expect("the file").mode() & 0o777;
        assert_eq!(found, mode, "{line}");
    };
    check("--merge app.env -o copy.env", "", 0o600);
    check("--merge - -o piped.env", "DB_PASSWORD=x\n", 0o600);
    fs::set_permissions(&old, fs::Permissions::from_mode(0o644)).expect("permissions are set");
    check("--merge app.env -o open.env", "", 0o644);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    let folder = folder(&Case::default());
    let full = fs::File::options().write(true).open("/dev/full").expect("/dev/full");
    let output = poolwise(folder.path()).args(words("plan calm.toml")).stdout(full).output().expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("error: standard output: "));
}
