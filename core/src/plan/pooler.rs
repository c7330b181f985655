//! The pooler as it is and as advised.

use crate::{
    advise::{Miss, PoolerAdvice, Reason},
    predict::Prediction,
    scenario::Pooler,
};
use serde::{Deserialize, Serialize};

/// The pooler's connections to the server as they are and as advised.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
