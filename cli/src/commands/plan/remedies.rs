//! Prints required changes, remedies, and how many instances fit.

use crate::text::{ADVISED, BOLD, PLAIN, QUIET, page::Page};
use poolwise::{Plan, advise::Remedy, predict::State};

/// Changes that the advice requires besides pools.
pub(super) fn required_changes(page: &mut Page, plan: &Plan) {
    if let Some(remedy) = &plan.required_changes {
        page.gap();
        page.item(BOLD, 2, "and:", ADVISED, &remedy.change);
        page.paragraph(QUIET, 4, &remedy.cost);
    }
}

/// How many instances fit.
pub(super) fn until(page: &mut Page, plan: &Plan) {
    page.gap();
    for line in &plan.budget.services {
        page.paragraph(QUIET, 2, &format!("{}: {}", line.name, line.fitting_instances.describe()));
    }
}

/// Changes that would meet every target if no pools can.
pub(super) fn remedies(page: &mut Page, plan: &Plan) {
    if plan.remedies.is_empty() {
        return;
    }
    let has_traffic = plan.services.iter().any(|service| service.current.prediction.state != State::NoTraffic);
    let suffices = if has_traffic { "each meets every target" } else { "with each all pools fit" };
    page.heading("Remedies", &format!("{suffices}; the cheapest first"));
    for (number, Remedy { change, effect, cost, .. }) in plan.remedies.iter().enumerate() {
        page.gap();
        page.item(BOLD, 2, &format!("{}.", number + 1), PLAIN, change);
        page.paragraph(PLAIN, 5, &format!("Then {effect}"));
        page.paragraph(QUIET, 5, &format!("Cost: {cost}"));
    }
}
