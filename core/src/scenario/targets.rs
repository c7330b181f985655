//! What good means.

use super::{Service, ServiceKind};
use crate::units::{Fraction, Millis, Multiple};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What good means: the targets that advice must meet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a table such as { wait_p95_ms = 50 }")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Targets {
    /// Mean share of size + overflow that is checked out, default 0.70; 0.90 for jobs.
    pub utilization_mean: Fraction,
    /// The same in a burst, and at the traffic that the headroom covers, default 0.90; 0.95 for jobs.
    pub utilization_peak: Fraction,
    /// The wait for a connection that 95 % of requests stay within, default 50 ms; for jobs 10 s, or one hold where that
    /// is longer.
    pub wait_p95_ms: Millis,
    /// The wait for a connection that 99 % of requests stay within, default none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait_p99_ms: Option<Millis>,
    /// The share of requests that give up waiting, default 0.0001.
    pub timeout_probability: Fraction,
    /// The factor on the traffic that advised pools must bear, default 1.5; 1.2 for jobs. 1 asks for no more than the
    /// traffic itself.
    pub headroom: Multiple,
    /// What advice may change besides the pool's settings, default nothing.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub may_change: BTreeSet<Lever>,
}

/// Targets of one service; what is left out is as in the scenario's targets.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a table such as { wait_p95_ms = 200 }")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TargetOverrides {
    /// Mean share of size + overflow that is checked out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub utilization_mean: Option<Fraction>,
    /// The same in a burst, and at the traffic that the headroom covers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub utilization_peak: Option<Fraction>,
    /// The wait for a connection that 95 % of requests stay within.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait_p95_ms: Option<Millis>,
    /// The wait for a connection that 99 % of requests stay within.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait_p99_ms: Option<Millis>,
    /// The share of requests that give up waiting.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeout_probability: Option<Fraction>,
    /// The factor on the traffic that advised pools must bear.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headroom: Option<Multiple>,
}

/// What advice changes only where it is asked to, since more than a pool's settings depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Lever {
    /// How many instances run.
    Instances,
    /// How many processes an instance has.
    Workers,
    /// How many records a job takes at once.
    Batch,
    /// What the server admits.
    MaxConnections,
    /// How many clients the pooler accepts.
    MaxClientConn,
}

impl Default for Targets {
    fn default() -> Self {
        Self {
            utilization_mean: Fraction::clamped(0.70),
            utilization_peak: Fraction::clamped(0.90),
            wait_p95_ms: Millis::clamped(50.0),
            wait_p99_ms: None,
            timeout_probability: Fraction::clamped(0.0001),
            headroom: Multiple::clamped(1.5),
            may_change: BTreeSet::new(),
        }
    }
}

/// Nobody waits for the answer of a job, so its pool may be nearly always busy, and its requests may queue.
const JOB_UTILIZATION_MEAN: f64 = 0.90;
const JOB_UTILIZATION_PEAK: f64 = 0.95;
const JOB_WAIT_P95_MS: f64 = 10_000.0;
const JOB_HEADROOM: f64 = 1.2;

impl Targets {
    /// The targets of one service: its own where it has any, then for a job a job's defaults in the place of the
    /// scenario's, then the scenario's.
    ///
    /// ```
    /// use poolwise::Scenario;
    ///
    /// let scenario = Scenario::from_toml(
    ///     "[[services]]\n[[services]]\nname = 'nightly'\nkind = 'job'\ntargets = { headroom = 1 }",
    /// )
    /// .unwrap();
    /// let targets = |index: usize| scenario.targets.for_service(&scenario.services[index]);
    /// assert_eq!((targets(0).wait_p95_ms.get(), targets(0).headroom.get()), (50.0, 1.5));
    /// assert_eq!((targets(1).wait_p95_ms.get(), targets(1).headroom.get()), (10_000.0, 1.0));
    /// ```
    #[must_use]
    pub fn for_service(&self, service: &Service) -> Self {
        let own = &service.targets;
        let mut targets = self.clone();
        if service.kind == ServiceKind::Job {
            targets.relax_for_job(service);
        }
        Self {
            utilization_mean: own.utilization_mean.unwrap_or(targets.utilization_mean),
            utilization_peak: own.utilization_peak.unwrap_or(targets.utilization_peak),
            wait_p95_ms: own.wait_p95_ms.unwrap_or(targets.wait_p95_ms),
            wait_p99_ms: own.wait_p99_ms.or(targets.wait_p99_ms),
            timeout_probability: own.timeout_probability.unwrap_or(targets.timeout_probability),
            headroom: own.headroom.unwrap_or(targets.headroom),
            may_change: targets.may_change,
        }
    }

    /// A target that has another value than its default was chosen, and holds for jobs too.
    fn relax_for_job(&mut self, service: &Service) {
        let default = Self::default();
        if self.utilization_mean == default.utilization_mean {
            self.utilization_mean = Fraction::clamped(JOB_UTILIZATION_MEAN);
        }
        if self.utilization_peak == default.utilization_peak {
            self.utilization_peak = Fraction::clamped(JOB_UTILIZATION_PEAK);
        }
        if self.wait_p95_ms == default.wait_p95_ms {
            self.wait_p95_ms = Millis::clamped(JOB_WAIT_P95_MS.max(service.hold().mean_ms));
        }
        if self.headroom == default.headroom {
            self.headroom = Multiple::clamped(JOB_HEADROOM);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::Scenario;

    /// Mean utilization, p95 wait and headroom of the first service.
    fn check(text: &str, expected: (f64, f64, f64)) {
        let scenario = Scenario::from_toml(text).unwrap();
        let targets = scenario.targets.for_service(&scenario.services[0]);
        let found = (targets.utilization_mean.get(), targets.wait_p95_ms.get(), targets.headroom.get());
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn jobs_have_targets_of_their_own_unless_others_are_chosen() {
        check("[[services]]", (0.7, 50.0, 1.5));
        check("[[services]]\nkind = 'job'", (0.9, 10_000.0, 1.2));
        let hour = "traffic = [{ rate_per_s = 0.001, hold_ms = { mean = 3600000 } }]";
        check(&format!("[[services]]\nkind = 'job'\n{hour}"), (0.9, 3_600_000.0, 1.2));
        check("[targets]\nwait_p95_ms = 20\n[[services]]\nkind = 'job'", (0.9, 20.0, 1.2));
        check("[targets]\nheadroom = 2\n[[services]]\ntargets = { utilization_mean = 0.5 }", (0.5, 50.0, 2.0));
    }
}
