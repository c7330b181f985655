//! The targets that a prediction misses.

use crate::{
    format::{duration, percent},
    predict::{Essentials, Prediction, State},
    scenario::Targets,
    units::Quantity,
};
use serde::{Deserialize, Serialize};

/// A limit on what a prediction may be, in JSON named as its field in [`Targets`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// [`Targets::utilization_mean`].
    UtilizationMean,
    /// [`Targets::utilization_peak`].
    UtilizationPeak,
    /// [`Targets::wait_p95_ms`].
    #[serde(rename = "wait_p95_ms")]
    WaitP95,
    /// [`Targets::wait_p99_ms`].
    #[serde(rename = "wait_p99_ms")]
    WaitP99,
    /// [`Targets::timeout_probability`].
    TimeoutProbability,
}

impl Target {
    /// Every target, in the order in which misses are listed.
    pub const ALL: [Self; 5] =
        [Self::UtilizationMean, Self::UtilizationPeak, Self::WaitP95, Self::WaitP99, Self::TimeoutProbability];

    /// Its field in [`Targets`]: "`utilization_mean`".
    #[must_use]
    pub fn field(self) -> &'static str {
        match self {
            Self::UtilizationMean => "utilization_mean",
            Self::UtilizationPeak => "utilization_peak",
            Self::WaitP95 => "wait_p95_ms",
            Self::WaitP99 => "wait_p99_ms",
            Self::TimeoutProbability => "timeout_probability",
        }
    }

    /// What it limits, in words: "mean utilization".
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::UtilizationMean => "mean utilization",
            Self::UtilizationPeak => "peak utilization",
            Self::WaitP95 => "p95 wait",
            Self::WaitP99 => "p99 wait",
            Self::TimeoutProbability => "timeouts",
        }
    }

    /// A value of what it limits with its unit: "70 %", "50 ms".
    fn format(self, value: f64) -> String {
        match self {
            Self::UtilizationMean | Self::UtilizationPeak | Self::TimeoutProbability => percent(value),
            Self::WaitP95 | Self::WaitP99 => duration(value),
        }
    }

    /// The largest value that meets it; infinite where no limit is set.
    fn limit(self, targets: &Targets) -> f64 {
        match self {
            Self::UtilizationMean => targets.utilization_mean.get(),
            Self::UtilizationPeak => targets.utilization_peak.get(),
            Self::WaitP95 => targets.wait_p95_ms.get(),
            Self::WaitP99 => targets.wait_p99_ms.map_or(f64::INFINITY, Quantity::get),
            Self::TimeoutProbability => targets.timeout_probability.get(),
        }
    }

    /// The value of what it limits; None where it does not apply.
    fn value(self, found: &Essentials) -> Option<f64> {
        match self {
            Self::UtilizationMean => shared(found, found.utilization),
            Self::UtilizationPeak => shared(found, found.utilization_peak),
            Self::WaitP95 => Some(found.wait_p95_ms),
            Self::WaitP99 => Some(found.wait_p99_ms),
            Self::TimeoutProbability => Some(found.timeout_probability),
        }
    }

    /// How far what it limits is beyond the limit, from −1 to 1 and positive where it is missed: of a wait nearly straight
    /// in the traffic. Of a utilization, whose limit is met at a traffic that is known beforehand, only on which side it is.
    fn excess(self, targets: &Targets, found: &Essentials) -> f64 {
        let (limit, Some(value)) = (self.limit(targets), self.value(found)) else { return -1.0 };
        match self {
            _ if value <= limit / 2.0 => -1.0,
            Self::UtilizationMean | Self::UtilizationPeak if value <= limit => -1.0,
            Self::UtilizationMean | Self::UtilizationPeak => f64::MIN_POSITIVE,
            Self::WaitP95 | Self::WaitP99 | Self::TimeoutProbability => 1.0 - limit / value,
        }
    }

    /// What it limits, where that is beyond the limit.
    fn miss(self, targets: &Targets, found: &Essentials) -> Option<Miss> {
        let (limit, value) = (self.limit(targets), self.value(found)?);
        (value > limit).then_some(Miss { target: self, limit, value, in_deploy: false })
    }
}

/// The utilization of connections that tasks share.
///
/// A pool with a connection for every task may have all of them busy: more would be of no use, unless the tasks themselves
/// are too few for the traffic.
fn shared(found: &Essentials, utilization: Option<f64>) -> Option<f64> {
    match (found.has_one_for_all, found.state) {
        (false, _) => utilization,
        (true, State::Saturated) => Some(1.0),
        (true, _) => None,
    }
}

/// A target that a prediction misses.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Miss {
    /// The target's field in the scenario.
    #[serde(rename = "field")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub target: Target,
    /// What it allows.
    #[serde(rename = "target")]
    pub limit: f64,
    /// What is predicted.
    pub value: f64,
    /// Whether that is so while a deploy has instances missing, and not always.
    pub in_deploy: bool,
}

impl Miss {
    /// "mean utilization 90 %, over the target of 70 %".
    #[must_use]
    pub fn text(&self) -> String {
        let Self { target, limit, value, in_deploy } = *self;
        let meanwhile = if in_deploy { " in a deploy" } else { "" };
        format!("{}{meanwhile} {}, over the target of {}", target.name(), target.format(value), target.format(limit))
    }
}

/// The targets that `prediction` misses.
#[must_use]
pub fn misses(targets: &Targets, prediction: &Prediction) -> Vec<Miss> {
    let found = Essentials::from(prediction);
    Target::ALL.into_iter().filter_map(|target| target.miss(targets, &found)).collect()
}

/// The targets that `prediction` misses, where that is of the time in which a deploy has instances missing: it passes, as
/// a burst does, so that the mean utilization does not count.
#[must_use]
pub fn misses_in_deploy(targets: &Targets, prediction: &Prediction) -> Vec<Miss> {
    let all = misses_under_stress(targets, prediction).into_iter();
    all.map(|miss| Miss { in_deploy: true, ..miss }).collect()
}

/// The targets that count for traffic that comes now and then: not the mean utilization.
fn under_stress() -> impl Iterator<Item = Target> {
    Target::ALL.into_iter().filter(|target| *target != Target::UtilizationMean)
}

/// The targets that `prediction` misses, where that is of traffic that comes now and then.
pub(crate) fn misses_under_stress(targets: &Targets, prediction: &Prediction) -> Vec<Miss> {
    let found = Essentials::from(prediction);
    under_stress().filter_map(|target| target.miss(targets, &found)).collect()
}

/// By how much the targets that count for such traffic are missed, from −1 to 1: positive where one of them is.
pub(super) fn excess_under_stress(targets: &Targets, found: &Essentials) -> f64 {
    under_stress().map(|target| target.excess(targets, found)).fold(-1.0, f64::max)
}

/// At rest and in a deploy.
pub(crate) fn all_misses(targets: &Targets, at_rest: &Prediction, in_deploy: Option<&Prediction>) -> Vec<Miss> {
    let mut all = misses(targets, at_rest);
    all.extend(in_deploy.into_iter().flat_map(|prediction| misses_in_deploy(targets, prediction)));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn targets_serialize_as_their_fields_in_the_scenario() {
        let targets = Targets { wait_p99_ms: Some(Quantity::clamped(100.0)), ..Targets::default() };
        let fields = serde_json::to_value(targets).unwrap();
        for target in Target::ALL {
            assert_eq!(serde_json::to_value(target).unwrap(), target.field());
            assert!(fields[target.field()].is_number(), "{target:?}");
        }
    }

    #[test]
    fn a_miss_keeps_its_form_in_json() {
        let miss = Miss { target: Target::WaitP95, limit: 50.0, value: 61.5, in_deploy: true };
        let form: Value = json!({ "field": "wait_p95_ms", "target": 50.0, "value": 61.5, "in_deploy": true });
        assert_eq!(serde_json::to_value(&miss).unwrap(), form);
        assert_eq!(miss.text(), "p95 wait in a deploy 61.5 ms, over the target of 50 ms");
    }
}
