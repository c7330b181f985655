//! A chart as SVG.

use crate::{Chart, Color, PX, Rgb, Theme, draw};
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind};
use plotters_svg::SVGBackend;
use std::fmt::Write as _;

/// How the colors of an SVG are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    /// As numbers: the file stands alone.
    Fixed,
    /// As the page's custom properties, so that the picture follows the page's theme.
    Properties,
}

/// A chart as an SVG of `width` × `height` CSS pixels, with its title and summary for those who do not see it.
///
/// ```
/// use poolwise_chart::{Axis, Chart, Paint, Panel, Theme, svg};
/// let panel = Panel { share: 1.0, y: Axis::new(0.0, 1.0, [(1.0, "100 %".to_owned())]), ..Panel::default() };
/// let chart = Chart { title: "Use".into(), x: Axis::new(0.0, 9.0, []), panels: vec![panel], ..Chart::default() };
/// let theme = Theme::from_properties(|_| "#123456".into());
/// assert!(svg(&chart, (480, 320), &theme, Paint::Fixed).contains(">100 %"));
/// ```
#[must_use]
pub fn svg(chart: &Chart, (width, height): (u32, u32), theme: &Theme, paint: Paint) -> String {
    let size = (width * PX, height * PX);
    let mut drawn = String::new();
    {
        let mut backend = Measured(SVGBackend::with_string(&mut drawn, size));
        // Drawing into a text cannot fail.
        let _ = draw(&mut backend, chart, theme);
    }
    let body = drawn.find('>').map_or("", |end| &drawn[end + 1..]).trim_end();
    let title = escape(&format!("{}. {}", chart.title, chart.summary));
    let mut svg = String::new();
    let _ = write!(
        svg,
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {} {}" role="img" aria-label="{title}">"#,
        size.0, size.1
    );
    if paint == Paint::Fixed {
        // A viewer may be dark.
        let ground = hex(theme.color(Color::Surface));
        let _ = write!(svg, r#"<rect width="100%" height="100%" fill="{ground}"/>"#);
    }
    svg.push_str(&body.replace('\n', ""));
    if paint == Paint::Properties {
        for (name, color) in theme.properties() {
            svg = svg.replace(&hex(color), &format!("var({name})"));
        }
    }
    svg
}

/// As the backend writes a color.
fn hex((red, green, blue): Rgb) -> String {
    format!("#{red:02X}{green:02X}{blue:02X}")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The SVG backend with a measure for text: nothing here knows the reader's font.
struct Measured<'a>(SVGBackend<'a>);

/// The mean width of a letter of common sans-serif fonts, as a share of their size.
const LETTER_WIDTH: f64 = 0.53;

type Result<T> = std::result::Result<T, DrawingErrorKind<std::io::Error>>;

impl DrawingBackend for Measured<'_> {
    type ErrorType = std::io::Error;

    fn get_size(&self) -> (u32, u32) {
        self.0.get_size()
    }

    fn ensure_prepared(&mut self) -> Result<()> {
        self.0.ensure_prepared()
    }

    fn present(&mut self) -> Result<()> {
        self.0.present()
    }

    fn draw_pixel(&mut self, at: BackendCoord, color: BackendColor) -> Result<()> {
        self.0.draw_pixel(at, color)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Result<()> {
        self.0.draw_rect(from, to, style, fill)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Result<()> {
        self.0.draw_path(path, style)
    }

    fn draw_circle<S: BackendStyle>(&mut self, at: BackendCoord, radius: u32, style: &S, fill: bool) -> Result<()> {
        self.0.draw_circle(at, radius, style, fill)
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Result<()> {
        self.0.fill_polygon(path, style)
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, at: BackendCoord) -> Result<()> {
        self.0.draw_text(text, style, at)
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "text is at most some thousand pixels wide"
    )]
    fn estimate_text_size<S: BackendTextStyle>(&self, text: &str, style: &S) -> Result<(u32, u32)> {
        let letters = text.chars().count() as f64;
        Ok(((letters * style.size() * LETTER_WIDTH).round() as u32, style.size().round() as u32))
    }
}
