//! The charts on their canvases.

mod screen;

use crate::browser::{document::element, theme};
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
    /// Whether its size and its colors may have changed.
    is_outdated: bool,
}

/// All pictures.
#[derive(Default)]
pub(crate) struct Pictures(Vec<Picture>);

/// Smaller pictures hold no chart.
const MIN_SIZE: (i32, i32) = (100, 60);

impl Pictures {
    /// The window has changed its size or the page its colors.
    pub(crate) fn outdate(&mut self) {
        for picture in &mut self.0 {
            picture.is_outdated = true;
        }
    }

    /// Draws a chart on the canvas of an id, if that is not what is there. Size and colors are asked for only where they may
    /// have changed, since the browser has to lay out the page to know them.
    pub(crate) fn draw(&mut self, id: &str, chart: &Chart) {
        let Some(canvas) = element::<HtmlCanvasElement>(id) else { return };
        let place = self.0.iter().position(|picture| picture.id == id && picture.canvas == canvas);
        let current = place.map(|index| &self.0[index]).filter(|picture| !picture.is_outdated);
        if current.is_some_and(|picture| picture.chart == *chart) {
            return;
        }
        let (size, theme) = if let Some(picture) = current {
            (picture.size, picture.theme)
        } else {
            let Some(theme) = theme_of(&canvas) else { return };
            ((canvas.client_width(), canvas.client_height(), window().device_pixel_ratio()), theme)
        };
        if size.0 < MIN_SIZE.0 || size.1 < MIN_SIZE.1 {
            return;
        }
        let Some(mut screen) = Screen::new(&canvas, size) else { return };
        if poolwise_chart::draw(&mut screen, chart, &theme).is_err() {
            web_sys::console::error_1(&chart.title.as_str().into());
        }
        // Paper is light: see the style for print.
        let _ = canvas.toggle_attribute_with_force("data-dark", theme::is_dark());
        self.0.retain(|picture| picture.id != id);
        self.0.push(Picture { id: id.to_owned(), canvas, chart: chart.clone(), size, theme, is_outdated: false });
    }
}

fn theme_of(canvas: &HtmlCanvasElement) -> Option<Theme> {
    let style = window().get_computed_style(canvas).ok()??;
    Some(Theme::from_properties(|name| style.get_property_value(name).unwrap_or_default()))
}
