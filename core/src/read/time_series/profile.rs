//! From values over time to a mean rate and its factors in equal steps.

use super::{Series, Unit, time::DAY_S};
use crate::units::{as_f64, floor_count};

/// A rate over a period.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Profile {
    /// Requests per second.
    pub(super) mean: f64,
    pub(super) period_s: f64,
    pub(super) step_s: f64,
    pub(super) factors: Vec<f64>,
    /// Steps without a value.
    pub(super) filled: usize,
}

/// Finer steps than a scenario needs are joined in pairs until no more than these are left, as long as a step is no longer
/// than the window that pools are sized for.
const MAX_FACTORS: usize = 2_016;
const LONGEST_JOINED_STEP_S: f64 = 450.0;

/// No scenario takes more.
const MOST_FACTORS: usize = 40_000;

/// The share of the steps that may have no value.
const MAX_GAPS: f64 = 0.5;

impl Profile {
    /// None where the times do not tell a step, or no value is above 0.
    pub(super) fn new(series: &Series) -> Option<Self> {
        let mut points = series.points.clone();
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        points.dedup_by(|later, earlier| later.0.total_cmp(&earlier.0).is_eq());
        let step_s = step(&points)?;
        let (start, end) = (points.first()?.0, points.last()?.0);
        let length = usize::try_from(floor_count((end - start) / step_s + 0.5)).ok()? + 1;
        if length > MOST_FACTORS {
            return None;
        }
        let mut sums = vec![(0.0, 0_u32); length];
        for (time, value) in points.iter().filter(|(_, value)| value.is_finite()) {
            let index = usize::try_from(floor_count((time - start) / step_s + 0.5)).ok()?;
            if let Some((sum, count)) = sums.get_mut(index) {
                (*sum, *count) = (*sum + value.max(0.0), *count + 1);
            }
        }
        let values: Vec<Option<f64>> =
            sums.iter().map(|(sum, count)| (*count > 0).then(|| sum / f64::from(*count))).collect();
        let filled = values.iter().filter(|value| value.is_none()).count();
        if as_f64(filled as u64) > MAX_GAPS * as_f64(length as u64) {
            return None;
        }
        let mut rates = without_gaps(&values);
        for rate in &mut rates {
            *rate /= seconds_of(series.unit, step_s);
        }
        let period_s = as_f64(length as u64) * step_s;
        // A day that begins at another hour is the same day: it repeats.
        if (period_s / DAY_S).fract() == 0.0 {
            let since_midnight = usize::try_from(floor_count(start.rem_euclid(DAY_S) / step_s + 0.5)).ok()? % length;
            rates.rotate_right(since_midnight);
        }
        let (rates, step_s) = joined(rates, step_s);
        let mean = rates.iter().sum::<f64>() / as_f64(rates.len() as u64);
        (mean > 0.0 && mean.is_finite()).then(|| Self {
            mean: rounded(mean),
            period_s,
            step_s,
            factors: rates.iter().map(|rate| rounded(rate / mean)).collect(),
            filled,
        })
    }
}

/// The time between two points, in most cases.
fn step(points: &[(f64, f64)]) -> Option<f64> {
    let mut gaps: Vec<f64> = points.windows(2).map(|pair| pair[1].0 - pair[0].0).collect();
    gaps.sort_by(f64::total_cmp);
    gaps.get(gaps.len() / 2).copied().filter(|gap| *gap >= 1.0)
}

/// Over how many seconds a value counts.
fn seconds_of(unit: Unit, step_s: f64) -> f64 {
    match unit {
        Unit::PerSecond | Unit::NoRate => 1.0,
        Unit::PerMinute => 60.0,
        Unit::PerHour => 3600.0,
        Unit::InStep | Unit::SinceStart => step_s,
    }
}

/// Gaps with the value before them; one at the beginning with the first value.
fn without_gaps(values: &[Option<f64>]) -> Vec<f64> {
    let mut before = values.iter().flatten().copied().next().unwrap_or(0.0);
    let filled = values.iter().map(|value| {
        before = value.unwrap_or(before);
        before
    });
    filled.collect()
}

fn joined(mut rates: Vec<f64>, mut step_s: f64) -> (Vec<f64>, f64) {
    while rates.len() > MAX_FACTORS && step_s <= LONGEST_JOINED_STEP_S && rates.len().is_multiple_of(2) {
        rates = rates.as_chunks::<2>().0.iter().map(|[a, b]| f64::midpoint(*a, *b)).collect();
        step_s *= 2.0;
    }
    (rates, step_s)
}

/// With four significant digits: a rate is known no better.
fn rounded(x: f64) -> f64 {
    format!("{x:.3e}").parse().unwrap_or(x)
}
