//! Holds what is shown in its place while a slider is dragged, so that nothing jumps under the pointer.

use super::document::all;
use gloo::{events::EventListener, utils::document};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement};

/// The cards of results.
const CARDS: &str = ".happens .card";

/// What is set while the layout is held; cards that come meanwhile show when it is released.
const HELD: &str = "held";

/// Holds the layout from when a slider is pressed until it is let go, as long as the listeners live.
pub fn hold_while_dragging() -> [EventListener; 3] {
    let is_slider = |event: &Event| {
        event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
            .is_some_and(|it| it.class_name() == "slider")
    };
    [
        EventListener::new(&document(), "pointerdown", move |event| {
            if is_slider(event) {
                hold();
            }
        }),
        EventListener::new(&document(), "pointerup", |_| release()),
        EventListener::new(&document(), "pointercancel", |_| release()),
    ]
}

fn hold() {
    for card in all::<HtmlElement>(CARDS) {
        // Only a name that is no property is refused.
        let _ = card.style().set_property("height", &format!("{}px", card.offset_height()));
    }
    set_held(true);
}

fn release() {
    set_held(false);
    for card in all::<HtmlElement>(CARDS) {
        let _ = card.style().remove_property("height");
    }
}

fn set_held(is_held: bool) {
    for main in all::<HtmlElement>("main") {
        let _ = main.class_list().toggle_with_force(HELD, is_held);
    }
}
