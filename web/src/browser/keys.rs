//! Keys that work wherever the keyboard is.

use gloo::{
    events::{EventListener, EventListenerOptions},
    utils::document,
};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlInputElement, KeyboardEvent};

/// Calls with true for undo (Ctrl+Z) and false for redo (Ctrl+Shift+Z, Ctrl+Y), and lets the arrow keys step through the
/// values of a number box, as long as the listener lives.
pub fn listen(travel: impl Fn(bool) + 'static) -> EventListener {
    EventListener::new_with_options(
        &document(),
        "keydown",
        EventListenerOptions::enable_prevent_default(),
        move |event| {
            let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
            let has_command = (key.ctrl_key() || key.meta_key()) && !key.alt_key();
            let is_done = match key.key().as_str() {
                "z" | "Z" if has_command => {
                    travel(!key.shift_key());
                    true
                }
                "y" | "Y" if has_command => {
                    travel(false);
                    true
                }
                "ArrowUp" => step(event, 1.0),
                "ArrowDown" => step(event, -1.0),
                _ => false,
            };
            if is_done {
                event.prevent_default();
            }
        },
    )
}

/// Moves the slider beside a number box by a step, as if it were slid; false where there is none.
fn step(event: &Event, by: f64) -> bool {
    let moved = || {
        let target = event.target()?.dyn_into::<Element>().ok()?;
        target.closest(".box").ok()??;
        let field = target.closest(".field").ok()??;
        let slider = field.query_selector(".slider").ok()??.dyn_into::<HtmlInputElement>().ok()?;
        slider.set_value_as_number(slider.value_as_number() + by);
        let init = web_sys::EventInit::new();
        init.set_bubbles(true);
        slider.dispatch_event(&Event::new_with_event_init_dict("input", &init).ok()?).ok()
    };
    moved().is_some()
}
