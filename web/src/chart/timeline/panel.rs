//! One quantity over time, of each pool: its mean as a line, and what 5 % and 95 % of the runs stay within as a band.

use super::{Timeline, Track, Whose, headroom};
use crate::chart::{ChartColor, Drawn, PX, Theme, frame};
use frame::{Axis, Label, px};
use plotters::{
    coord::Shift,
    prelude::*,
    style::text_anchor::{HPos, VPos},
};
use poolwise::{format::number, simulate::Moment};

/// A quantity over time.
pub(super) struct Panel {
    words: &'static str,
    curves: Vec<Curve>,
    /// The highest value of the axis.
    top: f64,
}

struct Curve {
    whose: Whose,
    /// (time, mean, what 5 % stay below, what 95 % stay below).
    points: Vec<(f64, f64, [f64; 2])>,
    /// A line that it cannot cross.
    ceiling: Option<f64>,
}

/// A ceiling this many times above all that happens would press it to the ground, and is only told.
const FAR_ABOVE: f64 = 12.0;

impl Panel {
    pub(super) fn busy(timeline: &Timeline) -> Self {
        let mut panel = Self::of(
            timeline,
            "busy connections of one pool",
            |moment| (moment.busy, moment.busy_range),
            |track| {
                #[expect(clippy::cast_precision_loss, reason = "capacities are far below 2⁵³")]
                track.capacity.map(|capacity| capacity as f64)
            },
        );
        let seen = panel.top;
        let ceilings = panel.curves.iter().filter_map(|curve| curve.ceiling);
        panel.top = ceilings.filter(|ceiling| *ceiling <= seen * FAR_ABOVE).fold(seen, f64::max);
        panel
    }

    pub(super) fn waiting(timeline: &Timeline) -> Self {
        Self::of(timeline, "requests waiting", |moment| (moment.waiting, moment.waiting_range), |_| None)
    }

    pub(super) fn timed_out(timeline: &Timeline) -> Self {
        let step = timeline.step_s;
        let per_s = move |moment: &Moment| (moment.timed_out / step, [moment.timed_out / step; 2]);
        Self::of(timeline, "timeouts a second", per_s, |_| None)
    }

    fn of(
        timeline: &Timeline,
        words: &'static str,
        value: impl Fn(&Moment) -> (f64, [f64; 2]),
        ceiling: impl Fn(&Track) -> Option<f64>,
    ) -> Self {
        let curve = |track: &Track| Curve {
            whose: track.whose,
            points: track
                .course
                .series
                .iter()
                .map(|moment| {
                    let (mean, range) = value(moment);
                    // A mean of a step stands in its middle.
                    ((moment.t + timeline.step_s / 2.0).min(timeline.horizon_s), mean, range)
                })
                .collect(),
            ceiling: ceiling(track),
        };
        let curves: Vec<Curve> = timeline.tracks.iter().map(curve).collect();
        let top =
            curves.iter().flat_map(|curve| &curve.points).map(|point| point.1.max(point.2[1])).fold(0.0, f64::max);
        Self { words, curves, top }
    }

    pub(super) fn draw<DB: DrawingBackend>(
        self,
        (whole, part): (&DrawingArea<DB, Shift>, &DrawingArea<DB, Shift>),
        theme: &Theme,
        time: &Axis,
        bursts: &[(f64, f64)],
    ) -> Drawn<DB> {
        // A little room above, so that a line at the top is seen whole; and 1 where nothing happens.
        let top = if self.top > 0.0 { self.top * 1.06 } else { 1.0 };
        let wanted = if self.curves.iter().any(|curve| curve.ceiling.is_some()) { 4.0 } else { 2.5 };
        let ticks = frame::even_ticks(top, wanted).into_iter().map(|value| (value, number(value))).collect();
        let values = Axis { range: 0.0..top, ticks };
        let mut chart = frame::panel((whole, part), theme, time, &values, headroom())?;
        let (left, floor) = chart.backend_coord(&(0.0, 0.0));
        let (right, roof) = chart.backend_coord(&(time.range.end, top));

        for &(from, to) in bursts {
            chart.draw_series([Rectangle::new([(from, 0.0), (to, top)], theme.tight.mix(0.10).filled())])?;
        }
        for curve in &self.curves {
            let color = curve.color(theme);
            let above = curve.points.iter().map(|&(t, _, [_, high])| (t, high));
            let below = curve.points.iter().rev().map(|&(t, _, [low, _])| (t, low));
            let band: Vec<(f64, f64)> = above.chain(below).collect();
            chart.draw_series([Polygon::new(band, color.mix(0.24).filled())])?;
        }
        let mut labels = Vec::new();
        // The dashed one last, or the other would hide it.
        for curve in self.curves.iter().rev() {
            let color = curve.color(theme);
            let mean = curve.points.iter().map(|point| (point.0, point.1));
            if curve.is_dashed() {
                chart.draw_series(DashedLineSeries::new(mean, PX * 5, PX * 4, color.stroke_width(PX * 3 / 2)))?;
            } else {
                chart.draw_series(LineSeries::new(mean, color.stroke_width(PX * 2)))?;
            }
            let Some(ceiling) = curve.ceiling else { continue };
            let words = match curve.whose {
                Whose::Both => format!("limit {}", number(ceiling)),
                one => format!("limit {} ({})", number(ceiling), one.name()),
            };
            if ceiling > top {
                labels.push(Label {
                    words: format!("{words}, above"),
                    at: (right - px(4), roof),
                    color,
                    h: HPos::Right,
                    dot: None,
                });
                continue;
            }
            let line = [(0.0, ceiling), (time.range.end, ceiling)];
            let style = color.mix(0.7).stroke_width(PX);
            if curve.is_dashed() {
                chart.draw_series(DashedLineSeries::new(line, PX * 2, PX * 3, style))?;
            } else {
                chart.draw_series(LineSeries::new(line, style))?;
            }
            let (_, y) = chart.backend_coord(&(0.0, ceiling));
            labels.push(Label { words, at: (right - px(4), y), color, h: HPos::Right, dot: None });
        }
        let title = if self.top > 0.0 { self.words.to_owned() } else { format!("{}: none", self.words) };
        frame::text(whole, &title, (left, roof - px(4)), theme.text, HPos::Left, VPos::Bottom)?;
        frame::labels(whole, theme, labels, roof..floor)
    }
}

impl Curve {
    fn is_dashed(&self) -> bool {
        self.whose == Whose::Current
    }

    fn color(&self, theme: &Theme) -> ChartColor {
        if self.is_dashed() { theme.muted } else { theme.accent }
    }
}
