//! Suggested cures and earlier values: neither is the present value.
//!
//! A suggestion is a sentence, or the lines below a heading such as "How to fix it:".

mod block;
mod cues;

use super::with_blanks;
use crate::read::phrases::Phrases;
use block::Block;
use cues::{
    DEFAULT, DEFAULTS, EVENTS, FUTURE, IMPERATIVES, LABELS, LETS, MARKS, OPEN_TASK, PHRASES, QUESTIONS, STATES,
    WOULD_BE,
};
use std::sync::LazyLock;

/// Every suggestion has one of these.
static CUES: LazyLock<Phrases> = LazyLock::new(|| {
    let cues = IMPERATIVES.into_iter().chain(LETS).chain(LABELS).chain(PHRASES).chain(MARKS).chain(FUTURE);
    Phrases::new(cues.chain(QUESTIONS).chain([ALTER_SYSTEM, SET, DEFAULT, OPEN_TASK]).chain(DEFAULTS))
});

/// Fewer words are no sentence.
const MIN_WORDS: usize = 2;

/// A shell's and a batch file's `set A=5` has no more words than that; a sentence with it has.
const SET: &str = "set ";

const ALTER_SYSTEM: &str = "alter system set ";

/// The text with blanks in place of suggestions, and where the first one is; None if it has none.
pub(super) fn blank(text: &str) -> Option<(String, usize)> {
    let mut ranges = Vec::new();
    let mut block = Block::default();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let body = line.trim_end_matches(['\r', '\n']);
        if block.take(body) {
            ranges.push(at..at + body.len());
        } else if body.len() <= MAX_LINE_BYTES {
            ranges.extend(in_line(body).into_iter().map(|range| at + range.start..at + range.end));
        }
        at += line.len();
    }
    let first = ranges.iter().find(|range| !text[(*range).clone()].trim().is_empty())?.start;
    Some((with_blanks(text, &ranges), first))
}

/// No sentence is longer.
const MAX_LINE_BYTES: usize = 1000;

/// The suggestions in a line.
fn in_line(line: &str) -> Vec<std::ops::Range<usize>> {
    if line.trim_start().starts_with(['#', '/']) || !CUES.are_in(line) {
        return Vec::new();
    }
    let lower = line.to_ascii_lowercase();
    if let Some(at) = lower.find(ALTER_SYSTEM) {
        return std::iter::once(at..line.len()).collect();
    }
    let is_event = EVENTS.iter().any(|word| lower.contains(word));
    let suggestion = |sentence: &std::ops::Range<usize>| {
        let start = start(&lower[sentence.clone()], is_event)?;
        let rest = &lower[sentence.start + start..sentence.end];
        // An earlier value in brackets ends with them.
        let of_brackets = rest.find(')').filter(|_| rest.starts_with('(')).map(|at| at + 1);
        // `instead of 5 we use 12`
        let length = of_brackets.or_else(|| rest.find(" we ").filter(|_| rest.starts_with("instead of ")));
        let length = length.unwrap_or(rest.len());
        Some(sentence.start + start..sentence.start + start + length)
    };
    let mut found = Vec::new();
    for mut sentence in sentences(&lower) {
        // Behind the brackets of one there may be more: `pool_size=20 (default 5), max_overflow=0 (default 10)`.
        while let Some(range) = suggestion(&sentence) {
            sentence.start = range.end;
            found.push(range);
            if !lower[sentence.clone()].contains('(') {
                break;
            }
        }
    }
    found
}

/// Where the suggestion in a sentence in lower case begins.
fn start(sentence: &str, is_event: bool) -> Option<usize> {
    let plain = sentence.trim_start_matches(|c: char| c.is_whitespace() || "-*>•.`".contains(c) || c.is_ascii_digit());
    // Somebody is spoken to.
    let plain = plain.strip_prefix('@').and_then(|rest| rest.split_once(' ')).map_or(plain, |(_, rest)| rest);
    if plain.starts_with(OPEN_TASK) {
        return Some(sentence.len() - plain.len());
    }
    if DEFAULTS.iter().filter_map(|words| sentence.find(words)).any(|at| is_setting(&sentence[..at])) {
        return Some(0);
    }
    let is_behind_value = |at: &usize| sentence[..*at].trim_end().ends_with(|c: char| c.is_ascii_digit());
    let default = sentence.find(DEFAULT).filter(is_behind_value);
    if let Some(at) = MARKS.iter().chain(&FUTURE).filter_map(|mark| sentence.find(mark)).chain(default).min() {
        return Some(at);
    }
    let says_state = words(sentence).any(|word| STATES.contains(&word));
    if is_event || says_state {
        return None;
    }
    let is_prose = words(sentence).filter(|word| !word.is_empty() && word.chars().all(char::is_alphabetic)).count();
    let spoken = without_speaker(plain);
    let spoken = LETS.iter().find_map(|lets| spoken.strip_prefix(lets)).unwrap_or(spoken);
    let is_advice = LABELS.iter().any(|label| plain.starts_with(label))
        || IMPERATIVES.iter().any(|begin| plain.starts_with(begin) || spoken.starts_with(begin))
        || spoken.starts_with(SET) && spoken.len() < plain.len() && LETS.iter().any(|lets| plain.contains(lets))
        || plain.trim_end().ends_with('?') && QUESTIONS.iter().any(|begin| plain.starts_with(begin))
        || plain.starts_with(SET) && is_prose > MIN_WORDS && !plain.contains("&&");
    if is_advice {
        return Some(sentence.len() - plain.len());
    }
    let phrase = PHRASES.iter().filter_map(|phrase| sentence.find(phrase)).min().filter(|_| is_prose >= MIN_WORDS);
    // What would be stands before these words.
    let before = |at: usize| sentence[..at].rfind(',').map_or(0, |comma| comma + 1);
    phrase.map(|at| if sentence[at..].starts_with(WOULD_BE) { before(at) } else { at })
}

/// What somebody says in a chat: `[10:04] ben: try this`, `ben: try this`.
fn without_speaker(text: &str) -> &str {
    let text = text.strip_prefix('[').and_then(|rest| rest.split_once("] ")).map_or(text, |(_, rest)| rest);
    let is_name = |name: &str| name.len() <= MAX_NAME_BYTES && name.chars().all(char::is_alphabetic);
    text.split_once(": ").filter(|(name, _)| is_name(name)).map_or(text, |(_, rest)| rest)
}

/// No name of a speaker is longer.
const MAX_NAME_BYTES: usize = 24;

/// Whether a text ends in a setting and its number: `max_connections = 100`.
fn is_setting(text: &str) -> bool {
    let before = text.trim_end_matches(|c: char| c.is_ascii_digit());
    before.len() < text.len() && before.trim_end().ends_with(['=', ':'])
}

/// The words of a text without the signs around them.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
}

/// The sentences of a line.
fn sentences(line: &str) -> Vec<std::ops::Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for (at, _) in line.match_indices(['.', '?', '!', ';']) {
        let is_abbreviation = ["e.g", "i.e"].iter().any(|short| line[..at].ends_with(short));
        if line[at + 1..].starts_with(' ') && !is_abbreviation {
            sentences.push(start..at + 1);
            start = at + 1;
        }
    }
    sentences.push(start..line.len());
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks what is left of a text, its blanks made one.
    fn check(text: &str, left: &str) {
        let plain = blank(text).map_or_else(|| text.to_owned(), |(blanked, _)| blanked);
        assert_eq!(plain.split_whitespace().collect::<Vec<_>>().join(" "), left, "{text}");
    }

    #[test]
    fn blanks_suggested_values() {
        check("ALTER SYSTEM SET max_connections = 500;", "");
        check("You should set pool_size=50 in your engine", "");
        check("- try DB_POOL_SIZE=50 for this service", "-");
        check("Fix: change to create_engine(url, pool_size=50) and deploy", "");
        check("You could use create_engine(url, pool_size=50).", "");
        check("Solution: pool_size=40", "");
        check("I recommend DB_POOL_SIZE=40", "I");
        check("Set DB_POOL_SIZE=40 in your .env and restart.", "");
        check("Would DB_POOL_SIZE=40 help?", "");
        check("A pool_size of 50 would be too much", "");
        check("We run pool_size=10, but 20 would be better", "We run pool_size=10,");
        check("Don't use max_overflow=-1 in production!", "");
        check("Never use pool_size=0.", "");
        check("Ich empfehle DB_POOL_SIZE=40", "Ich");
        check("current: pool_size=5, proposed: pool_size=40", "current: pool_size=5");
        check("DB_POOL_SIZE=20 (default 5)", "DB_POOL_SIZE=20");
        check("pool_size=20 (default is 5), max_overflow=0 (default is 10)", "pool_size=20 , max_overflow=0");
        check("e.g. DB_POOL_SIZE=20\nDB_POOL_SIZE=5", "DB_POOL_SIZE=5");
        check("[10:04] ben: let's try DB_POOL_SIZE=25", "");
        check("joe: maybe bump to DB_POOL_SIZE=30 tonight?", "");
        check("We will move our service to max_overflow=3", "We will move our service to max_overflow=3");
        check("DB_POOL_SIZE=8 now, we will move to DB_POOL_SIZE=20", "DB_POOL_SIZE=8 now, we");
        check("*Rollback:* pool_size=10", "*");
    }

    #[test]
    fn blanks_earlier_values() {
        check("I tried pool_size=50, it did not help. Currently pool_size=10.", "Currently pool_size=10.");
        check("Set DB_POOL_SIZE: 12 (was DB_POOL_SIZE: 5) in prod", "Set DB_POOL_SIZE: 12 in prod");
    }

    #[test]
    fn keeps_present_values() {
        for line in [
            "set DB_POOL_SIZE=5",
            "set DB_POOL_SIZE=5 && npm start",
            "use_lifo=true",
            "DB_POOL_SIZE=5",
            "# increase to 5 when we grow a bit",
            "the pool has been exhausted, either raise MaxPoolSize (currently 40) or Timeout (currently 20 seconds)",
            "we run with DB_POOL_SIZE=5 since last week",
            "Please look at our settings, pool_size=5",
        ] {
            check(line, line);
        }
        check("Is pool_size: 10 too small? We should increase it.", "Is pool_size: 10 too small?");
    }
}
