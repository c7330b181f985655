//! The documents say nothing false about the repository: links and paths lead somewhere, and counts are right.

use poolwise::rules::ALL;
use poolwise_tests::documents::{ROOT, documents, prose, text};
use std::{collections::BTreeSet, fs, path::Path};

/// The anchor of a heading, as GitHub makes it.
fn anchor(heading: &str) -> String {
    let kept = heading.trim_start_matches('#').trim().to_lowercase();
    kept.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c)).collect::<String>().replace(' ', "-")
}

fn check_link(document: &Path, target: &str) {
    if target.starts_with("https://") || target.starts_with("http://") {
        return;
    }
    let (file, heading) = target.split_once('#').unwrap_or((target, ""));
    let folder = document.parent().unwrap_or(Path::new(""));
    let path = if file.is_empty() { document.to_path_buf() } else { folder.join(file) };
    assert!(Path::new(ROOT).join(&path).exists(), "{}: {target} leads nowhere", document.display());
    if !heading.is_empty() {
        let found = prose(&text(&path)).lines().any(|line| line.starts_with('#') && anchor(line) == heading);
        assert!(found, "{}: {target} has no such heading", document.display());
    }
}

#[test]
fn all_links_resolve() {
    for (path, markdown) in documents() {
        for link in prose(&markdown).split("](").skip(1) {
            check_link(&path, link.split(')').next().unwrap_or(link));
        }
    }
}

#[test]
fn every_document_is_in_the_index() {
    let index = text("docs/README.md");
    for (path, _) in documents() {
        if let Some(name) = path.strip_prefix("docs").ok().filter(|name| *name != Path::new("README.md")) {
            assert!(index.contains(&format!("]({})", name.display())), "docs/README.md has no {}", name.display());
        }
    }
}

/// The built book has what the table of contents has; the pages of the rules are added when it is built.
#[test]
fn every_document_is_in_the_table_of_contents() {
    let contents = text("docs/SUMMARY.md");
    for (path, _) in documents() {
        if let Some(name) = path.strip_prefix("docs").ok().filter(|name| !name.starts_with("rules")) {
            assert!(contents.contains(&format!("]({})", name.display())), "docs/SUMMARY.md has no {}", name.display());
        }
    }
    let built = ["project.md", "contributing.md", "changelog.md"];
    for link in contents.split("](").skip(1).filter_map(|link| link.split(')').next()) {
        assert!(built.contains(&link) || Path::new(ROOT).join("docs").join(link).exists(), "docs/SUMMARY.md: {link}");
    }
}

/// Folders of the project. What begins with one is a path from the project's folder.
const FOLDERS: [&str; 14] = [
    ".cargo/", ".ci/", "benches/", "chart/", "cli/", "core/", "docs/", "fuzz/", "js/", "python/", "tests/", "view/",
    "web/", "xtask/",
];

/// A source file may be named by the end of its path, such as `predict/choice.rs`.
const SOURCES: [&str; 4] = [".rs", ".mjs", ".py", ".sql"];

/// Beginnings of paths that are not in the repository, with the reason.
const ELSEWHERE: [(&str, &str); 4] = [
    ("monitor_db.py", "a script of one of the documents that Poolwise grew from"),
    ("lib/sqlalchemy/", "a file of SQLAlchemy"),
    ("docs/rules/CODE-name", "a pattern"),
    ("tests/browser/node_modules", "a link to installed modules"),
];

/// The files of the project, by their paths from its folder.
fn files(folder: &Path, path: &str, into: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect(path) {
        let entry = entry.expect(path);
        let name = entry.file_name().to_string_lossy().into_owned();
        let kind = entry.file_type().expect(path);
        if kind.is_dir() && !["target", "node_modules", "dist", ".git", ".tools"].contains(&name.as_str()) {
            files(&entry.path(), &format!("{path}{name}/"), into);
        } else if kind.is_file() {
            into.push(format!("{path}{name}"));
        }
    }
}

/// The words in backquotes.
fn code_spans(markdown: &str) -> BTreeSet<String> {
    let prose = prose(markdown);
    prose.lines().flat_map(|line| line.split('`').skip(1).step_by(2)).map(str::to_owned).collect()
}

fn exists(span: &str, files: &[String]) -> bool {
    // `tests/data/cli/*.toml` names a folder, `core/src/plan.rs:12` a line.
    let path = span.split(['*', ':']).next().unwrap_or(span);
    if FOLDERS.iter().any(|folder| path.starts_with(folder)) {
        return Path::new(ROOT).join(path).exists();
    }
    let end = format!("/{path}");
    !SOURCES.iter().any(|extension| path.ends_with(extension)) || files.iter().any(|file| file.ends_with(&end))
}

#[test]
fn every_path_in_the_documents_exists() {
    let mut all = Vec::new();
    files(Path::new(ROOT), "", &mut all);
    let mut missing = Vec::new();
    for (document, markdown) in documents() {
        for span in code_spans(&markdown) {
            let is_elsewhere = ELSEWHERE.iter().any(|(start, _)| span.starts_with(start));
            if !span.contains(' ') && !is_elsewhere && !exists(&span, &all) {
                missing.push(format!("{}: {span}", document.display()));
            }
        }
    }
    assert!(missing.is_empty(), "these paths do not exist:\n{}", missing.join("\n"));
}

/// A number below a hundred, as it is written out: "fifty-three".
fn spell(number: usize) -> String {
    const UNITS: [&str; 20] = [
        "",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 10] = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    match (number / 10, number % 10) {
        (0 | 1, _) => UNITS[number].to_owned(),
        (tens, 0) => TENS[tens].to_owned(),
        (tens, unit) => format!("{}-{}", TENS[tens], UNITS[unit]),
    }
}

/// The numbers that a text gives for its `things`: "53 rules" and "Fifty-three [rules]".
fn counts(text: &str, things: &str) -> Vec<usize> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let pairs = words.windows(2).filter(|pair| pair[1].trim_start_matches('[').starts_with(things));
    let number = |word: &str| {
        let word = word.to_lowercase();
        word.parse().ok().or_else(|| (1..100).find(|number| spell(*number) == word))
    };
    pairs.filter_map(|pair| number(pair[0])).collect()
}

#[test]
fn files_of_the_rules_have_their_names() {
    for rule in &ALL {
        let path = Path::new(ROOT).join(format!("core/src/rules/{}.rs", rule.name.replace('-', "_")));
        let source = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let (code, name) = (format!("code: {:?},", rule.code), format!("name: {:?},", rule.name));
        assert!(source.contains(&code) && source.contains(&name), "{} is another rule", path.display());
    }
}

#[test]
fn documents_give_the_number_of_rules() {
    let last = ALL.last().map(|rule| rule.code).unwrap_or_default();
    let mut found = 0;
    for (path, markdown) in documents() {
        for count in counts(&prose(&markdown), "rules") {
            assert_eq!(count, ALL.len(), "{}: the number of rules", path.display());
            found += 1;
        }
        for range in markdown.split("PW001 to ").skip(1) {
            assert!(range.starts_with(last), "{}: the rules end with {last}", path.display());
        }
    }
    assert!(found > 1, "no document gives the number of rules");
}

#[test]
fn numbers_are_read_as_they_are_written() {
    assert_eq!(counts("Fifty-three [rules](x), 7 rules and\nforty rules; the rules", "rules"), [53, 7, 40]);
}

#[test]
fn documents_give_the_number_of_diagnoses() {
    let mut found = 0;
    for (path, markdown) in documents() {
        let text = prose(&markdown);
        for count in counts(&text, "causes").into_iter().chain(counts(&text, "diagnoses")) {
            assert_eq!(count, poolwise::diagnose::ALL.len(), "{}: the number of diagnoses", path.display());
            found += 1;
        }
    }
    assert!(found > 0, "no document gives the number of diagnoses");
}
