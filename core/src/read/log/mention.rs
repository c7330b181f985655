//! Errors that a text only speaks of: in the rule of an alert, a runbook, a question about their meaning, a changelog.

use crate::read::phrases::Phrases;
use std::sync::LazyLock;

/// Keys of rules and pipelines that look for an error.
const KEYS: [&str; 9] =
    ["expr:", "expression:", "selector:", "regex:", "regexp:", "pattern:", "match:", "match_re:", "logql:"];

/// What templates and regular expressions have, and errors that happened do not.
const PATTERNS: [&str; 6] = ["{{ $", "{{$", "(?P<", "\\d+", "=~\"", "|= \""];

/// What makes a sentence one about an error that may come.
const CONDITIONS: [&str; 12] = [
    "if you see ",
    "if you get ",
    "if you hit ",
    "if you receive ",
    "if you encounter ",
    "if you run into ",
    "if you're getting ",
    "if you're receiving ",
    "if you're seeing ",
    "when you see ",
    "whenever you see ",
    "in case of ",
];

/// What stands right before a message in a question about its meaning.
const QUESTION: &str = "what does ";

/// What a line of a changelog begins with.
const CHANGES: [&str; 5] = ["fixed:", "fixes:", "fixed ", "fixes ", "bugfix:"];

/// Every mention has one of these.
static CUES: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::new(KEYS.into_iter().chain(PATTERNS).chain(CONDITIONS).chain([QUESTION]).chain(CHANGES)));

/// Whether a line only speaks of the error that stands at a place of it.
pub(super) fn is_mention(line: &str, at: usize) -> bool {
    if !CUES.are_in(line) {
        return false;
    }
    let before = line.get(..at).unwrap_or_default();
    let plain = before.trim_start_matches(|c: char| c.is_whitespace() || "-*•>\"'`".contains(c));
    if KEYS.iter().any(|key| plain.starts_with(key)) || PATTERNS.iter().any(|pattern| line.contains(pattern)) {
        return true;
    }
    // An earlier sentence is about something else.
    let start = [". ", "! ", "? "].iter().filter_map(|end| plain.rfind(end)).max().unwrap_or(0);
    let lower = plain[start..].to_ascii_lowercase();
    CHANGES.iter().any(|change| lower.starts_with(change))
        || CONDITIONS.iter().any(|condition| lower.contains(condition))
        || lower.trim_end_matches(['"', '\'', '`']).ends_with(QUESTION)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: bool) {
        let at = line.find("sorry, too many").unwrap_or(line.len());
        assert_eq!(is_mention(line, at), expected, "{line}");
    }

    #[test]
    fn ignores_errors_that_may_come() {
        for line in [
            "  expr: rate(log{msg=~\".*sorry, too many clients.*\"}[5m]) > 0",
            "summary: \"FATAL: sorry, too many clients already on {{ $labels.instance }}\"",
            "- if you see \"sorry, too many clients already\" in the logs, page the on-call",
            "Q: What does \"sorry, too many clients already\" mean?",
            "- Fixed: \"sorry, too many clients already\" under load (#812)",
        ] {
            check(line, true);
        }
    }

    #[test]
    fn keeps_errors_that_happened() {
        for line in [
            "FATAL: sorry, too many clients already",
            "What does this mean? FATAL: sorry, too many clients already",
            "I wonder if you can help, I get sorry, too many clients already",
            "Tell me if you need more: FATAL: sorry, too many clients already",
            "What does this mean: sorry, too many clients already",
            "Message: sorry, too many clients already",
        ] {
            check(line, false);
        }
    }
}
