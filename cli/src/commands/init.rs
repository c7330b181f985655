//! `poolwise init`: writes a scenario from what the files of a repository say.

mod draft;
mod search;

use crate::{
    args::InitArguments,
    failure::{Failure, shown},
    input::is_stdio,
    output::{Output, replace},
    text::{self, BOLD, PLAIN, QUIET, page::Page},
};
use draft::Draft;
use poolwise::{format::count, shown_name};
use search::Origin;
use std::path::{Path, PathBuf};

/// The file that is written beside the files that were read.
const NAME: &str = "poolwise.toml";

pub(crate) fn run(arguments: &InitArguments) -> Result<Output, Failure> {
    let folder = arguments.folder.as_deref().unwrap_or(Path::new("."));
    if !folder.is_dir() {
        return Err(Failure::new(shown(folder), "is not a folder"));
    }
    let beside = if folder == Path::new(".") { PathBuf::from(NAME) } else { folder.join(NAME) };
    let target = arguments.output.clone().unwrap_or(beside);
    let goes_to_stdout = is_stdio(&target);
    if !goes_to_stdout && target.exists() && !arguments.force {
        let message = "the file exists; replace it with --force, or print the scenario with --output -";
        return Err(Failure::new(shown(&target), message));
    }
    let found = search::search(folder);
    let draft = Draft::new(&service_name(folder), &found);
    if goes_to_stdout {
        return Ok(Output::exact(draft.text));
    }
    replace(&target, &draft.text, None)?;
    Ok(Output::styled(report(&target, &found, &draft, text::width())))
}

/// The folder's name, unless it looks like a secret.
fn service_name(folder: &Path) -> String {
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    if name.is_empty() || shown_name(&name) != name { "app".to_owned() } else { name }
}

/// What was read where, what is assumed, and what to do next.
fn report(target: &Path, found: &[Origin], draft: &Draft, width: usize) -> String {
    let mut page = Page::new(width);
    page.paragraph(BOLD, 0, &format!("Wrote {}.", shown(target)));
    page.heading("Read", "");
    for origin in found.iter().filter(|origin| !origin.settings.is_empty()) {
        let settings = count(origin.settings.len() as u64, "setting");
        page.item(PLAIN, 2, &format!("{}:", origin.place), QUIET, &format!("{settings}, {}", origin.rank.describe()));
    }
    if draft.used == 0 {
        page.paragraph(PLAIN, 2, "No file says anything about pools: every value is a default.");
    }
    page.heading("Assumed", "");
    for assumed in &draft.assumed {
        page.item(PLAIN, 2, "-", PLAIN, assumed);
    }
    page.heading("Next", "");
    let next = format!("Check the comments in it, give the traffic, and run poolwise plan {}", shown(target));
    page.paragraph(PLAIN, 2, &next);
    page.finish()
}
