//! PD010: the pool is far larger than its measured use.

use super::{BiggerPool, Certainty, DiagnosisBody, Evidence, Pattern, commands, context::DiagnosisContext};
use crate::{format::number, read::MeasuredQuantity};

pub(super) const PATTERN: Pattern = Pattern {
    code: "PD010",
    name: "pool-too-large",
    summary: "the pool has far more connections than are ever checked out",
    bigger_pool: BiggerPool::Beside,
    source: "PostgreSQL wiki, Number Of Database Connections",
    url: "https://wiki.postgresql.org/wiki/Number_Of_Database_Connections",
    relief: None,
    commands: &[commands::POOL_STATUS, commands::BY_STATE],
    detect,
};

/// A pool counts as too large if at most this share of it is needed.
const MAX_NEEDED_SHARE: f64 = 0.2;
/// Smaller pools cost too little to be worth a diagnosis.
const MIN_CONNECTIONS: f64 = 20.0;

fn detect(context: &DiagnosisContext<'_>) -> Option<DiagnosisBody> {
    let ((measurement, busy), capacity) = context.largest(MeasuredQuantity::CheckedOut).zip(context.capacity())?;
    // A measurement at a quiet moment shows little; the need by Little's law shows more.
    let need = context.load().map_or(busy, |load| busy.max(load));
    if capacity < MIN_CONNECTIONS || need > MAX_NEEDED_SHARE * capacity || context.exhausted().is_some() {
        return None;
    }
    let mut evidence = vec![Evidence::new(
        Some(measurement.line),
        format!("{} of {} connections were checked out", number(busy), number(capacity)),
    )];
    evidence.extend(context.littles_law());
    Some(DiagnosisBody {
        certainty: if context.load().is_some() { Certainty::Likely } else { Certainty::Possible },
        message: format!("at most {} of {} connections are needed", number(need.ceil()), number(capacity)),
        help:
            "in a pool of this size, a leak or a slow statement takes all these connections before an error shows it, \
               and the budget counts all of them"
                .to_owned(),
        evidence,
        more: "the number of checked-out connections in the busiest hour",
        fix: Vec::new(),
    })
}
