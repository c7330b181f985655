//! Waiting time against pool size: how much each connection buys.

use super::{Chart, Colour, Drawn, PX, Theme, frame};
use crate::words::between_ms;
use frame::{Axis, Label, px};
use plotters::{
    coord::Shift,
    prelude::*,
    style::text_anchor::{HPos, VPos},
};
use poolwise::{
    Plan, Scenario,
    format::{duration, percent},
    predict::{Prediction, Times, predict_by_formula},
    scenario::Pool,
    units::{Natural, Overflow},
};
use std::ops::Range;

/// Percentiles of the wait for pools of every size up to a little over the larger of current and advised.
///
/// The curves are closed forms; where the pools stand is the plan's, which may know better.
#[derive(Clone, Debug, PartialEq)]
pub struct Waits {
    target_ms: f64,
    current: Here,
    advised: Here,
    /// (capacity, wait, share that times out), ascending.
    sizes: Vec<(u64, Times, f64)>,
}

/// A pool as the plan has it.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Here {
    capacity: u64,
    p95_ms: f64,
    /// Where the mean wait of further runs would lie, where it is simulated.
    mean_ms: Option<[f64; 2]>,
}

/// The most sizes that are drawn: beyond it they are thinned out.
const MOST_POINTS: u64 = 60;

impl Waits {
    /// For the service at `index`; None without traffic, or where nothing bounds the pool.
    #[must_use]
    pub fn of(scenario: &Scenario, plan: &Plan, index: usize) -> Option<Self> {
        let service = scenario.services.get(index)?;
        let setups = plan.services.get(index)?;
        let here = |pool: &Pool, prediction: &Prediction| {
            let mean_ms = prediction.interval.map(|interval| interval.wait_mean_ms);
            Some(Here { capacity: pool.capacity()?, p95_ms: prediction.wait_ms.p95, mean_ms })
        };
        let current = here(&setups.current.pool, &setups.current.prediction)?;
        let advised = here(&setups.advised.pool, &setups.advised.prediction)?;
        if service.rate_per_s() <= 0.0 || setups.advised.prediction.offered_load <= 0.0 {
            return None;
        }
        let last = (current.capacity.max(advised.capacity) + 2).max(8);
        let step = last.div_ceil(MOST_POINTS).try_into().unwrap_or(usize::MAX);
        let size = |capacity: u64| {
            let pool =
                Pool { size: Natural::clamped(capacity), overflow: Overflow::AtMost(0), ..setups.current.pool.clone() };
            let prediction = predict_by_formula(service, &pool);
            (capacity, prediction.wait_ms, prediction.timeout_probability)
        };
        Some(Self {
            target_ms: scenario.targets.wait_p95_ms.get(),
            current,
            advised,
            sizes: (1..=last).step_by(step).map(size).collect(),
        })
    }

    /// The wait axis from its lowest decade to its highest, in powers of ten of a millisecond.
    fn decades(&self) -> (f64, f64) {
        let here = self.current.p95_ms.max(self.advised.p95_ms);
        let longest = self.sizes.iter().map(|row| row.1.p99).fold(self.target_ms.max(here), f64::max);
        (LOWEST, longest.max(10.0).log10().ceil().min(9.0))
    }
}

/// Waits below a tenth of a millisecond are drawn as one: nobody can tell them from none.
const LOWEST: f64 = -1.0;

fn height(ms: f64) -> f64 {
    ms.max(10_f64.powf(LOWEST)).log10()
}

impl Chart for Waits {
    fn title(&self) -> &'static str {
        "Waiting time against pool size"
    }

    fn summary(&self) -> String {
        let Self { current, advised, .. } = self;
        format!(
            "95 % of requests wait at most {} with the {} connections a pool has, {} with the advised {}; the target is {}.",
            duration(current.p95_ms),
            current.capacity,
            duration(advised.p95_ms),
            advised.capacity,
            duration(self.target_ms),
        )
    }

    fn heads(&self) -> Vec<String> {
        ["Connections", "p50", "p95", "p99", "Time out"].map(str::to_owned).to_vec()
    }

    fn rows(&self) -> Vec<Vec<String>> {
        let row = |(capacity, wait, timeouts): &(u64, Times, f64)| {
            vec![capacity.to_string(), duration(wait.p50), duration(wait.p95), duration(wait.p99), percent(*timeouts)]
        };
        self.sizes.iter().map(row).collect()
    }

    fn draw<DB: DrawingBackend>(&self, area: &DrawingArea<DB, Shift>, theme: &Theme) -> Drawn<DB> {
        let mut chart = frame::plane(area, theme, &self.connections_axis(), &self.wait_axis())?;
        let (low, high) = self.decades();
        let place = |capacity: u64, height: f64| chart.backend_coord(&(float(capacity), height));
        let last = self.last();
        let (left, target) = place(1, height(self.target_ms));
        let (right, top) = place(last, high + ABOVE);
        let (_, bottom) = place(1, low);
        let marks = [
            Mark { name: "current", here: self.current, at: place(self.current.capacity, low).0, advised: false },
            Mark { name: "advised", here: self.advised, at: place(self.advised.capacity, low).0, advised: true },
        ];

        let within = Rectangle::new([(left, target), (right, bottom)], theme.fits.mix(0.08).filled());
        area.draw(&within)?;
        area.draw(&PathElement::new(vec![(left, target), (right, target)], theme.tight.stroke_width(PX)))?;

        let mut names = Vec::new();
        let curves: [(&str, Percentile, Colour); 3] = [
            ("p50", |t| t.p50, theme.curves[0]),
            ("p95", |t| t.p95, theme.accent),
            ("p99", |t| t.p99, theme.curves[1]),
        ];
        for ((name, pick, colour), share) in curves.into_iter().zip([0.35, 0.53, 0.71]) {
            let points = self.curve(pick);
            chart.draw_series(LineSeries::new(points.iter().copied(), colour.stroke_width(PX * 2)))?;
            // Each name stands where its curve comes down to a height of its own, so that they do not meet.
            if let Some(at) = points.iter().find(|point| point.1 <= low + (high - low) * share) {
                let (x, y) = chart.backend_coord(at);
                names.push(Label { words: name.to_owned(), at: (x + px(6), y - px(6)), colour, h: HPos::Left });
            }
        }
        for mark in &marks {
            mark.draw(area, theme, right, top..bottom)?;
            names.extend(mark.labels(theme, right, |ms| chart.backend_coord(&(1.0, height(ms))).1));
        }
        let words = format!("target p95 {}", duration(self.target_ms));
        names.push(Label { words, at: (right - px(4), target - px(10)), colour: theme.tight, h: HPos::Right });
        frame::labels(area, theme, names, top..bottom)?;
        // Last, or a label would hide what it is about.
        marks.iter().try_for_each(|mark| mark.points(area, theme, |ms| chart.backend_coord(&(1.0, height(ms))).1))
    }
}

type Percentile = fn(&Times) -> f64;

/// Room above the highest decade.
const ABOVE: f64 = 0.15;

impl Waits {
    fn last(&self) -> u64 {
        self.sizes.last().map_or(1, |row| row.0)
    }

    fn curve(&self, pick: Percentile) -> Vec<(f64, f64)> {
        self.sizes.iter().map(|row| (float(row.0), height(pick(&row.1)))).collect()
    }

    fn connections_axis(&self) -> Axis {
        let last = float(self.last());
        let ticks = frame::even_ticks(last, 5.0).into_iter().filter(|x| *x > 1.5 && x.fract() == 0.0);
        Axis { range: 1.0..last, ticks: std::iter::once(1.0).chain(ticks).map(|x| (x, x.to_string())).collect() }
    }

    fn wait_axis(&self) -> Axis {
        let (low, high) = self.decades();
        let powers: Vec<f64> = std::iter::successors(Some(high), |x| Some(x - 1.0)).take_while(|x| *x >= low).collect();
        let every = if powers.len() > 5 { 2 } else { 1 };
        let label = |power: &f64| (*power, duration(10_f64.powf(*power)));
        Axis { range: low..high + ABOVE, ticks: powers.iter().step_by(every).map(label).collect() }
    }
}

/// A vertical line at one of the two capacities.
struct Mark {
    name: &'static str,
    here: Here,
    at: i32,
    advised: bool,
}

impl Mark {
    /// The advised one solid, the current one dashed, each with its name beside it.
    fn draw<DB: DrawingBackend>(
        &self,
        area: &DrawingArea<DB, Shift>,
        theme: &Theme,
        right: i32,
        Range { start: top, end: bottom }: Range<i32>,
    ) -> Drawn<DB> {
        let colour = self.colour(theme);
        let (dash, gap) = if self.advised { (bottom - top, 0) } else { (px(5), px(4)) };
        for y in (top..bottom).step_by((dash + gap).unsigned_abs() as usize) {
            let dash = vec![(self.at, y), (self.at, (y + dash).min(bottom))];
            area.draw(&PathElement::new(dash, colour.stroke_width(PX)))?;
        }
        let (h, shift) = if self.at > right - px(90) { (HPos::Right, -px(5)) } else { (HPos::Left, px(5)) };
        let row = if self.advised { px(3) } else { px(19) };
        let words = format!("{} {}", self.name, self.here.capacity);
        frame::text(area, &words, (self.at + shift, top + row), colour, h, VPos::Top)
    }

    /// Where the plan is simulated: its p95 as a dot and the interval of its mean as a bar.
    fn points<DB: DrawingBackend>(
        &self,
        area: &DrawingArea<DB, Shift>,
        theme: &Theme,
        place: impl Fn(f64) -> i32,
    ) -> Drawn<DB> {
        let Some([low, high]) = self.here.mean_ms else { return Ok(()) };
        let colour = self.colour(theme);
        frame::error_bar(area, self.at, place(high)..place(low), colour)?;
        area.draw(&Circle::new((self.at, place(self.here.p95_ms)), px(4), colour.filled()))
    }

    /// What is said beside them.
    fn labels(&self, theme: &Theme, right: i32, place: impl Fn(f64) -> i32) -> Vec<Label> {
        let Some([low, high]) = self.here.mean_ms else { return Vec::new() };
        let (h, shift) = if self.at > right - px(150) { (HPos::Right, -px(9)) } else { (HPos::Left, px(9)) };
        let label = |words: String, y| Label { words, at: (self.at + shift, y), colour: self.colour(theme), h };
        vec![
            label(format!("p95 {}", duration(self.here.p95_ms)), place(self.here.p95_ms)),
            label(format!("mean {}", between_ms([low, high], "to")), i32::midpoint(place(low), place(high))),
        ]
    }

    fn colour(&self, theme: &Theme) -> Colour {
        if self.advised { theme.accent } else { theme.muted }
    }
}

#[expect(clippy::cast_precision_loss, reason = "capacities are far below 2⁵³")]
fn float(capacity: u64) -> f64 {
    capacity as f64
}
