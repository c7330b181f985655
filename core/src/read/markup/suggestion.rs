//! Suggested cures: advice to set a value is not the value.

use super::with_blanks;

/// What begins a sentence that tells somebody what to do.
const IMPERATIVES: [&str; 16] = [
    "increase ",
    "decrease ",
    "raise ",
    "lower ",
    "reduce ",
    "change ",
    "try ",
    "consider ",
    "you can ",
    "you could ",
    "you may ",
    "you should ",
    "you need ",
    "we should ",
    "maybe ",
    "please ",
];

/// What makes a sentence a suggestion wherever it stands.
const PHRASES: [&str; 12] = [
    " should ",
    "change to",
    "change it to",
    "change this to",
    "increase to",
    "increase it to",
    "recommend",
    "suggest",
    "i would set",
    "i'd set",
    "try setting",
    "to fix this",
];

/// Fewer words are no sentence.
const MIN_WORDS: usize = 4;

const ALTER_SYSTEM: &str = "alter system set ";

/// The text with blanks in place of suggestions, and where the first one is; None if it has none.
pub(super) fn blank(text: &str) -> Option<(String, usize)> {
    let mut ranges = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let body = line.trim_end_matches(['\r', '\n']);
        if let Some(start) = start(body) {
            ranges.push(at + start..at + body.len());
        }
        at += line.len();
    }
    let first = ranges.first()?.start;
    Some((with_blanks(text, &ranges), first))
}

/// Where the suggestion in a line begins.
fn start(line: &str) -> Option<usize> {
    if line.len() > MAX_LINE_BYTES || line.trim_start().starts_with(['#', '/']) {
        return None;
    }
    let lower = line.to_ascii_lowercase();
    if let Some(at) = lower.find(ALTER_SYSTEM) {
        return Some(at);
    }
    let sentence = lower.trim_start_matches(|c: char| c.is_whitespace() || "-*>•.`".contains(c) || c.is_ascii_digit());
    let is_advice = IMPERATIVES.iter().any(|begin| sentence.starts_with(begin))
        || PHRASES.iter().any(|phrase| sentence.contains(phrase));
    // Logs and errors give advice as well, beside what happened.
    let is_prose = sentence
        .split_whitespace()
        .filter(|word| word.bytes().all(|byte| byte.is_ascii_alphabetic()))
        .count()
        >= MIN_WORDS
        && !["error", "exception", "limit of size", "currently", "timed out"].iter().any(|word| lower.contains(word));
    (is_advice && is_prose).then(|| lower.len() - sentence.len())
}

/// No sentence is longer.
const MAX_LINE_BYTES: usize = 1000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_suggestions_only() {
        for line in [
            "ALTER SYSTEM SET max_connections = 500;",
            "You should set pool_size=50 in your engine",
            "- try DB_POOL_SIZE=50 for this service",
            "Fix: change to create_engine(url, pool_size=50) and deploy again",
        ] {
            assert!(start(line).is_some(), "{line}");
        }
        for line in [
            "set DB_POOL_SIZE=5",
            "DB_POOL_SIZE=5",
            "# increase to 5 when we grow a bit",
            "the pool has been exhausted, either raise MaxPoolSize (currently 40) or Timeout (currently 20 seconds)",
            "we run with DB_POOL_SIZE=5 since last week",
        ] {
            assert_eq!(start(line), None, "{line}");
        }
    }
}
