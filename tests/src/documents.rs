//! The project's documents, as the tests of the book read them.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The project's folder.
pub const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// A document's path from the project's folder, and its text.
pub type Document = (PathBuf, String);

/// The text of a file, by its path from the project's folder.
///
/// # Panics
/// If it cannot be read.
#[must_use]
pub fn text(path: impl AsRef<Path>) -> String {
    let path = Path::new(ROOT).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every document of the project; the table of contents is none, and its links are those of the built book.
///
/// # Panics
/// If one cannot be read.
#[must_use]
pub fn documents() -> Vec<Document> {
    let mut paths = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"].map(PathBuf::from).to_vec();
    for folder in ["docs", "docs/rules"] {
        let entries = fs::read_dir(Path::new(ROOT).join(folder)).expect(folder);
        paths.extend(entries.map(|entry| Path::new(folder).join(entry.expect(folder).file_name())));
    }
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md") && !path.ends_with("SUMMARY.md"));
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), text(path))).collect()
}

/// The fenced blocks of a document, each with its language.
///
/// # Panics
/// If a block has no language.
#[must_use]
pub fn blocks(markdown: &str) -> Vec<(&str, &str)> {
    let mut fenced = markdown.split("\n```").skip(1);
    let mut blocks = Vec::new();
    while let (Some(block), Some(_after)) = (fenced.next(), fenced.next()) {
        blocks.push(block.split_once('\n').expect("a language"));
    }
    blocks
}

/// The lines of a document outside of its fenced blocks.
#[must_use]
pub fn prose(markdown: &str) -> String {
    markdown.split("\n```").step_by(2).collect::<Vec<_>>().join("\n")
}
