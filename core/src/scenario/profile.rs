//! How a rate changes over a day, or over another period.

use super::Traffic;
use crate::units::{Factor, Seconds, as_f64, floor_count};
use serde::{Deserialize, Serialize};

/// What the rate of a class is multiplied by, in equal steps of a period that repeats.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "ProfileFields")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(!try_from, deny_unknown_fields))]
pub struct Profile {
    /// The period, in seconds; default 86400, a day.
    #[cfg_attr(feature = "schema", schemars(extend("exclusiveMinimum" = 0.0, "default" = DAY_S)))]
    pub period_s: Seconds,
    /// One factor per step, at least one.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = MAX_STEPS)))]
    pub factors: Vec<Factor>,
}

const DAY_S: f64 = 86_400.0;

/// A year in quarters of an hour has 35 040.
const MAX_STEPS: usize = 40_000;

/// Pools are sized for the busiest stretch of this length: long enough that a queue reaches its steady state, short enough
/// that its mean hides no peak that lasts.
pub(crate) const WINDOW_S: f64 = 900.0;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table such as { period_s = 86400, factors = [0.2, 1.0] }")]
struct ProfileFields {
    #[serde(default = "day")]
    period_s: Seconds,
    factors: Vec<Factor>,
}

fn day() -> Seconds {
    Seconds::clamped(DAY_S)
}

impl TryFrom<ProfileFields> for Profile {
    type Error = String;

    fn try_from(ProfileFields { period_s, factors }: ProfileFields) -> Result<Self, String> {
        if period_s.get() <= 0.0 {
            Err("period_s must be above 0 seconds, found 0".to_owned())
        } else if factors.is_empty() || factors.len() > MAX_STEPS {
            Err(format!("factors must be from 1 to {MAX_STEPS} numbers, found {}", factors.len()))
        } else {
            Ok(Self { period_s, factors })
        }
    }
}

impl Profile {
    /// The same factor at all times.
    pub(super) fn constant(factor: f64) -> Self {
        Self { period_s: day(), factors: vec![Factor::clamped(factor)] }
    }

    /// Whether its period is a day.
    #[must_use]
    pub fn is_daily(&self) -> bool {
        self.period_s == day()
    }

    /// The length of a step, in seconds.
    #[must_use]
    pub fn step_s(&self) -> f64 {
        self.period_s.get() / as_f64(self.factors.len() as u64)
    }

    /// The mean factor over the period.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.factors.iter().map(|factor| factor.get()).sum::<f64>() / as_f64(self.factors.len() as u64)
    }

    /// The mean factor from `from_s` on for `length_s` seconds, at most a period.
    pub(super) fn mean_from(&self, from_s: f64, length_s: f64) -> f64 {
        let length_s = length_s.min(self.period_s.get());
        Windows { length_s, ..Windows::new(self) }.mean_from(from_s.rem_euclid(self.period_s.get()))
    }
}

/// The means of a profile over windows of 15 minutes, or of the whole period where that is shorter.
struct Windows<'a> {
    profile: &'a Profile,
    /// The sum of all factors before each step.
    before: Vec<f64>,
    length_s: f64,
}

impl<'a> Windows<'a> {
    fn new(profile: &'a Profile) -> Self {
        let sums = profile.factors.iter().scan(0.0, |sum, factor| {
            let before = *sum;
            *sum += factor.get();
            Some(before)
        });
        Self { profile, before: sums.collect(), length_s: WINDOW_S.min(profile.period_s.get()) }
    }

    /// The mean factor of the window that begins at `start_s`, a time of the period.
    fn mean_from(&self, start_s: f64) -> f64 {
        let (period, end) = (self.profile.period_s.get(), start_s + self.length_s);
        let within_period = self.sum_to(end.min(period)) - self.sum_to(start_s);
        (within_period + self.sum_to((end - period).max(0.0))) / self.length_s
    }

    /// Factor × seconds from the beginning of the period up to `t`.
    fn sum_to(&self, t: f64) -> f64 {
        let (step, last) = (self.profile.step_s(), self.before.len() - 1);
        let index = usize::try_from(floor_count(t / step)).unwrap_or(last).min(last);
        let rest = t - as_f64(index as u64) * step;
        self.before[index] * step + self.profile.factors[index].get() * rest
    }

    /// Where the busiest window may begin. In between, the mean of a window changes evenly, so it is largest where a step
    /// begins at one of its ends.
    fn candidates(&self) -> impl Iterator<Item = f64> {
        let (step, period, length) = (self.profile.step_s(), self.profile.period_s.get(), self.length_s);
        let begins = (0..self.before.len()).map(move |index| as_f64(index as u64) * step);
        begins.flat_map(move |begin| [begin, (begin - length).rem_euclid(period)])
    }

    fn busiest(&self) -> f64 {
        self.candidates().map(|start| self.mean_from(start)).fold(0.0, f64::max)
    }
}

/// The factor of each class in the busiest 15 minutes of all of them together, and when these begin; None where no class
/// has a profile.
///
/// Classes whose profiles have different periods meet at every offset some day: each has its own busiest window then, and
/// no time is known.
pub(super) fn busiest(classes: &[Traffic]) -> Option<(Vec<f64>, Option<f64>)> {
    let windows: Vec<Option<Windows<'_>>> =
        classes.iter().map(|class| class.profile.as_ref().map(Windows::new)).collect();
    let mut periods = windows.iter().flatten().map(|windows| windows.profile.period_s);
    let first = periods.next()?;
    let factors = |of: &dyn Fn(&Windows<'_>) -> f64| -> Vec<f64> {
        windows.iter().map(|windows| windows.as_ref().map_or(1.0, of)).collect()
    };
    if periods.any(|period| period != first) {
        return Some((factors(&|windows| windows.busiest()), None));
    }
    let weights: Vec<f64> = classes.iter().map(|class| class.rate_per_s.get() * class.moments().mean_ms).collect();
    let load = |start: f64| -> f64 {
        let parts = windows.iter().zip(&weights);
        parts.map(|(windows, weight)| weight * windows.as_ref().map_or(1.0, |of| of.mean_from(start))).sum()
    };
    // Of windows that are as busy as each other, the first of the day.
    let mut busiest = (0.0, load(0.0));
    for start in windows.iter().flatten().flat_map(Windows::candidates) {
        let now = load(start);
        if now > busiest.1 || (now >= busiest.1 && start < busiest.0) {
            busiest = (start, now);
        }
    }
    Some((factors(&|windows| windows.mean_from(busiest.0)), Some(busiest.0)))
}

#[cfg(test)]
mod tests {
    use super::busiest;
    use crate::Scenario;

    fn check(profiles: &[&str], factors: &[f64], start: Option<f64>) {
        let class = |profile: &&str| format!("{{ rate_per_s = 10, profile = {profile} }}");
        let classes: Vec<String> = profiles.iter().map(class).collect();
        let text = format!("[[services]]\ntraffic = [{}]", classes.join(", "));
        let scenario = Scenario::from_toml(&text.replace("10,", "10, hold_ms = { mean = 20 },")).unwrap();
        let (found, at) = busiest(&scenario.services[0].traffic).unwrap();
        let near = found.iter().zip(factors).all(|(a, b)| (a - b).abs() < 1e-9);
        assert!(near && found.len() == factors.len() && at == start, "{profiles:?}: {found:?} at {at:?}");
    }

    #[test]
    fn the_busiest_quarter_of_an_hour_counts() {
        // Hours: the window lies in the busiest one.
        check(&["{ factors = [0.5, 1, 3, 2] }"], &[3.0], Some(43_200.0));
        // Minutes: a peak of five minutes is a third of its window.
        let minutes = "{ period_s = 3600, factors = [1, 1, 1, 4, 1, 1, 1, 1, 1, 1, 1, 1] }";
        check(&[minutes], &[2.0], Some(300.0));
        // A window that begins before midnight.
        check(&["{ period_s = 3600, factors = [2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2] }"], &[2.0], Some(3000.0));
        // A period that is shorter than the window.
        check(&["{ period_s = 60, factors = [0, 3] }"], &[1.5], Some(0.0));
        check(&["{ factors = [0] }"], &[0.0], Some(0.0));
    }

    #[test]
    fn several_classes_have_one_busiest_window() {
        check(&["{ factors = [1, 2] }", "{ factors = [4, 1] }"], &[1.0, 4.0], Some(0.0));
        check(&["{ factors = [1, 2] }", "{ period_s = 604800, factors = [4, 1] }"], &[2.0, 4.0], None);
    }
}
