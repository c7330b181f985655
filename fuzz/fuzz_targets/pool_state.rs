//! Texts that are taken for what a pool says.

#![no_main]

use libfuzzer_sys::fuzz_target;
use poolwise::read::TextKind;
use poolwise_tests::reading::check;

fuzz_target!(|text: &str| check(text, Some(TextKind::PoolState)));
