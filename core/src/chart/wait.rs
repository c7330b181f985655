//! Waiting time against pool size: how much each connection buys.

mod words;

use super::{Alternative, number_of, services, style};
use crate::{
    format::{between, duration},
    plan::Plan,
    predict::{LatencySummary, Prediction, predict_by_formula},
    scenario::{Pool, Scenario, Service},
    units::{Natural, Overflow, as_f64},
};
use poolwise_chart::{ALWAYS, Axis, Chart, Color, Curve, CurveNumber, Dashes, Label, Mark, Panel, Side};

/// A pool as the plan has it.
#[derive(Clone, Copy)]
struct Here {
    name: &'static str,
    capacity: u64,
    p95_ms: f64,
    /// Where the mean wait of further runs would lie, where it is simulated.
    mean_ms: Option<[f64; 2]>,
    color: Color,
    dashes: Dashes,
    /// How far its name stands below the top, in CSS pixels.
    down: i32,
}

/// A pool of some capacity: what its requests wait, and the share that times out.
struct Size {
    capacity: u64,
    wait_ms: LatencySummary,
    timeouts: f64,
}

/// An alternative: its pool, and its p95 wait for every [`Size`].
struct Other<'a> {
    name: &'a str,
    capacity: u64,
    p95_ms: f64,
    p95_by_size_ms: Vec<f64>,
}

/// The most sizes that are drawn; beyond it they are thinned out.
const MAX_POINTS: u64 = 60;
/// Room above the highest power of ten, as a part of one.
const ABOVE: f64 = 0.15;
/// Waits below a tenth of a millisecond are drawn as one: nobody can tell them from none.
const LOWEST_POWER: f64 = -1.0;

/// Percentiles of the wait in ms, on a logarithmic axis, for pools of the service at `index` of every size up to a little
/// over the largest that is shown. None without traffic, or where nothing bounds the pool; an alternative without either
/// is not shown.
///
/// ```
/// let scenario = poolwise::Scenario::from_toml(
///     "[[services]]\ntraffic = [{ rate_per_s = 120, hold_ms = { mean = 50 } }]").unwrap();
/// let chart = poolwise::chart::wait(&scenario, &poolwise::plan(&scenario), 0, &[]).unwrap();
/// assert_eq!(chart.table.heads, ["Connections", "p50", "p95", "p99", "Timeouts"]);
/// ```
#[must_use]
pub fn wait(scenario: &Scenario, plan: &Plan, index: usize, alternatives: &[Alternative<'_>]) -> Option<Chart> {
    let busiest = scenario.at_its_busiest();
    let service = busiest.services.get(index)?;
    let setups = plan.services.get(index)?;
    let here = |name, pool: &Pool, prediction: &Prediction| {
        let mean_ms = prediction.interval.map(|interval| interval.wait_mean_ms);
        let (color, dashes, down) = match name {
            "advised" => (Color::Accent, Dashes::None, 9),
            _ => (Color::Muted, Dashes::Current, 25),
        };
        Some(Here { name, capacity: pool.capacity()?, p95_ms: prediction.wait_ms.p95, mean_ms, color, dashes, down })
    };
    let current = here("current", &setups.current.pool, setups.current.busiest())?;
    let advised = here("advised", &setups.advised.pool, setups.advised.busiest())?;
    if service.rate_per_s() <= 0.0 || setups.advised.busiest().offered_load <= 0.0 {
        return None;
    }
    let others: Vec<(&str, &Service, u64)> = services(alternatives, index)
        .into_iter()
        .filter(|(_, service)| service.rate_per_s() > 0.0)
        .filter_map(|(name, service)| Some((name, service, service.pool.capacity()?)))
        .collect();
    let largest = others.iter().map(|(.., capacity)| *capacity).fold(current.capacity.max(advised.capacity), u64::max);
    let last = largest.saturating_add(2).max(8);
    let step = last.div_ceil(MAX_POINTS).try_into().unwrap_or(usize::MAX);
    let capacities = || (1..=last).step_by(step);
    let size = |capacity| {
        let prediction = of_capacity(service, &setups.current.pool, capacity);
        Size { capacity, wait_ms: prediction.wait_ms, timeouts: prediction.timeout_probability }
    };
    let others = others.into_iter().map(|(name, service, capacity)| Other {
        name,
        capacity,
        p95_ms: predict_by_formula(service, &service.pool).wait_ms.p95,
        p95_by_size_ms: capacities().map(|size| of_capacity(service, &service.pool, size).wait_ms.p95).collect(),
    });
    let waits = Waits {
        target_ms: busiest.targets.wait_p95_ms.get(),
        here: [current, advised],
        sizes: capacities().map(size).collect(),
        others: others.collect(),
    };
    Some(waits.chart())
}

/// The service's prediction with such a pool of this capacity.
fn of_capacity(service: &Service, pool: &Pool, capacity: u64) -> Prediction {
    let pool = Pool { size: Natural::clamped(capacity), overflow: Overflow::AtMost(0), ..pool.clone() };
    predict_by_formula(service, &pool)
}

/// The place of a wait on the axis: its power of ten.
fn power(ms: f64) -> f64 {
    libm::log10(ms).max(LOWEST_POWER)
}

type Percentile = fn(&LatencySummary) -> f64;

struct Waits<'a> {
    target_ms: f64,
    here: [Here; 2],
    sizes: Vec<Size>,
    others: Vec<Other<'a>>,
}

impl Waits<'_> {
    fn chart(&self) -> Chart {
        let highest = self.highest_power();
        Chart {
            title: "Waiting time against pool size".to_owned(),
            aside: "for a connection, log scale".to_owned(),
            summary: self.summary(),
            x: self.capacity_axis(),
            panels: vec![Panel {
                title: String::new(),
                share: 1.0,
                y: wait_axis(highest),
                marks: self.marks(highest),
                labels: self.labels(highest),
            }],
            curves: self.legend(),
            table: self.table(),
            rows_at: self.sizes.iter().map(|size| as_f64(size.capacity)).collect(),
        }
    }

    fn last(&self) -> f64 {
        self.sizes.last().map_or(1.0, |size| as_f64(size.capacity))
    }

    /// The power of ten of a millisecond where the axis ends.
    fn highest_power(&self) -> f64 {
        let others = self.others.iter().flat_map(|other| other.p95_by_size_ms.iter().chain([&other.p95_ms]));
        let all = self.sizes.iter().map(|size| size.wait_ms.p99).chain(others.copied());
        let here = self.here.iter().map(|here| here.p95_ms);
        let longest = all.chain(here).fold(self.target_ms, f64::max);
        libm::ceil(libm::log10(longest.max(10.0))).min(9.0)
    }

    fn capacity_axis(&self) -> Axis {
        let last = self.last();
        let ticks = Axis::even(last, 5.0).into_iter().filter(|x| *x > 1.5 && x.fract() == 0.0);
        Axis::new(1.0, last, std::iter::once(1.0).chain(ticks).map(|x| (x, x.to_string())))
    }

    /// The percentiles, with how high up each curve its name stands: so that the names do not meet.
    fn curves() -> [(&'static str, Percentile, Color, f64); 3] {
        [
            ("p50", |wait| wait.p50, Color::SecondCurve, 0.35),
            ("p95", |wait| wait.p95, Color::Accent, 0.53),
            ("p99", |wait| wait.p99, Color::ThirdCurve, 0.71),
        ]
    }

    /// The percentiles, and then the alternatives.
    fn legend(&self) -> Vec<Curve> {
        let curve = |name: &str, color, dashes| Curve { name: name.to_owned(), color, dashes };
        let percentiles = Self::curves().map(|(name, _, color, _)| curve(name, color, Dashes::None)).into_iter();
        let others = self.others.iter().enumerate().map(|(index, other)| {
            let (color, dashes) = style(index);
            curve(other.name, color, dashes)
        });
        percentiles.chain(others).collect()
    }

    /// The number of the alternative at an index.
    fn number_of_other(index: usize) -> CurveNumber {
        number_of(Self::curves().len() + index)
    }

    fn points(&self, pick: Percentile) -> Vec<[f64; 2]> {
        self.sizes.iter().map(|size| [as_f64(size.capacity), power(pick(&size.wait_ms))]).collect()
    }

    /// Whether the waits of an alternative are those of the p95 that is drawn anyway.
    fn is_on_p95(&self, other: &Other<'_>) -> bool {
        let pairs = self.sizes.iter().map(|size| size.wait_ms.p95).zip(&other.p95_by_size_ms);
        pairs.into_iter().all(|(p95, theirs)| (p95 - theirs).abs() <= p95 * 1e-9)
    }

    fn marks(&self, highest: f64) -> Vec<(CurveNumber, Mark)> {
        let (last, target) = (self.last(), power(self.target_ms));
        let line = |points, color, width, dashes| Mark::Line { points, color, width, dashes };
        let within = Mark::Zone { x: [1.0, last], y: [LOWEST_POWER, target], color: Color::Fits, opacity: 0.08 };
        let limit = line(vec![[1.0, target], [last, target]], Color::Tight, 2, Dashes::None);
        let mut marks = vec![(ALWAYS, within), (ALWAYS, limit)];
        for (index, (_, pick, color, _)) in Self::curves().into_iter().enumerate() {
            marks.push((number_of(index), line(self.points(pick), color, 4, Dashes::None)));
        }
        for (index, other) in self.others.iter().enumerate() {
            let ((color, dashes), number) = (style(index), Self::number_of_other(index));
            if !self.is_on_p95(other) {
                let waits = self.sizes.iter().zip(&other.p95_by_size_ms);
                let points = waits.map(|(size, p95_ms)| [as_f64(size.capacity), power(*p95_ms)]).collect();
                marks.push((number, line(points, color, 3, dashes)));
            }
            marks.push((number, Mark::Dot { at: [as_f64(other.capacity), power(other.p95_ms)], color }));
        }
        for Here { capacity, p95_ms, mean_ms, color, dashes, .. } in self.here {
            let x = as_f64(capacity);
            let width = if dashes == Dashes::None { 2 } else { 3 };
            marks.push((ALWAYS, line(vec![[x, LOWEST_POWER], [x, highest + ABOVE]], color, width, dashes)));
            if let Some(mean_ms) = mean_ms {
                marks.push((ALWAYS, Mark::Interval { x, y: mean_ms.map(power), color }));
                marks.push((ALWAYS, Mark::Dot { at: [x, power(p95_ms)], color }));
            }
        }
        marks
    }

    fn labels(&self, highest: f64) -> Vec<(CurveNumber, Label)> {
        let label = |words, at, offset, side, color| Label { words, at, offset, side, color, is_tied: false };
        let mut labels = Vec::new();
        for (index, (name, pick, color, share)) in Self::curves().into_iter().enumerate() {
            let height = LOWEST_POWER + (highest - LOWEST_POWER) * share;
            if let Some(at) = self.points(pick).into_iter().find(|point| point[1] <= height) {
                labels.push((number_of(index), label(name.to_owned(), at, [6, -6], Side::After, color)));
            }
        }
        for (index, other) in self.others.iter().enumerate() {
            // Above, since a short wait is on the axis, and so are the others'.
            let at = [as_f64(other.capacity), power(other.p95_ms)];
            let words = format!("{} {}", other.name, other.capacity);
            let label = Label { is_tied: true, ..label(words, at, [9, -12], Side::Beside, style(index).0) };
            labels.push((Self::number_of_other(index), label));
        }
        for Here { name, capacity, p95_ms, mean_ms, color, down, .. } in self.here {
            let x = as_f64(capacity);
            let words = format!("{name} {capacity}");
            labels.push((ALWAYS, label(words, [x, highest + ABOVE], [5, down], Side::Beside, color)));
            if let Some([low, high]) = mean_ms {
                let p95 = format!("p95 {}", duration(p95_ms));
                labels.push((ALWAYS, label(p95, [x, power(p95_ms)], [9, 0], Side::Beside, color)));
                let mean = format!("mean {}", between([low, high], duration, "to"));
                let middle = f64::midpoint(power(low), power(high));
                labels.push((ALWAYS, label(mean, [x, middle], [9, 0], Side::Beside, color)));
            }
        }
        let target = format!("target p95 {}", duration(self.target_ms));
        let at = [self.last(), power(self.target_ms)];
        labels.push((ALWAYS, label(target, at, [4, -10], Side::Before, Color::Tight)));
        labels
    }
}

fn wait_axis(highest: f64) -> Axis {
    let powers: Vec<f64> =
        std::iter::successors(Some(highest), |x| Some(x - 1.0)).take_while(|x| *x >= LOWEST_POWER).collect();
    let every = if powers.len() > 5 { 2 } else { 1 };
    let ticks = powers.iter().step_by(every).rev().map(|power| (*power, duration(libm::pow(10.0, *power))));
    Axis::new(LOWEST_POWER, highest + ABOVE, ticks)
}
