//! The chart's sentences and its table.

use super::{Size, Waits};
use crate::format::{duration, percent};
use poolwise_chart::Table;

impl Waits<'_> {
    pub(super) fn summary(&self) -> String {
        let [current, advised] = self.here;
        let now = format!(
            "95 % of requests wait at most {} with the current {} connections of a pool, {} with the advised {}; the target is {}.",
            duration(current.p95_ms),
            current.capacity,
            duration(advised.p95_ms),
            advised.capacity,
            duration(self.target_ms),
        );
        let others = self
            .others
            .iter()
            .map(|other| format!(" {}: {} with {}.", other.name, duration(other.p95_ms), other.capacity));
        others.fold(now, |all, other| all + &other)
    }

    pub(super) fn table(&self) -> Table {
        let heads = ["Connections", "p50", "p95", "p99", "Timeouts"].map(str::to_owned);
        let others = self.others.iter().map(|other| format!("p95, {}", other.name));
        let row = |(index, Size { capacity, wait_ms, timeouts }): (usize, &Size)| {
            let waits = [wait_ms.p50, wait_ms.p95, wait_ms.p99].map(duration);
            let others = self.others.iter().map(|other| duration(other.p95_by_size_ms[index]));
            [capacity.to_string()].into_iter().chain(waits).chain([percent(*timeouts)]).chain(others).collect()
        };
        Table {
            heads: heads.into_iter().chain(others).collect(),
            rows: self.sizes.iter().enumerate().map(row).collect(),
        }
    }
}
