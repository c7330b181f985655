//! Utilization against traffic: where the pool stands, and where it ends.

use super::{Chart, ChartColor, Drawn, PX, Theme, dashed_line, frame};
use crate::compare::Column;
use frame::{Axis, Label, Plane, px};
use plotters::{
    coord::Shift,
    prelude::*,
    style::text_anchor::{HPos, VPos},
};
use poolwise::{
    Plan, Scenario,
    format::{number, percent},
    predict::{Prediction, predict_by_formula},
    scenario::{Pool, Service},
    units::Factor,
};

/// Utilization of one pool, current, advised and as alternatives have it, over the service's traffic.
#[derive(Clone, Debug, PartialEq)]
pub struct Utilization {
    /// The service's rate now.
    rate: f64,
    /// Targets: the mean's and the peak's.
    zones: (f64, f64),
    current: Curve,
    advised: Curve,
    alternatives: Vec<Curve>,
}

#[derive(Clone, Debug, PartialEq)]
struct Curve {
    name: String,
    /// The rate that it has.
    rate: f64,
    /// At that rate, as the plan has it.
    here: f64,
    /// Where the mean of further runs would lie, where it is simulated.
    interval: Option<[f64; 2]>,
    /// (rate, utilization), ascending.
    points: Vec<(f64, f64)>,
}

const POINTS: u32 = 48;

impl Utilization {
    /// For the service at `index`; None without traffic, or where nothing bounds the pool. An alternative without
    /// either has no curve.
    #[must_use]
    pub fn of(scenario: &Scenario, plan: &Plan, index: usize, kept: &[Column]) -> Option<Self> {
        let scenario = scenario.at_its_busiest();
        let service = scenario.services.get(index)?;
        let setups = plan.services.get(index)?;
        let rate = service.rate_per_s();
        let here = setups.current.busiest().utilization?.max(setups.advised.busiest().utilization?);
        if rate <= 0.0 || here <= 0.0 {
            return None;
        }
        let others: Vec<(&str, &Service, f64)> =
            kept.iter().filter_map(|column| other(&column.name, column.scenario.services.get(index)?)).collect();
        // As far as the fuller of the two pools is full, or twice the traffic, and to every alternative's.
        let farthest = others.iter().map(|(_, service, _)| service.rate_per_s()).fold(0.0, f64::max);
        let last = nice((rate * (1.15 / here).clamp(2.0, 40.0)).max(farthest));
        let points = |service: &Service, pool: &Pool| {
            let rates = (0..=POINTS).map(|i| last * f64::from(i) / f64::from(POINTS));
            rates.map(|rate| (rate, utilization(service, pool, rate / service.rate_per_s()))).collect()
        };
        let curve = |name: &str, pool: &Pool, prediction: &Prediction| Curve {
            name: name.to_owned(),
            rate,
            here: prediction.utilization.unwrap_or_else(|| utilization(service, pool, 1.0)),
            interval: prediction.interval.map(|interval| interval.utilization),
            points: points(service, pool),
        };
        let alternative = |(name, service, here): (&str, &Service, f64)| Curve {
            name: name.to_owned(),
            rate: service.rate_per_s(),
            here,
            interval: None,
            points: points(service, &service.pool),
        };
        let targets = &scenario.targets;
        Some(Self {
            rate,
            zones: (targets.utilization_mean.get(), targets.utilization_peak.get()),
            current: curve("current", &setups.current.pool, setups.current.busiest()),
            advised: curve("advised", &setups.advised.pool, setups.advised.busiest()),
            alternatives: others.into_iter().map(alternative).collect(),
        })
    }

    fn last_rate(&self) -> f64 {
        self.current.points.last().map_or(1.0, |point| point.0)
    }
}

/// An alternative whose traffic takes a share of its pool, with that share.
fn other<'a>(name: &'a str, service: &'a Service) -> Option<(&'a str, &'a Service, f64)> {
    let here = predict_by_formula(service, &service.pool).utilization.filter(|share| *share > 0.0)?;
    Some((name, service, here))
}

fn utilization(service: &Service, pool: &Pool, times: f64) -> f64 {
    let mut service = service.clone();
    for class in &mut service.traffic {
        class.rate_per_s = poolwise::units::PerSecond::clamped(class.rate_per_s.get() * Factor::clamped(times).get());
    }
    predict_by_formula(&service, pool).utilization.unwrap_or(0.0)
}

/// The next of 1, 1.5, 2, 3, 4, 5, 6, 8, 10 times a power of ten.
fn nice(x: f64) -> f64 {
    let power = 10_f64.powf(x.log10().floor());
    let steps = [1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0];
    steps.iter().map(|m| m * power).find(|step| *step >= x).unwrap_or(x)
}

impl Chart for Utilization {
    fn title(&self) -> &'static str {
        "Utilization against traffic"
    }

    fn summary(&self) -> String {
        let now = format!(
            "At {} requests a second a pool is {} busy as it is and {} as advised; the target is {}.",
            number(self.rate),
            percent(self.current.here),
            percent(self.advised.here),
            percent(self.zones.0),
        );
        let others = self
            .alternatives
            .iter()
            .map(|one| format!(" {}: {} at {}.", one.name, percent(one.here), number(one.rate)));
        others.fold(now, |told, other| told + &other)
    }

    fn heads(&self) -> Vec<String> {
        let heads = ["Requests /s", "Current", "Advised"].map(str::to_owned);
        heads.into_iter().chain(self.alternatives.iter().map(|curve| curve.name.clone())).collect()
    }

    fn rows(&self) -> Vec<Vec<String>> {
        let rates = self.current.points.iter().map(|point| number(point.0)).enumerate().step_by(4);
        let curves = || [&self.current, &self.advised].into_iter().chain(&self.alternatives);
        let shares = |index: usize| curves().map(move |curve| percent(curve.points[index].1));
        rates.map(|(index, rate)| std::iter::once(rate).chain(shares(index)).collect()).collect()
    }

    fn draw<DB: DrawingBackend>(&self, area: &DrawingArea<DB, Shift>, theme: &Theme) -> Drawn<DB> {
        let last = self.last_rate();
        let x = Axis {
            range: 0.0..last,
            ticks: frame::even_ticks(last, 4.0).into_iter().map(|rate| (rate, format!("{}/s", number(rate)))).collect(),
        };
        let y_ticks = [0.0, self.zones.0, self.zones.1, 1.0];
        let apart = |pair: &[f64]| pair[1] - pair[0] > 0.08;
        let y = Axis {
            range: 0.0..1.05,
            ticks: y_ticks
                .iter()
                .enumerate()
                .filter(|(i, _)| *i == 0 || *i == 3 || apart(&y_ticks[*i..i + 2]))
                .map(|(_, share)| (*share, percent(*share)))
                .collect(),
        };
        let mut chart = frame::plane(area, theme, &x, &y)?;

        let (mean, peak) = self.zones;
        for (from, to, color) in [(0.0, mean, theme.fits), (mean, peak, theme.tight), (peak, 1.05, theme.over)] {
            chart.draw_series([Rectangle::new([(0.0, from), (last, to)], color.mix(0.10).filled())])?;
        }
        let curves = self.curves(theme);
        for Drawable { curve, color, pattern } in &curves {
            if let Some(pattern) = pattern {
                let places: Vec<_> = curve.points.iter().map(|point| chart.backend_coord(point)).collect();
                dashed_line::line(area, &places, pattern, *color)?;
            } else {
                let line = LineSeries::new(curve.points.iter().copied(), color.stroke_width(PX * 2));
                chart.draw_series(line)?;
            }
        }
        let (here, top) = chart.backend_coord(&(self.rate, 1.05));
        let (_, bottom) = chart.backend_coord(&(0.0, 0.0));
        area.draw(&PathElement::new(vec![(here, top), (here, bottom)], theme.muted.mix(0.5).stroke_width(PX)))?;
        frame::text(area, "you are here", (here + px(5), top + px(3)), theme.muted, HPos::Left, VPos::Top)?;
        let labels = dots(area, &chart, &curves, chart.backend_coord(&(last, 0.0)).0)?;
        frame::labels(area, theme, labels, top + px(18)..bottom)
    }
}

/// A curve with what tells it from others: without a pattern it is solid.
struct Drawable<'a> {
    curve: &'a Curve,
    color: ChartColor,
    pattern: Option<dashed_line::Pattern>,
}

impl Utilization {
    /// All of them, the advised one over the others.
    fn curves(&self, theme: &Theme) -> Vec<Drawable<'_>> {
        let current = Drawable { curve: &self.current, color: theme.muted, pattern: Some(dashed_line::CURRENT) };
        let alternatives = self.alternatives.iter().enumerate().map(|(index, curve)| Drawable {
            curve,
            color: theme.alternative(index),
            pattern: Some(dashed_line::of(index)),
        });
        let advised = Drawable { curve: &self.advised, color: theme.accent, pattern: None };
        [current].into_iter().chain(alternatives).chain([advised]).collect()
    }
}

/// Draws where each pool stands. Those that stand on one place share a label.
fn dots<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    chart: &Plane<'_, DB>,
    curves: &[Drawable<'_>],
    right: i32,
) -> Result<Vec<Label>, DrawingAreaErrorKind<DB::ErrorType>> {
    let mut places: Vec<(&Curve, ChartColor, Vec<&str>)> = Vec::new();
    for Drawable { curve, color, .. } in curves {
        let at = chart.backend_coord(&(curve.rate, curve.here));
        if let Some([low, high]) = curve.interval {
            let [(_, bottom), (_, top)] = [low, high].map(|share| chart.backend_coord(&(curve.rate, share)));
            frame::error_bar(area, at.0, top..bottom, *color)?;
        }
        area.draw(&Circle::new(at, px(4), color.filled()))?;
        let is_same = |other: &Curve| {
            (other.here - curve.here).abs() < 0.005 && (other.rate - curve.rate).abs() <= curve.rate * 0.005
        };
        match places.iter_mut().find(|(other, ..)| is_same(other)) {
            Some((_, last, names)) => {
                *last = *color;
                names.push(&curve.name);
            }
            None => places.push((curve, *color, vec![&curve.name])),
        }
    }
    let label = |(curve, color, names): (&Curve, ChartColor, Vec<&str>)| {
        let words = format!("{} {}", listed(&names), percent(curve.here));
        Label::beside(chart.backend_coord(&(curve.rate, curve.here)), words, color, right)
    };
    Ok(places.into_iter().map(label).collect())
}

/// "current, A and advised".
fn listed(names: &[&str]) -> String {
    match names {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => names.concat(),
    }
}
