//! What the command prints: no secrets, nothing too wide, and formats that other programs read.

use super::*;

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
