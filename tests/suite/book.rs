//! The book: its commands run, their outputs are real, and every rule and every diagnosis has its text.

use poolwise::{
    diagnose::{self, BiggerPool},
    plan::check,
    queue::Waiting,
    rules::{ALL, Rule, Severity},
    scenario::{self, ScenarioError},
};
use poolwise_tests::{
    checked_in,
    documents::{Document, ROOT, blocks, documents, text},
};
use std::{env, fs, path::Path, process::Command};

const HEADINGS: [&str; 5] = ["## What it checks", "## Why it matters", "## Example", "## Fix", "## Sources"];

/// A line of this stands for output that is left out.
const GAP: &str = "…";

/// A `.env` for the commands that name one.
const ENV: &str = "DB_POOL_SIZE=20\nDB_MAX_OVERFLOW=10\n";

/// A log for the commands that name one.
const LOG: &str = "\
2026-11-21 02:10:11 ERROR QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00
2026-11-21 02:12:40 ERROR QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00
";

fn page(rule: &Rule) -> String {
    format!("docs/rules/{}-{}.md", rule.code, rule.name)
}

fn check_page(rule: &Rule) {
    let path = page(rule);
    let text = text(&path);
    let severity = match rule.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    };
    let head = format!("# {} {}\n\nSeverity: {severity}.\n\n{}\n", rule.code, rule.name, HEADINGS[0]);
    assert!(text.starts_with(&head), "{path} does not start with:\n{head}");
    let headings: Vec<&str> = text.lines().filter(|line| line.starts_with("## ")).collect();
    assert_eq!(headings, HEADINGS, "{path}");

    let (before, sources) = text.split_once("## Sources").expect(&path);
    assert!(sources.contains(rule.url), "{path} does not cite {}", rule.url);
    let (_, example) = before.split_once("## Example").expect(&path);
    let blocks = blocks(example);
    let [("toml", scenario), ("console", shown)] = blocks[..] else { panic!("{path}: {blocks:?}") };
    let document = scenario::Document::from_toml(scenario).unwrap_or_else(|error| panic!("{path}: {error}"));
    let findings = check(&document);
    assert!(findings.iter().any(|finding| finding.code == rule.code), "{path} does not trigger its rule: {findings:?}");

    let line = "poolwise check poolwise.toml";
    let made = format!("$ {line}\n{}", finding_of(rule, &printed(&path, scenario, line)));
    checked_in::check(&format!("../{path}"), &text.replace(shown, &made));
}

/// The rule's paragraph of what `poolwise check` prints.
fn finding_of(rule: &Rule, printed: &str) -> String {
    let paragraphs: Vec<&str> = printed.trim_end().split("\n\n").collect();
    let code = format!("[{}]", rule.code);
    let at = paragraphs.iter().position(|paragraph| paragraph.contains(&code)).expect(&code);
    let before = if at > 0 { "…\n" } else { "" };
    // The last one is the sum of the findings.
    let after = if at + 2 < paragraphs.len() { "\n…" } else { "" };
    format!("{before}{}{after}", paragraphs[at])
}

#[test]
fn every_rule_has_a_page_whose_example_triggers_it() {
    ALL.iter().for_each(check_page);
}

#[test]
fn every_page_has_a_rule_and_a_row_in_the_index() {
    let mut expected: Vec<String> = ALL.iter().map(page).collect();
    expected.sort();
    let pages = documents().into_iter().map(|(path, _)| path.to_string_lossy().replace('\\', "/"));
    let pages: Vec<String> = pages.filter(|path| path.starts_with("docs/rules/")).collect();
    assert_eq!(pages, expected);

    let index = text("docs/README.md");
    for rule in &ALL {
        let severity = format!("{:?}", rule.severity).to_lowercase();
        let link = page(rule).replace("docs/", "");
        let row = format!("| [{} {}]({link}) | {severity} | {} |", rule.code, rule.name, rule.summary);
        assert!(index.lines().any(|line| line == row), "docs/README.md has no row:\n{row}");
    }
}

/// The README's library snippet. Its lines stand here once more, so that they are compiled and run.
fn snippet(text: &str) -> Result<(), ScenarioError> {
    use poolwise::{plan::plan_document, predict::Predictor, scenario::Document};

    let document = Document::from_toml(text)?;
    let plan = plan_document(&document, Predictor::Full);
    println!("{}", plan.verdict.headline);
    for finding in &plan.findings {
        println!("{} {}: {}", finding.code, finding.rule, finding.message);
    }
    let advised = &plan.services[0].advised;
    assert_eq!((advised.pool.size.get(), advised.pool.overflow.number()), (4, 0));
    assert!(advised.prediction.wait_ms.p95 <= 50.0);
    Ok(())
}

#[test]
fn the_library_snippet_is_compiled_and_run() {
    let readme = text("README.md");
    let block = |language| {
        let found = blocks(&readme).into_iter().find(|block| block.0 == language);
        found.unwrap_or_else(|| panic!("README.md has no {language} block")).1
    };
    let trimmed = |text: &str| text.lines().map(str::trim).collect::<Vec<_>>().join("\n");
    let here = trimmed(include_str!("book.rs"));
    assert!(here.contains(&trimmed(block("rust"))), "README.md's snippet is not the one of book.rs");
    snippet(block("toml")).expect("the README's scenario");
}

#[test]
fn the_program_of_the_beginning_is_an_example() {
    let start = text("docs/start.md");
    let program = blocks(&start).into_iter().find(|block| block.0 == "rust").expect("a program in docs/start.md").1;
    let example = text("core/examples/budget_at_start_up.rs");
    assert!(example.trim_end().ends_with(program.trim_end()), "docs/start.md's program is not the example's");
}

#[test]
fn the_worked_rows_are_what_the_formulas_say() {
    let theory = text("docs/theory.md");
    let (_, rows) = theory.split_once("| λ per s |").expect("the table of worked rows");
    let rows: Vec<&str> = rows.lines().skip(2).take_while(|line| line.starts_with('|')).collect();
    assert_eq!(rows.len(), 5);
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let number = |i: usize| -> f64 { cells[i].parse().unwrap_or_else(|_| panic!("{row}")) };
        let (rate, hold, load) = (number(0), number(1), number(3));
        assert!((rate * hold / 1000.0 - load).abs() < 1e-9, "{row}");
        let waiting = Waiting::new(cells[2].parse().expect(row), load, hold).expect(row);
        let found = [format!("{:.5}", waiting.probability()), format!("{:.3}", waiting.mean())];
        assert_eq!(found, cells[4..], "{row}");
    }
}

#[test]
fn every_diagnosis_has_its_section() {
    let book = text("docs/diagnosis.md");
    let sections: Vec<&str> = book.split("\n## ").skip(1).collect();
    assert_eq!(sections.len(), diagnose::ALL.len());
    for (pattern, section) in diagnose::ALL.iter().zip(sections) {
        let bigger_pool = match pattern.bigger_pool {
            BiggerPool::Wrong => "the wrong answer",
            BiggerPool::Right => "the answer, inside the budget",
            BiggerPool::Beside => "beside the point",
        };
        let head = format!(
            "{} {}\n\nA bigger pool is {bigger_pool}.\n\n- Detects: {}.\n",
            pattern.code, pattern.name, pattern.summary
        );
        assert!(section.starts_with(&head), "docs/diagnosis.md has no section that starts with:\n{head}");
        assert!(section.contains(pattern.url), "{} does not cite {}", pattern.code, pattern.url);
    }
}

/// The binary of `POOLWISE_BIN`, else one run by cargo.
fn poolwise() -> Command {
    env::var_os("POOLWISE_BIN").map_or_else(|| cargo_run("poolwise-cli"), Command::new)
}

fn cargo_run(package: &str) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command.args(["run", "--quiet", "--package", package, "--manifest-path"]);
    command.arg(Path::new(ROOT).join("Cargo.toml")).arg("--");
    command
}

/// The arguments of a line of shell, which quotes nothing but whole words.
fn words(line: &str) -> Vec<&str> {
    let line = line.split(" #").next().unwrap_or(line);
    line.split_whitespace().map(|word| word.trim_matches('\'')).collect()
}

/// What a `poolwise …` line prints, with the scenario as `poolwise.toml` beside it.
fn printed(document: &str, scenario: &str, line: &str) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in [("poolwise.toml", scenario), (".env", ENV), ("app.log", LOG)] {
        fs::write(folder.path().join(name), text).expect(name);
    }
    let ["poolwise", arguments @ ..] = &words(line)[..] else { panic!("{document}: not a poolwise command: {line}") };
    let mut command = poolwise();
    command.args(arguments).current_dir(folder.path()).env_remove("CLICOLOR_FORCE");
    let output = command.output().expect("it runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    // A scenario without services fails, and its finding is printed all the same.
    let is_right = matches!(output.status.code(), Some(0 | 1)) || !output.stdout.is_empty();
    assert!(is_right, "{document}: {line}\n{errors}");
    String::from_utf8(output.stdout).expect("the output is UTF-8")
}

/// Runs a line; what it prints has the parts that the document shows.
fn check_command(document: &str, scenario: &str, line: &str, shown: &str) {
    let printed = printed(document, scenario, line);
    // Each part follows the one before it; between two there is a gap.
    let mut rest = format!("\n{printed}\n");
    for part in format!("\n{shown}\n").split(&format!("\n{GAP}\n")).filter(|part| !part.trim().is_empty()) {
        let part = format!("\n{}\n", part.trim_matches('\n'));
        let at = rest.find(&part).unwrap_or_else(|| panic!("{document}: {line}\nprints\n{printed}\nand not{part}"));
        // The line end is the next part's too.
        rest.drain(..at + part.len() - 1);
    }
}

/// `python/tests/test_book.py` runs the Python of these documents, in front of a real PostgreSQL.
const RUN_IN_PYTHON: [&str; 3] = ["README.md", "docs/python.md", "docs/start.md"];
/// `tests/npm/book.test.mjs` runs the JavaScript of these documents, with the packed package.
const RUN_IN_NODE: [&str; 2] = ["docs/javascript.md", "docs/start.md"];
/// `tests/ci/test_ci.py` runs the YAML of these documents on a scratch repository.
const RUN_IN_CI: [&str; 1] = ["docs/check.md"];
/// `tests/browser/take.test.mjs` opens what the HTML of these documents shows.
const OPENED_IN_BROWSER: [&str; 1] = ["docs/page.md"];

fn check_blocks((path, markdown): &Document) {
    let document = path.display().to_string();
    let mut scenario = "";
    for (language, block) in blocks(markdown) {
        match language {
            "toml" => scenario = block,
            "console" => {
                for run in format!("\n{block}").split("\n$ ").skip(1) {
                    let (line, shown) = run.split_once('\n').unwrap_or((run, ""));
                    check_command(&document, scenario, line, shown);
                }
            }
            "sh" => {
                // A document may show the scenario after the commands.
                let first = blocks(markdown).into_iter().find(|block| block.0 == "toml");
                for line in block.lines().filter(|line| line.starts_with("poolwise ")) {
                    check_command(&document, first.map_or("", |block| block.1), line, "");
                }
            }
            "rust" | "text" => {}
            "python" if RUN_IN_PYTHON.contains(&document.as_str()) => {}
            "js" if RUN_IN_NODE.contains(&document.as_str()) => {}
            "yaml" if RUN_IN_CI.contains(&document.as_str()) => {}
            "html" if OPENED_IN_BROWSER.contains(&document.as_str()) => {}
            other => panic!("{document}: nobody checks a block of `{other}`"),
        }
    }
}

#[test]
fn commands_print_what_the_documents_show() {
    // The pages of the rules are compared in full, above.
    documents().iter().filter(|(path, _)| !path.starts_with("docs/rules")).for_each(check_blocks);
}

/// `cargo xtask` commands, in code and in shell blocks.
#[test]
fn commands_of_the_project_exist() {
    let mut lines: Vec<String> = Vec::new();
    for (_, markdown) in documents() {
        for after in markdown.split("cargo xtask").skip(1) {
            let end = after.find(['`', '\n', '#']).unwrap_or(after.len());
            lines.push(after[..end].trim().to_owned());
        }
    }
    lines.sort();
    lines.dedup();
    assert!(lines.len() > 3, "{lines:?}");
    for line in lines {
        let output = cargo_run("xtask").args(words(&line)).arg("--help").output().expect("cargo starts");
        assert!(output.status.success(), "cargo xtask {line}: {}", String::from_utf8_lossy(&output.stderr));
    }
}
