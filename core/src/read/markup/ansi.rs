//! Escape codes of terminals, which loggers put around numbers: as they are, and as other programs write them down.

use super::with_blanks;

/// What an escape code begins with: the character itself, and how JSON, journald and caret notation show it.
const STARTS: [&str; 6] = ["\u{1b}[", "\\u001b[", "\\u001B[", "\\x1b[", "\\033[", "#033["];

/// The text with blanks in place of its color codes; None if it has none.
pub(super) fn blank(text: &str) -> Option<String> {
    let mut ranges = Vec::new();
    for start in STARTS {
        for (at, start) in text.match_indices(start) {
            let parameters = text[at + start.len()..].find(|c: char| !(c.is_ascii_digit() || c == ';'));
            let end = at + start.len() + parameters.unwrap_or(0);
            // Only colors: codes that move the cursor are no part of a log.
            if text[end..].starts_with(['m', 'K']) {
                ranges.push(at..end + 1);
            }
        }
    }
    ranges.sort_by_key(|range: &std::ops::Range<usize>| range.start);
    (!ranges.is_empty()).then(|| with_blanks(text, &ranges))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_colors_in_every_notation() {
        assert_eq!(blank("a \u{1b}[1;36m8\u{1b}[0m b").as_deref(), Some("a        8     b"));
        assert_eq!(blank("\\u001b[31m8").as_deref(), Some("          8"));
        assert_eq!(blank("plain [0m"), None);
    }
}
