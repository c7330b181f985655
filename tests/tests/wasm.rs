//! The plans of a browser, byte by byte those of `determinism.rs`.

#![cfg(target_arch = "wasm32")]

use poolwise_tests::scenarios::plans;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn plans_are_those_of_the_file() {
    let (kept, made) = (include_str!("../data/determinism.json"), plans());
    for (line, (kept, made)) in kept.lines().zip(made.lines()).enumerate() {
        assert_eq!(kept, made, "line {}", line + 1);
    }
    assert_eq!(kept.len(), made.len());
}
