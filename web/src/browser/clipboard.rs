//! The clipboard.

use super::canvas;
use gloo::utils::window;
use js_sys::{Array, Object, Promise, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::ClipboardItem;

/// Puts a text on the clipboard; false where the browser refuses.
pub async fn copy(text: &str) -> bool {
    JsFuture::from(window().navigator().clipboard().write_text(text)).await.is_ok()
}

/// Puts what is on the canvas of an id on the clipboard, as a PNG; false where the browser refuses.
pub async fn copy_canvas(id: &str) -> bool {
    let Some(canvas) = canvas::opaque(id) else { return false };
    // The picture is promised: some browsers refuse what is not written while the button is being pressed.
    let picture = Promise::new(&mut |resolve, reject| {
        if canvas.to_blob(&resolve).is_err() {
            let _ = reject.call0(&JsValue::NULL);
        }
    });
    let kinds = Object::new();
    let items = Reflect::set(&kinds, &"image/png".into(), &picture)
        .and_then(|_| ClipboardItem::new_with_record_from_str_to_blob_promise(&kinds));
    match items {
        Ok(item) => JsFuture::from(window().navigator().clipboard().write(&Array::of1(&item))).await.is_ok(),
        Err(_) => false,
    }
}
