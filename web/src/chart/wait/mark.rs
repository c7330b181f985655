//! Where the pool stands as it is and as advised.

use super::{ChartColor, Drawn, Here, PX, Theme};
use crate::{
    chart::{
        dashed_line,
        frame::{self, Label, px},
    },
    phrases::between_ms,
};
use plotters::{coord::Shift, prelude::*, style::text_anchor::HPos};
use poolwise::format::duration;
use std::ops::Range;

/// A vertical line at one of the two capacities.
pub(super) struct Mark {
    pub(super) name: &'static str,
    pub(super) here: Here,
    pub(super) at: i32,
    pub(super) advised: bool,
}

impl Mark {
    /// The advised one solid, the current one dashed.
    pub(super) fn draw<DB: DrawingBackend>(
        &self,
        area: &DrawingArea<DB, Shift>,
        theme: &Theme,
        Range { start: top, end: bottom }: Range<i32>,
    ) -> Drawn<DB> {
        let color = self.color(theme);
        let line = [(self.at, top), (self.at, bottom)];
        if self.advised {
            area.draw(&PathElement::new(line, color.stroke_width(PX)))
        } else {
            dashed_line::line(area, &line, dashed_line::CURRENT, color)
        }
    }

    /// Where the plan is simulated: its p95 as a dot and the interval of its mean as a bar.
    pub(super) fn points<DB: DrawingBackend>(
        &self,
        area: &DrawingArea<DB, Shift>,
        theme: &Theme,
        place: impl Fn(f64) -> i32,
    ) -> Drawn<DB> {
        let Some([low, high]) = self.here.mean_ms else { return Ok(()) };
        let color = self.color(theme);
        frame::error_bar(area, self.at, place(high)..place(low), color)?;
        area.draw(&Circle::new((self.at, place(self.here.p95_ms)), px(4), color.filled()))
    }

    /// What is said beside it: its name on top, and where the plan is simulated, what it says.
    pub(super) fn labels(&self, theme: &Theme, (right, top): (i32, i32), place: impl Fn(f64) -> i32) -> Vec<Label> {
        let label = |words: String, y: i32, room: i32, aside: i32| {
            let (h, aside) = if self.at > right - room { (HPos::Right, -aside) } else { (HPos::Left, aside) };
            Label { words, at: (self.at + aside, y), color: self.color(theme), h, dot: None }
        };
        let row = if self.advised { px(9) } else { px(25) };
        let mut labels = vec![label(format!("{} {}", self.name, self.here.capacity), top + row, px(90), px(5))];
        if let Some([low, high]) = self.here.mean_ms {
            let mean = format!("mean {}", between_ms([low, high], "to"));
            labels.push(label(format!("p95 {}", duration(self.here.p95_ms)), place(self.here.p95_ms), px(150), px(9)));
            labels.push(label(mean, i32::midpoint(place(low), place(high)), px(150), px(9)));
        }
        labels
    }

    fn color(&self, theme: &Theme) -> ChartColor {
        if self.advised { theme.accent } else { theme.muted }
    }
}
