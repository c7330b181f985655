//! Findings as people read them.

use super::{BOLD, PLAIN, QUIET, page::Page, printable, severity, styled};
use poolwise::{
    format::count,
    rules::{Finding, Severity},
};
use std::{borrow::Cow, collections::BTreeMap};

/// One finding: what, where, and what to do. `place` is its file and line, where it has one.
pub(crate) fn finding(page: &mut Page, finding: &Finding, place: Option<&str>) {
    head(page, finding, place);
    page.paragraph(PLAIN, 2, &finding.message);
    page.item(BOLD, 2, "help:", PLAIN, &finding.help);
}

/// The same in at most so many lines of message and of help: a large fleet has long lists in them.
pub(crate) fn brief(page: &mut Page, finding: &Finding, most: usize) {
    head(page, finding, None);
    page.clipped(PLAIN, 2, &finding.message, most);
    page.clipped(PLAIN, 2, &format!("help: {}", finding.help), most);
}

fn head(page: &mut Page, finding: &Finding, place: Option<&str>) {
    page.gap();
    let (style, word) = severity(finding.severity);
    let title = styled(style, &format!("{word}[{}]", finding.code));
    page.line(&format!("{title} {}", styled(BOLD, &finding.rule)));
    let field = printable(&finding.field);
    let whereabouts = match place {
        Some(place) => format!("{} ({field})", printable(place)),
        None => field.into_owned(),
    };
    page.item(QUIET, 2, "at", QUIET, &whereabouts);
}

/// The findings, and of the notes of each rule the first with how many there are, unless `verbose`: a fleet of thirty services
/// would have thirty that say the same.
pub(crate) fn summed(findings: &[Finding], verbose: bool) -> Vec<Cow<'_, Finding>> {
    let is_note = |finding: &Finding| finding.severity == Severity::Info && !verbose;
    let mut notes: BTreeMap<&str, u64> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| is_note(finding)) {
        *notes.entry(&finding.code).or_default() += 1;
    }
    let shown = |finding| {
        if !is_note(finding) {
            return Some(Cow::Borrowed(finding));
        }
        // The first of a rule takes the number of them along.
        match notes.remove(&*finding.code)? {
            1 => Some(Cow::Borrowed(finding)),
            all => Some(Cow::Owned(with_others(finding, all - 1))),
        }
    };
    findings.iter().filter_map(shown).collect()
}

fn with_others(finding: &Finding, others: u64) -> Finding {
    let mut first = finding.clone();
    first.message =
        format!("{}, and {} of this rule (--verbose shows them)", first.message, count(others, "more note"));
    first
}

/// "2 errors, 1 warning".
pub(crate) fn summary(findings: &[Finding]) -> String {
    let kinds = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "note")];
    let counts = kinds.iter().filter_map(|&(kind, noun)| {
        let number = findings.iter().filter(|finding| finding.severity == kind).count();
        (number > 0).then(|| count(number as u64, noun))
    });
    counts.collect::<Vec<_>>().join(", ")
}
