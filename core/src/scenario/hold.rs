//! How long a connection is held, in the ways that people know it.

use super::{Buckets, fit::Fit};
use crate::units::{Cv, Millis, Positive};
use serde::{Deserialize, Serialize};

/// The time from checkout to return, in milliseconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Fields", into = "Fields")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(with = "Fields"))]
pub enum Hold {
    /// `{ mean, cv }`; cv 1 is exponential, the default.
    Mean {
        /// The mean.
        mean: Millis,
        /// Standard deviation over mean.
        cv: Cv,
    },
    /// `{ p50, p95, p99 }`, in ascending order: between them, as a lognormal is that has both.
    Percentiles {
        /// The median.
        p50: Millis,
        /// What 95 % stay within.
        p95: Millis,
        /// What 99 % stay within.
        p99: Millis,
    },
    /// `{ samples = […] }`: as measured, at least one.
    Samples(Vec<Millis>),
    /// `{ buckets = [[bound, count], …] }`: a histogram, as metrics have it.
    Buckets(Buckets),
    /// `{ batch, per_record, cv }`: a job's batch, whose hold is their product.
    Batch {
        /// Records in a batch.
        batch: Positive,
        /// Time for one record.
        per_record: Millis,
        /// Standard deviation over mean of the whole batch.
        cv: Cv,
    },
}

/// Mean and variability of a hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moments {
    /// The mean, in milliseconds.
    pub mean_ms: f64,
    /// Standard deviation over mean.
    pub cv: f64,
}

/// The serde form: exactly one of the five groups of keys.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a table such as { mean = 50, cv = 1 }")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Hold", extend("oneOf" = [
    { "required": ["mean"], "propertyNames": { "enum": ["mean", "cv"] } },
    { "required": ["p50", "p95", "p99"], "propertyNames": { "enum": ["p50", "p95", "p99"] } },
    { "required": ["samples"], "propertyNames": { "enum": ["samples"] } },
    { "required": ["buckets"], "propertyNames": { "enum": ["buckets"] } },
    { "required": ["batch", "per_record"], "propertyNames": { "enum": ["batch", "per_record", "cv"] } },
])))]
struct Fields {
    #[serde(skip_serializing_if = "Option::is_none")]
    mean: Option<Millis>,
    #[serde(skip_serializing_if = "Option::is_none")]
    p50: Option<Millis>,
    #[serde(skip_serializing_if = "Option::is_none")]
    p95: Option<Millis>,
    #[serde(skip_serializing_if = "Option::is_none")]
    p99: Option<Millis>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    samples: Option<Vec<Millis>>,
    /// A histogram's upper bounds in milliseconds, the last may be inf, each with its count: cumulative, or of each bucket.
    #[serde(skip_serializing_if = "Option::is_none")]
    buckets: Option<Buckets>,
    #[serde(skip_serializing_if = "Option::is_none")]
    batch: Option<Positive>,
    #[serde(skip_serializing_if = "Option::is_none")]
    per_record: Option<Millis>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cv: Option<Cv>,
}

const FORMS: &str =
    "must be one of { mean, cv }, { p50, p95, p99 }, { samples }, { buckets } or { batch, per_record, cv }";

impl Hold {
    /// Mean and variability.
    ///
    /// Percentiles do not fix a mean: it is that of the curve through all three that is a lognormal between two of them.
    ///
    /// ```
    /// use poolwise::{scenario::Hold, units::{Millis, Positive, Cv}};
    /// let job = Hold::Batch {
    ///     batch: Positive::new(50).unwrap(),
    ///     per_record: Millis::new(20.0).unwrap(),
    ///     cv: Cv::new(0.2).unwrap(),
    /// };
    /// assert_eq!(job.moments().mean_ms, 1000.0);
    /// ```
    #[must_use]
    pub fn moments(&self) -> Moments {
        match self {
            Self::Mean { mean, cv } => Moments { mean_ms: mean.get(), cv: cv.get() },
            Self::Batch { batch, per_record, cv } => {
                Moments { mean_ms: f64::from(batch.get()) * per_record.get(), cv: cv.get() }
            }
            Self::Samples(samples) => {
                Moments::mixed(samples.iter().map(|sample| (1.0, Moments { mean_ms: sample.get(), cv: 0.0 })))
            }
            Self::Percentiles { .. } | Self::Buckets(_) => {
                self.fit().map_or(Moments { mean_ms: 0.0, cv: 0.0 }, |fit| fit.moments())
            }
        }
    }
}

/// The shape that a hold is taken to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Distribution {
    /// Always the same.
    Fixed,
    /// Of mean and standard deviation equal, as times are that end by chance.
    Exponential,
    /// Of any other variability, as times of work tend to be.
    Lognormal,
    /// One of the samples, each as likely.
    Samples,
    /// With the given percentiles, and between two of them as a lognormal is that has both.
    Percentiles,
    /// With the given histogram, and between two of its bounds as a lognormal is that has both.
    Buckets,
}

impl Hold {
    /// The shape that it is taken to have.
    #[must_use]
    pub fn distribution(&self) -> Distribution {
        let moments = self.moments();
        match self {
            Self::Samples(_) => Distribution::Samples,
            _ if moments.cv == 0.0 || moments.mean_ms == 0.0 => Distribution::Fixed,
            Self::Percentiles { .. } => Distribution::Percentiles,
            Self::Buckets(_) => Distribution::Buckets,
            _ if self.is_exponential() => Distribution::Exponential,
            _ => Distribution::Lognormal,
        }
    }

    /// The same where every hold takes `factor` times as long.
    pub(crate) fn times(&self, factor: f64) -> Self {
        let times = |time: &Millis| Millis::clamped(time.get() * factor);
        match self {
            Self::Mean { mean, cv } => Self::Mean { mean: times(mean), cv: *cv },
            Self::Percentiles { p50, p95, p99 } => {
                Self::Percentiles { p50: times(p50), p95: times(p95), p99: times(p99) }
            }
            Self::Samples(samples) => Self::Samples(samples.iter().map(times).collect()),
            Self::Buckets(buckets) => Self::Buckets(buckets.times(factor)),
            Self::Batch { batch, per_record, cv } => {
                Self::Batch { batch: *batch, per_record: times(per_record), cv: *cv }
            }
        }
    }

    /// The samples, where they are what is known.
    pub(crate) fn samples(&self) -> Option<&[Millis]> {
        match self {
            Self::Samples(samples) => Some(samples),
            _ => None,
        }
    }

    /// The curve through percentiles or a histogram's bounds; None for what is known otherwise, and for percentiles of
    /// nothing.
    pub(crate) fn fit(&self) -> Option<Fit> {
        match self {
            Self::Percentiles { p50, p95, p99 } if p50.get() >= SHORTEST_MS => {
                Some(Fit::new(p50.get(), p95.get(), p99.get()))
            }
            Self::Buckets(buckets) => Some(buckets.fit()),
            _ => None,
        }
    }

    /// Whether it is said to be exponential: a mean with a coefficient of variation of 1, or as near to that as
    /// measurements of exponential holds scatter.
    pub(crate) fn is_exponential(&self) -> bool {
        matches!(self, Self::Mean { cv, .. } | Self::Batch { cv, .. } if (cv.get() - 1.0).abs() <= SCATTER)
    }
}

const SCATTER: f64 = 0.03;

/// Holds shorter than a femtosecond are none: their squares would not be numbers.
pub(super) const SHORTEST_MS: f64 = 1e-12;

/// The square of the largest coefficient of variation, 100; beyond it a distribution has no usable moments.
pub(super) const MAX_SPREAD: f64 = 10_000.0;

impl Moments {
    /// The moments of times that are all longer by as much.
    pub(crate) fn longer_by(self, ms: f64) -> Self {
        let mean_ms = self.mean_ms + ms;
        if mean_ms > 0.0 { Self { mean_ms, cv: self.cv * self.mean_ms / mean_ms } } else { self }
    }

    /// The moments of a mixture of (weight, moments). All zeros where no weight is above zero.
    ///
    /// ```
    /// use poolwise::scenario::Moments;
    /// let bimodal = Moments::mixed([
    ///     (0.95, Moments { mean_ms: 10.0, cv: 0.0 }),
    ///     (0.05, Moments { mean_ms: 400.0, cv: 0.0 }),
    /// ]);
    /// assert!((bimodal.mean_ms - 29.5).abs() < 1e-12);
    /// assert!((bimodal.cv - 2.8813).abs() < 1e-4);
    /// ```
    pub fn mixed(parts: impl IntoIterator<Item = (f64, Self)>) -> Self {
        let (mut weight, mut first, mut second) = (0.0, 0.0, 0.0);
        for (share, Self { mean_ms, cv }) in parts {
            weight += share;
            first += share * mean_ms;
            second += share * mean_ms * mean_ms * (1.0 + cv * cv);
        }
        let mean_ms = first / weight;
        if weight <= 0.0 || mean_ms < SHORTEST_MS {
            return Self { mean_ms: 0.0, cv: 0.0 };
        }
        let squared_cv = (second / weight) / (mean_ms * mean_ms) - 1.0;
        Self { mean_ms, cv: squared_cv.clamp(0.0, MAX_SPREAD).sqrt() }
    }
}

impl Default for Hold {
    fn default() -> Self {
        Self::Mean { mean: Millis::clamped(0.0), cv: exponential() }
    }
}

fn exponential() -> Cv {
    Cv::clamped(1.0)
}

impl TryFrom<Fields> for Hold {
    type Error = String;

    fn try_from(fields: Fields) -> Result<Self, String> {
        let Fields { mean, p50, p95, p99, samples, buckets, batch, per_record, cv } = fields;
        let percentiles = (p50, p95, p99);
        match (mean, percentiles, samples, buckets, (batch, per_record), cv) {
            (Some(mean), (None, None, None), None, None, (None, None), cv) => {
                Ok(Self::Mean { mean, cv: cv.unwrap_or_else(exponential) })
            }
            (None, (Some(p50), Some(p95), Some(p99)), None, None, (None, None), None) => {
                if p50.get() > p95.get() || p95.get() > p99.get() {
                    Err(format!("percentiles must ascend, found p50 {p50}, p95 {p95}, p99 {p99}"))
                } else if p50.get() < SHORTEST_MS && p99.get() > 0.0 {
                    Err(format!("p50 must be above 0 for a distribution to have it, found 0 beside p99 {p99}"))
                } else {
                    Ok(Self::Percentiles { p50, p95, p99 })
                }
            }
            (None, (None, None, None), Some(samples), None, (None, None), None) => {
                if samples.is_empty() {
                    Err("samples must hold at least one time in milliseconds".to_owned())
                } else {
                    Ok(Self::Samples(samples))
                }
            }
            (None, (None, None, None), None, Some(buckets), (None, None), None) => Ok(Self::Buckets(buckets)),
            (None, (None, None, None), None, None, (Some(batch), Some(per_record)), cv) => {
                Ok(Self::Batch { batch, per_record, cv: cv.unwrap_or_else(exponential) })
            }
            _ => Err(FORMS.to_owned()),
        }
    }
}

impl From<Hold> for Fields {
    fn from(hold: Hold) -> Self {
        let none = Self::default();
        match hold {
            Hold::Mean { mean, cv } => Self { mean: Some(mean), cv: Some(cv), ..none },
            Hold::Percentiles { p50, p95, p99 } => Self { p50: Some(p50), p95: Some(p95), p99: Some(p99), ..none },
            Hold::Samples(samples) => Self { samples: Some(samples), ..none },
            Hold::Buckets(buckets) => Self { buckets: Some(buckets), ..none },
            Hold::Batch { batch, per_record, cv } => {
                Self { batch: Some(batch), per_record: Some(per_record), cv: Some(cv), ..none }
            }
        }
    }
}
