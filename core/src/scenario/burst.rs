//! Traffic that comes in bursts.

use crate::units::{Factor, Seconds};
use serde::{Deserialize, Serialize};

/// A periodic burst: the rate is multiplied by `factor` for `for_s` of every `every_s` seconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "BurstFields")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(!try_from, deny_unknown_fields))]
pub struct Burst {
    /// What the rate is multiplied by.
    pub factor: Factor,
    /// The period.
    #[cfg_attr(feature = "schema", schemars(extend("exclusiveMinimum" = 0.0)))]
    pub every_s: Seconds,
    /// How much of each period the burst lasts; at most the period.
    pub for_s: Seconds,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table such as { factor = 3, every_s = 30, for_s = 10 }")]
struct BurstFields {
    factor: Factor,
    every_s: Seconds,
    for_s: Seconds,
}

impl TryFrom<BurstFields> for Burst {
    type Error = String;

    fn try_from(BurstFields { factor, every_s, for_s }: BurstFields) -> Result<Self, String> {
        if every_s.get() <= 0.0 {
            Err("every_s must be above 0 seconds, found 0".to_owned())
        } else if for_s.get() > every_s.get() {
            Err(format!("for_s must be at most every_s, {every_s} seconds, found {for_s}"))
        } else {
            Ok(Self { factor, every_s, for_s })
        }
    }
}
