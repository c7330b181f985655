//! What the server's cores have to do.

use crate::{prediction::Prediction, scenario::Scenario};
use serde::{Deserialize, Serialize};

/// Connections in use on average, against what the cores can serve at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Load {
    /// Checked-out connections of all services on average. Those that wait for the application meanwhile count too, so
    /// what is active at the server is this or less.
    pub busy_mean: Busy,
    /// Where more active connections stop to help: a band from the cores to twice the cores and one; None where the cores
    /// are not given.
    ///
    /// From a measurement, where throughput grew up to the cores and then stayed the same, to the rule of thumb of
    /// the PostgreSQL wiki, cores × 2 + effective spindles. Where it lies in between depends on how much queries wait for
    /// disks and locks.
    pub knee: Option<[u64; 2]>,
}

/// With the settings as they are, and as advised.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Busy {
    /// With the settings as they are.
    pub current: f64,
    /// With the advised ones.
    pub advised: f64,
}

impl Load {
    /// From the predictions of all services, in the order of the scenario.
    pub(crate) fn new<'a>(
        scenario: &Scenario,
        current: impl Iterator<Item = &'a Prediction>,
        advised: impl Iterator<Item = &'a Prediction>,
    ) -> Self {
        Self {
            busy_mean: Busy { current: total(scenario, current), advised: total(scenario, advised) },
            knee: scenario.database.knee(),
        }
    }
}

fn total<'a>(scenario: &Scenario, predictions: impl Iterator<Item = &'a Prediction>) -> f64 {
    let rows = scenario.services.iter().zip(predictions);
    let mut busy: Vec<f64> = rows.map(|(service, prediction)| service.in_all_pools(prediction.busy_mean)).collect();
    // In another order the last bits of the sum may differ.
    busy.sort_by(f64::total_cmp);
    // Not sum(), which makes -0.0 of nothing.
    busy.into_iter().fold(0.0, |sum, busy| sum + busy)
}
