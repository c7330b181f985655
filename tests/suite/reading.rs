//! What holds of every reading, for generated texts, for the nasty ones cut anywhere, and for what fuzzing has found.

use poolwise::{
    read::{MAX_BYTES, TextKind, read},
    scenario::Pool,
    write::merge_env,
};
use poolwise_tests::{
    canaries::canaries,
    generate::{any_paste, config},
    nasty,
    reading::{check, check_canary},
};
use proptest::prelude::*;

/// None is the guess.
fn kinds() -> impl Iterator<Item = Option<TextKind>> {
    [None].into_iter().chain(TextKind::ALL.map(Some))
}

/// Texts that broke a promise once.
const FOUND: [&str; 12] = [
    // A secret in a framework's key, in the variable that overrides it, and in the half of a key that was looked at.
    "SECRET Connection Lifetime=0;Maximum Pool Size=5\n",
    "spring.datasource.hikari.SECRET.maximum-pool-size=20\n",
    "spring.datasource.hikari.maximum-pool-size=${SECRET:20}\n",
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxSECRET.hikari.maximum-pool-size=20\n",
    // An option that stood twice in a call took away what a pool had said above.
    "{'pool_size': 20, 'checked_out': 2}\ncreate_engine(pool_size=pool_size=",
    // An option without a value was noted below the last line.
    "create_engine(url, pool_size=#SECRET\", max_overflow=SECRET + 1)\n",
    // A maximum that was refused left its overflow of 0 behind, in every kind.
    "DB_POOL_MAX_SIZE=99999999999\n",
    "environment:\n  - DB_POOL_MAX_SIZE=99999999999\n",
    "create_pool(max_size=99999999999)\n",
    "maximumPoolSize: 99999999999\n",
    "{'pool_max': 99999999999, 'pool_available': 2}\n",
    "hikaricp_connections_max{pool=\"a\",} 12.5\n",
];

#[test]
fn what_was_found_once_stays_right() {
    for text in FOUND {
        kinds().for_each(|kind| check(text, kind));
    }
}

/// Files that were not read as what had been put into them.
const MERGED: [&str; 2] = [
    // A # that touches a value is a part of it.
    "DB_POOL_SIZE#=x\n",
    // What stood behind a key in quotes stood inside them.
    "'DB_POOL_SIZE'\n",
];

#[test]
fn what_is_merged_is_read() {
    for text in MERGED {
        let merged = merge_env(text, &Pool::default());
        assert_eq!(merge_env(&merged, &Pool::default()), merged);
        let size =
            read(&merged, Some(TextKind::Env)).settings.into_iter().find(|setting| setting.key == "DB_POOL_SIZE");
        assert_eq!(size.map(|setting| setting.value), Some(5.into()), "{merged}");
    }
}

proptest! {
    #![proptest_config(config(384))]

    #[test]
    fn any_paste_is_read(text in any_paste()) {
        kinds().for_each(|kind| check(&text, kind));
    }

    #[test]
    fn no_paste_reveals_the_secret_below_it(text in any_paste()) {
        check_canary(&text);
    }
}

/// Every beginning of a text, of a long one a few.
fn check_beginnings(text: &str, kind: Option<TextKind>) {
    const MOST: usize = 2 * 1024;
    let ends = (0..=text.len()).filter(|&end| text.is_char_boundary(end));
    // What a long text repeats need not be cut everywhere.
    let step = if text.len() < MOST { 1 } else { text.len().div_ceil(16) };
    for end in ends.step_by(step) {
        check(&text[..end], kind);
    }
}

#[test]
fn every_beginning_of_a_nasty_text_is_read() {
    let cases = nasty::cases();
    for case in cases
        .iter()
        .map(|case| (case.text(), TextKind::from_name(&case.kind)))
        .filter(|(text, _)| text.len() <= MAX_BYTES)
    {
        check_beginnings(&case.0, None);
        check_beginnings(&case.0, case.1);
    }
}

#[test]
fn every_beginning_of_a_canary_is_read() {
    for canary in canaries() {
        check_beginnings(&canary.text, None);
    }
}

#[test]
fn a_text_is_read_up_to_its_limit() {
    let longest = "DB_POOL_SIZE=20\n".repeat(MAX_BYTES / 16);
    assert_eq!(longest.len(), MAX_BYTES);
    for kind in kinds() {
        let codes = |text: &str| read(text, kind).notes.into_iter().map(|note| note.code).collect::<Vec<_>>();
        let refused = codes(&format!("{longest}\n"));
        assert_eq!(refused, ["too_long"], "{kind:?}");
        // A link may be much shorter.
        assert_eq!(codes(&longest).contains(&"too_long"), kind == Some(TextKind::Link), "{kind:?}");
    }
    assert_eq!(read(&longest, None).settings.last().map(|setting| setting.line), Some(MAX_BYTES / 16));
}
