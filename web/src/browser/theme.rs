//! Dark and light.

use super::storage;
use gloo::{
    events::EventListener,
    utils::{document_element, window},
};
use web_sys::MediaQueryList;

fn query() -> Option<MediaQueryList> {
    window().match_media("(prefers-color-scheme: dark)").ok()?
}

/// Whether the page is dark: as the user has set it, or else as the system asks.
#[must_use]
pub fn is_dark() -> bool {
    match document_element().get_attribute("data-theme") {
        Some(theme) => theme == "dark",
        None => query().is_some_and(|query| query.matches()),
    }
}

/// Makes the page dark or light, against what the system asks for if need be, now and at later visits.
pub fn set(is_dark: bool) {
    let name = if is_dark { "dark" } else { "light" };
    // Only a name that is no attribute is refused.
    let _ = document_element().set_attribute("data-theme", name);
    storage::put(storage::THEME, name);
}

/// Calls when the system changes its colors, as long as the listener lives.
#[must_use]
pub fn on_change(changed: impl Fn() + 'static) -> Option<EventListener> {
    Some(EventListener::new(&query()?.into(), "change", move |_| changed()))
}
