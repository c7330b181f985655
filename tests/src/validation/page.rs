//! The page of the book that shows every run.

use super::{
    compared::{Compared, Quantity},
    measured::Run,
};
use poolwise::{
    format::{duration, number, percent},
    predict::Method,
};
use std::fmt::Write as _;

const COLUMNS: [&str; 7] = ["utilization", "mean wait", "p95", "p99", "timeouts", "first timeout", "opened/s"];

/// The tables of `docs/validation.md`: every run, what was measured and what was predicted.
#[must_use]
pub fn page(rows: &[(&Run, Compared)]) -> String {
    let mut text = String::new();
    let all = rows.iter().flat_map(|(_, compared)| &compared.quantities);
    let (held, count) = (all.clone().filter(|quantity| quantity.holds()).count(), all.count());
    let whole = rows.iter().filter(|(_, compared)| compared.quantities.iter().all(Quantity::holds)).count();
    let known = rows.iter().filter(|(_, compared)| compared.end_to_end.holds()).count();
    let _ = writeln!(
        text,
        "{held} of {count} numbers are where they must be, in {whole} of {} scenarios all of them; end to end {known} of {}.\n",
        rows.len(),
        rows.len()
    );
    let _ = writeln!(text, "| scenario | method | {} | end to end |", COLUMNS.join(" | "));
    let _ = writeln!(text, "|---|---|{}---|", "---|".repeat(COLUMNS.len()));
    for (run, compared) in rows {
        let method = match compared.prediction.method {
            _ if run.is_transient() => "course",
            Method::ClosedForm => "closed form",
            Method::Simulation => "simulation",
        };
        let _ = write!(text, "| {} | {method} |", run.id);
        for name in COLUMNS {
            let quantity = compared.quantities.iter().find(|quantity| quantity.name == name);
            let _ = write!(text, " {} |", quantity.map_or_else(|| "–".to_owned(), cell));
        }
        let _ = writeln!(text, " {} |", cell(&compared.end_to_end));
    }
    text
}

/// "0.699 / 0.701", measured / predicted; bold with its goal where the measurement is not where it must be.
fn cell(quantity: &Quantity) -> String {
    let tell: fn(f64) -> String = match quantity.name {
        "utilization" | "timeouts" => percent,
        "opened/s" => number,
        _ => duration,
    };
    let pair = format!("{} / {}", tell(quantity.measured), tell(quantity.predicted));
    if quantity.holds() {
        pair
    } else {
        let [low, high] = quantity.goal.map(|bound| tell(bound.max(0.0)));
        format!("**{pair}** ({low} to {high})")
    }
}
