//! The charts on their canvases.

mod screen;

use crate::browser::document::element;
use gloo::utils::window;
use poolwise_chart::{Chart, Theme};
use screen::Screen;
use web_sys::HtmlCanvasElement;

/// What is drawn on a canvas, so that it is drawn anew only where something has changed.
struct Picture {
    id: String,
    canvas: HtmlCanvasElement,
    chart: Chart,
    size: (i32, i32, f64),
    theme: Theme,
}

/// All pictures.
#[derive(Default)]
pub(crate) struct Pictures(Vec<Picture>);

/// Smaller pictures hold no chart.
const MIN_SIZE: (i32, i32) = (100, 60);

impl Pictures {
    /// Draws a chart on the canvas of an id, if that is not what is there.
    pub(crate) fn draw(&mut self, id: &str, chart: &Chart) {
        let Some(canvas) = element::<HtmlCanvasElement>(id) else { return };
        let Some(theme) = theme_of(&canvas) else { return };
        let size = (canvas.client_width(), canvas.client_height(), window().device_pixel_ratio());
        if size.0 < MIN_SIZE.0 || size.1 < MIN_SIZE.1 {
            return;
        }
        let is_there = |picture: &Picture| {
            picture.id == id
                && picture.canvas == canvas
                && picture.size == size
                && picture.theme == theme
                && picture.chart == *chart
        };
        if self.0.iter().any(is_there) {
            return;
        }
        let Some(mut screen) = Screen::new(&canvas, size) else { return };
        if poolwise_chart::draw(&mut screen, chart, &theme).is_err() {
            web_sys::console::error_1(&chart.title.as_str().into());
        }
        self.0.retain(|picture| picture.id != id);
        self.0.push(Picture { id: id.to_owned(), canvas, chart: chart.clone(), size, theme });
    }
}

fn theme_of(canvas: &HtmlCanvasElement) -> Option<Theme> {
    let style = window().get_computed_style(canvas).ok()??;
    Some(Theme::from_properties(|name| style.get_property_value(name).unwrap_or_default()))
}
