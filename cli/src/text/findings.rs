//! Findings as people read them.

use super::{BOLD, PLAIN, QUIET, page::Page, printable, severity, styled};
use poolwise::{
    format::count,
    rules::{Finding, Severity},
};

/// One finding: what, where, and what to do. `place` is its file and line, where it has one.
pub(crate) fn finding(page: &mut Page, finding: &Finding, place: Option<&str>) {
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
    page.paragraph(PLAIN, 2, &finding.message);
    page.item(BOLD, 2, "help:", PLAIN, &finding.help);
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
