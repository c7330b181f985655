//! Menus that close by themselves.

use super::document::all;
use gloo::{events::EventListener, utils::document};
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement, KeyboardEvent, Node};

/// Closes an open menu on Escape, which leaves the keyboard on it, and on a press elsewhere, as long as the listeners live.
pub fn close_when_left() -> [EventListener; 2] {
    [
        EventListener::new(&document(), "keydown", |event| {
            if event.dyn_ref::<KeyboardEvent>().is_some_and(|key| key.key() == "Escape") {
                close(|menu| {
                    let summary = menu.query_selector("summary").ok().flatten();
                    if let Some(summary) = summary.and_then(|summary| summary.dyn_into::<HtmlElement>().ok()) {
                        // Only an element that is no longer there refuses.
                        let _ = summary.focus();
                    }
                    true
                });
            }
        }),
        EventListener::new(&document(), "pointerdown", |event| {
            let target = target(event);
            close(|menu| !menu.contains(target.as_ref()));
        }),
    ]
}

fn target(event: &Event) -> Option<Node> {
    event.target()?.dyn_into().ok()
}

/// Closes the open menus of which `is_left` says that.
fn close(is_left: impl Fn(&HtmlElement) -> bool) {
    for menu in all::<HtmlElement>("details.menu[open]").filter(is_left) {
        // Only a name that is no attribute is refused.
        let _ = menu.remove_attribute("open");
    }
}
