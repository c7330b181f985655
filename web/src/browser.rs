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

/// Where the page cannot go on, says so, and gives back what the user had pasted.
pub fn show_panics() {
    // Not std's: Yew puts a hook of its own there when it starts, unless it is told of another.
    yew::set_custom_panic_hook(Box::new(|panic| {
        web_sys::console::error_1(&panic.to_string().into());
        // The page's own tree is not to be trusted any more, so this stands beside it in index.html.
        let shown = || {
            let document = document()?;
            let element = |id| document.get_element_by_id(id);
            let pasted = element("paste")?.dyn_into::<HtmlTextAreaElement>().ok()?.value();
            element("crash-text")?.dyn_into::<HtmlTextAreaElement>().ok()?.set_value(&pasted);
            // The folders above a crate are those of the machine that built it, and nobody's concern.
            let file = |path: &str| {
                path.rsplit('/').take(3).collect::<Vec<_>>().into_iter().rev().collect::<Vec<_>>().join("/")
            };
            let place = panic.location().map(|place| format!("{}:{}", file(place.file()), place.line()))?;
            element("crash-place")?.set_text_content(Some(&place));
            element("crash")?.dyn_into::<HtmlElement>().ok()?.set_hidden(false);
            Some(())
        };
        shown();
    }));
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}
