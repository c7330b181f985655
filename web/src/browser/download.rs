//! Files that are saved.

use gloo::{
    file::{Blob, ObjectUrl},
    utils::document,
};
use wasm_bindgen::JsCast;
use web_sys::HtmlAnchorElement;

/// Offers a text as a download; false where the browser refuses.
#[must_use]
pub fn save(name: &str, text: &str) -> bool {
    let Ok(link) = document().create_element("a") else { return false };
    let link: HtmlAnchorElement = link.unchecked_into();
    let url = ObjectUrl::from(Blob::new_with_options(text, Some("text/plain;charset=utf-8")));
    link.set_href(&url);
    link.set_download(name);
    link.click();
    true
}
