//! The step `words`: plain English in code, comments, strings and documents, by the rules of `docs/style.md`.
//!
//! Text that was written before the rules is counted per file in `xtask/words.txt`. No file may have more hits than the
//! list allows, so that new text follows the rules while old text is rewritten. Fewer are fine: two branches that each
//! remove some words must not fail once they are merged.

mod dialect;
mod split;

use std::collections::BTreeMap;
use std::path::Path;
use std::{env, fs};

use anyhow::{Context as _, Result, bail};

use crate::project::Project;
use dialect::Hit;

/// The hits that each file may still have.
const BASELINE: &str = "xtask/words.txt";

const HEADER: &str = "\
# Words that docs/style.md tells to avoid, counted per file: no file may have more.
# UPDATE=1 cargo xtask test --only words rewrites it, also after a rename, unless the sum would grow.
";

/// Kinds of files that people write.
const EXTENSIONS: [&str; 9] = ["css", "html", "md", "mjs", "py", "rs", "sql", "toml", "pyi"];

/// Folders and files that are not searched, with the reason.
const EXCEPTIONS: [(&str, &str); 12] = [
    (".git", "not part of the project's text"),
    (".tools", "installed programs"),
    ("dist", "built from the sources"),
    ("target", "built from the sources"),
    ("node_modules", "written by others"),
    ("__pycache__", "built from the sources"),
    ("tests/data", "output of Poolwise and of other programs, which follows the code"),
    ("fuzz/corpus", "input for the readers, as other programs write it"),
    ("docs/schema", "generated from comments in core, which are searched"),
    ("docs/style.md", "shows the words to avoid"),
    ("xtask/src/words.rs", "its tests need hits"),
    ("xtask/src/words", "lists the words to avoid, and tests that they are found"),
];

type Counts = BTreeMap<String, usize>;
type Hits = BTreeMap<String, Vec<Hit>>;

/// Compares the repository with the list, or rewrites the list if `UPDATE=1` is set.
///
/// # Errors
///
/// If a file has more hits than the list allows.
pub(crate) fn check(project: Project) -> Result<()> {
    let mut hits = Hits::new();
    search(&project.path(""), "", &mut hits)?;
    let path = project.path(BASELINE);
    let allowed = fs::read_to_string(&path).ok().map(|text| parse(&text)).transpose().context(BASELINE)?;
    if env::var_os("UPDATE").is_some_and(|update| update == "1") {
        let text = updated(&hits, allowed.as_ref())?;
        return fs::write(&path, text).with_context(|| format!("cannot write {BASELINE}"));
    }
    let problems = problems(&hits, &allowed.with_context(|| format!("cannot read {BASELINE}"))?);
    if !problems.is_empty() {
        bail!("{}\ndocs/style.md has the rules.", problems.join("\n"));
    }
    Ok(())
}

/// Collects the hits of a folder. `path` is its path from the project's folder, empty or ending in a slash.
fn search(folder: &Path, path: &str, hits: &mut Hits) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let below = format!("{path}{name}");
        if EXCEPTIONS.iter().any(|(exception, _)| *exception == name || *exception == below) {
            continue;
        }
        let kind = entry.file_type()?;
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        if kind.is_dir() {
            search(&entry.path(), &format!("{below}/"), hits)?;
        } else if kind.is_file() && EXTENSIONS.contains(&extension) {
            let text = fs::read_to_string(entry.path()).with_context(|| below.clone())?;
            let found = if extension == "rs" { dialect::in_rust(&text) } else { dialect::in_prose(&text) };
            if !found.is_empty() {
                hits.insert(below, found);
            }
        }
    }
    Ok(())
}

/// Reads lines such as `12 core/src/plan.rs`.
fn parse(text: &str) -> Result<Counts> {
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let row = |line: &str| {
        let (count, path) = line.split_once(' ').with_context(|| format!("not a count and a path: {line}"))?;
        Ok((path.to_owned(), count.parse().with_context(|| format!("not a count: {line}"))?))
    };
    lines.map(row).collect()
}

/// The list for these hits.
fn updated(hits: &Hits, allowed: Option<&Counts>) -> Result<String> {
    let sum: usize = hits.values().map(Vec::len).sum();
    if let Some(before) = allowed.map(|allowed| allowed.values().sum::<usize>())
        && before < sum
    {
        bail!("{BASELINE} allows {before} hits in all, and there are {sum}; it may only shrink");
    }
    let rows = hits.iter().map(|(path, hits)| format!("{} {path}\n", hits.len()));
    Ok(HEADER.to_owned() + &rows.collect::<String>())
}

/// What has to change, as lines of text.
fn problems(hits: &Hits, allowed: &Counts) -> Vec<String> {
    let mut problems = Vec::new();
    for (path, hits) in hits {
        let limit = allowed.get(path).copied().unwrap_or(0);
        if hits.len() > limit {
            problems.push(format!("{path}: {} hits, at most {limit} allowed:", hits.len()));
            problems.extend(hits.iter().map(|hit| format!("  {path}:{}: `{}`: {}", hit.line, hit.text, hit.instead)));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hits(count: usize) -> Hits {
        let hit = || Hit { line: 3, text: "told".to_owned(), instead: "describe" };
        Hits::from([("core/a.rs".to_owned(), (0..count).map(|_| hit()).collect())])
    }

    fn check_problems(count: usize, list: &str, expected: &[&str]) {
        assert_eq!(problems(&hits(count), &parse(list).unwrap()), expected);
    }

    #[test]
    fn more_hits_than_allowed_are_a_problem() {
        check_problems(1, "# comment\n1 core/a.rs\n", &[]);
        check_problems(1, "2 core/a.rs\n4 core/deleted.rs", &[]);
        check_problems(1, "", &["core/a.rs: 1 hits, at most 0 allowed:", "  core/a.rs:3: `told`: describe"]);
    }

    #[test]
    fn update_never_raises_the_sum() {
        let allowed = |list| parse(list).unwrap();
        assert!(updated(&hits(2), Some(&allowed("1 core/a.rs"))).is_err());
        let renamed = updated(&hits(1), Some(&allowed("1 core/old.rs"))).unwrap();
        assert_eq!(renamed, format!("{HEADER}1 core/a.rs\n"));
        assert!(updated(&hits(9), None).is_ok());
    }

    #[test]
    fn malformed_list_is_an_error() {
        assert!(parse("core/a.rs").is_err());
        assert!(parse("many core/a.rs").is_err());
    }
}
