//! What lines and letters look like, in the terms of a backend.

use crate::{PX, Rgb};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, FontFamily,
    text_anchor::{HPos, Pos, VPos},
};
use std::convert::Infallible;

/// The size of letters in CSS pixels.
pub(crate) const TEXT_PX: u32 = 12;

/// A length of the picture, from CSS pixels.
pub(crate) const fn px(length: i32) -> i32 {
    length * PX.cast_signed()
}

/// A line's or an area's color and width.
#[derive(Clone, Copy)]
pub(crate) struct Pen {
    color: BackendColor,
    width: u32,
}

impl Pen {
    /// A line so many half CSS pixels wide.
    pub(crate) fn line(rgb: Rgb, half_pixels: u32) -> Self {
        Self { color: BackendColor { alpha: 1.0, rgb }, width: half_pixels * PX / 2 }
    }

    /// The same color with an opacity from 0 to 1.
    pub(crate) fn faint(self, alpha: f64) -> Self {
        Self { color: BackendColor { alpha, ..self.color }, ..self }
    }
}

impl BackendStyle for Pen {
    fn color(&self) -> BackendColor {
        self.color
    }

    fn stroke_width(&self) -> u32 {
        self.width
    }
}

/// Letters of one color, anchored at a place.
pub(crate) struct Letters {
    pub(crate) rgb: Rgb,
    pub(crate) h: HPos,
    pub(crate) v: VPos,
}

impl BackendTextStyle for Letters {
    type FontError = Infallible;

    fn color(&self) -> BackendColor {
        BackendColor { alpha: 1.0, rgb: self.rgb }
    }

    fn size(&self) -> f64 {
        f64::from(TEXT_PX * PX)
    }

    fn anchor(&self) -> Pos {
        Pos::new(self.h, self.v)
    }

    fn family(&self) -> FontFamily<'_> {
        FontFamily::Name("system-ui, sans-serif")
    }

    /// Nothing is known of the letters' shapes: backends draw and measure text themselves.
    fn layout_box(&self, _: &str) -> Result<((i32, i32), (i32, i32)), Infallible> {
        Ok(((0, 0), (0, 0)))
    }

    fn draw<E, Draw: FnMut(i32, i32, BackendColor) -> Result<(), E>>(
        &self,
        _: &str,
        _: BackendCoord,
        _: Draw,
    ) -> Result<Result<(), E>, Infallible> {
        Ok(Ok(()))
    }
}
