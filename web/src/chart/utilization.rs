//! Utilization against traffic: where the pool stands, and where it ends.

use super::{Chart, Drawn, PX, Theme, frame};
use frame::{Axis, Label, px};
use plotters::{coord::Shift, prelude::*, style::text_anchor::HPos};
use poolwise::{
    Plan, Scenario,
    format::{number, percent},
    predict::{Prediction, predict_by_formula},
    scenario::{Pool, Service},
    units::Factor,
};

/// Utilization of one pool, current and advised, over the service's traffic.
#[derive(Clone, Debug, PartialEq)]
pub struct Utilization {
    /// The service's rate now.
    rate: f64,
    /// Targets: the mean's and the peak's.
    zones: (f64, f64),
    current: Curve,
    advised: Curve,
}

#[derive(Clone, Debug, PartialEq)]
struct Curve {
    name: String,
    /// At the rate now, as the plan has it.
    here: f64,
    /// Where the mean of further runs would lie, where it is simulated.
    interval: Option<[f64; 2]>,
    /// (rate, utilization), ascending.
    points: Vec<(f64, f64)>,
}

const POINTS: u32 = 48;

impl Utilization {
    /// For the service at `index`; None without traffic, or where nothing bounds the pool.
    #[must_use]
    pub fn of(scenario: &Scenario, plan: &Plan, index: usize) -> Option<Self> {
        let service = scenario.services.get(index)?;
        let setups = plan.services.get(index)?;
        let rate = service.rate_per_s();
        let here = setups.current.prediction.utilization?.max(setups.advised.prediction.utilization?);
        if rate <= 0.0 || here <= 0.0 {
            return None;
        }
        // As far as the fuller of the two pools is full, or twice the traffic.
        let last = nice(rate * (1.15 / here).clamp(2.0, 40.0));
        let curve = |name: &str, pool: &Pool, prediction: &Prediction| {
            let at = |times| utilization(service, pool, times);
            let rates = (0..=POINTS).map(|i| last * f64::from(i) / f64::from(POINTS));
            Curve {
                name: name.to_owned(),
                here: prediction.utilization.unwrap_or_else(|| at(1.0)),
                interval: prediction.interval.map(|interval| interval.utilization),
                points: rates.map(|rate_there| (rate_there, at(rate_there / rate))).collect(),
            }
        };
        let targets = &scenario.targets;
        Some(Self {
            rate,
            zones: (targets.utilization_mean.get(), targets.utilization_peak.get()),
            current: curve("current", &setups.current.pool, &setups.current.prediction),
            advised: curve("advised", &setups.advised.pool, &setups.advised.prediction),
        })
    }

    fn last_rate(&self) -> f64 {
        self.current.points.last().map_or(1.0, |point| point.0)
    }
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
        format!(
            "At {} requests a second a pool is {} busy as it is and {} as advised; the target is {}.",
            number(self.rate),
            percent(self.current.here),
            percent(self.advised.here),
            percent(self.zones.0),
        )
    }

    fn heads(&self) -> Vec<String> {
        ["Requests /s", "Current", "Advised"].map(str::to_owned).to_vec()
    }

    fn rows(&self) -> Vec<Vec<String>> {
        let rows = self.current.points.iter().zip(&self.advised.points).step_by(4);
        rows.map(|(now, then)| vec![number(now.0), percent(now.1), percent(then.1)]).collect()
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
        for (from, to, colour) in [(0.0, mean, theme.fits), (mean, peak, theme.tight), (peak, 1.05, theme.over)] {
            chart.draw_series([Rectangle::new([(0.0, from), (last, to)], colour.mix(0.10).filled())])?;
        }
        let faint = theme.muted.stroke_width(PX * 3 / 2);
        let dashes = DashedLineSeries::new(self.current.points.iter().copied(), PX * 5, PX * 4, faint);
        chart.draw_series(dashes)?;
        chart.draw_series(LineSeries::new(self.advised.points.iter().copied(), theme.accent.stroke_width(PX * 2)))?;

        let curves = [(&self.current, theme.muted), (&self.advised, theme.accent)];
        let same = (self.current.here - self.advised.here).abs() < 0.005;
        let mut labels = Vec::new();
        for (curve, colour) in curves {
            let (at_x, at_y) = chart.backend_coord(&(self.rate, curve.here));
            if let Some([low, high]) = curve.interval {
                let [(_, bottom), (_, top)] = [low, high].map(|share| chart.backend_coord(&(self.rate, share)));
                frame::error_bar(area, at_x, top..bottom, colour)?;
            }
            area.draw(&Circle::new((at_x, at_y), px(4), colour.filled()))?;
            if same && curve.name == "current" {
                continue;
            }
            let name = if same { "current and advised" } else { curve.name.as_str() };
            labels.push(Label {
                words: format!("{name} {}", percent(curve.here)),
                at: (at_x + px(9), at_y),
                colour,
                h: HPos::Left,
            });
        }
        let (here, top) = chart.backend_coord(&(self.rate, 1.05));
        let (_, bottom) = chart.backend_coord(&(0.0, 0.0));
        area.draw(&PathElement::new(vec![(here, top), (here, bottom)], theme.muted.mix(0.5).stroke_width(PX)))?;
        frame::text(
            area,
            "you are here",
            (here + px(5), top + px(3)),
            theme.muted,
            HPos::Left,
            plotters::style::text_anchor::VPos::Top,
        )?;
        frame::labels(area, theme, labels, top..bottom)
    }
}
