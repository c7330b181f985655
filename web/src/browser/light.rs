//! Lights up together what belongs together: a field, its value among what was recognized, and the line of the pasted text.

use super::document::all;
use gloo::{events::EventListener, utils::document};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, HtmlTextAreaElement};

/// What is lit.
const LIT: &str = "data-lit";
/// The field that an element is about, and the line that its value stands in.
const PATH: &str = "data-path";
const LINE: &str = "data-line";

/// Lights up what the pointer or the keyboard is at, and in the pasted text what its line is about, as long as the
/// listeners live.
pub fn listen() -> [EventListener; 3] {
    [
        EventListener::new(&document(), "pointerover", |event| {
            // Where the pointer is at nothing, the keyboard counts.
            light(target(event).and_then(|at| path_around(&at)).or_else(|| path_around(&document().active_element()?)));
        }),
        EventListener::new(&document(), "focusin", |event| light(target(event).and_then(|at| path_around(&at)))),
        EventListener::new(&document(), "selectionchange", |_| {
            let text = document().active_element().and_then(|element| element.dyn_into::<HtmlTextAreaElement>().ok());
            if let Some(text) = text {
                light(path_of_line(&text));
            }
        }),
    ]
}

fn target(event: &Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

fn path_around(element: &Element) -> Option<String> {
    element.closest(&format!("[{PATH}]")).ok()??.get_attribute(PATH)
}

/// The field whose value stands in the line of the caret.
fn path_of_line(text: &HtmlTextAreaElement) -> Option<String> {
    let caret = usize::try_from(text.selection_start().ok()??).ok()?;
    // A caret is counted as JavaScript counts characters.
    let line = text.value().encode_utf16().take(caret).filter(|unit| *unit == u16::from(b'\n')).count() + 1;
    all::<Element>(&format!("[{LINE}=\"{line}\"]")).find_map(|element| element.get_attribute(PATH))
}

/// Lights up all that is about a field whose value was pasted, and nothing else.
fn light(path: Option<String>) {
    for element in all::<Element>(&format!("[{LIT}]")) {
        // Only a name that is no attribute is refused, here and below.
        let _ = element.remove_attribute(LIT);
    }
    let path = path.unwrap_or_default();
    let about = format!("[{PATH}=\"{path}\"]");
    let about = || all::<Element>(&about);
    let Some(line) = about().find_map(|element| element.get_attribute(LINE)) else { return };
    for element in about() {
        let _ = element.set_attribute(LIT, "");
    }
    for text in all::<HtmlElement>("#paste") {
        let _ = text.set_attribute(LIT, "");
        let _ = text.style().set_property("--lit", &line);
    }
}
