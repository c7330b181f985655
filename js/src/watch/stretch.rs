//! Which part of a run is watched.

use super::PLAY_S;
use poolwise::{simulate::Visit, units::as_f64};

/// A stretch of time, in seconds from the start of the pool.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stretch {
    pub(super) from_s: f64,
    pub(super) for_s: f64,
}

/// So few requests show little, and with more nobody can follow one.
const REQUESTS: [f64; 2] = [40.0, 150.0];

/// The part of a run that is left out: its pool is still empty.
const WARM_UP: f64 = 1.0 / 6.0;

impl Stretch {
    /// The stretch in which most requests wait or give up, and of those the first; None without requests.
    ///
    /// It is as long as the pictures take if a request of mean hold is seen for a second, within bounds.
    pub(super) fn busiest(visits: &[Visit], horizon_s: f64) -> Option<Self> {
        let count = as_f64(visits.len() as u64);
        let held: f64 = visits.iter().map(|visit| visit.hold_s).filter(|hold| hold.is_finite()).sum();
        let load = held / horizon_s;
        let [fewest, most] = REQUESTS;
        let for_s = ((PLAY_S * load).clamp(fewest, most) / count * horizon_s).min(horizon_s / 2.0);
        let half = for_s / 2.0;
        let starts = || std::iter::successors(Some(horizon_s * WARM_UP), |start| Some(start + half));
        // Each half of a stretch is counted once.
        let asks_from = |from: f64| visits.partition_point(|visit| visit.asks_s < from);
        let weight = |from: f64| {
            let asking = &visits[asks_from(from)..asks_from(from + half)];
            asking.iter().map(|visit| u64::from(visit.wait_s > 0.0) + u64::from(visit.gives_up)).sum::<u64>()
        };
        let halves: Vec<(f64, u64)> =
            starts().take_while(|start| start + half <= horizon_s).map(|start| (start, weight(start))).collect();
        let mut best: Option<(f64, u64)> = None;
        for pair in halves.windows(2) {
            let sum = pair[0].1 + pair[1].1;
            if best.is_none_or(|(_, most)| sum > most) {
                best = Some((pair[0].0, sum));
            }
        }
        best.filter(|_| !visits.is_empty()).map(|(from_s, _)| Self { from_s, for_s })
    }

    /// Where a moment is within it: 0 at its beginning, 1 at its end.
    pub(super) fn share(self, at_s: f64) -> f64 {
        (at_s - self.from_s) / self.for_s
    }

    pub(super) fn to_s(self) -> f64 {
        self.from_s + self.for_s
    }
}
