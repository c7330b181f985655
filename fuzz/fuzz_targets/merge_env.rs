//! Settings that are put into a `.env`: put in again they change nothing, and the file is read like any other.

#![no_main]

use libfuzzer_sys::fuzz_target;
use poolwise::{read::TextKind, scenario::Pool, write::merge_env};
use poolwise_tests::reading::check;

fuzz_target!(|text: &str| {
    let merged = merge_env(text, &Pool::default());
    assert!(merge_env(&merged, &Pool::default()) == merged, "merged again, it changes again");
    check(&merged, Some(TextKind::Env));
});
