//! What happens second by second.

use super::counters::Request;
use crate::units::as_f64;
use serde::{Deserialize, Serialize};

/// One step of a course, a second unless another was asked for: what a pool did on average over all runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Moment {
    /// When the step begins, in seconds from the start.
    pub t: f64,
    /// Mean connections that are checked out.
    pub busy: f64,
    /// What 5 % and 95 % of the runs stay within; of fewer than 20 runs, the least and the most.
    pub busy_range: [f64; 2],
    /// Mean requests that wait.
    pub waiting: f64,
    /// What 5 % and 95 % of the runs stay within; of fewer than 20 runs, the least and the most.
    pub waiting_range: [f64; 2],
    /// Requests that give up in the step.
    pub timed_out: f64,
}

/// The steps of one run.
pub(super) struct Steps {
    until: f64,
    length: f64,
    busy: Levels,
    waiting: Levels,
    timed_out: Vec<f32>,
}

/// The series of several runs.
#[derive(Default)]
pub(super) struct Series {
    runs: Vec<Run>,
}

struct Run {
    busy: Vec<f32>,
    waiting: Vec<f32>,
    timed_out: Vec<f32>,
}

impl Steps {
    /// Of `length` seconds each, up to `until`.
    pub(super) fn new(until: f64, length: f64) -> Self {
        let count = step(until, length) + 1;
        Self {
            until,
            length,
            busy: Levels::new(count, until),
            waiting: Levels::new(count, until),
            timed_out: vec![0.0; count],
        }
    }

    pub(super) fn add(&mut self, request: &Request, timeout: f64) {
        if let Some((from, to)) = request.busy() {
            self.waiting.add(request.at, from, self.length);
            self.busy.add(from, to, self.length);
        } else {
            let gives_up = request.at + timeout;
            self.waiting.add(request.at, gives_up, self.length);
            if gives_up <= self.until
                && let Some(count) = self.timed_out.get_mut(step(gives_up, self.length))
            {
                *count += 1.0;
            }
        }
    }
}

impl Series {
    /// Adds a run, if its steps were taken.
    pub(super) fn extend(&mut self, steps: Option<Steps>) {
        self.runs.extend(steps.map(|steps| Run {
            busy: steps.busy.means(steps.length),
            waiting: steps.waiting.means(steps.length),
            timed_out: steps.timed_out,
        }));
    }

    /// The steps of `length` seconds that begin before `until`.
    pub(super) fn moments(&self, until: f64, length: f64) -> Vec<Moment> {
        let count = crate::units::ceil_count(until / length);
        let row = |i: u64| {
            let at = |values: fn(&Run) -> &[f32]| {
                let index = usize::try_from(i).unwrap_or(usize::MAX);
                Spread::from_values(self.runs.iter().filter_map(|run| values(run).get(index).copied()))
            };
            let (busy, waiting) = (at(|run| &run.busy), at(|run| &run.waiting));
            Moment {
                t: as_f64(i) * length,
                busy: busy.mean,
                busy_range: busy.range,
                waiting: waiting.mean,
                waiting_range: waiting.range,
                timed_out: at(|run| &run.timed_out).mean,
            }
        };
        if self.runs.is_empty() { Vec::new() } else { (0..count).map(row).collect() }
    }
}

/// How many there are of something in each step, given from when to when each of them is there.
struct Levels {
    until: f64,
    /// Seconds in the steps in which one begins or ends.
    parts: Vec<f64>,
    /// How many more span the whole step than the one before.
    whole: Vec<f64>,
}

impl Levels {
    fn new(count: usize, until: f64) -> Self {
        Self { until, parts: vec![0.0; count], whole: vec![0.0; count + 1] }
    }

    fn add(&mut self, from: f64, to: f64, length: f64) {
        let to = to.min(self.until);
        if from >= to {
            return;
        }
        let (first, last) = (step(from, length), step(to, length));
        if first == last {
            self.parts[first] += to - from;
        } else {
            self.parts[first] += as_f64(first as u64 + 1) * length - from;
            self.parts[last] += to - as_f64(last as u64) * length;
            self.whole[first + 1] += 1.0;
            self.whole[last] -= 1.0;
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "seven digits are enough for a chart")]
    fn means(self, length: f64) -> Vec<f32> {
        let mut spanning = 0.0;
        let levels = self.parts.iter().zip(&self.whole).enumerate().map(|(index, (part, change))| {
            spanning += change;
            // The last step may be cut short by the end.
            let here = (self.until - as_f64(index as u64) * length).clamp(f64::MIN_POSITIVE, length);
            (spanning + part / here) as f32
        });
        levels.collect()
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a time is never negative")]
fn step(t: f64, length: f64) -> usize {
    // A processor converts to 32 bits, more than any series has steps, in a third of the time it takes to 64.
    (t / length) as u32 as usize
}

struct Spread {
    mean: f64,
    range: [f64; 2],
}

impl Spread {
    fn from_values(values: impl Iterator<Item = f32>) -> Self {
        let mut values: Vec<f32> = values.collect();
        values.sort_unstable_by(f32::total_cmp);
        let count = values.len().max(1) as u64;
        let mean = values.iter().map(|&value| f64::from(value)).sum::<f64>() / as_f64(count);
        // The nearest rank below for 5 %, above for 95 %.
        let beyond = values.len() / 20;
        let at = |index: usize| values.get(index).copied().map_or(0.0, f64::from);
        Self { mean, range: [at(beyond), at(values.len().saturating_sub(1 + beyond))] }
    }
}
