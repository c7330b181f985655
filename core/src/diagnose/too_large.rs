//! PD010: the pool is far larger than anything that was seen in it.

use super::{BiggerPool, Certainty, DiagnosisBody, Evidence, Pattern, commands, context::DiagnosisContext};
use crate::format::number;

pub(super) const PATTERN: Pattern = Pattern {
    code: "PD010",
    name: "pool-too-large",
    summary: "few of the pool's connections are ever used",
    bigger_pool: BiggerPool::Beside,
    source: "PostgreSQL wiki, Number Of Database Connections",
    url: "https://wiki.postgresql.org/wiki/Number_Of_Database_Connections",
    commands: &[commands::POOL_STATUS, commands::BY_STATE],
    detect,
};

/// Below this share of a pool that is worth a word.
const SHARE: f64 = 0.2;
const WORTH: f64 = 20.0;

fn detect(context: &DiagnosisContext<'_>) -> Option<DiagnosisBody> {
    let ((measurement, busy), capacity) = context.largest("checked_out").zip(context.capacity())?;
    // One pool among many that is seen at a quiet moment says little; a need by Little's law says more.
    let need = context.load().map_or(busy, |load| busy.max(load));
    if capacity < WORTH || need > SHARE * capacity || context.exhausted().is_some() {
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
        help: "a pool that large lets a leak or a slow statement take that many connections before anybody notices, \
               and the budget counts all of them"
            .to_owned(),
        evidence,
        more: "the number checked out at the busiest hour",
        fix: Vec::new(),
    })
}
