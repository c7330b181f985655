//! Changes from one value to another, as `terraform plan` and people write them: `5 -> 20`. The new one counts.

use super::with_blanks;
use std::ops::Range;

const ARROWS: [&str; 4] = ["->", "=>", "→", "-->"];

/// The text with blanks in place of the old values and the arrows; None if it has none.
pub(super) fn blank(text: &str) -> Option<String> {
    if !ARROWS.iter().any(|arrow| text.contains(arrow)) {
        return None;
    }
    let mut ranges: Vec<Range<usize>> = ARROWS
        .iter()
        .flat_map(|arrow| text.match_indices(arrow).filter_map(|(at, arrow)| change(text, at, arrow)))
        .collect();
    // terraform's sign of a change stands before the name.
    let signs = text.split_inclusive('\n').scan(0, |at, line| {
        let start = *at + line.len() - line.trim_start().len();
        *at += line.len();
        Some((start, line.trim_start().starts_with("~ ")))
    });
    if !ranges.is_empty() {
        ranges.extend(signs.filter(|(_, is_change)| *is_change).map(|(start, _)| start..start + 1));
    }
    ranges.sort_by_key(|range| range.start);
    (!ranges.is_empty()).then(|| with_blanks(text, &ranges))
}

/// A new value is no longer, with the blanks before it.
const MAX_VALUE_BYTES: usize = 32;

/// From the old value to the end of the arrow, where both sides are numbers or switches.
fn change(text: &str, at: usize, arrow: &str) -> Option<Range<usize>> {
    let before = text[..at].trim_end_matches([' ', '-']);
    let is_inside = |c: char| c.is_ascii_alphanumeric() || "\"'._".contains(c);
    let start =
        before.rfind(|c: char| !is_inside(c)).map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    let end = at + arrow.len();
    // Looking at all of a long line at every arrow would take for ever.
    let head = &text[end..text.floor_char_boundary(end + MAX_VALUE_BYTES)];
    let is_new = is_value(head.trim_start().split([' ', ',', '\n', '\r', ')', '`']).next().unwrap_or_default());
    (is_value(&before[start..]) && is_new).then_some(start..end)
}

fn is_value(text: &str) -> bool {
    let text = text.trim_matches(['"', '\'']).trim_end_matches('.');
    let is_number =
        !text.is_empty() && text.len() <= 12 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    is_number || ["true", "false", "null"].contains(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, left: &str) {
        let plain = blank(text).unwrap_or_else(|| text.to_owned());
        assert_eq!(plain.len(), text.len(), "{text}");
        assert_eq!(plain.split_whitespace().collect::<Vec<_>>().join(" "), left, "{text}");
    }

    #[test]
    fn the_new_value_stays() {
        check("~ DB_POOL_SIZE = \"5\" -> \"20\"", "DB_POOL_SIZE = \"20\"");
        check("- pool_size: 5 -> 20", "- pool_size: 20");
        check("DB_POOL_SIZE: 5 → 20.", "DB_POOL_SIZE: 20.");
    }

    #[test]
    fn code_with_arrows_stays() {
        for text in
            ["pool: 5, :max => 20", "config -> config.max(20)", "def f(x) -> int:", "(5) => 20", "{ \"a\" => 5 }"]
        {
            check(text, text);
        }
    }
}
