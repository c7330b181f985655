//! plotters' canvas, sharp on every screen.
//!
//! plotters-canvas draws in whole units of its canvas and measures text by adding elements to the page, which a strict
//! content security policy forbids. This one reports [`PX`] units per CSS pixel, sets the context's transform to the device's
//! pixels, puts horizontal and vertical lines on them, and measures with the context.

use plotters_backend::{BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind};
use plotters_canvas::CanvasBackend;
use poolwise_chart::PX;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// A canvas to draw on.
pub(super) struct Screen {
    canvas: CanvasBackend,
    context: CanvasRenderingContext2d,
    size: (u32, u32),
    /// Device pixels per unit.
    scale: f64,
}

type Refused = <CanvasBackend as DrawingBackend>::ErrorType;
type Result<T> = std::result::Result<T, DrawingErrorKind<Refused>>;

impl Screen {
    /// A blank canvas of a width and a height in CSS pixels at a ratio of device pixels; None where the browser has no such
    /// context.
    pub(super) fn new(canvas: &HtmlCanvasElement, (width, height, ratio): (i32, i32, f64)) -> Option<Self> {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a canvas is at most some thousand pixels wide"
        )]
        let device = |length: i32| (f64::from(length) * ratio).round() as u32;
        canvas.set_width(device(width));
        canvas.set_height(device(height));
        let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        let scale = ratio / f64::from(PX);
        context.set_transform(scale, 0.0, 0.0, scale, 0.0, 0.0).ok()?;
        context.set_line_join("round");
        let canvas = CanvasBackend::with_canvas_object(canvas.clone())?;
        let units = |length: i32| length.unsigned_abs() * PX;
        Some(Self { canvas, context, size: (units(width), units(height)), scale })
    }

    /// The nearest place where a line of this width covers whole device pixels.
    fn snapped(&self, at: i32, width: u32) -> i32 {
        // A line as wide as an odd number of pixels has its middle in the middle of one.
        let half = (f64::from(width) * self.scale).round().max(1.0) % 2.0 / 2.0;
        #[expect(clippy::cast_possible_truncation, reason = "a place of the canvas")]
        let at = (((f64::from(at) * self.scale).floor() + half) / self.scale).round() as i32;
        at
    }
}

impl DrawingBackend for Screen {
    type ErrorType = Refused;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Result<()> {
        self.canvas.ensure_prepared()
    }

    fn present(&mut self) -> Result<()> {
        self.canvas.present()
    }

    fn draw_pixel(&mut self, at: BackendCoord, color: BackendColor) -> Result<()> {
        self.canvas.draw_pixel(at, color)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Result<()> {
        let snap = |(x, y)| (self.snapped(x, 2 * PX), self.snapped(y, 2 * PX));
        self.canvas.draw_rect(snap(from), snap(to), style, fill)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Result<()> {
        let mut path: Vec<BackendCoord> = path.into_iter().collect();
        let is_straight = |pair: &[BackendCoord]| pair[0].0 == pair[1].0 || pair[0].1 == pair[1].1;
        if path.windows(2).all(is_straight) {
            let width = style.stroke_width();
            for (x, y) in &mut path {
                (*x, *y) = (self.snapped(*x, width), self.snapped(*y, width));
            }
        }
        self.canvas.draw_path(path, style)
    }

    fn draw_circle<S: BackendStyle>(&mut self, at: BackendCoord, radius: u32, style: &S, fill: bool) -> Result<()> {
        self.canvas.draw_circle(at, radius, style, fill)
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Result<()> {
        self.canvas.fill_polygon(path, style)
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, at: BackendCoord) -> Result<()> {
        self.canvas.draw_text(text, style, at)
    }

    /// A text that the browser refuses to measure is as wide as its letters are on average.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "text is at most some thousand pixels wide"
    )]
    fn estimate_text_size<S: BackendTextStyle>(&self, text: &str, style: &S) -> Result<(u32, u32)> {
        self.context.set_font(&format!("{}px {}", style.size(), style.family().as_str()));
        let average = text.len() as f64 * style.size() / 2.0;
        let width = self.context.measure_text(text).map_or(average, |metrics| metrics.width());
        Ok((width.ceil() as u32, style.size().ceil() as u32))
    }
}
