//! Every side effect of the page: clipboard, download, theme, and what happens when all else fails.

use js_sys::{Array, JsString};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, Document, Element, HtmlAnchorElement, HtmlElement, HtmlTextAreaElement, Url};

/// The element that the page grows in.
#[must_use]
pub fn root() -> Option<Element> {
    document()?.get_element_by_id("app")
}

/// Puts `text` on the clipboard.
///
/// # Errors
/// Where the browser refuses.
pub async fn copy(text: String) -> Result<(), JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    wasm_bindgen_futures::JsFuture::from(window.navigator().clipboard().write_text(&text)).await?;
    Ok(())
}

/// Offers `text` as a download named `name`.
///
/// # Errors
/// Where the browser refuses.
pub fn download(name: &str, text: &str) -> Result<(), JsValue> {
    let kind = BlobPropertyBag::new();
    kind.set_type("text/plain;charset=utf-8");
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&JsString::from(text)), &kind)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlAnchorElement = document().ok_or(JsValue::NULL)?.create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&url)
}

/// Whether the browser asks for a dark page.
#[must_use]
pub fn prefers_dark() -> bool {
    let query = || web_sys::window()?.match_media("(prefers-color-scheme: dark)").ok()?;
    query().is_some_and(|query| query.matches())
}

/// Makes the page dark or light, against what the browser asks for if need be.
pub fn set_theme(dark: bool) {
    if let Some(root) = document().and_then(|document| document.document_element()) {
        let _ = root.set_attribute("data-theme", if dark { "dark" } else { "light" });
    }
}

/// Where the page cannot go on, says where, and gives back what the user had pasted.
///
/// A panic's message may quote the text that it stumbled over, which may be secret, so only its place is told.
pub fn show_panics() {
    // Not std's: Yew puts a hook of its own there when it starts, unless it is told of another.
    yew::set_custom_panic_hook(Box::new(|panic| {
        let place =
            panic.location().map_or_else(String::new, |place| format!("{}:{}", short(place.file()), place.line()));
        web_sys::console::error_1(&format!("Poolwise has stopped at {place}").into());
        // The page's own tree is not to be trusted any more, so this stands beside it in index.html.
        let shown = || {
            let document = document()?;
            let element = |id| document.get_element_by_id(id);
            let pasted = element("paste")?.dyn_into::<HtmlTextAreaElement>().ok()?.value();
            element("crash-text")?.dyn_into::<HtmlTextAreaElement>().ok()?.set_value(&pasted);
            element("crash-place")?.set_text_content(Some(&place));
            element("crash")?.dyn_into::<HtmlElement>().ok()?.set_hidden(false);
            Some(())
        };
        shown();
    }));
}

/// The last three parts of a path: the folders above a crate are those of the machine that built it.
fn short(path: &str) -> &str {
    path.rmatch_indices('/').nth(2).map_or(path, |(slash, _)| &path[slash + 1..])
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}
