//! Elements of the document that the page's own tree does not reach.

use gloo::utils::document;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement, HtmlSelectElement};

/// The element of an id, if it is of this type.
#[must_use]
pub fn element<T: JsCast>(id: &str) -> Option<T> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Gives the keyboard to an element.
pub fn focus(id: &str) {
    if let Some(element) = element::<HtmlElement>(id) {
        // Only an element that is no longer there refuses.
        let _ = element.focus();
    }
}

/// Sets every list of words to its chosen one: the attribute of an option counts no longer once the user has chosen, so
/// that undoing would not show.
pub fn choose_options() {
    for list in all::<HtmlSelectElement>("select[data-chosen]") {
        if let Some(chosen) = list.get_attribute("data-chosen") {
            list.set_value(&chosen);
        }
    }
}

/// Colors the track of every slider up to its thumb: the policy forbids style attributes, which HTML would have.
pub fn fill_sliders() {
    for slider in all::<HtmlInputElement>("input.slider") {
        let steps = |text: String| text.parse::<u32>().unwrap_or(0);
        let share = steps(slider.value()) * 1000 / steps(slider.max()).max(1);
        // Only a name that is no property is refused.
        let _ = slider.style().set_property("--share", &format!("{}.{}%", share / 10, share % 10));
    }
}

/// The elements of this type that a selector finds.
pub(super) fn all<T: JsCast>(selector: &str) -> impl Iterator<Item = T> + use<T> {
    let found = document().query_selector_all(selector).ok();
    let length = found.as_ref().map_or(0, web_sys::NodeList::length);
    (0..length).filter_map(move |index| found.as_ref()?.get(index)?.dyn_into().ok())
}
