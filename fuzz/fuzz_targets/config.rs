//! Texts that are taken for configuration.

#![no_main]

use libfuzzer_sys::fuzz_target;
use poolwise::read::TextKind;
use poolwise_tests::reading::check;

fuzz_target!(|text: &str| check(text, Some(TextKind::Config)));
