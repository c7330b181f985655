//! Sums, a histogram of durations, and what a window shows of them.

use std::collections::BTreeMap;

/// Each bin is 2.2 % wide, so a percentile is within 1.1 % of what was measured.
const BINS_PER_OCTAVE: f64 = 32.0;
/// One microsecond: what is shorter counts as that in percentiles, and as it is in sums.
const SHORTEST_S: f64 = 1e-6;
/// More than a day; what is longer counts as that in percentiles.
const MAX_BIN: u16 = 37 * 32;

/// Durations in seconds, in bounded memory.
#[derive(Clone, Default)]
pub(super) struct Summary {
    pub(super) count: u64,
    total_s: f64,
    squares: f64,
    bins: BTreeMap<u16, u64>,
}

impl Summary {
    pub(super) fn add(&mut self, seconds: f64) {
        self.count += 1;
        self.total_s += seconds;
        self.squares += seconds * seconds;
        *self.bins.entry(bin(seconds)).or_default() += 1;
    }

    pub(super) fn include(&mut self, other: &Self) {
        self.count += other.count;
        self.total_s += other.total_s;
        self.squares += other.squares;
        for (bin, count) in &other.bins {
            *self.bins.entry(*bin).or_default() += count;
        }
    }

    /// Count, mean, coefficient of variation, p50, p95 and p99; times in seconds, zeros of nothing.
    pub(super) fn values(&self) -> (u64, f64, f64, f64, f64, f64) {
        let mean = if self.count == 0 { 0.0 } else { self.total_s / float(self.count) };
        let variance = if self.count == 0 { 0.0 } else { (self.squares / float(self.count) - mean * mean).max(0.0) };
        let cv = if mean > 0.0 { variance.sqrt() / mean } else { 0.0 };
        let [p50, p95, p99] = [0.50, 0.95, 0.99].map(|share| self.percentile(share));
        (self.count, mean, cv, p50, p95, p99)
    }

    /// The duration that this share of all does not exceed.
    fn percentile(&self, share: f64) -> f64 {
        let mut left = share * float(self.count);
        for (bin, count) in &self.bins {
            left -= float(*count);
            if left <= 0.0 {
                let middle = SHORTEST_S * ((f64::from(*bin) + 0.5) / BINS_PER_OCTAVE).exp2();
                return if *bin == 0 { 0.0 } else { middle };
            }
        }
        0.0
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the bins")]
fn bin(seconds: f64) -> u16 {
    let octaves = (seconds / SHORTEST_S).max(1.0).log2();
    (octaves * BINS_PER_OCTAVE).min(f64::from(MAX_BIN)) as u16
}

#[expect(clippy::cast_precision_loss, reason = "a count of samples")]
pub(super) fn float(count: u64) -> f64 {
    count as f64
}

/// Upper bounds of the histograms in metrics: those of `poolwise write --to exporter`.
pub(super) const BOUNDS_S: [f64; 16] =
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0];

/// Counts per bucket since the start; the last is of what is longer than every bound.
#[derive(Clone, Default)]
pub(super) struct Histogram {
    pub(super) counts: [u64; BOUNDS_S.len() + 1],
    pub(super) total_s: f64,
}

impl Histogram {
    pub(super) fn add(&mut self, seconds: f64) {
        let bucket = BOUNDS_S.iter().position(|bound| seconds <= *bound).unwrap_or(BOUNDS_S.len());
        self.counts[bucket] += 1;
        self.total_s += seconds;
    }
}
