//! What pools bear beyond the traffic that is given.

use super::{
    HEADROOM_STEP,
    misses::{Target, excess_under_stress, misses},
    required_capacity::{STRESSED_UTILIZATION, most_useful},
    search::{largest_within, smallest},
};
use crate::{
    predict::{Essentials, Prediction, ScaledPool, essentials_of_long_holds},
    scenario::{Pool, Service, ServiceKind, Targets},
    units::{as_f64, ceil_count, floor_count},
};
use serde::{Deserialize, Serialize};

/// What the pools of a service bear: for each quantity the largest at which they still meet the targets, each changed alone.
/// Of utilization the peak counts here, and the mean as long as the traffic is no more than is given.
///
/// By closed form, whose wait is taken to be off by the same factor as at the traffic that was simulated, or where few long
/// holds are followed by themselves, in the same way; `traffic` agrees with what was predicted for the traffic that the headroom
/// asks for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Headroom {
    /// The factor on the rate of every class of traffic, 0 to 100, in hundredths rounded down.
    pub traffic: f64,
    /// The factor on the hold of every class of traffic, 0 to 100, in hundredths rounded down.
    pub hold: f64,
    /// The instances that may be lost while the others take their traffic; 0 where there is one.
    pub lost_instances: u64,
    /// The busiest process's share of the traffic over the fair share, at most the number of processes.
    pub imbalance: f64,
}

/// The traffic that advised pools must bear, as factors on the traffic of the busiest process.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stress {
    /// At which the targets must be met.
    pub(super) traffic: f64,
    /// At which, or at such a factor on the hold, a pool must still keep up.
    pub(super) stable: f64,
}

/// How far the factors go.
const MAX_HUNDREDTHS: u64 = 10_000;
const HUNDREDTHS: f64 = 100.0;

impl Stress {
    /// What a headroom asks of a service: its targets at the headroom and at the traffic that the loss of one instance leaves
    /// to each other one, and that a pool keeps up at twice the traffic or the hold, or at a headroom that is larger. A
    /// headroom below 1.5 asks for twice as far as itself instead. An imbalance that is given is a fact, and the headroom
    /// comes on top of it.
    ///
    /// The loss of an instance counts as far as a pool has to keep up. A job catches up later, so neither counts for a job.
    pub(super) fn new(service: &Service, headroom: f64) -> Self {
        let stable = (1.0 + 2.0 * (headroom - 1.0)).min(headroom.max(2.0));
        let instances = f64::from(service.instances.get());
        let lost = if instances > 1.0 { (instances / (instances - 1.0)).min(stable) } else { 1.0 };
        let (traffic, stable) = match service.kind {
            ServiceKind::Web => (headroom.max(lost), stable),
            // Its platform starts another instance for one that is lost.
            ServiceKind::Function => (headroom, stable),
            ServiceKind::Job => (headroom, headroom),
        };
        Self { traffic, stable }
    }

    /// Whether it asks for more than the traffic itself.
    pub(super) fn is_any(self) -> bool {
        self.traffic > 1.0 || self.stable > 1.0
    }
}

impl Headroom {
    /// Of one pool of a service with the settings `pool`, for which `now` is predicted, and `stressed` for so many times
    /// the traffic; None without traffic, where nothing bounds the pool, and for a function: more traffic starts more
    /// instances, and the budget has how many of them fit.
    pub(crate) fn measure(
        service: &Service,
        pool: &Pool,
        targets: &Targets,
        now: &Prediction,
        stressed: Option<&(f64, Prediction)>,
        may_simulate: bool,
    ) -> Option<Self> {
        let utilization = now.utilization.filter(|utilization| *utilization > 0.0)?;
        if service.kind == ServiceKind::Function {
            return None;
        }
        let (factor, known) = stressed.map_or((1.0, now), |(factor, prediction)| (*factor, prediction));
        let scaled = ScaledPool::new(service, pool)?;
        let (by_formula, there) = (scaled.essentials(factor, 1.0).wait_p95_ms, Essentials::from(known));
        let follows = may_simulate && essentials_of_long_holds(service, pool).is_some();
        let search = Search {
            pool: scaled,
            followed: follows.then_some((service, pool)),
            targets,
            guess: targets.utilization_peak.get() / utilization,
            // Where nobody waits there is nothing to compare.
            off: if by_formula > 0.0 && there.wait_p95_ms > 0.0 { there.wait_p95_ms / by_formula } else { 1.0 },
        };
        let traffic = search.largest(|factor| (factor, 1.0));
        let hold = search.largest(|factor| (1.0, factor));
        let traffic = if excess_under_stress(targets, &there) <= 0.0 {
            traffic.max(rounded_down(factor))
        } else {
            traffic.min(rounded_down(factor - 1.0 / HUNDREDTHS))
        };
        let of_mean = misses(targets, now).into_iter().find(|miss| miss.target == Target::UtilizationMean);
        let within_mean = of_mean.map_or(f64::INFINITY, |miss| {
            let busy = now.busy_at_most().map_or(miss.value, |most| now.offered_load / as_f64(most));
            rounded_down(miss.limit / busy.max(miss.value))
        });
        Some(Self::new(service, traffic.min(within_mean), hold.min(within_mean)))
    }
}

impl Headroom {
    /// By how much it falls short of what the headroom asks for, as a factor on the traffic in hundredths; 0 where it
    /// does not.
    pub(crate) fn missing(self, service: &Service, pool: &Pool, targets: &Targets) -> f64 {
        let stress = Stress::new(service, targets.headroom.get());
        let useful = service.capacity(pool).map_or(u64::MAX, |capacity| capacity.min(most_useful(service)));
        let keeps_up_at = as_f64(useful) * STRESSED_UTILIZATION / service.offered_load();
        let missing = (stress.traffic - self.traffic).max(stress.stable - keeps_up_at);
        rounded_down((missing - HEADROOM_STEP).max(0.0))
    }

    /// What a pool behind a pooler bears: no more traffic and no longer holds than the pooler's own pools.
    pub(crate) fn within(self, of_pooler: Option<Self>, service: &Service) -> Self {
        let Some(pooler) = of_pooler else { return self };
        Self::new(service, self.traffic.min(pooler.traffic), self.hold.min(pooler.hold))
    }

    fn new(service: &Service, traffic: f64, hold: f64) -> Self {
        let instances = f64::from(service.instances.get());
        Self {
            traffic,
            hold,
            lost_instances: floor_count(instances - instances / traffic.max(1.0)),
            imbalance: rounded_down((traffic * service.busiest_share()).min(as_f64(service.processes()))),
        }
    }
}

fn rounded_down(factor: f64) -> f64 {
    as_f64(floor_count(factor * HUNDREDTHS)) / HUNDREDTHS
}

struct Search<'a> {
    pool: ScaledPool,
    /// The service and its pool, where long holds are followed.
    followed: Option<(&'a Service, &'a Pool)>,
    targets: &'a Targets,
    /// The factor that the utilization alone allows.
    guess: f64,
    /// The factor by which the closed form of the wait is off.
    off: f64,
}

impl Search<'_> {
    /// The largest factor at which the targets are met, given what it makes of the factors on the rate and on the hold.
    fn largest(&self, factors: impl Fn(f64) -> (f64, f64)) -> f64 {
        let excess = |hundredths: u64| {
            let (rate, hold) = factors(as_f64(hundredths) / HUNDREDTHS);
            let followed =
                self.followed.and_then(|(service, pool)| essentials_of_long_holds(&service.scaled(rate, hold), pool));
            let by_formula = || self.pool.essentials(rate, hold).with_waits_times(self.off);
            excess_under_stress(self.targets, &followed.unwrap_or_else(by_formula))
        };
        let guess = ceil_count(HUNDREDTHS * self.guess).clamp(1, MAX_HUNDREDTHS);
        let at_guess = excess(guess);
        let largest = if at_guess > 0.0 {
            largest_within((0, -1.0), (guess, at_guess), excess)
        } else {
            let first_beyond = smallest(guess..=MAX_HUNDREDTHS, guess + 1, |hundredths| excess(hundredths) > 0.0);
            first_beyond.unwrap_or(MAX_HUNDREDTHS + 1) - 1
        };
        as_f64(largest) / HUNDREDTHS
    }
}
