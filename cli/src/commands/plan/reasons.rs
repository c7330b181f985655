//! Why each advised setting is what it is.

use crate::text::{ADVISED, BOLD, PLAIN, QUIET, page::Page};
use poolwise::{Plan, advise::Reason};

pub(super) fn reasons(page: &mut Page, plan: &Plan) {
    page.heading("Why", "");
    for service in &plan.services {
        // What is kept needs no reason in a report for people; the JSON has them all.
        for reason in service.advised.reasons.iter().filter(|reason| !reason.kept) {
            tell(page, &service.name, reason);
        }
    }
    for reason in plan.pooler.iter().flat_map(|pooler| &pooler.reasons) {
        tell(page, "pooler", reason);
    }
}

fn tell(page: &mut Page, whose: &str, reason: &Reason) {
    page.gap();
    page.item(BOLD, 2, &format!("{whose}:"), ADVISED, &format!("{} = {}", reason.field, reason.shown()));
    page.paragraph(PLAIN, 4, &reason.because);
    page.paragraph(QUIET, 4, &reason.formula);
    page.paragraph(QUIET, 4, &format!("Changes with: {}", reason.changes));
    page.paragraph(QUIET, 4, &format!("Source: {}", reason.source));
}
