//! Charts as data, and how any plotters backend draws them.
//!
//! The engine builds a [`Chart`]: axes, curves, zones, labels and the table behind them, in the units of the axes. A front
//! end calls [`draw`] with a backend: a canvas in the page, SVG in files ([`svg`]).
//!
//! Architecture invariant: nothing here knows the engine, and nothing here computes a value that is shown.

mod axes;
mod curves;
mod dashes;
mod data;
mod draw;
mod labels;
mod pen;
mod plane;
mod readout;
#[cfg(feature = "svg")]
mod svg;
mod theme;

pub use curves::{ALWAYS, Curve, CurveNumber, Hidden};
pub use data::{Axis, Chart, Color, Dashes, Label, Mark, Panel, Side, Table, Tick, round_up};
pub use draw::draw;
pub use readout::Readout;
#[cfg(feature = "svg")]
pub use svg::{Paint, svg};
pub use theme::{Rgb, Theme};

use plotters_backend::{DrawingBackend, DrawingErrorKind};

/// Units of length per CSS pixel: backends work in whole numbers, and whole CSS pixels make curves wobble on a dense
/// screen.
pub const PX: u32 = 8;

/// What drawing on a backend comes to.
pub type Drawn<DB> = Result<(), DrawingErrorKind<<DB as DrawingBackend>::ErrorType>>;
