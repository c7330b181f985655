//! What to change besides pools, and how far what there is goes.

use crate::text::{ADVISED, BOLD, PLAIN, QUIET, page::Page};
use poolwise::{Plan, advise::WayOut, budget::Until, format::count};

/// What the advice changes besides pools.
pub(super) fn also_change(page: &mut Page, plan: &Plan) {
    if let Some(way) = &plan.also_change {
        page.gap();
        page.item(BOLD, 2, "and:", ADVISED, &way.change);
        page.paragraph(QUIET, 4, &way.cost);
    }
}

/// How many instances fit.
pub(super) fn until(page: &mut Page, plan: &Plan) {
    page.gap();
    for line in &plan.budget.services {
        let Until { current, advised } = line.until;
        let then =
            if current == advised { String::new() } else { format!("; with the advised pools {}", fit(advised)) };
        page.paragraph(QUIET, 2, &format!("of {} {} fit{then}", line.name, fit(current)));
    }
}

fn fit(most: Option<u64>) -> String {
    match most {
        None => "no number of instances, since nothing bounds its pools,".to_owned(),
        Some(0) => "not even 1 instance".to_owned(),
        Some(most) => format!("up to {}", count(most, "instance")),
    }
}

/// What would meet every target, where no pools do.
pub(super) fn ways_out(page: &mut Page, plan: &Plan) {
    if plan.ways_out.is_empty() {
        return;
    }
    page.heading("Ways out", "each alone meets every target; the cheapest first");
    for (number, WayOut { change, effect, cost, .. }) in plan.ways_out.iter().enumerate() {
        page.gap();
        page.item(BOLD, 2, &format!("{}.", number + 1), PLAIN, change);
        page.paragraph(PLAIN, 5, &format!("Then {effect}"));
        page.paragraph(QUIET, 5, &format!("Cost: {cost}"));
    }
}
