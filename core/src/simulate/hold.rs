//! Draws holds as the classes of a service's traffic have them.

use super::{law::Law, random::Random};
use crate::scenario::Traffic;

/// The holds of one pool's requests, in seconds.
pub(super) struct Holds {
    classes: Vec<Class>,
}

/// A class of requests.
pub(super) struct Class {
    /// Its share of the requests, above 0.
    pub(super) share: f64,
    /// The shares of it and of all classes before it.
    up_to: f64,
    /// What every hold is longer by than the law says, in seconds.
    pub(super) overhead: f64,
    pub(super) law: Law,
}

/// The first two moments of holds, each times the probability of what they are taken of. Seconds and their squares.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Part {
    pub(super) probability: f64,
    pub(super) mean: f64,
    pub(super) square: f64,
}

impl Holds {
    /// Of the classes with a rate above 0. At least one must have one.
    pub(super) fn new(traffic: &[Traffic]) -> Self {
        let total: f64 = traffic.iter().map(Traffic::mean_rate_per_s).sum();
        let mut so_far = 0.0;
        let classes = traffic.iter().filter(|class| class.mean_rate_per_s() > 0.0).map(|class| {
            let share = class.mean_rate_per_s() / total;
            so_far += share;
            Class { share, up_to: so_far, overhead: class.overhead_ms() / 1000.0, law: Law::new(class) }
        });
        let mut classes: Vec<_> = classes.collect();
        if let Some(last) = classes.last_mut() {
            last.up_to = 1.0;
        }
        Self { classes }
    }

    pub(super) fn classes(&self) -> &[Class] {
        &self.classes
    }

    /// The class, where all requests are of one: the most usual case, and the quickest.
    pub(super) fn only_class(&self) -> Option<&Class> {
        match self.classes.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// The index of the next request's class.
    #[inline]
    pub(super) fn draw_class(&self, random: &mut Random<'_>) -> usize {
        if self.classes.len() == 1 {
            return 0;
        }
        let u = random.unit();
        self.classes.iter().position(|class| u < class.up_to).unwrap_or(0)
    }

    /// Of the holds up to `longest`, or of all where that is infinite.
    pub(super) fn up_to(&self, longest: f64) -> Part {
        self.classes.iter().fold(Part::default(), |sum, class| {
            let part = class.up_to(longest);
            Part {
                probability: sum.probability + class.share * part.probability,
                mean: sum.mean + class.share * part.mean,
                square: sum.square + class.share * part.square,
            }
        })
    }

    /// A hold that is under way at a random moment: how long it takes in all, and how much of that is still to come.
    pub(super) fn under_way(&self, random: &mut Random<'_>) -> (f64, f64) {
        let weight = |class: &Class| class.share * class.mean();
        let mut left = random.unit() * self.classes.iter().map(weight).sum::<f64>();
        let class = self.classes.iter().find(|class| {
            left -= weight(class);
            left < 0.0
        });
        let Some(class) = class.or(self.classes.last()) else { return (0.0, 0.0) };
        // The overhead is as likely to be hit as long as it is, and whatever comes with it is then an ordinary draw.
        let in_overhead = class.overhead > 0.0 && random.unit() * class.mean() < class.overhead;
        let total =
            class.overhead + if in_overhead { class.law.draw(random) } else { class.law.draw_by_length(random) };
        (total, random.unit() * total)
    }
}

impl Class {
    pub(super) fn mean(&self) -> f64 {
        self.overhead + self.law.up_to(f64::INFINITY).mean
    }

    fn up_to(&self, longest: f64) -> Part {
        let Part { probability, mean, square } = self.law.up_to(longest - self.overhead);
        let o = self.overhead;
        Part { probability, mean: mean + o * probability, square: square + o * (2.0 * mean + o * probability) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Scenario, simulate::random::Tables, units::as_f64};

    const KINDS: [&str; 6] = [
        "{ rate_per_s = 9, hold_ms = { p50 = 10, p95 = 60, p99 = 80 } }",
        "{ rate_per_s = 9, hold_ms = { mean = 50 } }",
        "{ rate_per_s = 9, statement_ms = { mean = 5, cv = 2 } }",
        "{ rate_per_s = 9, hold_ms = { mean = 20, cv = 0 } }, { rate_per_s = 1, hold_ms = { mean = 400, cv = 0.5 } }",
        "{ rate_per_s = 9, statement_ms = { samples = [1, 2, 300] } }",
        "{ rate_per_s = 9, statement_ms = { mean = 1 } }, { rate_per_s = 2, hold_ms = { mean = 70 } }",
    ];

    fn check(kind: &str) {
        let scenario = Scenario::from_toml(&format!("[[services]]\ntraffic = [{kind}]")).unwrap();
        let holds = Holds::new(&scenario.services[0].traffic);
        let (tables, count) = (Tables::new(), 200_000);
        let mut random = Random::new(&tables, Random::bits(3, 3));
        let draws: Vec<f64> = (0..count)
            .map(|_| {
                let class = &holds.classes[holds.draw_class(&mut random)];
                class.overhead + class.law.draw(&mut random)
            })
            .collect();
        for longest in [0.004, 0.05, 0.2, f64::INFINITY] {
            let part = holds.up_to(longest);
            let short = || draws.iter().filter(|&&draw| draw <= longest);
            let mean = |sum: f64| sum / f64::from(count);
            assert!(
                (mean(as_f64(short().count() as u64)) - part.probability).abs() < 0.005,
                "{kind} {longest}: {part:?}"
            );
            assert!(
                (mean(short().sum()) / part.mean.max(1e-12) - 1.0).abs() < 0.03 || part.mean < 1e-9,
                "{kind} {longest}: {part:?}"
            );
        }
        // What is left of a hold that is under way has the mean E[X²]/(2·E[X]).
        let all = holds.up_to(f64::INFINITY);
        let left = (0..count).map(|_| holds.under_way(&mut random).1).sum::<f64>() / f64::from(count);
        assert!((left / (all.square / (2.0 * all.mean)) - 1.0).abs() < 0.03, "{kind}: {left} and {all:?}");
    }

    #[test]
    fn moments_are_those_of_the_draws() {
        for kind in KINDS {
            check(kind);
        }
    }
}
