//! What is on a canvas, to be taken away.

use super::document::element;
use gloo::utils::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, Element, HtmlCanvasElement};

/// A copy of the canvas of an id on the ground of the page: elsewhere what shows through would be another ground, on which
/// its words may not be seen.
pub(super) fn opaque(id: &str) -> Option<HtmlCanvasElement> {
    let canvas = element::<HtmlCanvasElement>(id)?;
    let copy: HtmlCanvasElement = document().create_element("canvas").ok()?.unchecked_into();
    copy.set_width(canvas.width());
    copy.set_height(canvas.height());
    let context: CanvasRenderingContext2d = copy.get_context("2d").ok()??.unchecked_into();
    context.set_fill_style_str(&ground(&canvas)?);
    context.fill_rect(0.0, 0.0, f64::from(copy.width()), f64::from(copy.height()));
    context.draw_image_with_html_canvas_element(&canvas, 0.0, 0.0).ok()?;
    Some(copy)
}

/// The color of the card that an element is in.
fn ground(element: &Element) -> Option<String> {
    let card = element.closest(".card").ok()??;
    window().get_computed_style(&card).ok()??.get_property_value("background-color").ok()
}
