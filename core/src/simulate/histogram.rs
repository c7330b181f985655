//! The distribution of times in bounded memory.

use crate::units::as_f64;

/// How many times, above 0 and in seconds, lie in which bucket.
///
/// A bucket is 1/256 of the way from one power of two to the next, as the first bits of the mantissa say it, so a
/// percentile is within 0.4 % of its value. From a nanosecond to a year there are 14 080 of them. (`HdrHistogram`
/// does the same for whole numbers; recording took it four times as long, a tenth of the whole simulation.)
#[derive(Clone, Debug)]
pub(super) struct Histogram {
    /// The first bucket that is kept, after [`Self::trimmed`].
    first: usize,
    buckets: Vec<u32>,
    recorded: u64,
}

/// The bits of a float below the first eight of its mantissa.
const DROPPED_BITS: u32 = 52 - 8;
/// 2⁻³⁰ s, just under a nanosecond, and 2²⁵ s, just over a year.
const MIN_BUCKET: u64 = ((1023 - 30) << 52) >> DROPPED_BITS;
const MAX_BUCKET: u64 = ((1023 + 25) << 52) >> DROPPED_BITS;

impl Histogram {
    pub(super) fn new() -> Self {
        Self { first: 0, buckets: vec![0; BUCKETS], recorded: 0 }
    }

    #[inline]
    pub(super) fn record(&mut self, seconds: f64) {
        self.buckets[bucket(seconds)] += 1;
        self.recorded += 1;
    }

    /// The same in as little memory as it takes; nothing more can be recorded.
    pub(super) fn trimmed(self) -> Self {
        let first = self.buckets.iter().position(|&count| count > 0).unwrap_or(BUCKETS);
        let end = self.buckets.iter().rposition(|&count| count > 0).map_or(first, |last| last + 1);
        Self { first, buckets: self.buckets[first..end].to_vec(), recorded: self.recorded }
    }

    /// What the shortest `rank` of `all` times are within, those that are not recorded taken for 0.
    pub(super) fn at_rank(&self, rank: f64, all: f64) -> f64 {
        let counts = self.buckets.iter().map(|&count| f64::from(count));
        at_rank(self.first, counts, rank - (all - as_f64(self.recorded)))
    }
}

/// The times of several runs, each with a weight.
#[derive(Clone, Debug)]
pub(super) struct Distribution {
    buckets: Vec<f64>,
    recorded: f64,
}

impl Distribution {
    pub(super) fn new() -> Self {
        Self { buckets: vec![0.0; BUCKETS], recorded: 0.0 }
    }

    pub(super) fn add(&mut self, times: &Histogram, weight: f64) {
        let sums = self.buckets[times.first..].iter_mut();
        sums.zip(&times.buckets).for_each(|(sum, &count)| *sum += weight * f64::from(count));
        self.recorded += weight * as_f64(times.recorded);
    }

    pub(super) fn record_many(&mut self, seconds: f64, count: f64) {
        self.buckets[bucket(seconds)] += count;
        self.recorded += count;
    }

    pub(super) fn recorded(&self) -> f64 {
        self.recorded
    }

    /// What the shortest `rank` of `all` times are within, those that are not recorded taken for 0.
    pub(super) fn at_rank(&self, rank: f64, all: f64) -> f64 {
        at_rank(0, self.buckets.iter().copied(), rank - (all - self.recorded))
    }
}

/// What the shortest `rank` times are within, of which so many lie in each bucket from the `first` on.
fn at_rank(first: usize, counts: impl Iterator<Item = f64>, rank: f64) -> f64 {
    if rank <= 0.0 {
        return 0.0;
    }
    let (mut left, mut longest) = (rank, 0.0);
    for (bucket, count) in counts.enumerate() {
        if count > 0.0 {
            let (low, high) = (edge(first + bucket), edge(first + bucket + 1));
            if left <= count {
                return low + (high - low) * (left / count).max(0.0);
            }
            longest = high;
        }
        // What a negative weight takes away, the next buckets have to have.
        left -= count;
    }
    longest
}

fn edge(bucket: usize) -> f64 {
    f64::from_bits((MIN_BUCKET + bucket as u64) << DROPPED_BITS)
}

#[inline]
#[expect(clippy::cast_possible_truncation, reason = "at most 14 080")]
fn bucket(seconds: f64) -> usize {
    ((seconds.to_bits() >> DROPPED_BITS).clamp(MIN_BUCKET, MAX_BUCKET - 1) - MIN_BUCKET) as usize
}

#[expect(clippy::cast_possible_truncation, reason = "14 080")]
const BUCKETS: usize = (MAX_BUCKET - MIN_BUCKET) as usize;

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(times: &[&Histogram]) -> Distribution {
        let mut sum = Distribution::new();
        for times in times {
            sum.add(times, 1.0);
        }
        sum
    }

    #[test]
    fn percentiles_are_within_their_error() {
        for scale in [1e-5, 1e-3, 1.0, 3e4] {
            let mut times = Histogram::new();
            for i in 1..=1000 {
                times.record(f64::from(i) * scale / 1000.0);
            }
            let times = times.trimmed();
            let sum = sum(&[&times]);
            for q in [0.001, 0.5, 0.95, 0.99, 1.0] {
                let found = sum.at_rank(q * 1000.0, 1000.0);
                assert!((found / (q * scale) - 1.0).abs() <= 1.0 / 256.0, "{q} of {scale}: {found}");
                // As many zeros beside them.
                assert!((sum.at_rank(1000.0 + q * 1000.0, 2000.0) / found - 1.0).abs() < 1e-9);
                assert!((times.at_rank(q * 1000.0, 1000.0) / found - 1.0).abs() < 1e-9);
            }
            assert!(sum.at_rank(800.0, 2000.0) <= 0.0);
        }
    }

    #[test]
    fn nothing_is_too_short_or_too_long() {
        let mut times = Histogram::new();
        for time in [1e-300, 1e-10, 1e8, f64::INFINITY] {
            times.record(time);
        }
        let sum = sum(&[&times.trimmed()]);
        assert!(sum.at_rank(1.0, 4.0) < 1e-9 && sum.at_rank(4.0, 4.0) > 3.1e7);
    }

    #[test]
    fn sums_have_the_times_of_both() {
        let (mut one, mut other) = (Histogram::new(), Histogram::new());
        one.record(0.5);
        for _ in 0..3 {
            other.record(2.0);
        }
        let mut sum = sum(&[&one.trimmed(), &other.trimmed(), &Histogram::new().trimmed()]);
        assert!((sum.at_rank(1.0, 4.0) - 0.5).abs() < 0.01);
        assert!((sum.at_rank(2.0, 4.0) - 2.0).abs() < 0.01);
        sum.record_many(4.0, 4.0);
        assert!((sum.at_rank(7.0, 8.0) - 4.0).abs() < 0.02);
    }
}
