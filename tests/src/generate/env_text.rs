//! Texts for the reader of `.env` files.

use proptest::prelude::*;

/// Texts that look like a `.env` and are as hard to read as one can be.
pub fn env_text() -> impl Strategy<Value = String> {
    let key = prop::sample::select(vec![
        "DB_POOL_SIZE",
        "DB_MAX_OVERFLOW",
        "A",
        "B.c-d",
        "É",
        "export",
        "export ",
        "export\t",
        "'K'",
        "'K",
        "\"K\"",
        "${A}",
    ]);
    let value = prop::sample::select(vec![
        "20",
        "-1",
        "x",
        "x y",
        "p#ss",
        "a # b",
        "a\t#b",
        "#",
        " #",
        "$",
        "${A}",
        "é",
        "\u{1f600}",
        "\u{200b}",
        "true",
        "=",
        "",
        "'",
        "\"",
        "\\",
        "\\\\",
        "\\'",
        "\\\"",
        "\\n",
        "\\t",
        "\\x41",
        "\\u0041",
        "\\\n",
        "'a'",
        "\"b\"",
        "'a\\'b'",
        "\"a\\\\\"",
        "`",
    ]);
    let blank = prop::sample::select(vec![
        " ", "\t", "\u{b}", "\u{c}", "\u{1c}", "\u{1f}", "\u{85}", "\u{a0}", "\u{1680}", "\u{2003}", "\u{2028}",
        "\u{3000}", "\u{feff}", "\0",
    ]);
    let line_end = prop::sample::select(vec!["\n", "\n", "\r\n", "\r", "\n\n", "\n\r"]);
    let part = prop_oneof![3 => key, 5 => value, 2 => blank, 3 => line_end, 4 => Just("=")];
    let bom = prop::sample::select(vec!["", "", "", "\u{feff}", "\u{feff}\u{feff}"]);
    (bom, prop::collection::vec(part, 0..48)).prop_map(|(bom, parts)| bom.to_owned() + &parts.concat())
}
