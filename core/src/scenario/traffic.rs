//! What a service is asked for, by class.

use super::{Hold, Moments, Profile};
use crate::units::{PerSecond, Positive};
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
    /// Streams of the whole service that are open at once on average, where each holds a connection until it ends. The rate
    /// follows by Little's law: streams ÷ mean hold.
    pub open_streams: Option<Positive>,
    /// How the rate changes over a day or another period.
    pub profile: Option<Profile>,
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
            open_streams: None,
            profile: None,
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

    /// Checkouts per second on average over its profile, of the whole service.
    #[must_use]
    pub fn mean_rate_per_s(&self) -> f64 {
        self.rate_per_s.get() * self.profile.as_ref().map_or(1.0, Profile::mean)
    }

    /// The rate with which so many streams are open at once, as long as each one takes.
    fn rate_of(&self, streams: Positive) -> PerSecond {
        PerSecond::clamped(f64::from(streams.get()) * 1000.0 / self.moments().mean_ms)
    }

    /// The same with so many streams open at once.
    pub(crate) fn with_streams(self, streams: Positive) -> Self {
        Self { open_streams: Some(streams), rate_per_s: self.rate_of(streams), ..self }
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
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "PerSecond", extend("default" = 0.0)))]
    rate_per_s: Option<PerSecond>,
    /// How long a connection is held, from checkout to return.
    #[serde(skip_serializing_if = "Option::is_none")]
    hold_ms: Option<Hold>,
    /// Instead of `hold_ms`, how long the statement takes: 1.5 ms are added.
    #[serde(skip_serializing_if = "Option::is_none")]
    statement_ms: Option<Hold>,
    /// Instead of `rate_per_s`: streams of the whole service that are open at once on average, where each holds a
    /// connection until it ends. The rate follows: streams ÷ mean hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    open_streams: Option<Positive>,
    /// How the rate changes over a day or another period.
    #[serde(skip_serializing_if = "Option::is_none")]
    profile: Option<Profile>,
}

impl Default for TrafficFields {
    fn default() -> Self {
        let Traffic { name, .. } = Traffic::default();
        Self { name, rate_per_s: None, hold_ms: None, statement_ms: None, open_streams: None, profile: None }
    }
}

impl From<Traffic> for TrafficFields {
    fn from(traffic: Traffic) -> Self {
        // Streams whose rate or hold was changed are no longer as many.
        let open_streams = traffic.open_streams.filter(|streams| traffic.rate_of(*streams) == traffic.rate_per_s);
        let Traffic { name, rate_per_s, hold_ms, statement_ms, profile, .. } = traffic;
        Self {
            name,
            rate_per_s: open_streams.is_none().then_some(rate_per_s),
            hold_ms: statement_ms.is_none().then_some(hold_ms),
            statement_ms,
            open_streams,
            profile,
        }
    }
}

impl TryFrom<TrafficFields> for Traffic {
    type Error = String;

    fn try_from(fields: TrafficFields) -> Result<Self, String> {
        let TrafficFields { name, rate_per_s, hold_ms, statement_ms, open_streams, profile } = fields;
        if hold_ms.is_some() && statement_ms.is_some() {
            return Err("must have hold_ms or statement_ms, found both".to_owned());
        }
        if rate_per_s.is_some() && open_streams.is_some() {
            return Err("must have rate_per_s or open_streams, found both".to_owned());
        }
        let hold_ms = hold_ms.unwrap_or_default();
        let mut traffic = Self { name, hold_ms, statement_ms, open_streams, profile, ..Self::default() };
        match open_streams {
            Some(_) if traffic.moments().mean_ms <= 0.0 => {
                return Err("open_streams needs the length of a stream: hold_ms above 0".to_owned());
            }
            Some(streams) => traffic.rate_per_s = traffic.rate_of(streams),
            None => traffic.rate_per_s = rate_per_s.unwrap_or(traffic.rate_per_s),
        }
        Ok(traffic)
    }
}

#[cfg(test)]
mod tests {
    use crate::Scenario;

    fn check(class: &str, rate: Result<f64, &str>) {
        let scenario = Scenario::from_toml(&format!("[[services]]\ntraffic = [{class}]"));
        match (scenario, rate) {
            (Ok(scenario), Ok(rate)) => {
                assert!((scenario.services[0].traffic[0].rate_per_s.get() - rate).abs() < 1e-9, "{class}");
                let json = serde_json::to_string(&scenario).unwrap();
                assert_eq!(Scenario::from_json(&json).unwrap(), scenario, "{json}");
            }
            (Err(error), Err(words)) => assert!(error.to_string().contains(words), "{class}: {error}"),
            (scenario, rate) => panic!("{class}: {scenario:?} instead of {rate:?}"),
        }
    }

    #[test]
    fn open_streams_are_a_rate_and_read_back_as_they_were() {
        check("{ open_streams = 40, hold_ms = { mean = 20000 } }", Ok(2.0));
        check("{ rate_per_s = 3, hold_ms = { mean = 20000 } }", Ok(3.0));
        check("{ rate_per_s = 3, profile = { factors = [1, 2] } }", Ok(3.0));
        check("{ rate_per_s = 3, hold_ms = { buckets = [[5, 3], [10, 9], ['inf', 9]] } }", Ok(3.0));
        check("{ open_streams = 40 }", Err("hold_ms above 0"));
        check("{ open_streams = 40, rate_per_s = 3, hold_ms = { mean = 9 } }", Err("found both"));
        check("{ rate_per_s = 3, profile = { factors = [] } }", Err("from 1 to 40000 numbers, found 0"));
        check("{ rate_per_s = 3, profile = { period_s = 0, factors = [1] } }", Err("above 0 seconds"));
    }
}
