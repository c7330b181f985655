//! A histogram's buckets, as metrics have them.

use super::{
    fit::{Fit, Point},
    hold::SHORTEST_MS,
};
use crate::units::Millis;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Upper bounds in milliseconds, ascending, and how many values lie at or below each. The last bound may be infinite.
///
/// Counts that never fall are taken as cumulative, as Prometheus writes them (`le`). Counts that fall somewhere cannot be
/// that: they are taken as those of each bucket alone, as OpenTelemetry writes them.
///
/// ```
/// let hold = |buckets: &str| {
///     let text = format!("[[services]]\ntraffic = [{{ rate_per_s = 9, hold_ms = {{ buckets = {buckets} }} }}]");
///     poolwise::Scenario::from_toml(&text).unwrap().services[0].traffic[0].moments()
/// };
/// let cumulative = hold("[[10, 20], [20, 80], [40, 98], [inf, 100]]");
/// let of_each_bucket = hold("[[10, 20], [20, 60], [40, 18], [inf, 2]]");
/// assert_eq!(cumulative, of_each_bucket);
/// assert!((cumulative.mean_ms - 15.9).abs() < 0.1, "{cumulative:?}");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Buckets {
    /// Bounds above 0 and cumulative counts; the last count is the total, and above 0.
    cumulative: Vec<(f64, f64)>,
}

/// No more buckets than this: histograms have some tens.
const MAX_BUCKETS: usize = 1_000;

/// The part of all values that may lie beyond a bound beyond which none was seen, at the most. Fewer than half a value do.
const UNSEEN: f64 = 1e-3;

/// The least of it: a standard normal quantile of 4.75.
const LEAST_UNSEEN: f64 = 1e-6;

impl Buckets {
    /// Buckets from upper bounds in milliseconds, the last of which may be infinite, with their counts.
    ///
    /// # Errors
    /// Where bounds do not ascend from above 0 to a day, a count is negative, or the counts do not tell two bounds apart.
    pub fn new(buckets: Vec<(f64, f64)>) -> Result<Self, String> {
        if buckets.len() > MAX_BUCKETS {
            return Err(format!("buckets must be at most {MAX_BUCKETS}, found {}", buckets.len()));
        }
        let (mut below, last) = (0.0, buckets.len().saturating_sub(1));
        for (index, (bound, count)) in buckets.iter().enumerate() {
            let is_end = index == last && *bound == f64::INFINITY;
            if !(*bound > below && (is_end || Millis::new(*bound).is_ok())) {
                return Err(format!(
                    "bounds of buckets must ascend from above 0 to at most 86400000 ms, the last may be inf, found {bound} after {below}"
                ));
            }
            if !(count.is_finite() && *count >= 0.0) {
                return Err(format!("counts of buckets must be 0 or more, found {count}"));
            }
            below = *bound;
        }
        let buckets = Self { cumulative: cumulated(buckets) };
        if buckets.points().len() < 2 {
            return Err(
                "buckets must have values on both sides of a finite bound above the first: all in one bucket say \
                        too little, give { mean } instead"
                    .to_owned(),
            );
        }
        Ok(buckets)
    }

    /// Bounds in milliseconds and cumulative counts.
    #[must_use]
    pub fn cumulative(&self) -> &[(f64, f64)] {
        &self.cumulative
    }

    /// The curve through the bounds.
    pub(super) fn fit(&self) -> Fit {
        Fit::through(self.points())
    }

    /// The same where each value is `factor` times as large.
    pub(super) fn times(&self, factor: f64) -> Self {
        let times = |(bound, count): &(f64, f64)| {
            let scaled = bound * factor;
            (if scaled.is_finite() { Millis::clamped(scaled).get().max(SHORTEST_MS) } else { *bound }, *count)
        };
        Self { cumulative: self.cumulative.iter().map(times).collect() }
    }

    /// The finite bounds that say something, with the share of the values at or below each: beyond the largest value and
    /// below the smallest only the nearest bound does.
    fn points(&self) -> Vec<Point> {
        let total = self.cumulative.last().map_or(0.0, |(_, count)| *count);
        if total <= 0.0 {
            return Vec::new();
        }
        let unseen = (0.5 / total).clamp(LEAST_UNSEEN, UNSEEN);
        let finite: Vec<_> = self.cumulative.iter().filter(|(bound, _)| bound.is_finite()).collect();
        let first = finite.iter().rposition(|(_, count)| *count <= 0.0).unwrap_or(0);
        let last = finite.iter().position(|(_, count)| *count >= total).unwrap_or(finite.len().saturating_sub(1));
        let used = finite.get(first..=last).unwrap_or_default();
        used.iter().map(|(bound, count)| Point::new((count / total).clamp(unseen, 1.0 - unseen), *bound)).collect()
    }
}

/// Cumulative counts, whether they are given so or for each bucket.
fn cumulated(buckets: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    if buckets.is_sorted_by(|(_, before), (_, count)| before <= count) {
        return buckets;
    }
    let sums = buckets.into_iter().scan(0.0, |sum, (bound, count)| {
        *sum += count;
        Some((bound, *sum))
    });
    sums.collect()
}

/// JSON has no infinity: the last bound may be written "inf" too, or "+Inf", as Prometheus does.
#[derive(Serialize, Deserialize)]
#[serde(untagged, expecting = "a bound in milliseconds, or inf")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
enum Bound {
    Finite(f64),
    Named(Infinite),
}

#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
enum Infinite {
    #[serde(rename = "inf", alias = "+inf", alias = "+Inf", alias = "Inf")]
    Inf,
}

impl Serialize for Buckets {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let bound = |bound: f64| if bound.is_finite() { Bound::Finite(bound) } else { Bound::Named(Infinite::Inf) };
        serializer.collect_seq(self.cumulative.iter().map(|(upper, count)| (bound(*upper), count)))
    }
}

impl<'de> Deserialize<'de> for Buckets {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let buckets = Vec::<(Bound, f64)>::deserialize(deserializer)?.into_iter().map(|(bound, count)| match bound {
            Bound::Finite(bound) => (bound, count),
            Bound::Named(Infinite::Inf) => (f64::INFINITY, count),
        });
        Self::new(buckets.collect()).map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Buckets {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Buckets".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        <Vec<(Bound, f64)>>::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::Buckets;
    use crate::scenario::Hold;

    const INF: f64 = f64::INFINITY;

    /// The cumulative counts of a thousand exponential values with a mean of 50 ms.
    fn exponential(bounds: &[f64]) -> Vec<(f64, f64)> {
        let below = |bound: f64| (1000.0 * (1.0 - libm::exp(-bound / 50.0))).round();
        bounds.iter().map(|bound| (*bound, below(*bound))).collect()
    }

    fn check(buckets: &[(f64, f64)], mean: f64, cv: f64) {
        let hold = Hold::Buckets(Buckets::new(buckets.to_vec()).unwrap());
        let moments = hold.moments();
        assert!((moments.mean_ms / mean - 1.0).abs() < 0.03, "{buckets:?}: {moments:?}");
        assert!((moments.cv - cv).abs() < 0.1, "{buckets:?}: {moments:?}");
        let [low, high] = hold.fit().unwrap().mean_between();
        assert!(low <= moments.mean_ms && moments.mean_ms <= high, "{buckets:?}: {low} to {high}, {moments:?}");
    }

    #[test]
    fn the_mean_of_a_histogram_is_near_that_of_its_values() {
        let of_prometheus = [5.0, 10.0, 25.0, 50.0, 100.0, 250.0, 500.0, 1000.0, 2500.0, 5000.0, 10_000.0, INF];
        check(&exponential(&of_prometheus), 50.0, 1.0);
        check(&exponential(&[10.0, 20.0, 40.0, 80.0, 160.0, 320.0, INF]), 50.0, 1.0);
        // All between 45 and 55 ms, whatever empty buckets stand around them.
        check(&[(5.0, 0.0), (45.0, 0.0), (55.0, 900.0), (100.0, 900.0), (INF, 900.0)], 50.0, 0.04);
        check(&[(45.0, 0.0), (55.0, 900.0), (100.0, 0.0)], 50.0, 0.04);
    }

    fn fails(buckets: &[(f64, f64)], words: &str) {
        let error = Buckets::new(buckets.to_vec()).unwrap_err();
        assert!(error.contains(words), "{buckets:?}: {error}");
    }

    #[test]
    fn what_is_no_histogram_is_refused() {
        fails(&[], "both sides");
        fails(&[(5.0, 7.0)], "both sides");
        fails(&[(5.0, 0.0), (INF, 7.0)], "both sides");
        fails(&[(5.0, 0.0), (10.0, 0.0)], "both sides");
        fails(&[(5.0, 1.0), (5.0, 2.0)], "must ascend");
        fails(&[(0.0, 1.0), (5.0, 2.0)], "must ascend");
        fails(&[(INF, 1.0), (INF, 2.0)], "must ascend");
        fails(&[(5.0, -1.0), (10.0, 2.0)], "0 or more");
    }
}
