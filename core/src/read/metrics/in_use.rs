//! How many connections `psycopg_pool` has given out: its metrics have the open and the free ones only.

use super::{Families, number, series};
use crate::read::{MeasuredQuantity, reader::Reader};

const OPEN: &str = "pool_size";
const FREE: &str = "pool_available";
const WAITING: &str = "requests_waiting";
const MAX: &str = "pool_max";

/// Adds what each pool has given out, and its size where requests wait for a connection of a pool whose limit is missing.
pub(super) fn take(reader: &mut Reader<'_>, families: &Families<'_>) {
    for (name, (_, _, open)) in families {
        let Some(prefix) = name.strip_suffix(OPEN).filter(|prefix| prefix.ends_with("psycopg_pool_")) else { continue };
        let family = |end: &str| families.get(format!("{prefix}{end}").as_str()).map(|(_, _, family)| family);
        let Some(free) = family(FREE) else { continue };
        let all: Vec<_> = open.all().collect();
        let labels = series::differing(&all);
        let mut full = 0.0_f64;
        for one in &all {
            let Some(idle) = free.with_labels(&one.labels).filter(|idle| *idle <= one.value) else { continue };
            let of = series::owner(one, &labels);
            reader.add_measurement(
                MeasuredQuantity::CheckedOut,
                of.as_deref(),
                one.span.clone(),
                number(one.value - idle),
            );
            let waiting = family(WAITING).and_then(|waiting| waiting.with_labels(&one.labels));
            if idle == 0.0 && waiting.is_some_and(|waiting| waiting > 0.0) {
                full = full.max(one.value);
            }
        }
        let largest = all.iter().find(|one| one.value.total_cmp(&full).is_eq() && full > 0.0);
        if let Some(one) = largest.filter(|_| family(MAX).is_none()) {
            // A pool grows while requests wait, so what is open then is most likely all that may be.
            reader.assume("pool.size", name, one.span.clone(), number(one.value));
            reader.assume("pool.overflow", name, one.span.clone(), 0);
        }
    }
}
