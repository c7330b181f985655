//! How a class of traffic is taken to hold its connections.

use crate::{
    format::{duration, number},
    scenario::{Distribution, Service, Traffic},
};
use serde::{Deserialize, Serialize};

/// What a class of traffic is taken for: its distribution, and how that follows from what is given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ClassHold {
    /// The class's name.
    pub name: String,
    /// The distribution of its holds.
    pub distribution: Distribution,
    /// The mean of its holds, in milliseconds.
    pub mean_ms: f64,
    /// Their coefficient of variation.
    pub cv: f64,
    /// Between what the mean may lie, in milliseconds, where percentiles are given, which do not fix it; None otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean_range_ms: Option<[f64; 2]>,
    /// How they follow from what is given.
    pub basis: String,
}

impl ClassHold {
    pub(super) fn all_of(service: &Service) -> Vec<Self> {
        service.traffic.iter().map(Self::from_traffic).collect()
    }

    fn from_traffic(class: &Traffic) -> Self {
        let moments = class.moments();
        Self {
            name: class.name.clone(),
            distribution: class.given().distribution(),
            mean_ms: moments.mean_ms,
            cv: moments.cv,
            mean_range_ms: class.mean_range_ms(),
            basis: basis(class),
        }
    }

    /// In words: "exponential with mean 50 ms".
    ///
    /// ```
    /// let plan = poolwise::plan(&poolwise::Scenario::from_toml(
    ///     "[[services]]\ntraffic = [{ rate_per_s = 9, hold_ms = { p50 = 20, p95 = 104, p99 = 205 } }]",
    /// ).unwrap());
    /// assert_eq!(
    ///     plan.services[0].holds[0].describe(),
    ///     "with mean 33 ms and cv 1.31: through the given p50, p95 and p99, with which any mean from 15.2 ms to 67 ms is possible, and \
    ///      more where the slowest 1 % take far longer than p99",
    /// );
    /// ```
    #[must_use]
    pub fn describe(&self) -> String {
        let mean = duration(self.mean_ms);
        let shape = match self.distribution {
            Distribution::Fixed => format!("always {mean}"),
            Distribution::Exponential => format!("exponential with mean {mean}"),
            Distribution::Lognormal => format!("lognormal with mean {mean} and cv {}", number(self.cv)),
            Distribution::Percentiles | Distribution::Buckets => format!("with mean {mean} and cv {}", number(self.cv)),
            Distribution::Samples => format!("drawn from the samples, with mean {mean} and cv {}", number(self.cv)),
        };
        if self.is_given() { shape } else { format!("{shape}: {}", self.basis) }
    }

    /// Whether it is just what is given.
    #[must_use]
    pub fn is_given(&self) -> bool {
        self.basis == GIVEN
    }
}

const GIVEN: &str = "as given";

fn basis(class: &Traffic) -> String {
    let percentiles = class.mean_range_ms().map(|range| {
        let [low, high] = range.map(duration);
        // The longest hold that is given is taken for the longest that there is.
        let (given, beyond) = if class.given().distribution() == Distribution::Buckets {
            ("the bounds of the given histogram", "")
        } else {
            ("the given p50, p95 and p99", ", and more where the slowest 1 % take far longer than p99")
        };
        format!("through {given}, with which any mean from {low} to {high} is possible{beyond}")
    });
    let longer = (class.overhead_ms() > 0.0)
        .then(|| format!("the statement, and {} for the rest of the hold", duration(class.overhead_ms())));
    match (percentiles, longer) {
        (Some(percentiles), Some(longer)) => format!("{longer}; {percentiles}"),
        (percentiles, longer) => percentiles.or(longer).unwrap_or_else(|| GIVEN.to_owned()),
    }
}
