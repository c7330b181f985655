//! The book: the documents of `docs/`, with the project's own beside them, as HTML.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};

use crate::project::Project;
use crate::tools::{self, Tool};
use crate::{folder, process};

/// Where mdBook reads; `book.toml` names it too.
const SOURCE: &str = "target/book-source";
/// Where mdBook writes; `book.toml` names it too.
const OUT: &str = "target/book";

/// The project's own documents, and their names in the book.
const OWN: [(&str, &str); 3] =
    [("README.md", "project.md"), ("CONTRIBUTING.md", "contributing.md"), ("CHANGELOG.md", "changelog.md")];

/// Files that these link to.
const LICENSES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];

/// Stands in the table of contents for a line per rule.
const RULES: &str = "<!-- rules -->";

/// Builds the book and returns its folder.
///
/// # Errors
///
/// If a tool cannot be installed, mdBook fails, or a link leads nowhere.
pub(crate) fn build(project: Project) -> Result<PathBuf> {
    tools::provide(project, [Tool::MdBook])?;
    let source = folder::empty(project, SOURCE)?;
    folder::copy_all(&project.path("docs"), &source)?;
    let rules = rules(&source.join("rules"))?;
    edit(&source.join("SUMMARY.md"), |text| text.replace(RULES, &rules))?;
    for name in folder::files_below(&source)? {
        if folder::has_ending(&name, &["md"]) && name != "SUMMARY.md" {
            edit(&source.join(&name), |text| inside(&text, name.matches('/').count()))?;
        }
    }
    for (from, to) in OWN {
        fs::copy(project.path(from), source.join(to)).context(from)?;
        edit(&source.join(to), |text| beside(&text))?;
    }
    for name in LICENSES {
        fs::copy(project.path(name), source.join(name)).context(name)?;
    }
    let out = folder::empty(project, OUT)?;
    process::run(project.command(project.tool("mdbook/bin/mdbook")).arg("build"))?;
    check_links(&out)?;
    Ok(out)
}

/// The lines of the table of contents, one per rule: `- [PW001 over-budget](rules/PW001-over-budget.md)`.
fn rules(folder: &Path) -> Result<String> {
    let pages = folder::files(folder)?;
    let rules = pages.iter().filter_map(|page| page.strip_suffix(".md")?.split_once('-'));
    let lines: Vec<String> = rules.map(|(code, name)| format!("- [{code} {name}](rules/{code}-{name}.md)")).collect();
    Ok(lines.join("\n"))
}

fn edit(path: &Path, change: impl FnOnce(String) -> String) -> Result<()> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    fs::write(path, change(text)).with_context(|| path.display().to_string())
}

/// A document of docs/ with its links to the project's own, and to the index, which mdBook makes of a README. `depth` is in
/// how many folders below docs/ it stands.
fn inside(text: &str, depth: usize) -> String {
    let up = "../".repeat(depth);
    let text = OWN
        .iter()
        .fold(text.to_owned(), |text, (from, to)| text.replace(&format!("]({up}../{from}"), &format!("]({up}{to}")));
    text.replace(&format!("]({up}README.md"), &format!("]({up}index.md"))
}

/// One of the project's own documents, which now stands beside those of docs/.
fn beside(text: &str) -> String {
    let text = text.replace("](docs/README.md", "](index.md").replace("](docs/", "](");
    OWN.iter().fold(text, |text, (from, to)| text.replace(&format!("]({from}"), &format!("]({to}")))
}

/// Every link between pages leads somewhere.
fn check_links(book: &Path) -> Result<()> {
    let mut lost = Vec::new();
    for page in folder::files_below(book)?.iter().filter(|name| folder::has_ending(name, &["html"])) {
        let path = book.join(page);
        let html = fs::read_to_string(&path).with_context(|| page.clone())?;
        let from = path.parent().unwrap_or(book);
        lost.extend(links(&html).filter(|link| !from.join(link).exists()).map(|link| format!("{page}: {link}")));
    }
    ensure!(lost.is_empty(), "these links of the book lead nowhere:\n{}", lost.join("\n"));
    Ok(())
}

/// The files that a page names, relative to it.
fn links(html: &str) -> impl Iterator<Item = &str> {
    let values = ["href=\"", "src=\""].into_iter().flat_map(|attribute| html.split(attribute).skip(1));
    let files = values.filter_map(|value| value.split(['"', '#', '?']).next());
    // What has a scheme is elsewhere; an anchor alone is in the page; the page of a missing page links from the root.
    files.filter(|file| !file.is_empty() && !file.contains(':') && !file.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_between_documents_are_those_of_the_book() {
        assert_eq!(inside("[a](../README.md#b) [c](x.md)", 0), "[a](project.md#b) [c](x.md)");
        assert_eq!(inside("[a](../../CHANGELOG.md) [c](../x.md)", 1), "[a](../changelog.md) [c](../x.md)");
        assert_eq!(inside("[a](README.md#b)", 0), "[a](index.md#b)");
        assert_eq!(beside("[a](docs/x.md) [b](CONTRIBUTING.md)"), "[a](x.md) [b](contributing.md)");
    }

    #[test]
    fn links_within_the_book_are_found() {
        let html = "<a href=\"a.html#b\"><a href=\"#c\"><img src=\"../d.png\"><a href=\"https://e\">";
        assert_eq!(links(html).collect::<Vec<_>>(), ["a.html", "../d.png"]);
    }
}
