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
    let assumed = assumed(plan);
    if !assumed.is_empty() {
        page.gap();
        page.item(BOLD, 2, "assumed", PLAIN, "by default, since nothing else is given:");
        page.paragraph(QUIET, 4, &assumed.join(", "));
    }
}

/// Every default that a number rests on, once.
fn assumed(plan: &Plan) -> Vec<String> {
    let mut told = Vec::new();
    let of_pooler = plan.pooler.iter().flat_map(|pooler| &pooler.reasons);
    let reasons = plan.services.iter().flat_map(|service| &service.advised.reasons).chain(of_pooler);
    for assumed in reasons.flat_map(|reason| &reason.assumed) {
        let one = format!("{} = {}", assumed.field, assumed.shown());
        if !told.contains(&one) {
            told.push(one);
        }
    }
    told
}

fn tell(page: &mut Page, whose: &str, reason: &Reason) {
    page.gap();
    page.item(BOLD, 2, &format!("{whose}:"), ADVISED, &format!("{} = {}", reason.field, reason.shown()));
    page.paragraph(PLAIN, 4, &reason.because);
    page.paragraph(QUIET, 4, &reason.formula);
    page.paragraph(QUIET, 4, &format!("Changes with: {}", reason.changes));
    page.paragraph(QUIET, 4, &format!("Source: {}", reason.source));
}
