//! Utilization against traffic: where a pool stands, and where it ends.

use super::{Alternative, always, number_of, services, style};
use crate::{
    format::{list, number, percent},
    plan::Plan,
    predict::{Prediction, predict_by_formula},
    scenario::{Pool, Scenario, Service},
    units::{Factor, PerSecond},
};
use poolwise_chart::{
    ALWAYS, Axis, Chart, Color, Curve, CurveNumber, Dashes, Label, Mark, Panel, Side, Table, round_up,
};

/// A pool over the traffic, and where it stands.
struct PoolCurve<'a> {
    name: &'a str,
    /// Requests per second that it gets.
    rate: f64,
    /// Its utilization at that rate, as the plan has it.
    here: f64,
    /// Where the mean of further runs would lie, where it is simulated.
    interval: Option<[f64; 2]>,
    /// Requests per second and utilization, ascending.
    points: Vec<[f64; 2]>,
    color: Color,
    dashes: Dashes,
}

const POINTS: u32 = 48;
/// Every so many points make a row of the table.
const POINTS_PER_ROW: usize = 4;
/// Where the traffic's axis may end, as multiples of a power of ten.
const ENDS: [f64; 9] = [1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0];
/// A little room above 100 %.
const TOP: f64 = 1.05;

/// The utilization of one pool of the service at `index`, from 0 to 1 over requests per second: current, advised and as
/// alternatives have it. None without traffic, or where nothing bounds the pool; an alternative without either has no
/// curve.
///
/// ```
/// let scenario = poolwise::Scenario::from_toml(
///     "[[services]]\ntraffic = [{ rate_per_s = 120, hold_ms = { mean = 50 } }]").unwrap();
/// let chart = poolwise::chart::utilization(&scenario, &poolwise::plan(&scenario), 0, &[]).unwrap();
/// assert!(chart.summary.starts_with("At 120 requests per second a pool is 40.4 % busy as it is"));
/// ```
#[must_use]
pub fn utilization(scenario: &Scenario, plan: &Plan, index: usize, alternatives: &[Alternative<'_>]) -> Option<Chart> {
    let busiest = scenario.at_its_busiest();
    let service = busiest.services.get(index)?;
    let setups = plan.services.get(index)?;
    let rate = service.rate_per_s();
    let fullest = setups.current.busiest().utilization?.max(setups.advised.busiest().utilization?);
    if rate <= 0.0 || fullest <= 0.0 {
        return None;
    }
    let others: Vec<(&str, &Service, f64)> =
        services(alternatives, index).into_iter().filter_map(|(name, service)| with_share(name, service)).collect();
    // As far as the fuller of the two pools is full, or twice the traffic, and to every alternative's.
    let farthest = others.iter().map(|(_, service, _)| service.rate_per_s()).fold(0.0, f64::max);
    let last = round_up((rate * (1.15 / fullest).clamp(2.0, 40.0)).max(farthest), &ENDS);
    let points = |service: &Service, pool: &Pool| {
        let rates = (0..=POINTS).map(|i| last * f64::from(i) / f64::from(POINTS));
        rates.map(|rate| [rate, at_times(service, pool, rate / service.rate_per_s())]).collect()
    };
    let curve = |name, pool: &Pool, prediction: &Prediction, color, dashes| PoolCurve {
        name,
        rate,
        here: prediction.utilization.unwrap_or_else(|| at_times(service, pool, 1.0)),
        interval: prediction.interval.map(|interval| interval.utilization),
        points: points(service, pool),
        color,
        dashes,
    };
    let mut curves =
        vec![curve("current", &setups.current.pool, setups.current.busiest(), Color::Muted, Dashes::Current)];
    curves.extend(others.iter().enumerate().map(|(index, (name, service, here))| {
        let (color, dashes) = style(index);
        let points = points(service, &service.pool);
        PoolCurve { name, rate: service.rate_per_s(), here: *here, interval: None, points, color, dashes }
    }));
    // Over the others.
    curves.push(curve("advised", &setups.advised.pool, setups.advised.busiest(), Color::Accent, Dashes::None));
    let targets = &busiest.targets;
    let zones = [targets.utilization_mean.get(), targets.utilization_peak.get()];
    Some(drawn(&curves, rate, last, zones))
}

fn drawn(curves: &[PoolCurve<'_>], rate: f64, last: f64, zones: [f64; 2]) -> Chart {
    let here =
        Mark::Line { points: vec![[rate, 0.0], [rate, TOP]], color: Color::Line, width: 2, dashes: Dashes::None };
    let line = |curve: &PoolCurve<'_>| Mark::Line {
        points: curve.points.clone(),
        color: curve.color,
        width: if curve.dashes == Dashes::None { 4 } else { 3 },
        dashes: curve.dashes,
    };
    let lines = curves.iter().enumerate().map(|(index, curve)| (number_of(index), line(curve)));
    let points = curves.iter().enumerate().flat_map(|(index, curve)| points(curve, number_of(index)));
    let marks = always(zone_marks(last, zones)).chain(lines).chain(always([here])).chain(points);
    let you = Label {
        words: "you are here".to_owned(),
        at: [rate, TOP],
        offset: [5, 9],
        side: Side::Beside,
        color: Color::Muted,
        is_tied: false,
    };
    let y_ticks = [0.0, zones[0], zones[1], 1.0];
    let is_apart = |index: usize| index == 0 || index == 3 || y_ticks[index + 1] - y_ticks[index] > 0.08;
    let y =
        y_ticks.iter().enumerate().filter(|(index, _)| is_apart(*index)).map(|(_, share)| (*share, percent(*share)));
    Chart {
        title: "Utilization against traffic".to_owned(),
        aside: "of one pool".to_owned(),
        summary: summary(curves, rate, zones[0]),
        x: Axis::new(0.0, last, Axis::even(last, 4.0).into_iter().map(|rate| (rate, format!("{}/s", number(rate))))),
        panels: vec![Panel {
            title: String::new(),
            share: 1.0,
            y: Axis::new(0.0, TOP, y),
            marks: marks.collect(),
            labels: always(zone_names(last, zones)).chain(always([you])).chain(labels(curves)).collect(),
        }],
        curves: curves.iter().map(PoolCurve::in_legend).collect(),
        table: table(curves),
        rows_at: rows(curves).map(|index| curves[0].points[index][0]).collect(),
    }
}

/// Within the target, within the target of a burst, and beyond both.
fn zone_marks(last: f64, [mean, peak]: [f64; 2]) -> [Mark; 3] {
    [([0.0, mean], Color::Fits), ([mean, peak], Color::Tight), ([peak, TOP], Color::Over)]
        .map(|(y, color)| Mark::Zone { x: [0.0, last], y, color, opacity: 0.10 })
}

/// What the zones mean, below their upper edges.
fn zone_names(last: f64, [mean, peak]: [f64; 2]) -> [Label; 3] {
    let zones = [("on target", mean, Color::Fits), ("for bursts", peak, Color::Tight), ("too full", TOP, Color::Over)];
    zones.map(|(name, top, color)| Label {
        words: name.to_owned(),
        at: [last, top],
        offset: [4, 9],
        side: Side::Before,
        color,
        is_tied: false,
    })
}

impl PoolCurve<'_> {
    fn in_legend(&self) -> Curve {
        Curve { name: self.name.to_owned(), color: self.color, dashes: self.dashes }
    }
}

/// Where a pool stands.
fn points(curve: &PoolCurve<'_>, number: CurveNumber) -> Vec<(CurveNumber, Mark)> {
    let interval = curve.interval.map(|y| Mark::Interval { x: curve.rate, y, color: curve.color });
    let dot = Mark::Dot { at: [curve.rate, curve.here], color: curve.color };
    interval.into_iter().chain([dot]).map(|mark| (number, mark)).collect()
}

/// Pools that stand on one place share a label, which then belongs to none of them.
fn labels(curves: &[PoolCurve<'_>]) -> Vec<(CurveNumber, Label)> {
    let mut places: Vec<(CurveNumber, &PoolCurve<'_>, Color, Vec<&str>)> = Vec::new();
    for (index, curve) in curves.iter().enumerate() {
        let is_same = |other: &PoolCurve<'_>| {
            (other.here - curve.here).abs() < 0.005 && (other.rate - curve.rate).abs() <= curve.rate * 0.005
        };
        match places.iter_mut().find(|(_, other, ..)| is_same(other)) {
            Some((number, _, color, names)) => {
                (*number, *color) = (ALWAYS, curve.color);
                names.push(curve.name);
            }
            None => places.push((number_of(index), curve, curve.color, vec![curve.name])),
        }
    }
    let label = |curve: &PoolCurve<'_>, color, names: &[&str]| Label {
        words: format!("{} {}", list(names), percent(curve.here)),
        at: [curve.rate, curve.here],
        offset: [9, 0],
        side: Side::Beside,
        color,
        is_tied: true,
    };
    places.into_iter().map(|(number, curve, color, names)| (number, label(curve, color, &names))).collect()
}

fn summary(curves: &[PoolCurve<'_>], rate: f64, target: f64) -> String {
    let [current, others @ .., advised] = curves else { return String::new() };
    let now = format!(
        "At {} requests per second a pool is {} busy as it is and {} as advised; the target is {}.",
        number(rate),
        percent(current.here),
        percent(advised.here),
        percent(target),
    );
    let others = others.iter().map(|one| format!(" {}: {} at {}.", one.name, percent(one.here), number(one.rate)));
    others.fold(now, |all, other| all + &other)
}

/// The points that stand in the table.
fn rows(curves: &[PoolCurve<'_>]) -> impl Iterator<Item = usize> {
    (0..curves.first().map_or(0, |curve| curve.points.len())).step_by(POINTS_PER_ROW)
}

fn table(curves: &[PoolCurve<'_>]) -> Table {
    // The advised pool beside the current one, as everywhere else.
    let [current, others @ .., advised] = curves else { return Table::default() };
    let columns: Vec<&PoolCurve<'_>> = [current, advised].into_iter().chain(others).collect();
    let heads = ["Requests /s", "Current", "Advised"].map(str::to_owned);
    let rows = rows(curves).map(|index| {
        let shares = columns.iter().map(|curve| percent(curve.points[index][1]));
        std::iter::once(number(current.points[index][0])).chain(shares).collect()
    });
    Table {
        heads: heads.into_iter().chain(others.iter().map(|curve| curve.name.to_owned())).collect(),
        rows: rows.collect(),
    }
}

/// An alternative whose traffic takes a share of its pool, with that share.
fn with_share<'a>(name: &'a str, service: &'a Service) -> Option<(&'a str, &'a Service, f64)> {
    let here = predict_by_formula(service, &service.pool).utilization.filter(|share| *share > 0.0)?;
    Some((name, service, here))
}

/// The utilization of a pool with so many times the service's traffic.
fn at_times(service: &Service, pool: &Pool, times: f64) -> f64 {
    let mut service = service.clone();
    for class in &mut service.traffic {
        class.rate_per_s = PerSecond::clamped(class.rate_per_s.get() * Factor::clamped(times).get());
    }
    predict_by_formula(&service, pool).utilization.unwrap_or(0.0)
}
