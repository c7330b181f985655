//! How much more a pool would bear.

use super::{all_misses, search::smallest};
use crate::{
    predict::{Prediction, Times, predict_by_formula},
    scenario::{Pool, Service, Targets},
    units::{as_f64, ceil_count},
};
use serde::{Deserialize, Serialize};

/// By what the traffic or the hold may be multiplied before a target is missed, each alone, in tenths rounded down; at
/// most 100.
///
/// By closed form, whose wait is taken to be off by the same factor as it is now, where that was simulated.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Sensitivity {
    /// The rate of every class of traffic.
    pub traffic: f64,
    /// The hold of every class of traffic.
    pub hold: f64,
}

const TENTHS: f64 = 10.0;
/// As it is, and the most that anybody asks for, in tenths.
const NOW: u64 = 10;
const END: u64 = 1000;

impl Sensitivity {
    /// Of one pool of a service with the settings `pool`, which does as `now` says; None without traffic.
    #[must_use]
    pub fn of(service: &Service, pool: &Pool, targets: &Targets, now: &Prediction) -> Option<Self> {
        let utilization = now.utilization.filter(|utilization| *utilization > 0.0)?;
        let by_formula = predict_by_formula(service, pool).wait_ms.p95;
        let search = Search {
            service,
            pool,
            targets,
            utilization,
            // Where nobody waits there is nothing to compare.
            off: if by_formula > 0.0 && now.wait_ms.p95 > 0.0 { now.wait_ms.p95 / by_formula } else { 1.0 },
        };
        Some(Self {
            traffic: search.most(|service, factor| service.times(factor, 1.0)),
            hold: search.most(|service, factor| service.times(1.0, factor)),
        })
    }
}

struct Search<'a> {
    service: &'a Service,
    pool: &'a Pool,
    targets: &'a Targets,
    utilization: f64,
    /// What the closed form of the wait is off by as it is.
    off: f64,
}

impl Search<'_> {
    fn predict(&self, service: &Service) -> Prediction {
        let then = predict_by_formula(service, self.pool);
        Prediction { wait_ms: Times { p95: then.wait_ms.p95 * self.off, ..then.wait_ms }, ..then }
    }

    /// The largest factor at which the targets are met.
    fn most(&self, scaled: impl Fn(&Service, f64) -> Service) -> f64 {
        let fails = |tenths: u64| {
            let service = scaled(self.service, as_f64(tenths) / TENTHS);
            let in_deploy = service.in_deploy().map(|service| self.predict(&service));
            !all_misses(self.targets, &self.predict(&service), in_deploy.as_ref()).is_empty()
        };
        let guess = ceil_count(TENTHS * self.targets.utilization_mean.get() / self.utilization);
        let first_failing = smallest(NOW + 1..=END, guess, fails).unwrap_or(END + 1);
        as_f64(first_failing - 1) / TENTHS
    }
}
