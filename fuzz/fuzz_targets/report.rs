//! Texts beside secrets: the report of both, as JSON, has no secret in it.

#![no_main]

use libfuzzer_sys::fuzz_target;
use poolwise_tests::reading::{PLACE, check, check_canary};

fuzz_target!(|text: &str| {
    check_canary(text);
    let middle = text.floor_char_boundary(text.len() / 2);
    let (before, after) = text.split_at(middle);
    check(&format!("{before}\nDB_PASSWORD={PLACE}\n{after}"), None);
    check(&format!("{before}\npostgresql://app:{PLACE}@db:5432/app\n{after}"), None);
});
