//! The plans that every target must give, kept as a file. `wasm.rs` compares a browser's with the same file.

use poolwise_tests::{checked_in, scenarios::plans};

#[test]
fn plans_are_those_of_the_file() {
    checked_in::check("data/determinism.json", &plans());
}
