//! What a person sees first: the verdict, the changes and the worst findings, on one screen.

use super::{settings, verdict};
use crate::text::{QUIET, findings, page::Page};
use poolwise::{Plan, format::count, scenario::Document};

/// The lines of a usual terminal, less the two of the prompt before and after.
const MAX_LINES: usize = 38;
/// The last lines: a gap, and two that say what is left out.
const LAST_LINES: usize = 3;
const MAX_DETAILS: usize = 5;
const MAX_SERVICES: usize = 5;
/// Of a finding's message, and of its help.
const MAX_FINDING_LINES: usize = 3;

pub(super) fn screen(document: &Document, plan: &Plan, width: usize) -> String {
    let scenario = &document.scenario;
    let mut page = Page::new(width);
    verdict(&mut page, document, plan, MAX_DETAILS);
    if plan.services.is_empty() {
        return page.finish();
    }
    settings(&mut page, scenario, plan, MAX_SERVICES);
    let summed = findings::summed(&plan.findings, false);
    let mut shown = 0;
    if !summed.is_empty() {
        page.heading("Findings", &findings::summary(&plan.findings));
    }
    for finding in &summed {
        let mut alone = Page::new(width);
        alone.line("");
        findings::brief(&mut alone, finding, MAX_FINDING_LINES);
        if page.height() + alone.height() + LAST_LINES > MAX_LINES {
            break;
        }
        findings::brief(&mut page, finding, MAX_FINDING_LINES);
        shown += 1;
    }
    page.gap();
    page.paragraph(QUIET, 0, &left_out(plan, plan.findings.len().saturating_sub(shown) as u64));
    page.finish()
}

/// "2 more findings, 3 remedies, what happens in each pool and why: --verbose".
fn left_out(plan: &Plan, findings: u64) -> String {
    let counts = [(findings, "more finding"), (plan.remedies.len() as u64, "remedy")];
    let parts = counts.iter().filter(|(number, _)| *number > 0).map(|&(number, noun)| match (noun, number) {
        ("remedy", 2..) => format!("{number} remedies"),
        _ => count(number, noun),
    });
    let parts: Vec<String> = parts.chain(["what happens in each pool".to_owned()]).collect();
    format!("{} and why: --verbose", parts.join(", "))
}
