//! The curves of a chart, as its legend lists them, and a picture without some of them.

use crate::{Chart, Color, Dashes};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A place among [`Chart::curves`], counted from 1; [`ALWAYS`] for what belongs to none and is always drawn.
pub type CurveNumber = u8;

/// Belongs to no curve.
pub const ALWAYS: CurveNumber = 0;

/// A curve as the legend shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// Its name.
    pub name: String,
    /// Its color.
    pub color: Color,
    /// What tells it from others without its color.
    pub dashes: Dashes,
}

/// The curves that a reader has left out: a bit per curve number. Beyond 31 curves none can be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hidden(u32);

impl Hidden {
    /// Whether a curve is left out.
    #[must_use]
    pub fn has(self, curve: CurveNumber) -> bool {
        self.0.checked_shr(curve.into()).is_some_and(|bits| bits & 1 == 1)
    }

    /// The same with a curve left out, or drawn again.
    #[must_use]
    pub fn toggled(self, curve: CurveNumber) -> Self {
        Self(self.0 ^ 1_u32.checked_shl(curve.into()).unwrap_or(0))
    }
}

impl Chart {
    /// The picture without the curves that are left out. Words and data stay as they are.
    ///
    /// ```
    /// use poolwise_chart::{ALWAYS, Chart, Color, Hidden, Mark, Panel};
    /// let dot = |x: f64| Mark::Dot { at: [x, 1.0], color: Color::Text };
    /// let panel = Panel { marks: vec![(ALWAYS, dot(0.0)), (1, dot(1.0)), (2, dot(2.0))], ..Panel::default() };
    /// let chart = Chart { panels: vec![panel], ..Chart::default() };
    /// let shown = chart.without(Hidden::default().toggled(1));
    /// assert_eq!(shown.panels[0].marks, [(ALWAYS, dot(0.0)), (2, dot(2.0))]);
    /// ```
    #[must_use]
    pub fn without(&self, hidden: Hidden) -> Cow<'_, Self> {
        if hidden == Hidden::default() {
            return Cow::Borrowed(self);
        }
        let mut chart = self.clone();
        for panel in &mut chart.panels {
            panel.marks.retain(|(curve, _)| !hidden.has(*curve));
            panel.labels.retain(|(curve, _)| !hidden.has(*curve));
        }
        Cow::Owned(chart)
    }
}
