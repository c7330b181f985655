//! Where the page cannot go on, it says where, and gives back what the user had pasted.

use super::document::element;
use web_sys::{HtmlElement, HtmlTextAreaElement};

/// Shows panics beside the page's own tree, which is not to be trusted any more.
///
/// A panic's message may quote the text that it stumbled over, which may be secret, so only its place is shown.
pub fn show() {
    // Not std's: Yew puts a hook of its own there when it starts, unless it has another.
    yew::set_custom_panic_hook(Box::new(|panic| {
        let place =
            panic.location().map_or_else(String::new, |place| format!("{}:{}", short(place.file()), place.line()));
        web_sys::console::error_1(&format!("Poolwise has stopped at {place}").into());
        let shown = || {
            let pasted = element::<HtmlTextAreaElement>("paste")?.value();
            element::<HtmlTextAreaElement>("crash-text")?.set_value(&pasted);
            element::<HtmlElement>("crash-place")?.set_text_content(Some(&place));
            element::<HtmlElement>("crash")?.set_hidden(false);
            Some(())
        };
        shown();
    }));
}

/// The last three parts of a path: the folders above a crate are those of the machine that built it.
fn short(path: &str) -> &str {
    path.rmatch_indices('/').nth(2).and_then(|(slash, _)| path.get(slash + 1..)).unwrap_or(path)
}
