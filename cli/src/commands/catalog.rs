//! `poolwise catalog`: what providers admit, frameworks have by default and documents recommend.

mod details;
mod list;

use crate::{
    args::{CatalogArguments, Format},
    failure::Failure,
    output::Output,
    text,
};
use poolwise::catalog::{self, Catalog, CatalogError, Choice, Entry, Listed};

pub(crate) fn run(arguments: &CatalogArguments) -> Result<Output, Failure> {
    let width = text::width();
    let Some(id) = &arguments.id else {
        return match arguments.format {
            Format::Json => Output::json(&Catalog::all()),
            Format::Text => Ok(Output::styled(list::list(width))),
        };
    };
    let entry = find("catalog", id)?;
    // An entry can be looked at before its size is known.
    let choice = match &arguments.size {
        None => entry.choose(None).ok(),
        Some(size) => Some(entry.choose(Some(size)).map_err(|error| Failure::new("--size", error.to_string()))?),
    };
    match arguments.format {
        Format::Json => Output::json(&Catalog::from_entries(vec![Listed::new(entry, choice)])),
        Format::Text => Ok(Output::styled(details::details(entry, choice.as_ref(), width))),
    }
}

/// What an `ID=SIZE` of `--catalog` sets.
pub(crate) fn chosen(text: &str) -> Result<Choice, Failure> {
    const PLACE: &str = "--catalog";
    let (id, size) = text.split_once('=').map_or((text, None), |(id, size)| (id, Some(size)));
    let entry = find(PLACE, id)?;
    let wrong = |error: CatalogError| Failure::new(format!("{PLACE} {}", entry.id), error.to_string());
    entry.choose(size).map_err(wrong)
}

fn find(place: &str, id: &str) -> Result<&'static Entry, Failure> {
    catalog::find(id)
        .map_err(|error| Failure::new(place, error.to_string()).with_help("  `poolwise catalog` lists what there is."))
}
