//! Draws holds as the classes of a service's traffic have them.

use super::{lognormal::Lognormal, random::Random};
use crate::{
    scenario::{Distribution, Traffic},
    units::as_f64,
};

/// The holds of one pool's requests, in seconds.
pub(super) struct Holds {
    classes: Vec<Class>,
}

struct Class {
    /// The share of requests that are of it or of one before.
    up_to: f64,
    /// What every hold is longer by than the law says.
    overhead: f64,
    law: Law,
}

/// The distribution of one class, in seconds.
pub(super) enum Law {
    Fixed(f64),
    Exponential { mean: f64 },
    Lognormal(Lognormal),
    Samples(Vec<f64>),
}

impl Holds {
    /// Of the classes with a rate above 0. At least one must have one.
    pub(super) fn new(traffic: &[Traffic]) -> Self {
        let total: f64 = traffic.iter().map(|class| class.rate_per_s.get()).sum();
        let mut so_far = 0.0;
        let classes = traffic.iter().filter(|class| class.rate_per_s.get() > 0.0).map(|class| {
            so_far += class.rate_per_s.get() / total;
            Class { up_to: so_far, overhead: class.overhead_ms() / 1000.0, law: Law::of(class) }
        });
        let mut classes: Vec<_> = classes.collect();
        if let Some(last) = classes.last_mut() {
            last.up_to = 1.0;
        }
        Self { classes }
    }

    /// The overhead and the law, where all are of one class: the most usual case, and the quickest.
    pub(super) fn of_one_class(&self) -> Option<(f64, &Law)> {
        match self.classes.as_slice() {
            [Class { overhead, law, .. }] => Some((*overhead, law)),
            _ => None,
        }
    }

    /// The hold of the next request.
    #[inline]
    pub(super) fn draw(&self, random: &mut Random<'_>) -> f64 {
        match self.classes.as_slice() {
            [only] => only.draw(random),
            classes => {
                let u = random.unit();
                classes.iter().find(|class| u < class.up_to).map_or(0.0, |class| class.draw(random))
            }
        }
    }
}

impl Class {
    #[inline]
    fn draw(&self, random: &mut Random<'_>) -> f64 {
        self.overhead + self.law.draw(random)
    }
}

impl Law {
    fn of(class: &Traffic) -> Self {
        let given = class.given();
        if let Some(samples) = given.samples() {
            return Self::Samples(samples.iter().map(|sample| sample.as_seconds()).collect());
        }
        let moments = given.moments();
        let mean = moments.mean_ms / 1000.0;
        match given.distribution() {
            Distribution::Exponential => Self::Exponential { mean },
            Distribution::Lognormal => {
                let variance = libm::log1p(moments.cv * moments.cv);
                Self::Lognormal(Lognormal::new(libm::log(mean) - variance / 2.0, variance.sqrt()))
            }
            Distribution::Fixed | Distribution::Samples => Self::Fixed(mean),
        }
    }

    #[inline]
    fn draw(&self, random: &mut Random<'_>) -> f64 {
        match self {
            Self::Fixed(time) => *time,
            Self::Exponential { mean } => mean * random.exponential(),
            Self::Lognormal(lognormal) => lognormal.at(random.normal()),
            Self::Samples(samples) => {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "below the length")]
                let index = (random.unit() * as_f64(samples.len() as u64)) as usize;
                samples[index]
            }
        }
    }
}
