//! What a service is asked for, by class.

use super::{Hold, Moments};
use crate::units::PerSecond;
use serde::{Deserialize, Serialize};

/// One class of a service's traffic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "TrafficFields", into = "TrafficFields")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(with = "TrafficFields"))]
pub struct Traffic {
    /// Its name, default "requests".
    pub name: String,
    /// Checkouts per second, of the whole service.
    pub rate_per_s: PerSecond,
    /// How long a connection is held, from checkout to return.
    pub hold_ms: Hold,
    /// Instead of `hold_ms`, how long the statement takes: [`OVERHEAD_MS`] is added.
    pub statement_ms: Option<Hold>,
}

/// By how much a hold is longer than its statement, in milliseconds: BEGIN, ROLLBACK and the wake-ups between them.
/// 1 to 2 ms were measured with asyncpg and psycopg on loopback; a network adds two round trips.
pub const OVERHEAD_MS: f64 = 1.5;

impl Default for Traffic {
    fn default() -> Self {
        Self {
            name: "requests".to_owned(),
            rate_per_s: PerSecond::clamped(0.0),
            hold_ms: Hold::default(),
            statement_ms: None,
        }
    }
}

impl Traffic {
    /// Mean and variability of the hold, the overhead of a statement included.
    ///
    /// ```
    /// let scenario = poolwise::Scenario::from_toml(
    ///     "[[services]]\ntraffic = [{ rate_per_s = 10, statement_ms = { mean = 48.5 } }]",
    /// )
    /// .unwrap();
    /// assert_eq!(scenario.services[0].traffic[0].moments().mean_ms, 50.0);
    /// ```
    #[must_use]
    pub fn moments(&self) -> Moments {
        self.given().moments().longer_by(self.overhead_ms())
    }

    /// What is given: the hold, or the statement.
    pub(crate) fn given(&self) -> &Hold {
        self.statement_ms.as_ref().unwrap_or(&self.hold_ms)
    }

    /// The same with holds that take `factor` times as long.
    pub(crate) fn times(&self, factor: f64) -> Self {
        // A statement's overhead is part of the hold and stays as it is.
        let given = self.given().moments().mean_ms;
        let factor = if given > 0.0 {
            ((self.moments().mean_ms * factor - self.overhead_ms()) / given).max(0.0)
        } else {
            factor
        };
        Self {
            hold_ms: self.hold_ms.times(factor),
            statement_ms: self.statement_ms.as_ref().map(|statement| statement.times(factor)),
            ..self.clone()
        }
    }

    /// Between what the mean hold may lie, in milliseconds, where percentiles are given; None otherwise.
    pub(crate) fn mean_range_ms(&self) -> Option<[f64; 2]> {
        self.given().fit().map(|fit| fit.mean_between().map(|mean| mean + self.overhead_ms()))
    }

    /// What the hold is longer by than what is given.
    pub(crate) fn overhead_ms(&self) -> f64 {
        if self.statement_ms.is_some() { OVERHEAD_MS } else { 0.0 }
    }
}

/// One class of a service's traffic: its rate, and how long it holds a connection or how long its statement takes.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a table such as { rate_per_s = 120, hold_ms = { mean = 50 } }")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Traffic"))]
struct TrafficFields {
    /// Its name, default "requests".
    name: String,
    /// Checkouts per second, of the whole service.
    rate_per_s: PerSecond,
    /// How long a connection is held, from checkout to return.
    #[serde(skip_serializing_if = "Option::is_none")]
    hold_ms: Option<Hold>,
    /// Instead of `hold_ms`, how long the statement takes: 1.5 ms are added.
    #[serde(skip_serializing_if = "Option::is_none")]
    statement_ms: Option<Hold>,
}

impl Default for TrafficFields {
    fn default() -> Self {
        let Traffic { name, rate_per_s, .. } = Traffic::default();
        Self { name, rate_per_s, hold_ms: None, statement_ms: None }
    }
}

impl From<Traffic> for TrafficFields {
    fn from(Traffic { name, rate_per_s, hold_ms, statement_ms }: Traffic) -> Self {
        Self { name, rate_per_s, hold_ms: statement_ms.is_none().then_some(hold_ms), statement_ms }
    }
}

impl TryFrom<TrafficFields> for Traffic {
    type Error = String;

    fn try_from(TrafficFields { name, rate_per_s, hold_ms, statement_ms }: TrafficFields) -> Result<Self, String> {
        if hold_ms.is_some() && statement_ms.is_some() {
            return Err("must have hold_ms or statement_ms, found both".to_owned());
        }
        Ok(Self { name, rate_per_s, hold_ms: hold_ms.unwrap_or_default(), statement_ms })
    }
}
