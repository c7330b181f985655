//! Files that the user opens.

use wasm_bindgen_futures::JsFuture;
use web_sys::File;

/// What is pasted is no longer than this; more than a few times as much is no text of a person.
const MAX_BYTES: f64 = 16.0 * 1024.0 * 1024.0;

/// The text of a file; None where the browser cannot read it, or it is far too long.
pub async fn text(file: &File) -> Option<String> {
    if file.size() > MAX_BYTES {
        return None;
    }
    JsFuture::from(file.text()).await.ok()?.as_string()
}
