//! The page's address: a scenario may stand in its fragment.

use gloo::{events::EventListener, utils::window};
use wasm_bindgen::JsValue;

/// What a fragment that holds a scenario begins with.
const SCENARIO: &str = "#v1";

/// The scenario in the page's address, if there is one.
#[must_use]
pub fn scenario() -> Option<String> {
    window().location().hash().ok().filter(|fragment| fragment.starts_with(SCENARIO))
}

/// The page's address with a fragment.
#[must_use]
pub fn with_fragment(fragment: &str) -> String {
    format!("{}#{fragment}", without_fragment())
}

/// Takes the fragment out of the address, once the page no longer shows what it says.
pub fn clear() {
    if scenario().is_some() {
        // Only an address of another site is refused.
        let _ = window()
            .history()
            .and_then(|all| all.replace_state_with_url(&JsValue::NULL, "", Some(&without_fragment())));
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

fn without_fragment() -> String {
    let address = window().location().href().unwrap_or_default();
    address.split('#').next().unwrap_or_default().to_owned()
}
