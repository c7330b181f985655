//! Texts of which nobody says what they are.

#![no_main]

use libfuzzer_sys::fuzz_target;
use poolwise_tests::reading::check;

fuzz_target!(|text: &str| check(text, None));
