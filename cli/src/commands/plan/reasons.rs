//! The reasons for the advised settings.

use crate::text::{ADVISED, BOLD, PLAIN, QUIET, page::Page};
use poolwise::{Plan, advise::Reason};

pub(super) fn reasons(page: &mut Page, plan: &Plan) {
    page.heading("Why", "");
    for service in &plan.services {
        // The text leaves out reasons for settings that are kept; the JSON has them.
        for reason in service.advised.reasons.iter().filter(|reason| !reason.kept) {
            print_reason(page, &service.name, reason);
        }
    }
    for reason in plan.pooler.iter().flat_map(|pooler| &pooler.reasons) {
        print_reason(page, "pooler", reason);
    }
    let assumed = assumed(plan);
    if !assumed.is_empty() {
        page.gap();
        page.item(BOLD, 2, "assumed", PLAIN, "these defaults, since nothing else is given:");
        page.paragraph(QUIET, 4, &assumed.join(", "));
    }
}

/// The defaults that the numbers rest on, each once.
fn assumed(plan: &Plan) -> Vec<String> {
    let mut defaults = Vec::new();
    let of_pooler = plan.pooler.iter().flat_map(|pooler| &pooler.reasons);
    let reasons = plan.services.iter().flat_map(|service| &service.advised.reasons).chain(of_pooler);
    for assumed in reasons.flat_map(|reason| &reason.assumed) {
        let one = format!("{} = {}", assumed.field, assumed.shown());
        if !defaults.contains(&one) {
            defaults.push(one);
        }
    }
    defaults
}

fn print_reason(page: &mut Page, whose: &str, reason: &Reason) {
    page.gap();
    page.item(BOLD, 2, &format!("{whose}:"), ADVISED, &format!("{} = {}", reason.field, reason.shown()));
    page.paragraph(PLAIN, 4, &reason.because);
    for sentence in reason.background() {
        page.paragraph(QUIET, 4, &sentence);
    }
}
