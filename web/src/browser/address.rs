//! The page's address: a scenario may stand in its fragment.

use gloo::{events::EventListener, utils::window};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::PopStateEvent;

/// What a fragment has that was meant as a scenario, of this version or cut off: the page's own anchors have none of them.
const OF_SCENARIO: [char; 3] = ['&', '=', '%'];

/// The scenario in the page's address, if there is one.
#[must_use]
pub fn scenario() -> Option<String> {
    let is_scenario = |fragment: &String| fragment.starts_with("#v1") || fragment.contains(OF_SCENARIO);
    window().location().hash().ok().filter(is_scenario)
}

/// The page's address with a fragment.
#[must_use]
pub fn with_fragment(fragment: &str) -> String {
    format!("{}#{fragment}", without_fragment())
}

/// Takes the fragment out of the address, once the page no longer shows what it says; the page stands at a step.
pub fn clear(step: u32) {
    if scenario().is_some() {
        // Only an address of another site is refused.
        let _ =
            window().history().and_then(|all| all.replace_state_with_url(&step.into(), "", Some(&without_fragment())));
    }
}

/// Calls with the scenario that comes into the address, as long as the listener lives.
pub fn on_change(changed: impl Fn(String) + 'static) -> EventListener {
    EventListener::new(&window(), "hashchange", move |_| {
        if let Some(fragment) = scenario() {
            changed(fragment);
        }
    })
}

/// Remembers in the browser's history that the page stands at a step, as a new entry or in place of the present one.
pub fn mark_step(step: u32, is_new: bool) {
    let Ok(history) = window().history() else { return };
    let step = JsValue::from(step);
    // A browser may refuse where too many are made in a short time; then undo goes on without them.
    let _ = if is_new { history.push_state(&step, "") } else { history.replace_state(&step, "") };
}

/// Goes so many entries back (below 0) or forward in the browser's history.
pub fn travel(by: i32) {
    // The page may be the only entry.
    let _ = window().history().and_then(|history| history.go_with_delta(by));
}

/// Calls with the step that the browser's history has come to, as long as the listener lives.
pub fn on_travel(traveled: impl Fn(u32) + 'static) -> EventListener {
    EventListener::new(&window(), "popstate", move |event| {
        let state = event.dyn_ref::<PopStateEvent>().and_then(|event| event.state().as_f64());
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a step that the page has marked")]
        if let Some(step) = state {
            traveled(step as u32);
        }
    })
}

fn without_fragment() -> String {
    let location = window().location();
    let part = |part: Result<String, JsValue>| part.unwrap_or_default();
    part(location.origin()) + &part(location.pathname())
}
