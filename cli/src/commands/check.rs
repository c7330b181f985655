//! `poolwise check`: prints only the findings, for CI.

mod github;
mod places;
mod sarif;

use self::places::Places;
use crate::{
    args::{CheckArguments, CheckFormat},
    failure::Failure,
    output::Output,
    scenario::Input,
    text::{self, PLAIN, findings, page::Page},
};
use poolwise::{
    format::count,
    plan::{Status, VERSION},
    rules::{self, Finding, Severity},
};
use serde::Serialize;
use std::process::ExitCode;

/// The JSON of the contract.
#[derive(Serialize)]
struct Report<'a> {
    version: u32,
    findings: &'a [Finding],
}

pub(crate) fn run(arguments: &CheckArguments) -> Result<Output, Failure> {
    let input = Input::load(&arguments.input, None)?;
    let found = poolwise::plan::check(&input.document);
    let places = input.file.as_ref().map(Places::of);
    let places = places.as_ref();
    let output = match arguments.format {
        CheckFormat::Text => Output::styled(report(&found, places, text::width())),
        CheckFormat::Json => Output::json(&Report { version: VERSION, findings: &found })?,
        CheckFormat::Github => Output::exact(github::commands(&found, places)),
        CheckFormat::Sarif => Output::json(&sarif::log(&found, places))?,
    };
    let failed = found.iter().any(|finding| finding.severity == Severity::Error);
    Ok(Output { code: if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }, ..output })
}

fn report(found: &[Finding], places: Option<&Places<'_>>, width: usize) -> String {
    let mut page = Page::new(width);
    if found.is_empty() {
        let (style, mark) = text::status(Status::Fits);
        let message = format!("Nothing found by {}.", count(rules::ALL.len() as u64, "rule"));
        page.item(style, 0, mark, PLAIN, &message);
        return page.finish();
    }
    for finding in found {
        let place = places.map(|places| places.text(&finding.field));
        findings::finding(&mut page, finding, place.as_deref());
    }
    page.gap();
    page.paragraph(text::BOLD, 0, &findings::summary(found));
    page.finish()
}
