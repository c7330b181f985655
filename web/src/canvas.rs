//! A plotters backend for a canvas that is sharp on every screen.
//!
//! plotters-canvas draws in whole CSS pixels and measures text by adding elements to the page, which a strict content
//! security policy forbids; this one reports [`PX`] units a pixel, sets the context's transform to the device's
//! pixels, puts horizontal and vertical lines on them, and measures with the context.

use crate::chart::PX;
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    text_anchor::{HPos, VPos},
};
use std::{error::Error, fmt};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// A canvas to draw on.
pub struct CanvasBackend {
    context: CanvasRenderingContext2d,
    size: (u32, u32),
    /// Device pixels a unit.
    scale: f64,
}

/// The browser refused to draw.
#[derive(Debug)]
pub struct Refused(String);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the canvas refused to draw: {}", self.0)
    }
}

impl Error for Refused {}

type Drawn = Result<(), DrawingErrorKind<Refused>>;

impl CanvasBackend {
    /// A blank canvas of `width` × `height` CSS pixels at `ratio` device pixels each; None where the browser has no
    /// such context.
    #[must_use]
    pub fn new(canvas: &HtmlCanvasElement, (width, height): (u32, u32), ratio: f64) -> Option<Self> {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a canvas is at most some thousand pixels wide"
        )]
        let device = |length: u32| (f64::from(length) * ratio).round() as u32;
        canvas.set_width(device(width));
        canvas.set_height(device(height));
        let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        let scale = ratio / f64::from(PX);
        context.set_transform(scale, 0.0, 0.0, scale, 0.0, 0.0).ok()?;
        Some(Self { context, size: (width * PX, height * PX), scale })
    }

    /// The nearest place where a line of this width covers whole device pixels.
    fn snapped(&self, at: i32, width: u32) -> f64 {
        // A line as wide as an odd number of pixels has its middle in the middle of one.
        let half = (f64::from(width) * self.scale).round().max(1.0) % 2.0 / 2.0;
        ((f64::from(at) * self.scale).floor() + half) / self.scale
    }

    fn set_stroke<S: BackendStyle>(&self, style: &S) {
        self.context.set_stroke_style_str(&css(style.color()));
        self.context.set_line_width(f64::from(style.stroke_width()));
    }

    fn trace(&self, points: impl IntoIterator<Item = BackendCoord>) {
        self.context.begin_path();
        for (index, (x, y)) in points.into_iter().enumerate() {
            let (x, y) = (f64::from(x), f64::from(y));
            if index == 0 {
                self.context.move_to(x, y);
            } else {
                self.context.line_to(x, y);
            }
        }
    }

    fn set_font<S: BackendTextStyle>(&self, style: &S) {
        self.context.set_font(&format!("{}px system-ui, sans-serif", style.size()));
    }
}

impl DrawingBackend for CanvasBackend {
    type ErrorType = Refused;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Drawn {
        self.context.set_fill_style_str(&css(color));
        self.context.fill_rect(f64::from(x), f64::from(y), 1.0, 1.0);
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S, fill: bool) -> Drawn {
        let (x, y) = (self.snapped(from.0, PX), self.snapped(from.1, PX));
        let (width, height) = (self.snapped(to.0, PX) - x, self.snapped(to.1, PX) - y);
        if fill {
            self.context.set_fill_style_str(&css(style.color()));
            self.context.fill_rect(x, y, width, height);
        } else {
            self.set_stroke(style);
            self.context.stroke_rect(x, y, width, height);
        }
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        let points: Vec<BackendCoord> = path.into_iter().collect();
        self.set_stroke(style);
        self.context.set_line_join("round");
        let straight = points.windows(2).all(|pair| pair[0].0 == pair[1].0 || pair[0].1 == pair[1].1);
        if straight {
            self.context.begin_path();
            for (index, &(x, y)) in points.iter().enumerate() {
                let (x, y) = (self.snapped(x, style.stroke_width()), self.snapped(y, style.stroke_width()));
                if index == 0 {
                    self.context.move_to(x, y);
                } else {
                    self.context.line_to(x, y);
                }
            }
        } else {
            self.trace(points);
        }
        self.context.stroke();
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(&mut self, (x, y): BackendCoord, radius: u32, style: &S, fill: bool) -> Drawn {
        self.context.begin_path();
        let whole = std::f64::consts::TAU;
        self.context.arc(f64::from(x), f64::from(y), f64::from(radius), 0.0, whole).map_err(refused)?;
        if fill {
            self.context.set_fill_style_str(&css(style.color()));
            self.context.fill();
        } else {
            self.set_stroke(style);
            self.context.stroke();
        }
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        self.trace(path);
        self.context.close_path();
        self.context.set_fill_style_str(&css(style.color()));
        self.context.fill();
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, (x, y): BackendCoord) -> Drawn {
        self.set_font(style);
        self.context.set_fill_style_str(&css(style.color()));
        self.context.set_text_align(match style.anchor().h_pos {
            HPos::Left => "left",
            HPos::Right => "right",
            HPos::Center => "center",
        });
        self.context.set_text_baseline(match style.anchor().v_pos {
            VPos::Top => "top",
            VPos::Center => "middle",
            VPos::Bottom => "bottom",
        });
        self.context.fill_text(text, f64::from(x), f64::from(y)).map_err(refused)
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "text is at most some thousand pixels wide"
    )]
    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Refused>> {
        self.set_font(style);
        let width = self.context.measure_text(text).map_err(refused)?.width();
        Ok((width.ceil() as u32, (style.size() * LINE_HEIGHT) as u32))
    }
}

/// Of the system's sans-serif, as a share of its size.
const LINE_HEIGHT: f64 = 1.2;

fn css(BackendColor { alpha, rgb: (red, green, blue) }: BackendColor) -> String {
    format!("rgba({red},{green},{blue},{alpha})")
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err asks for")]
fn refused(error: JsValue) -> DrawingErrorKind<Refused> {
    DrawingErrorKind::DrawingError(Refused(format!("{error:?}")))
}
