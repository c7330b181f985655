//! `cargo xtask new-rule NAME`: the files and rows of a new rule.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::project::Project;

const RULE: &str = include_str!("new_rule/rule.txt");
const PAGE: &str = include_str!("new_rule/page.txt");

/// The list of rules.
const LIST: &str = "core/src/rules.rs";
/// The codes and names of the rules.
const CODES: &str = "core/src/rule_index.rs";
/// The line of [`LIST`] and [`CODES`] above which the next rule goes.
const MARKER: &str = "    // xtask:new-rule:";
/// The table of rules in the book.
const INDEX: &str = "docs/README.md";
/// What each row of [`INDEX`] about a rule begins with.
const ROW: &str = "| [PW";

/// Checks that the name of a rule is in kebab case.
///
/// # Errors
///
/// If it is not, as a sentence.
pub(crate) fn check_name(name: &str) -> Result<(), String> {
    let is_word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase());
    if name.split('-').all(is_word) {
        Ok(())
    } else {
        Err(format!("`{name}` is not in kebab case, such as pool-too-small"))
    }
}

/// Adds a rule with the next free code, and prints what is left to do.
///
/// # Errors
///
/// If the name is taken, or a file is not as expected. Then nothing is written.
pub(crate) fn run(project: Project, name: &str) -> Result<()> {
    let files = files(&project.path(""), name)?;
    for (path, text) in &files {
        fs::write(project.path(path), text).with_context(|| format!("cannot write {}", path.display()))?;
        println!("{}", path.display());
    }
    println!("Write what is marked TODO, then run:");
    println!("  UPDATE=1 cargo test -p poolwise-tests --test suite book   # the output on the rule's page");
    println!(
        "  cargo test -p poolwise-tests --test suite documents       # the documents that give the number of rules"
    );
    Ok(())
}

/// The files to write, as paths from the project's folder and their new text.
fn files(root: &Path, name: &str) -> Result<Vec<(PathBuf, String)>> {
    let list = read(root, LIST)?;
    let codes = read(root, CODES)?;
    let index = read(root, INDEX)?;
    let module = name.replace('-', "_");
    let source = PathBuf::from(format!("core/src/rules/{module}.rs"));
    if root.join(&source).exists() || index.contains(&format!("-{name}.md")) {
        bail!("there is a rule `{name}` already");
    }
    let code = next_code(&index)?;
    let fill = |template: &str| template.replace("CODE", &code).replace("NAME", name);
    let entry = format!("    (\"{code}\", \"{name}\"),");
    let row = format!("| [{code} {name}](rules/{code}-{name}.md) | warning | TODO what the rule reports |");
    Ok(vec![
        (source, fill(RULE)),
        (format!("docs/rules/{code}-{name}.md").into(), fill(PAGE)),
        (LIST.into(), with_rule(&list, &module).with_context(|| format!("{LIST} is not as expected"))?),
        (CODES.into(), above_marker(&codes, &entry).with_context(|| format!("{CODES} is not as expected"))?),
        (INDEX.into(), with_row(&index, &row).with_context(|| format!("{INDEX} has no rows of rules"))?),
    ])
}

fn read(root: &Path, path: &str) -> Result<String> {
    fs::read_to_string(root.join(path)).with_context(|| format!("cannot read {path}"))
}

/// The code after the last one in the book. Codes are never used again, so gaps stay.
fn next_code(index: &str) -> Result<String> {
    let codes = index.lines().filter_map(|line| line.strip_prefix(ROW)?.get(..3)?.parse::<u32>().ok());
    let last = codes.max().with_context(|| format!("{INDEX} has no rows of rules"))?;
    Ok(format!("PW{:03}", last + 1))
}

/// The list of rules with one more: its module among the others by name, its entry at the marker, and the new length.
fn with_rule(list: &str, module: &str) -> Option<String> {
    let declaration = format!("mod {module};");
    let modules: Vec<&str> = list.lines().filter(|line| line.starts_with("mod ") && line.ends_with(';')).collect();
    let before = *modules.iter().rfind(|line| **line < declaration.as_str())?;
    let (head, tail) = list.split_once("[Rule; ")?;
    let (length, tail) = tail.split_once(']')?;
    let length: usize = length.parse().ok()?;
    let list = format!("{head}[Rule; {}]{tail}", length + 1);
    let list = list.replacen(&format!("{before}\n"), &format!("{before}\n{declaration}\n"), 1);
    above_marker(&list, &format!("    {module}::RULE,"))
}

/// A list with one more line, above the marker.
fn above_marker(list: &str, line: &str) -> Option<String> {
    list.contains(MARKER).then(|| list.replacen(MARKER, &format!("{line}\n{MARKER}"), 1))
}

/// The book's table with a row after the last rule.
fn with_row(index: &str, row: &str) -> Option<String> {
    let last = index.lines().rfind(|line| line.starts_with(ROW))?;
    Some(index.replacen(&format!("{last}\n"), &format!("{last}\n{row}\n"), 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A copy of the files that a new rule changes, in a folder of its own.
    fn scratch() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for path in [LIST, CODES, INDEX] {
            let to = folder.path().join(path);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(Project::here().path(path), to).unwrap();
        }
        folder
    }

    fn added_lines(before: &str, after: &str) -> Vec<String> {
        let before: Vec<&str> = before.lines().collect();
        after.lines().filter(|line| !before.contains(line)).map(str::to_owned).collect()
    }

    #[test]
    fn adds_file_page_and_rows() {
        let folder = scratch();
        let files = files(folder.path(), "sample-rule").unwrap();
        let [(source, rule), (page, text), (_, list), (_, codes), (_, index)] = &files[..] else {
            panic!("{}", files.len())
        };
        let old_index = read(folder.path(), INDEX).unwrap();
        let code = next_code(&old_index).unwrap();

        assert_eq!(source, Path::new("core/src/rules/sample_rule.rs"));
        let head = "pub(super) const RULE: Rule = Rule {\n    code: \"CODE\",\n    name: \"sample-rule\",\n";
        assert!(rule.contains(&head.replace("CODE", &code)), "{rule}");
        assert_eq!(*page, PathBuf::from(format!("docs/rules/{code}-sample-rule.md")));
        assert!(text.starts_with(&format!("# {code} sample-rule\n\nSeverity: warning.\n")), "{text}");
        for text in [rule, text] {
            assert!(!text.contains("CODE") && !text.contains("NAME"), "{text}");
        }

        let old_list = read(folder.path(), LIST).unwrap();
        let count = old_list.matches("::RULE,").count();
        let all = format!("pub const ALL: [Rule; {}] = [", count + 1);
        assert_eq!(added_lines(&old_list, list), ["mod sample_rule;", &all, "    sample_rule::RULE,"]);
        let entry = format!("    (\"{code}\", \"sample-rule\"),");
        assert_eq!(added_lines(&read(folder.path(), CODES).unwrap(), codes), [entry]);
        let row =
            format!("| [{code} sample-rule](rules/{code}-sample-rule.md) | warning | TODO what the rule reports |");
        assert_eq!(added_lines(&old_index, index), [row]);
    }

    #[test]
    fn modules_stay_sorted() {
        let list = read(&Project::here().path(""), LIST).unwrap();
        let list = with_rule(&list, "sample_rule").unwrap();
        let modules: Vec<&str> = list.lines().filter(|line| line.starts_with("mod ") && line.ends_with(';')).collect();
        assert!(modules.is_sorted(), "{modules:?}");
        assert!(modules.contains(&"mod sample_rule;"));
    }

    /// The template follows core: a type that is renamed there has to be renamed here.
    #[test]
    fn template_uses_types_that_exist() {
        let list = read(&Project::here().path(""), LIST).unwrap();
        let (_, names) = RULE.split_once("use super::{").unwrap();
        for name in names.split_once('}').unwrap().0.split(", ") {
            let is_word = |c: char| c.is_alphanumeric() || c == '_';
            let mut code = list.lines().filter(|line| !line.trim_start().starts_with("//"));
            let is_defined = code.any(|line| line.split(|c| !is_word(c)).any(|word| word == name));
            assert!(is_defined, "core/src/rules.rs has no {name}, which the template of new-rule uses");
        }
    }

    #[test]
    fn refuses_a_name_that_is_taken_or_malformed() {
        assert!(files(scratch().path(), "over-budget").is_err());
        for name in ["Sample-Rule", "sample_rule", "sample--rule", ""] {
            assert!(check_name(name).is_err(), "{name}");
        }
    }
}
