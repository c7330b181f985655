//! The distribution of one class's holds.

use super::{curve::Curve, hold::Part, lognormal::Lognormal, random::Random};
use crate::{
    scenario::{Distribution, Traffic},
    units::as_f64,
};

/// A distribution, in seconds.
pub(super) enum Law {
    Fixed(f64),
    Exponential { mean: f64 },
    Lognormal(Lognormal),
    Samples(Vec<f64>),
    Percentiles(Curve),
}

impl Law {
    pub(super) fn new(class: &Traffic) -> Self {
        let given = class.given();
        if let Some(samples) = given.samples() {
            return Self::Samples(samples.iter().map(|sample| sample.as_seconds()).collect());
        }
        let is_curve = matches!(given.distribution(), Distribution::Percentiles | Distribution::Buckets);
        if let Some(curve) = given.fit().filter(|_| is_curve) {
            return Self::Percentiles(Curve::new(&curve));
        }
        let moments = given.moments();
        let mean = moments.mean_ms / 1000.0;
        match given.distribution() {
            Distribution::Exponential => Self::Exponential { mean },
            Distribution::Lognormal => {
                let variance = libm::log1p(moments.cv * moments.cv);
                Self::Lognormal(Lognormal::new(libm::log(mean) - variance / 2.0, variance.sqrt()))
            }
            Distribution::Fixed | Distribution::Samples | Distribution::Percentiles | Distribution::Buckets => {
                Self::Fixed(mean)
            }
        }
    }

    #[inline]
    pub(super) fn draw(&self, random: &mut Random<'_>) -> f64 {
        match self {
            Self::Fixed(time) => *time,
            Self::Exponential { mean } => mean * random.exponential(),
            Self::Lognormal(lognormal) => lognormal.at(random.normal()),
            Self::Samples(samples) => samples[place(random.unit(), samples.len())],
            Self::Percentiles(curve) => curve.at(random.normal()),
        }
    }

    /// A draw that is the likelier the longer it is: the hold that a random moment falls into.
    pub(super) fn draw_by_length(&self, random: &mut Random<'_>) -> f64 {
        match self {
            Self::Fixed(time) => *time,
            Self::Exponential { mean } => mean * (random.exponential() + random.exponential()),
            Self::Lognormal(lognormal) => lognormal.at(random.normal() + lognormal.sigma()),
            Self::Percentiles(curve) => curve.draw_by_length(random),
            Self::Samples(samples) => {
                let mut left = random.unit() * samples.iter().sum::<f64>();
                let hit = samples.iter().find(|&&sample| {
                    left -= sample;
                    left < 0.0
                });
                hit.or(samples.last()).copied().unwrap_or(0.0)
            }
        }
    }

    /// Of the times up to `longest`.
    pub(super) fn up_to(&self, longest: f64) -> Part {
        let whole = |time: f64| {
            if time <= longest { Part { probability: 1.0, mean: time, square: time * time } } else { Part::default() }
        };
        match self {
            Self::Fixed(time) => whole(*time),
            Self::Exponential { mean } => {
                if longest <= 0.0 {
                    return Part::default();
                }
                let (m, x) = (*mean, (longest / mean).min(1e3));
                let beyond = libm::exp(-x);
                Part {
                    probability: 1.0 - beyond,
                    mean: m * (1.0 - (1.0 + x) * beyond),
                    square: m * m * (2.0 - (2.0 + x * (2.0 + x)) * beyond),
                }
            }
            Self::Lognormal(lognormal) => {
                let [probability, mean, square] = lognormal.moments_up_to(longest);
                Part { probability, mean, square }
            }
            Self::Percentiles(curve) => {
                let [probability, mean, square] = curve.moments_up_to(longest);
                Part { probability, mean, square }
            }
            Self::Samples(samples) => {
                let count = as_f64(samples.len() as u64);
                samples.iter().fold(Part::default(), |sum, &sample| {
                    let part = whole(sample);
                    Part {
                        probability: sum.probability + part.probability / count,
                        mean: sum.mean + part.mean / count,
                        square: sum.square + part.square / count,
                    }
                })
            }
        }
    }
}

/// One of so many places, `u` of the way from the first to the last.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "below the length")]
fn place(u: f64, length: usize) -> usize {
    (u * as_f64(length as u64)) as usize
}
