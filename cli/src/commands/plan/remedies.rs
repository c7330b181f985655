//! Prints required changes, remedies, and how many instances fit.

use crate::text::{ADVISED, BOLD, PLAIN, QUIET, page::Page};
use poolwise::{Plan, advise::Remedy, budget::FittingInstances, format::grouped, predict::State};

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
        page.paragraph(QUIET, 2, &format!("{}: {}", line.name, describe(line.fitting_instances)));
    }
}

fn describe(until: FittingInstances) -> String {
    const UNKNOWN: &str = "its number of connections has no limit, so any instance may be too many";
    match (until.current, until.advised) {
        (None, None) => UNKNOWN.to_owned(),
        (None, Some(then)) => format!("{UNKNOWN}; with the advised pools {}", fit(then)),
        (Some(now), Some(then)) if now != then => format!("{}; with the advised pools {}", fit(now), fit(then)),
        (Some(now), _) => fit(now),
    }
}

fn fit(most: u64) -> String {
    match most {
        0 => "not even 1 instance fits".to_owned(),
        1 => "1 instance fits".to_owned(),
        _ => format!("up to {} instances fit", grouped(most)),
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
