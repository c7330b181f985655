//! The clipboard.

use gloo::utils::window;
use wasm_bindgen_futures::JsFuture;

/// Puts a text on the clipboard; false where the browser refuses.
pub async fn copy(text: &str) -> bool {
    JsFuture::from(window().navigator().clipboard().write_text(text)).await.is_ok()
}
