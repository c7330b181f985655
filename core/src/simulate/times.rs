//! The distribution of times in bounded memory.

use crate::units::as_f64;
use std::ops::AddAssign;

/// How many times, above 0 and in seconds, lie in which bucket.
///
/// A bucket is 1/256 of the way from one power of two to the next, as the first bits of the mantissa say it, so a
/// percentile is within 0.4 % of its value. From a nanosecond to a year there are 14 080 of them. (`HdrHistogram`
/// does the same for whole numbers; recording took it four times as long, a tenth of the whole simulation.)
#[derive(Clone, Debug)]
pub(super) struct Times {
    buckets: Vec<u64>,
    recorded: u64,
}

/// The bits of a float below the first eight of its mantissa.
const BELOW: u32 = 52 - 8;
/// 2⁻³⁰ s, just under a nanosecond, and 2²⁵ s, just over a year.
const SHORTEST: u64 = ((1023 - 30) << 52) >> BELOW;
const LONGEST: u64 = ((1023 + 25) << 52) >> BELOW;

impl Times {
    pub(super) fn new() -> Self {
        Self { buckets: vec![0; index(LONGEST - SHORTEST)], recorded: 0 }
    }

    #[inline]
    pub(super) fn record(&mut self, seconds: f64) {
        self.record_many(seconds, 1);
    }

    #[inline]
    pub(super) fn record_many(&mut self, seconds: f64, count: u64) {
        let bucket = (seconds.to_bits() >> BELOW).clamp(SHORTEST, LONGEST - 1) - SHORTEST;
        self.buckets[index(bucket)] += count;
        self.recorded += count;
    }

    pub(super) fn recorded(&self) -> u64 {
        self.recorded
    }

    /// What the shortest `rank` of `all` times are within, those that are not recorded taken for 0.
    pub(super) fn at_rank(&self, rank: f64, all: u64) -> f64 {
        let mut rank = rank - as_f64(all - self.recorded);
        if rank <= 0.0 {
            return 0.0;
        }
        for (bucket, &count) in self.buckets.iter().enumerate() {
            let count = as_f64(count);
            if rank <= count {
                let edge = |bucket: u64| f64::from_bits((SHORTEST + bucket) << BELOW);
                let (low, high) = (edge(bucket as u64), edge(bucket as u64 + 1));
                return low + (high - low) * rank / count;
            }
            rank -= count;
        }
        0.0
    }
}

impl AddAssign<&Self> for Times {
    fn add_assign(&mut self, other: &Self) {
        self.recorded += other.recorded;
        for (sum, count) in self.buckets.iter_mut().zip(&other.buckets) {
            *sum += count;
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "at most 14 080")]
fn index(bucket: u64) -> usize {
    bucket as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_within_their_error() {
        for scale in [1e-5, 1e-3, 1.0, 3e4] {
            let mut times = Times::new();
            for i in 1..=1000 {
                times.record(f64::from(i) * scale / 1000.0);
            }
            for q in [0.001, 0.5, 0.95, 0.99, 1.0] {
                let found = times.at_rank(q * 1000.0, 1000);
                assert!((found / (q * scale) - 1.0).abs() <= 1.0 / 256.0, "{q} of {scale}: {found}");
                // As many zeros beside them.
                assert!((times.at_rank(1000.0 + q * 1000.0, 2000) / found - 1.0).abs() < 1e-9);
            }
            assert!(times.at_rank(800.0, 2000) <= 0.0);
        }
    }

    #[test]
    fn nothing_is_too_short_or_too_long() {
        let mut times = Times::new();
        for time in [1e-300, 1e-10, 1e8, f64::INFINITY] {
            times.record(time);
        }
        assert!(times.at_rank(1.0, 4) < 1e-9 && times.at_rank(4.0, 4) > 3.1e7);
    }

    #[test]
    fn sums_have_the_times_of_both() {
        let (mut one, mut other) = (Times::new(), Times::new());
        one.record(0.5);
        other.record_many(2.0, 3);
        one += &other;
        assert!((one.at_rank(1.0, 4) - 0.5).abs() < 0.01);
        assert!((one.at_rank(2.0, 4) - 2.0).abs() < 0.01);
    }
}
