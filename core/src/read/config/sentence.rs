//! Whether a line is a sentence or a list that gives settings: `we run pool_size=10, max_overflow = 5 and our
//! max_connections is 200`.

mod phrases;
mod spelled;
mod stated;
#[cfg(test)]
mod tests;

pub(super) use phrases::SERVER_LIMIT;
pub(super) use stated::pairs;

use crate::read::{
    config,
    names::{self, OptionMeaning},
    python,
};
use spelled::spelled;

/// What counts processes where it stands beside a pool's settings.
const COUNTS: [&str; 3] = ["replicas", "instances", "workers"];

/// Words of sentences that tell no state of today.
const NO_STATE: [&str; 22] = [
    "assume",
    "assuming",
    "imagine",
    "suppose",
    "mistake",
    "pitfall",
    "typically",
    "usually",
    "if",
    "when",
    "should",
    "would",
    "must",
    "could",
    "can",
    "default",
    "defaults",
    "unless",
    "recommended",
    "what",
    "example",
    "say",
];

/// Words that stand in sentences, and beside settings in nothing else.
const SENTENCE_WORDS: [&str; 26] = [
    "a",
    "allow",
    "allows",
    "max",
    "supports",
    "and",
    "are",
    "at",
    "currently",
    "has",
    "have",
    "i",
    "is",
    "my",
    "of",
    "our",
    "run",
    "running",
    "runs",
    "the",
    "to",
    "use",
    "uses",
    "using",
    "we",
    "with",
];

/// What code, logs, tables and files have, and sentences do not.
const NO_SENTENCE: [char; 13] = ['"', '\'', '{', '}', '[', ']', '<', '>', '|', ';', '#', '\\', '\t'];

/// No sentence with settings is longer.
const MAX_BYTES: usize = 400;

/// Whether a line is a sentence that names a setting and gives its number.
pub(in crate::read) fn is_sentence(line: &str) -> bool {
    if !may_name_setting(line) || line.len() > MAX_BYTES || has_code(line) || line.contains("==") {
        return false;
    }
    // A row of settings in CSV may have a description.
    let name = line.trim_start_matches(|c: char| c.is_ascii_lowercase() || c == '_');
    if name.len() < line.len() && name.strip_prefix(',').is_some_and(|rest| !rest.starts_with(' ')) {
        return false;
    }
    // A command has options.
    let is_option = |word: &str| word.starts_with('-') && word.len() > 1 && !word.starts_with("---");
    if line.split(' ').any(is_option) {
        return false;
    }
    let is_call = |(at, _): (usize, &str)| line[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    if line.match_indices('(').any(is_call) {
        return false;
    }
    let mut words = line.split(|c: char| !(c.is_ascii_alphanumeric() || "_-.=:/".contains(c)));
    let is_of_sentence = |word: &str| {
        let word = word.trim_end_matches(['.', ':', '-']).to_ascii_lowercase();
        SENTENCE_WORDS.contains(&word.as_str())
    };
    let has_items = || line.split(',').skip(1).any(is_item) || has_row(line);
    if !words.clone().any(is_of_sentence) && !has_items() {
        return false;
    }
    if phrases::server_limit(line).is_some() {
        return true;
    }
    let names_setting = words.any(|word| is_setting(name_in(word)) || is_camel(word)) || spelled(line).next().is_some();
    (names_setting || !phrases::pool(line).is_empty()) && states_now(line)
}

/// Whether a line has a sign that sentences do not have; the apostrophe of a short form is none.
fn has_code(line: &str) -> bool {
    let is_short_form = |at: usize| {
        line[..at].ends_with(|c: char| c.is_ascii_alphabetic())
            && line[at + 1..].starts_with(|c: char| c.is_ascii_lowercase())
    };
    line.match_indices(NO_SENTENCE).any(|(at, sign)| sign != "'" || !is_short_form(at))
}

/// Whether a line may name a setting, which is cheap to see.
fn may_name_setting(line: &str) -> bool {
    ["_", "ool", "verflow", " connections"].iter().any(|part| line.contains(part))
}

/// Whether a part of a list is a setting and its number: `max_overflow 10`.
fn is_item(part: &str) -> bool {
    let item = part.trim().trim_end_matches('.').split_once(' ');
    item.is_some_and(|(name, number)| is_setting(name) && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether settings and their numbers stand in a row: `pool_size 8 max_overflow 4`.
fn has_row(line: &str) -> bool {
    let words: Vec<&str> = line.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    let is_number = |word: &str| {
        let digits = word.trim_end_matches('.');
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    words.windows(4).any(|row| is_setting(row[0]) && is_number(row[1]) && is_setting(row[2]) && is_number(row[3]))
}

/// Whether a name is a framework's own, with capitals inside: `maximumPoolSize`.
fn is_camel(name: &str) -> bool {
    name.bytes().any(|byte| byte.is_ascii_uppercase()) && config::is_key(name)
}

/// Whether a line gives several settings, one after the other: `DB_POOL_SIZE=10, DB_MAX_OVERFLOW=20`, or
/// `… INFO db: pool_size=10 max_overflow=20`.
pub(in crate::read) fn lists_settings(line: &str) -> bool {
    // Commands that give an environment have a reader of their own.
    let is_command =
        ["-e ", "-env", "--set "].iter().any(|option| line.contains(option)) || line.trim_start().starts_with("ENV ");
    let no_list = |c: char| NO_SENTENCE.contains(&c) && c != '\t';
    if line.len() > MAX_BYTES || is_command || line.contains(no_list) || line.contains("://") {
        return false;
    }
    let mut names = Vec::new();
    let mut is_of_python = !line.trim_end().ends_with('.');
    let mut parts = line.split('=');
    let mut before = parts.next().unwrap_or_default();
    for part in parts {
        let name = before.trim_end();
        let is_inside = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let start = name.len() - name.rsplit(|c| !is_inside(c)).next().map_or(0, str::len);
        let has_number = part.trim_start().starts_with(|c: char| c.is_ascii_digit() || c == '-');
        let is_count = || !names.is_empty() && !line.contains('(') && COUNTS.contains(&&name[start..]);
        if has_number && (is_listed(&name[start..]) || is_count()) {
            is_of_python &= names.is_empty() && start == name.len() - name.trim_start().len()
                || name[..start].trim_end().ends_with(',');
            names.push(&name[start..]);
        }
        before = part;
    }
    let is_keyword = |name: &&str| python::engine_option(name).is_some();
    names.len() > 1 && !(is_of_python && names.iter().all(is_keyword))
}

/// Whether a list of settings may have this name.
fn is_listed(name: &str) -> bool {
    is_setting(name)
        || ["superuser_reserved_connections", "reserved_connections"].contains(&name)
        || names::meaning(name).is_some_and(|meaning| meaning.field().is_some())
}

/// The name that a word begins with: `pool_size` of `pool_size=10`.
fn name_in(word: &str) -> &str {
    word.split(['=', ':']).next().unwrap_or_default()
}

/// Whether only a pool's or a server's setting has such a name.
pub(in crate::read) fn is_setting(name: &str) -> bool {
    let is_of_pool = || {
        let field = names::meaning(name).and_then(OptionMeaning::field);
        field.is_some_and(|field| field.starts_with("pool.") || field.starts_with("database."))
    };
    name == "max_connections" || name.contains('_') && is_of_pool()
}

/// Whether a line speaks of what is, and neither asks nor advises.
pub(in crate::read) fn states_now(line: &str) -> bool {
    let lower = line.to_ascii_lowercase();
    // What follows from the state does not change it.
    let state = CONSEQUENCES.iter().filter_map(|words| lower.find(words)).min().map_or(&*lower, |at| &lower[..at]);
    let is_set_to_default =
        ["set to the default", "set to default", "at the default of"].iter().any(|set| state.contains(set));
    let mut words = state.split(|c: char| !c.is_ascii_alphanumeric());
    !line.trim_end().ends_with('?')
        && !words.any(|word| NO_STATE.contains(&word) && !(word == "default" && is_set_to_default))
}

/// What a conclusion from the state begins with.
const CONSEQUENCES: [&str; 3] = [" that means ", " which means ", " meaning that "];
