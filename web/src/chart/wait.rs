//! Waiting time against pool size: how much each connection buys.

mod mark;

use super::{Chart, ChartColor, Drawn, PX, Theme, dashed_line, frame};
use crate::compare::Column;
use frame::{Axis, Label, px};
use mark::Mark;
use plotters::{coord::Shift, prelude::*, style::text_anchor::HPos};
use poolwise::{
    Plan, Scenario,
    format::{duration, percent},
    predict::{LatencySummary, Prediction, predict_by_formula},
    scenario::{Pool, Service},
    units::{Natural, Overflow, as_f64},
};

/// Percentiles of the wait for pools of every size up to a little over the larger of current and advised.
///
/// The curves are closed forms; an alternative has one of its p95 where its service does something else. Where the pools stand is the plan's, which may know better.
#[derive(Clone, Debug, PartialEq)]
pub struct Waits {
    target_ms: f64,
    current: Here,
    advised: Here,
    /// (capacity, wait, share that times out), ascending.
    sizes: Vec<(u64, LatencySummary, f64)>,
    alternatives: Vec<Other>,
}

/// An alternative: its pool, and its p95 wait by capacity.
#[derive(Clone, Debug, PartialEq)]
struct Other {
    name: String,
    capacity: u64,
    p95_ms: f64,
    sizes: Vec<(u64, f64)>,
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
    /// For the service at `index`; None without traffic, or where nothing bounds the pool. An alternative without
    /// either is not shown.
    #[must_use]
    pub fn of(scenario: &Scenario, plan: &Plan, index: usize, kept: &[Column]) -> Option<Self> {
        let scenario = scenario.at_its_busiest();
        let service = scenario.services.get(index)?;
        let setups = plan.services.get(index)?;
        let here = |pool: &Pool, prediction: &Prediction| {
            let mean_ms = prediction.interval.map(|interval| interval.wait_mean_ms);
            Some(Here { capacity: pool.capacity()?, p95_ms: prediction.wait_ms.p95, mean_ms })
        };
        let current = here(&setups.current.pool, setups.current.busiest())?;
        let advised = here(&setups.advised.pool, setups.advised.busiest())?;
        if service.rate_per_s() <= 0.0 || setups.advised.busiest().offered_load <= 0.0 {
            return None;
        }
        let services = kept.iter().filter_map(|column| Some((&column.name, column.scenario.services.get(index)?)));
        let others: Vec<(&String, &Service, u64)> = services
            .filter(|(_, service)| service.rate_per_s() > 0.0)
            .filter_map(|(name, service)| Some((name, service, service.pool.capacity()?)))
            .collect();
        let largest =
            others.iter().map(|(.., capacity)| *capacity).fold(current.capacity.max(advised.capacity), u64::max);
        let last = (largest + 2).max(8);
        let step = last.div_ceil(MOST_POINTS).try_into().unwrap_or(usize::MAX);
        let sizes = || (1..=last).step_by(step);
        let other = |(name, service, capacity): (&String, &Service, u64)| Other {
            name: name.clone(),
            capacity,
            p95_ms: predict_by_formula(service, &service.pool).wait_ms.p95,
            sizes: sizes().map(|size| (size, of_size(service, &service.pool, size).wait_ms.p95)).collect(),
        };
        let row = |capacity| {
            let prediction = of_size(service, &setups.current.pool, capacity);
            (capacity, prediction.wait_ms, prediction.timeout_probability)
        };
        Some(Self {
            target_ms: scenario.targets.wait_p95_ms.get(),
            current,
            advised,
            sizes: sizes().map(row).collect(),
            alternatives: others.into_iter().map(other).collect(),
        })
    }

    /// The wait axis from its lowest decade to its highest, in powers of ten of a millisecond.
    fn decades(&self) -> (f64, f64) {
        let here = self.current.p95_ms.max(self.advised.p95_ms);
        let others =
            self.alternatives.iter().flat_map(|other| other.sizes.iter().map(|size| size.1).chain([other.p95_ms]));
        let all = self.sizes.iter().map(|row| row.1.p99).chain(others);
        let longest = all.fold(self.target_ms.max(here), f64::max);
        (LOWEST, longest.max(10.0).log10().ceil().min(9.0))
    }
}

/// The service with such a pool of this size.
fn of_size(service: &Service, pool: &Pool, capacity: u64) -> Prediction {
    let pool = Pool { size: Natural::clamped(capacity), overflow: Overflow::AtMost(0), ..pool.clone() };
    predict_by_formula(service, &pool)
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
        let now = format!(
            "95 % of requests wait at most {} with the {} connections a pool has, {} with the advised {}; the target is {}.",
            duration(current.p95_ms),
            current.capacity,
            duration(advised.p95_ms),
            advised.capacity,
            duration(self.target_ms),
        );
        let others = self
            .alternatives
            .iter()
            .map(|other| format!(" {}: {} with {}.", other.name, duration(other.p95_ms), other.capacity));
        others.fold(now, |told, other| told + &other)
    }

    fn heads(&self) -> Vec<String> {
        let heads = ["Connections", "p50", "p95", "p99", "Timeouts"].map(str::to_owned);
        let others = self.alternatives.iter().map(|other| format!("p95, {}", other.name));
        heads.into_iter().chain(others).collect()
    }

    fn rows(&self) -> Vec<Vec<String>> {
        let row = |(index, (capacity, wait, timeouts)): (usize, &(u64, LatencySummary, f64))| {
            let times = [wait.p50, wait.p95, wait.p99].map(duration);
            let others = self.alternatives.iter().map(|other| duration(other.sizes[index].1));
            let known = [capacity.to_string()].into_iter().chain(times).chain([percent(*timeouts)]);
            known.chain(others).collect()
        };
        self.sizes.iter().enumerate().map(row).collect()
    }

    fn draw<DB: DrawingBackend>(&self, area: &DrawingArea<DB, Shift>, theme: &Theme) -> Drawn<DB> {
        let mut chart = frame::plane(area, theme, &self.connections_axis(), &self.wait_axis())?;
        let (low, high) = self.decades();
        let place = |capacity: u64, height: f64| chart.backend_coord(&(as_f64(capacity), height));
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
        let curves: [(&str, Percentile, ChartColor); 3] = [
            ("p50", |t| t.p50, theme.curves[0]),
            ("p95", |t| t.p95, theme.accent),
            ("p99", |t| t.p99, theme.curves[1]),
        ];
        for ((name, pick, color), share) in curves.into_iter().zip([0.35, 0.53, 0.71]) {
            let points = self.curve(pick);
            chart.draw_series(LineSeries::new(points.iter().copied(), color.stroke_width(PX * 2)))?;
            // Each name stands where its curve comes down to a height of its own, so that they do not meet.
            if let Some(at) = points.iter().find(|point| point.1 <= low + (high - low) * share) {
                let (x, y) = chart.backend_coord(at);
                let at = (x + px(6), y - px(6));
                names.push(Label { words: name.to_owned(), at, color, h: HPos::Left, dot: None });
            }
        }
        let mut dots = Vec::new();
        for (index, other) in self.alternatives.iter().enumerate() {
            let color = theme.alternative(index);
            if !self.is_on_p95(other) {
                let place = |size: &(u64, f64)| chart.backend_coord(&(as_f64(size.0), height(size.1)));
                let places: Vec<_> = other.sizes.iter().map(place).collect();
                dashed_line::line(area, &places, dashed_line::of(index), color)?;
            }
            let at = chart.backend_coord(&(as_f64(other.capacity), height(other.p95_ms)));
            // Above, since a short wait is on the axis, and so are the others'.
            let above = (at.0, at.1 - px(12));
            names.push(Label::beside(above, format!("{} {}", other.name, other.capacity), color, right));
            dots.push(Circle::new(at, px(4), color.filled()));
        }
        for mark in &marks {
            mark.draw(area, theme, top..bottom)?;
            names.extend(mark.labels(theme, (right, top), |ms| chart.backend_coord(&(1.0, height(ms))).1));
        }
        let words = format!("target p95 {}", duration(self.target_ms));
        names.push(Label {
            words,
            at: (right - px(4), target - px(10)),
            color: theme.tight,
            h: HPos::Right,
            dot: None,
        });
        frame::labels(area, theme, names, top..bottom)?;
        // Last, or a label would hide what it is about.
        dots.iter().try_for_each(|dot| area.draw(dot))?;
        marks.iter().try_for_each(|mark| mark.points(area, theme, |ms| chart.backend_coord(&(1.0, height(ms))).1))
    }
}

type Percentile = fn(&LatencySummary) -> f64;

/// Room above the highest decade.
const ABOVE: f64 = 0.15;

impl Waits {
    fn last(&self) -> u64 {
        self.sizes.last().map_or(1, |row| row.0)
    }

    /// Whether the waits of an alternative are those of the p95 that is drawn anyway.
    fn is_on_p95(&self, other: &Other) -> bool {
        let same =
            |(row, size): (&(u64, LatencySummary, f64), &(u64, f64))| (row.1.p95 - size.1).abs() <= row.1.p95 * 1e-9;
        self.sizes.iter().zip(&other.sizes).all(same)
    }

    fn curve(&self, pick: Percentile) -> Vec<(f64, f64)> {
        self.sizes.iter().map(|row| (as_f64(row.0), height(pick(&row.1)))).collect()
    }

    fn connections_axis(&self) -> Axis {
        let last = as_f64(self.last());
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
