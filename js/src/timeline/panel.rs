//! One quantity over time, of each pool: its mean as a line, and what 5 % and 95 % of the runs stay within as a band.

use super::{Timeline, Track, Whose};
use poolwise::{format::number, simulate::Moment, units::as_f64};
use poolwise_view::chart::{ALWAYS, Axis, Color, Curve, CurveNumber, Dashes, Label, Mark, Panel, Side};

/// A quantity over time.
struct Quantity<'a> {
    words: &'static str,
    /// Its mean, and what 5 % and 95 % of the runs stay below.
    value: &'a dyn Fn(&Moment) -> (f64, [f64; 2]),
    /// A line that it cannot cross.
    ceiling: fn(&Track<'_>) -> Option<f64>,
}

/// A ceiling this many times above all that happens would press it to the ground, and stands in words only.
const FAR_ABOVE: f64 = 12.0;

impl Timeline<'_> {
    /// The panels of the chart; that of timeouts only where there are some.
    pub(super) fn panels(&self) -> Vec<Panel> {
        let busy = Quantity {
            words: "busy connections of one pool",
            value: &|moment| (moment.busy, moment.busy_range),
            ceiling: |track| track.capacity.map(as_f64),
        };
        let waiting = Quantity {
            words: "requests waiting",
            value: &|moment| (moment.waiting, moment.waiting_range),
            ceiling: |_| None,
        };
        let per_s = |moment: &Moment| moment.timed_out / self.step_s;
        let timed_out = Quantity {
            words: "timeouts per second",
            value: &|moment| (per_s(moment), [per_s(moment); 2]),
            ceiling: |_| None,
        };
        let has_timeouts =
            self.tracks.iter().any(|track| track.course.series.iter().any(|moment| moment.timed_out > 0.0));
        if has_timeouts {
            vec![self.panel(&busy, 0.44), self.panel(&waiting, 0.28), self.panel(&timed_out, 0.28)]
        } else {
            vec![self.panel(&busy, 0.55), self.panel(&waiting, 0.45)]
        }
    }

    fn panel(&self, quantity: &Quantity<'_>, share: f64) -> Panel {
        let bands: Vec<Vec<[f64; 3]>> = self.tracks.iter().map(|track| self.band(track, quantity)).collect();
        let means: Vec<Vec<[f64; 2]>> = self.tracks.iter().map(|track| self.means(track, quantity)).collect();
        let values =
            bands.iter().flatten().map(|[_, _, high]| *high).chain(means.iter().flatten().map(|[_, mean]| *mean));
        let most = values.fold(0.0, f64::max);
        let ceilings = || self.tracks.iter().filter_map(quantity.ceiling);
        let highest = ceilings().filter(|ceiling| *ceiling <= most * FAR_ABOVE).fold(most, f64::max);
        // A little room above, so that a line at the top is seen whole; and 1 where nothing happens.
        let top = if highest > 0.0 { highest * 1.06 } else { 1.0 };
        let wanted = if ceilings().next().is_some() { 4.0 } else { 2.5 };
        let bursts =
            self.bursts.iter().map(|burst| Mark::Zone { x: *burst, y: [0.0, top], color: Color::Tight, opacity: 0.10 });
        let mut marks: Vec<(CurveNumber, Mark)> = bursts.map(|burst| (ALWAYS, burst)).collect();
        let numbered = || (1..).zip(&self.tracks);
        let band =
            |((number, track), points): ((_, &Track<'_>), _)| (number, Mark::Band { points, color: track.color() });
        marks.extend(numbered().zip(bands).map(band));
        let mut labels = Vec::new();
        // The dashed one last, or the other would hide it.
        let lines: Vec<_> = numbered().zip(means).collect();
        for ((number, track), points) in lines.into_iter().rev() {
            marks.push((number, track.line(points)));
            if let Some(ceiling) = (quantity.ceiling)(track) {
                labels.push((number, track.limit(ceiling, top, self.horizon_s)));
                marks.extend((ceiling <= top).then(|| (number, track.limit_line(ceiling, self.horizon_s))));
            }
        }
        let title = if highest > 0.0 { quantity.words.to_owned() } else { format!("{}: none", quantity.words) };
        let ticks = Axis::even(top, wanted).into_iter().map(|value| (value, number(value)));
        Panel { title, share, y: Axis::new(0.0, top, ticks), marks, labels }
    }

    /// A mean of a step stands in its middle.
    fn middle(&self, moment: &Moment) -> f64 {
        (moment.t + self.step_s / 2.0).min(self.horizon_s)
    }

    fn means(&self, track: &Track<'_>, quantity: &Quantity<'_>) -> Vec<[f64; 2]> {
        track.course.series.iter().map(|moment| [self.middle(moment), (quantity.value)(moment).0]).collect()
    }

    fn band(&self, track: &Track<'_>, quantity: &Quantity<'_>) -> Vec<[f64; 3]> {
        let point = |moment: &Moment| {
            let (_, [low, high]) = (quantity.value)(moment);
            [self.middle(moment), low, high]
        };
        track.course.series.iter().map(point).collect()
    }
}

impl Track<'_> {
    fn is_dashed(&self) -> bool {
        self.whose == Whose::Current
    }

    fn color(&self) -> Color {
        if self.is_dashed() { Color::Muted } else { Color::Accent }
    }

    /// As the legend shows it.
    pub(super) fn curve(&self) -> Curve {
        let dashes = if self.is_dashed() { Dashes::Current } else { Dashes::None };
        Curve { name: self.whose.name().to_owned(), color: self.color(), dashes }
    }

    fn line(&self, points: Vec<[f64; 2]>) -> Mark {
        let (width, dashes) = if self.is_dashed() { (3, Dashes::Current) } else { (4, Dashes::None) };
        Mark::Line { points, color: self.color(), width, dashes }
    }

    fn limit_line(&self, ceiling: f64, horizon_s: f64) -> Mark {
        let dashes = if self.is_dashed() { Dashes::Fine } else { Dashes::None };
        Mark::Line { points: vec![[0.0, ceiling], [horizon_s, ceiling]], color: self.color(), width: 2, dashes }
    }

    fn limit(&self, ceiling: f64, top: f64, horizon_s: f64) -> Label {
        let words = match self.whose {
            Whose::Both => format!("limit {}", number(ceiling)),
            one => format!("limit {} ({})", number(ceiling), one.name()),
        };
        Label {
            words: if ceiling > top { format!("{words}, above") } else { words },
            at: [horizon_s, ceiling.min(top)],
            offset: [4, 0],
            side: Side::Before,
            color: self.color(),
            is_tied: false,
        }
    }
}
