//! Escape codes of terminals, which loggers put around numbers and into words: as they are, and as other programs write
//! them down.

use std::ops::Range;

/// What an escape code begins with: the character itself, and how JSON, journald, caret notation and fonts show it.
const STARTS: [&str; 9] =
    ["\u{1b}[", "\u{9b}", "\u{241b}[", "\\u001b[", "\\u001B[", "\\x1b[", "\\033[", "#033[", "^[["];

/// What ends colors.
const RESETS: [&str; 4] = ["[0m", "[m", "[39m", "[22m"];

/// The text without its color codes; None if it has none. As many blanks stand at the end of each line, so that lines
/// begin where they began.
pub(super) fn blank(text: &str) -> Option<String> {
    // Most texts have none, which is cheap to see.
    if !text.contains("\u{1b}]") && !STARTS.iter().chain(&RESETS).any(|start| text.contains(start)) {
        return None;
    }
    let mut plain = String::with_capacity(text.len());
    let mut found = false;
    for line in text.split_inclusive('\n') {
        let codes = codes(line);
        found |= !codes.is_empty();
        let body = line.trim_end_matches(['\r', '\n']);
        let mut at = 0;
        for code in &codes {
            plain.push_str(&body[at..code.start]);
            at = code.end;
        }
        plain.push_str(&body[at..]);
        plain.extend(std::iter::repeat_n(' ', codes.iter().map(ExactSizeIterator::len).sum()));
        plain.push_str(&line[body.len()..]);
    }
    found.then_some(plain)
}

/// Where the color codes of a line are, in order.
fn codes(line: &str) -> Vec<Range<usize>> {
    let mut codes: Vec<Range<usize>> = Vec::new();
    for start in STARTS {
        for (at, start) in line.match_indices(start) {
            codes.extend(color(&line[at + start.len()..]).map(|length| at..at + start.len() + length));
        }
    }
    codes.extend(commands(line));
    if codes.is_empty() {
        codes = bare_codes(line);
    }
    codes.sort_by_key(|code| code.start);
    codes.dedup_by(|next, code| next.start < code.end);
    codes
}

/// How long the rest of a color code is that begins a text: `1;36m`. Codes that move the cursor are no part of a log.
fn color(text: &str) -> Option<usize> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == ';'))?;
    text[end..].starts_with(['m', 'K']).then_some(end + 1)
}

/// No title and no link is longer.
const MAX_COMMAND_BYTES: usize = 2048;

/// Commands to the terminal: its title, and links around words. Each ends with a bell or with the character of its own.
fn commands(line: &str) -> Vec<Range<usize>> {
    let command = |(at, start): (usize, &str)| {
        // Looking at all of a long line at every command would take for ever.
        let from = at + start.len();
        let rest = &line[from..line.floor_char_boundary(from + MAX_COMMAND_BYTES)];
        let end =
            [("\u{7}", 1), ("\u{1b}\\", 2)].into_iter().filter_map(|(end, length)| Some(rest.find(end)? + length));
        Some(at..at + start.len() + end.min()?)
    };
    line.match_indices("\u{1b}]").filter_map(command).collect()
}

/// Codes whose first character was lost, as when a terminal's text is pasted into a page: `[31mERROR[0m`.
///
/// One of them must end the colors, since brackets belong to much else.
fn bare_codes(line: &str) -> Vec<Range<usize>> {
    let code = |(at, _): (usize, &str)| {
        let length = color(&line[at + 1..]).filter(|length| !line[at + 1 + length..].starts_with([']', ':']))?;
        Some(at..at + 1 + length)
    };
    let codes: Vec<_> = line.match_indices('[').filter_map(code).collect();
    let is_reset = |code: &Range<usize>| RESETS.contains(&&line[code.clone()]);
    if codes.len() > 1 && codes.iter().any(is_reset) { codes } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks what is left of a line, whose length does not change.
    fn check(line: &str, left: &str) {
        let plain = blank(line).unwrap_or_else(|| line.to_owned());
        assert_eq!((plain.len(), plain.trim_end()), (line.len(), left), "{line}");
    }

    #[test]
    fn takes_colors_out_in_every_notation() {
        for start in STARTS {
            check(&format!("a {start}1;36m8{start}0m b"), "a 8 b");
            check(&format!("to{start}1mo many"), "too many");
        }
        check("\u{1b}]0;title\u{7}DB_POOL_SIZE=20", "DB_POOL_SIZE=20");
        check("\u{1b}]8;;https://x\u{1b}\\too\u{1b}]8;;\u{1b}\\ many", "too many");
        check("[31mERROR[0m size [36m8[0m", "ERROR size 8");
    }

    #[test]
    fn keeps_brackets() {
        for line in ["plain [0m", "rate(x[5m]) and y[1m]", "a[0] b[1m]"] {
            check(line, line);
        }
    }
}
