//! How a deploy replaces a service's instances.

use super::is_default;
use crate::units::{Seconds, Surge};
use serde::{Deserialize, Serialize};

/// How a deploy replaces instances. How many more may run meanwhile is the service's `surge`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a table such as { unavailable = \"25%\", drain_s = 30 }")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Deploy {
    /// In what order, default "rolling".
    #[serde(skip_serializing_if = "is_default")]
    pub strategy: Strategy,
    /// Instances that may be missing during a rolling deploy: a count, or a percentage rounded down, as Kubernetes'
    /// `maxUnavailable`; default 0.
    pub unavailable: Surge,
    /// How long an instance takes until it is ready, default 0.
    pub start_s: Seconds,
    /// How long an instance goes on to hold its connections after the signal to end, at most Kubernetes'
    /// `terminationGracePeriodSeconds`; default 0.
    pub drain_s: Seconds,
}

/// In what order instances are replaced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Strategy {
    /// A few at a time, as a Kubernetes Deployment does.
    #[default]
    Rolling,
    /// All new ones beside all old ones, which end once the new ones are ready.
    BlueGreen,
    /// The same, as Heroku calls it.
    Preboot,
    /// All old ones end before the first new one starts.
    Recreate,
}

impl Default for Deploy {
    fn default() -> Self {
        Self {
            strategy: Strategy::Rolling,
            unavailable: Surge::Count(0),
            start_s: Seconds::clamped(0.0),
            drain_s: Seconds::clamped(0.0),
        }
    }
}
