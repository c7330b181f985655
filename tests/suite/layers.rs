//! The modules of core import downwards only.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

const CORE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../core/src");

/// The layers of core, the lowest first. A module may import those of lower rows, and those before it in its own row.
const LAYERS: [&[&str]; 9] = [
    // The vocabulary.
    &["format", "plain_name", "units", "rule_index", "scenario"],
    // Shared data types, and what follows from a scenario alone.
    &["contract", "prediction", "server_load", "deploy"],
    &["queue", "simulate"],
    &["budget", "predict"],
    // Limits that several of the modules above check.
    &["bounds", "deadlock", "timeouts"],
    &["advise", "outlook"],
    &["rules"],
    &["plan"],
    // Text in, text out.
    &["catalog", "chart", "read", "compare", "diagnose", "write", "answers"],
];

/// Files that import upwards today: file, imported module, and what has to move. An entry that is no longer needed fails
/// the test, so this list only shrinks.
const EXCEPTIONS: [(&str, &str, &str); 0] = [];

/// The Rust files below a folder, by their path from core/src.
fn sources(folder: &Path, path: &str, into: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).expect(path) {
        let entry = entry.expect(path);
        let below = format!("{path}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            sources(&entry.path(), &format!("{below}/"), into);
        } else if entry.path().extension().is_some_and(|extension| extension == "rs") && !below.ends_with("tests.rs") {
            into.insert(below.clone(), fs::read_to_string(entry.path()).expect(&below));
        }
    }
}

/// The modules of core that a file imports, without its tests, which may call the façade.
fn imports(source: &str) -> BTreeSet<String> {
    let code = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or(source);
    let code: Vec<&str> = code.lines().map(|line| line.split("//").next().unwrap_or(line)).collect();
    let code = code.join("\n");
    let mut modules = BTreeSet::new();
    for after in code.split("crate::").skip(1) {
        match after.strip_prefix('{') {
            Some(group) => modules.extend(entries(group).into_iter().map(module)),
            None => drop(modules.insert(module(after))),
        }
    }
    modules
}

/// The entries of a group such as `a::{b, c}, d}`, without what follows its end.
fn entries(group: &str) -> Vec<&str> {
    let (mut depth, mut start) = (0, 0);
    let mut entries = Vec::new();
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                entries.push(group[start..at].trim());
                start = at + 1;
                if c == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    entries.retain(|entry| !entry.is_empty());
    entries
}

/// The module that a path begins with. Types at the root of core come from its façade.
fn module(path: &str) -> String {
    let name: String = path.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    if name.starts_with(char::is_uppercase) { "lib".to_owned() } else { name }
}

/// Where a module stands: its row and its place there. The façade in lib.rs is above everything.
fn position(module: &str) -> (usize, usize) {
    if module == "lib" {
        return (LAYERS.len(), 0);
    }
    let place = |row: &&[&str]| row.iter().position(|name| *name == module);
    let found = LAYERS.iter().enumerate().find_map(|(row, names)| Some((row, place(names)?)));
    found.unwrap_or_else(|| panic!("core's module `{module}` is in no row of LAYERS in tests/suite/layers.rs"))
}

#[test]
fn core_modules_import_downwards_only() {
    let mut files = BTreeMap::new();
    sources(Path::new(CORE), "", &mut files);
    files.remove("lib.rs");
    assert!(files.len() > 100, "{} files", files.len());

    let mut upwards = BTreeSet::new();
    for (path, source) in &files {
        let own = path.split(['/', '.']).next().unwrap_or(path);
        let wrong = imports(source).into_iter().filter(|module| module != own && position(module) >= position(own));
        upwards.extend(wrong.map(|module| (path.clone(), module)));
    }
    let excepted = EXCEPTIONS.map(|(path, module, _)| (path.to_owned(), module.to_owned()));
    let excepted = BTreeSet::from(excepted);
    let new: Vec<_> = upwards.difference(&excepted).collect();
    assert!(new.is_empty(), "these files import upwards: {new:?}");
    let gone: Vec<_> = excepted.difference(&upwards).collect();
    assert!(gone.is_empty(), "remove these from EXCEPTIONS, they no longer import upwards: {gone:?}");
}

#[test]
fn imports_are_read_from_groups_paths_and_code() {
    let source = "use crate::{\n    advise::{A, b::C},\n    Scenario, // crate::comment\n    units::D,\n};\n\
                  use crate::format::seconds;\nfn f() -> crate::queue::Q {}\n\
                  #[cfg(test)]\nmod tests {\n    use crate::plan;\n}\n";
    let found: Vec<String> = imports(source).into_iter().collect();
    assert_eq!(found, ["advise", "format", "lib", "queue", "units"]);
}
