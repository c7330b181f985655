//! The pooler as it is and as advised.

use crate::{
    advise::{Miss, PoolerAdvice, Reason},
    format::percent,
    predict::{Prediction, State},
    scenario::Pooler,
};
use serde::{Deserialize, Serialize};

/// The pooler's connections to the server as they are and as advised.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PoolerPlan {
    /// As they are.
    pub current: PoolerSetup,
    /// As advised.
    pub advised: PoolerSetup,
    /// Why the advised number is what it is.
    pub reasons: Vec<Reason>,
    /// The targets that the advised setting misses.
    pub missed: Vec<Miss>,
    /// Whether it meets every target inside the budget.
    pub feasible: bool,
}

/// A setting of a pooler and what it does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PoolerSetup {
    /// `default_pool_size`.
    pub default_pool_size: u64,
    /// What one of its pools does: the wait is that of a client for a connection to the server. None in session mode,
    /// where none is shared.
    pub prediction: Option<Prediction>,
}

impl PoolerPlan {
    /// What the advised setting does not do, where it is the best that fits and still not good enough; None where it meets
    /// every target.
    ///
    /// ```
    /// let text = "[pooler]\npool_mode = 'transaction'\nmax_db_connections = 10\n[[services]]\n\
    ///             traffic = [{ rate_per_s = 400, hold_ms = { mean = 50 } }]";
    /// let plan = poolwise::plan(&poolwise::Scenario::from_toml(text).unwrap());
    /// let warning = plan.pooler.unwrap().warning().unwrap();
    /// assert_eq!(warning, "with these settings 50 % of the queries still time out in the pooler");
    /// ```
    #[must_use]
    pub fn warning(&self) -> Option<String> {
        let lost = self.advised.prediction.as_ref().filter(|advised| advised.state == State::Saturated);
        let lost = lost.map_or(0.0, |advised| advised.timeout_probability);
        let missed: Vec<String> = self.missed.iter().map(Miss::text).collect();
        if self.feasible {
            None
        } else if lost > 0.0 {
            Some(format!("with these settings {} of the queries still time out in the pooler", percent(lost)))
        } else if missed.is_empty() {
            Some("even these settings are too many connections for the server".to_owned())
        } else {
            Some(format!("the pooler is as large as the server bears, and misses a target: {}", missed.join(", ")))
        }
    }

    pub(super) fn new(now: &Pooler, advice: PoolerAdvice) -> Self {
        Self {
            current: PoolerSetup { default_pool_size: now.default_pool_size.get().into(), prediction: advice.current },
            advised: PoolerSetup { default_pool_size: advice.default_pool_size, prediction: advice.prediction },
            reasons: advice.reasons,
            missed: advice.missed,
            feasible: advice.feasible,
        }
    }
}
