//! A chart as data.

use crate::{Curve, CurveNumber};
use serde::{Deserialize, Serialize};

/// A chart: its words, its panels and the table behind it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Chart {
    /// The heading.
    pub title: String,
    /// What stands beside the heading.
    pub aside: String,
    /// What the picture shows, in sentences.
    pub summary: String,
    /// The horizontal axis of all panels.
    pub x: Axis,
    /// One or more panels, from the top.
    pub panels: Vec<Panel>,
    /// The curves that a reader may leave out, as the legend lists them.
    pub curves: Vec<Curve>,
    /// The values as a table.
    pub table: Table,
    /// Where the rows of the table are on the horizontal axis, ascending: what is read out there.
    pub rows_at: Vec<f64>,
}

/// A part of a chart with a vertical axis of its own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Panel {
    /// What its vertical axis measures; empty where the chart's title says it.
    pub title: String,
    /// Its share of the chart's height, from 0 to 1.
    pub share: f64,
    /// The vertical axis.
    pub y: Axis,
    /// What is drawn, in this order, each with the number of its curve.
    pub marks: Vec<(CurveNumber, Mark)>,
    /// Words in the picture, moved apart where they would collide, each with the number of its curve.
    pub labels: Vec<(CurveNumber, Label)>,
}

/// The values of a chart as a table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// The heads of the columns.
    pub heads: Vec<String>,
    /// The rows, each as long as the heads.
    pub rows: Vec<Vec<String>>,
}

/// An axis: its range and the places that get a label.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Axis {
    /// Where it starts.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// Its labels, ascending.
    pub ticks: Vec<Tick>,
}

/// A label of an axis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tick {
    /// The value it stands at.
    pub at: f64,
    /// The value in words, with its unit.
    pub label: String,
}

/// Something that is drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Mark {
    /// A rectangle behind the curves.
    Zone {
        /// From the left to the right.
        x: [f64; 2],
        /// From the bottom to the top.
        y: [f64; 2],
        /// Its color.
        color: Color,
        /// Its opacity, from 0 to 1.
        opacity: f64,
    },
    /// The area between the values that most runs stay within.
    Band {
        /// Horizontal place, lower and upper value, ascending.
        points: Vec<[f64; 3]>,
        /// Its color.
        color: Color,
    },
    /// A curve, or a straight line of two points.
    Line {
        /// Places, ascending.
        points: Vec<[f64; 2]>,
        /// Its color.
        color: Color,
        /// Its width in half CSS pixels.
        width: u32,
        /// What tells it from other lines without its color.
        dashes: Dashes,
    },
    /// A point.
    Dot {
        /// Where.
        at: [f64; 2],
        /// Its color.
        color: Color,
    },
    /// A confidence interval: a vertical line with a stop at each end.
    Interval {
        /// Horizontal place.
        x: f64,
        /// Lower and upper end.
        y: [f64; 2],
        /// Its color.
        color: Color,
    },
}

/// Words in the picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Label {
    /// The words.
    pub words: String,
    /// What they are about.
    pub at: [f64; 2],
    /// How far right and down of it they stand, in CSS pixels; left instead where the side is [`Side::Before`].
    pub offset: [i32; 2],
    /// On which side of the place they stand.
    pub side: Side,
    /// Their color.
    pub color: Color,
    /// Whether a label that had to move gets a line to its place.
    pub is_tied: bool,
}

/// On which side of a place a label stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Side {
    /// It begins there.
    After,
    /// It ends there.
    Before,
    /// Its middle is there, as far as the picture has room on both sides.
    Middle,
    /// It begins there, or ends there where the picture has no room.
    Beside,
}

/// A color by its role, which the page's custom properties and the files' own palette fill in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Color {
    /// Text.
    Text,
    /// Text of less weight, and what holds now.
    Muted,
    /// Axes.
    Line,
    /// The ground.
    Surface,
    /// What is advised.
    Accent,
    /// Good.
    Fits,
    /// Tight.
    Tight,
    /// Too much.
    Over,
    /// A further curve.
    SecondCurve,
    /// A further curve.
    ThirdCurve,
    /// An alternative at an even place.
    EvenAlternative,
    /// An alternative at an odd place.
    OddAlternative,
}

/// What tells a line from others without its color.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Dashes {
    /// Without a break: what is advised, and axes.
    None,
    /// What holds now.
    Current,
    /// A limit of what holds now.
    Fine,
    /// The alternative at this place.
    Alternative(u8),
}

impl Axis {
    /// An axis from `from` to `to` with a label at each of `ticks`.
    pub fn new(from: f64, to: f64, ticks: impl IntoIterator<Item = (f64, String)>) -> Self {
        Self { from, to, ticks: ticks.into_iter().map(|(at, label)| Tick { at, label }).collect() }
    }

    /// Round numbers from 0 to `last`, about `wanted` of them.
    ///
    /// ```
    /// assert_eq!(poolwise_chart::Axis::even(97.0, 4.0), [0.0, 50.0]);
    /// assert_eq!(poolwise_chart::Axis::even(0.9, 4.0), [0.0, 0.5]);
    /// ```
    #[must_use]
    pub fn even(last: f64, wanted: f64) -> Vec<f64> {
        let step = round_up(last / wanted, &[1.0, 2.0, 5.0, 10.0]);
        std::iter::successors(Some(0.0), |x| Some(x + step)).take_while(|x| *x <= last * (1.0 + 1e-9)).collect()
    }
}

/// The next of some multiples of a power of ten, which ascend from 1 to 10.
///
/// ```
/// assert_eq!(poolwise_chart::round_up(1234.0, &[1.0, 1.5, 2.0, 5.0, 10.0]), 1500.0);
/// assert_eq!(poolwise_chart::round_up(0.012, &[1.0, 2.0, 5.0, 10.0]), 0.02);
/// ```
#[must_use]
pub fn round_up(x: f64, multiples: &[f64]) -> f64 {
    // No logarithm: its last bits differ between targets.
    let (mut power, mut powers) = (1.0, 0);
    while power * 10.0 <= x && powers < MAX_POWERS {
        (power, powers) = (power * 10.0, powers + 1);
    }
    while power > x && powers < MAX_POWERS {
        (power, powers) = (power / 10.0, powers + 1);
    }
    multiples.iter().map(|multiple| multiple * power).find(|step| *step >= x).unwrap_or(x)
}

/// Beyond so many powers of ten there is no round number.
const MAX_POWERS: u32 = 300;
