//! Files that are saved.

use super::canvas;
use gloo::{
    file::{Blob, ObjectUrl},
    utils::document,
};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::HtmlAnchorElement;

/// Offers a file as a download; false where the browser refuses.
#[must_use]
pub fn save(name: &str, bytes: &[u8]) -> bool {
    // An archive begins with these letters, and no text does.
    let kind = if bytes.starts_with(b"PK\x03") { "application/zip" } else { "text/plain;charset=utf-8" };
    offer(name, &Blob::new_with_options(bytes, Some(kind)))
}

/// Offers what is on the canvas of an id as a PNG named after it.
pub fn save_canvas(id: &'static str) {
    let saved = Closure::once_into_js(move |blob: Option<web_sys::Blob>| {
        if let Some(blob) = blob {
            // A browser that draws pictures and refuses to save them is not known.
            let name = id.strip_prefix("chart-").unwrap_or(id);
            let _ = offer(&format!("poolwise-{name}.png"), &Blob::from(blob));
        }
    });
    if let Some(canvas) = canvas::opaque(id) {
        // Only a canvas with foreign pictures is refused.
        let _ = canvas.to_blob(saved.unchecked_ref());
    }
}

fn offer(name: &str, blob: &Blob) -> bool {
    let Ok(link) = document().create_element("a") else { return false };
    let link: HtmlAnchorElement = link.unchecked_into();
    let url = ObjectUrl::from(blob.clone());
    link.set_href(&url);
    link.set_download(name);
    link.click();
    true
}
