//! What good means.

use crate::units::{Fraction, Millis};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What good means: the targets that advice must meet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a table such as { wait_p95_ms = 50 }")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Targets {
    /// Mean share of size + overflow that is checked out, default 0.70.
    pub utilization_mean: Fraction,
    /// The same in a burst, default 0.90.
    pub utilization_peak: Fraction,
    /// The wait for a connection that 95 % of requests stay within, default 50 ms.
    pub wait_p95_ms: Millis,
    /// The share of requests that give up waiting, default 0.0001.
    pub timeout_probability: Fraction,
    /// What advice may change besides the pool's settings, default nothing.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub may_change: BTreeSet<Lever>,
}

/// What advice changes only where it is asked to, since more than a pool's settings depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Lever {
    /// How many instances run.
    Instances,
    /// How many processes an instance has.
    Workers,
    /// How many records a job takes at once.
    Batch,
    /// What the server admits.
    MaxConnections,
}

impl Default for Targets {
    fn default() -> Self {
        Self {
            utilization_mean: Fraction::clamped(0.70),
            utilization_peak: Fraction::clamped(0.90),
            wait_p95_ms: Millis::clamped(50.0),
            timeout_probability: Fraction::clamped(0.0001),
            may_change: BTreeSet::new(),
        }
    }
}
