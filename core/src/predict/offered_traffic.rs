//! What one pool of a service is asked for.

use crate::{
    queue::Arrivals,
    scenario::{Moments, Service},
};

/// The traffic of one pool. Times in seconds, rates a second; rate and hold are above 0.
#[derive(Clone, Debug)]
pub(super) struct OfferedTraffic {
    /// Mean rate over all phases.
    pub(super) rate: f64,
    pub(super) hold: f64,
    pub(super) hold_cv: f64,
    pub(super) connect: f64,
    /// The most requests that ask at once; None where the tasks are not known.
    pub(super) at_once: Option<u64>,
    /// The stretches of traffic that alternate: one, or the quieter and then the busier.
    pub(super) phases: Vec<Phase>,
    /// How long one round of all phases takes.
    pub(super) period: f64,
}

/// A stretch of steady traffic.
#[derive(Clone, Copy, Debug)]
pub(super) struct Phase {
    /// The share of time it lasts.
    pub(super) time: f64,
    pub(super) rate: f64,
}

/// A nanosecond, below any clock: the inverse of a shorter hold would be no number.
const SHORTEST_HOLD: f64 = 1e-9;

impl OfferedTraffic {
    /// None without traffic.
    pub(super) fn on_one_pool(service: &Service) -> Option<Self> {
        let hold = service.hold();
        let rate = service.per_pool(service.rate_per_s());
        let phases: Vec<Phase> = match &service.burst {
            None => vec![Phase { time: 1.0, rate }],
            Some(burst) => {
                let time = burst.for_s.get() / burst.every_s.get();
                let burst = Phase { time, rate: rate * burst.factor.get() };
                let mut phases = vec![Phase { time: 1.0 - time, rate }, burst];
                phases.retain(|phase| phase.time > 0.0);
                phases.sort_by(|a, b| a.rate.total_cmp(&b.rate));
                phases
            }
        };
        let given = hold.mean_ms > 0.0;
        let rate: f64 = phases.iter().map(|phase| phase.time * phase.rate).sum();
        let traffic = Self {
            rate,
            hold: (hold.mean_ms / 1000.0).max(SHORTEST_HOLD),
            hold_cv: hold.cv,
            connect: service.connect_ms.as_seconds(),
            at_once: service.checkouts_at_once(),
            phases,
            period: service.burst.as_ref().map_or(f64::INFINITY, |burst| burst.every_s.get()),
        };
        (traffic.rate > 0.0 && given).then_some(traffic)
    }

    /// With so many times the rate, and with holds of these moments.
    pub(super) fn scaled(&self, rate: f64, hold: Moments) -> Self {
        let phase = |phase: &Phase| Phase { rate: phase.rate * rate, ..*phase };
        Self {
            rate: self.rate * rate,
            hold: (hold.mean_ms / 1000.0).max(SHORTEST_HOLD),
            hold_cv: hold.cv,
            phases: self.phases.iter().map(phase).collect(),
            ..*self
        }
    }

    /// Of so many connections those that can be busy at once.
    pub(super) fn busy_at_most(&self, capacity: u64) -> u64 {
        self.at_once.map_or(capacity, |at_once| at_once.min(capacity))
    }

    /// With holds of `hold` seconds, of which all that is not the traffic's own is the same for each: a pre-ping makes
    /// them less variable.
    pub(super) fn arrivals(&self, phase: &Phase, hold: f64) -> Arrivals {
        Arrivals { rate: phase.rate, hold, hold_cv: self.hold_cv * (self.hold / hold).min(1.0) }
    }
}
