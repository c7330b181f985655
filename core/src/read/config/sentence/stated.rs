//! The settings of a sentence: `our pool_size is 12 and max_overflow is 8`, `we set pool_size to 10`.

use super::{MAX_BYTES, is_camel, is_sentence, is_setting, may_name_setting, phrases, spelled::spelled, states_now};
use crate::read::config::{is_foreign_callee, pairs::Pair};
use std::ops::Range;

/// What stands between a name and its number in a sentence.
const VERBS: [&str; 14] = [
    " is set to the default of ",
    " is set to the default (",
    " is set to default (",
    " is at the default of ",
    " is set to ",
    " is currently ",
    " is still ",
    " is now ",
    " is at ",
    " was set to ",
    " set to ",
    " set at ",
    " is ",
    " of ",
];

/// What people call a setting behind its name.
const NOUNS: [&str; 4] = [" parameter", " setting", " variable", " value"];

/// With one of these before the name, ` to ` gives its number: `we set pool_size to 10`.
const PAST: [&str; 7] = ["set", "changed", "raised", "increased", "bumped", "lowered", "reduced"];

/// With one of these at the beginning and one of [`CURES`] behind, the writer did so: `Setting pool_size to 10 solved it`.
const DOING: [&str; 4] = ["setting ", "changing ", "raising ", "lowering "];
const CURES: [&str; 5] = ["solved", "fixed", "resolved", "helped", "worked"];

/// Who did so; without one of these words it is advice.
const ACTORS: [&str; 7] = ["we", "i", "they", "have", "had", "already", "been"];

/// Pairs of a line whose sign is a word: `our pool_size is 12 and max_overflow is 8`.
pub(in crate::read::config) fn pairs(line: &str, at: usize) -> Vec<Pair<'_>> {
    if !may_name_setting(line) || !line.contains(' ') || line.len() > MAX_BYTES {
        return Vec::new();
    }
    let of_phrase = |(key, value): (&'static str, Range<usize>)| Pair::of_key(key, at + value.start..at + value.end);
    let limits = phrases::server_limit(line).map(of_phrase);
    if !states_now(line) {
        return limits.into_iter().collect();
    }
    let spelled: Vec<(usize, usize)> = spelled(line).collect();
    let pair = |place: usize, length: usize| {
        let before = line[..place].trim_end();
        // `max_connections parameter is set to 100`
        let before = name_before(before);
        let of_words = spelled.iter().find(|(_, end)| *end == before.len()).map(|(start, _)| *start);
        let is_inside = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let start = of_words.or_else(|| Some(before.rfind(|c| !is_inside(c))? + 1)).unwrap_or(0);
        let key = before.get(start..)?;
        let is_name = || key.contains('_') && !key.bytes().any(|byte| byte.is_ascii_uppercase());
        let value = line[place + length..].trim_start();
        let length = value.find(|c: char| !c.is_ascii_digit()).unwrap_or(value.len());
        let from = line.len() - value.len();
        (length > 0 && (of_words.is_some() || is_name() || is_camel(key)))
            .then(|| (start, Pair::of_key(key, at + from..at + from + length)))
    };
    let verbs = VERBS.iter().filter(|verb| line.contains(**verb));
    let of_verb = verbs.flat_map(|verb| line.match_indices(verb).map(|(place, _)| (place, verb.len())));
    let mut pairs: Vec<Pair<'_>> = of_verb.filter_map(|(place, length)| Some(pair(place, length)?.1)).collect();
    let changed = line.match_indices(" to ").filter_map(|(place, to)| {
        let before = without_old_value(&line[..place]);
        let (start, pair) = pair(before.len(), place + to.len() - before.len())?;
        (was_changed(line, &line[..start]) || before.len() < place).then_some(pair)
    });
    pairs.extend(changed);
    pairs.extend(limits);
    pairs.extend(phrases::pool(line).into_iter().map(of_phrase));
    if is_sentence(line) {
        pairs.extend(line.match_indices(' ').filter_map(|(place, _)| {
            let (start, pair) = pair(place, 1)?;
            is_setting(&line[start..place]).then_some(pair)
        }));
    }
    pairs.sort_by_key(|pair| pair.value.start);
    pairs.dedup_by_key(|pair| pair.value.start);
    pairs
}

/// A text up to the name that it ends with: without `parameter`, `in postgresql.conf`, `of PostgreSQL in shop-db`.
fn name_before(text: &str) -> &str {
    let text = ADVERBS.iter().find_map(|adverb| text.strip_suffix(adverb)).unwrap_or(text);
    let mut name = text.trim_end();
    for _ in 0..MAX_PLACES {
        let start = PLACES.iter().filter_map(|word| name.rfind(word)).max();
        match start.map(|at| name.split_at(at)) {
            Some((before, place)) if is_of_server(place) => name = before.trim_end(),
            _ => break,
        }
    }
    NOUNS.iter().find_map(|noun| name.strip_suffix(noun)).map_or(name, str::trim_end)
}

/// What stands between a verb and what it is about.
const ADVERBS: [&str; 4] = [" strictly", " explicitly", " also", " currently"];

/// What a place of a setting begins with, and how many of them stand one behind the other.
const PLACES: [&str; 3] = [" in ", " of ", " on "];
const MAX_PLACES: usize = 2;

/// No place has more words, with the word that it begins with.
const MAX_PLACE_WORDS: usize = 4;

/// Whether a place is the server's or its file: `in postgresql.conf`, `of our Postgres`, `in production`.
fn is_of_server(place: &str) -> bool {
    const WORDS: [&str; 8] = ["postgres", ".conf", ".env", "database", "-db", "server", "rds", "production"];
    let lower = place.to_ascii_lowercase();
    place.split_whitespace().count() <= MAX_PLACE_WORDS
        && !place.contains(|c: char| c.is_ascii_digit() || ",;:=()".contains(c))
        && WORDS.iter().any(|word| lower.contains(word))
        && !is_foreign_callee(&lower)
}

/// A text without the value that it had before: `pool_size raised from 5`.
fn without_old_value(text: &str) -> &str {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let Some(before) = digits.strip_suffix(" from ").filter(|_| digits.len() < text.len()) else { return text };
    let verb = PAST.iter().find_map(|verb| before.strip_suffix(verb)?.strip_suffix(' '));
    let verb = verb.map(|before| before.strip_suffix(" was").or(before.strip_suffix(" is")).unwrap_or(before));
    verb.unwrap_or(before)
}

/// Whether somebody changed what follows, and this is no advice to do so.
fn was_changed(line: &str, before: &str) -> bool {
    let lower = before.to_ascii_lowercase();
    let cured = DOING.iter().any(|begin| lower.starts_with(begin)) && CURES.iter().any(|cure| line.contains(cure));
    if cured || [" is set to ", " are set to "].iter().any(|state| lower.contains(state)) {
        return true;
    }
    let has = |wanted: &[&str]| lower.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| wanted.contains(&word));
    has(&PAST) && has(&ACTORS)
}
