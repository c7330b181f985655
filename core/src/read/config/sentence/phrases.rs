//! Sizes and limits that a sentence gives without the setting's name: `a pool of 10 with overflow 5`, `Postgres allows
//! 100 connections`.

use super::states_now;
use crate::read::config::is_foreign_callee;
use std::ops::Range;

/// The key of a limit that no name stands for.
pub(in crate::read::config) const SERVER_LIMIT: &str = "the server's limit";

/// What may stand before a pool whose size follows.
const BEFORE_POOL: [&str; 9] = ["a", "the", "our", "my", "its", "connection", "database", "db", "sqlalchemy"];

/// What may follow the size of a pool, besides signs.
const BEHIND_SIZE: [&str; 8] = ["connections", "database", "db", "with", "and", "plus", "per", "each"];

/// Who has the pool.
const OWNERS: [&str; 10] = ["we", "i", "our", "my", "each", "has", "have", "uses", "using", "with"];

/// What makes of a size one that nobody has, or that of something else.
const NO_POOL: [&str; 16] = [
    "thread", "threads", "need", "needs", "want", "wants", "require", "requires", "try", "give", "consider", "least",
    "might", "may", "maybe", "to",
];

/// As far behind the size its overflow may stand.
const MAX_OVERFLOW_BYTES: usize = 24;

/// The size of a pool, and its overflow: where in the line their numbers stand.
pub(super) fn pool(line: &str) -> Vec<(&'static str, Range<usize>)> {
    if !line.contains("ool of ") {
        return Vec::new();
    }
    let lower = line.to_ascii_lowercase();
    let mut found = Vec::new();
    for (at, phrase) in lower.match_indices("pool of ") {
        let clause = clause(&lower[..at]);
        let word = clause.trim_end().rsplit([' ', '(']).next().unwrap_or_default();
        let has = |words: &[&str]| clause.split(|c: char| !c.is_alphanumeric()).any(|word| words.contains(&word));
        // What stands alone in a list is stated; "a pool of 10 serves …" is true of any.
        let is_stated =
            has(&OWNERS) || !["a", "the", "use"].contains(&clause.split_whitespace().next().unwrap_or_default());
        let is_pool = BEFORE_POOL.contains(&word) && !has(&NO_POOL) && !is_foreign_callee(clause) && is_stated;
        let size = number(&lower, at + phrase.len());
        let rest = &lower[size.end..];
        let next = rest.trim_start().split([' ', ',', '.', ')']).next().unwrap_or_default();
        let ends = next.is_empty() || next.starts_with(['(', ';', '+']) || BEHIND_SIZE.contains(&next);
        if !is_pool || size.is_empty() || !ends {
            continue;
        }
        let end = size.end;
        found.push(("pool size", size));
        let head = &rest[..rest.floor_char_boundary(MAX_OVERFLOW_BYTES)];
        if let Some((before, behind)) = head.split_once("overflow ") {
            let start = end + before.len() + "overflow ".len();
            let skipped = ["of ", "is "].iter().find(|word| behind.starts_with(**word)).map_or(0, |word| word.len());
            let overflow = number(&lower, start + skipped);
            found.extend((!overflow.is_empty()).then_some(("max overflow", overflow)));
        }
    }
    found
}

/// What stands between the server and the number of connections that it allows.
const LIMITS: [&str; 13] = [
    "allows ",
    "allow ",
    "allows for ",
    "allow for ",
    "allows up to ",
    "allow up to ",
    "supports ",
    "supports up to ",
    "limited to ",
    "capped at ",
    "limit of ",
    "max ",
    "maximum of ",
];

/// What the connections may be called.
const KINDS: [&str; 6] = [" db", " database", " postgres", " client", " concurrent", " open"];

/// Names of the server and of what it runs on.
const SERVERS: [&str; 12] = [
    "postgres",
    "database",
    " db",
    "rds",
    "aurora",
    "tier",
    "heroku",
    "supabase",
    "neon",
    "alloydb",
    "cloud sql",
    "azure",
];

/// What has a limit of its own, and what shows that another time is meant.
const OTHERS: [&str; 16] = [
    "pool",
    "bouncer",
    "pod",
    "instance",
    "worker",
    "process",
    "user",
    "role",
    "client",
    "first",
    "supported",
    "was ",
    "were ",
    "had ",
    "before",
    "initially",
];

/// What has a limit of its own, wherever the sentence names it.
const OTHER_OWNERS: [&str; 5] = ["pool", "bouncer", "hikari", "each ", "every "];

/// What is left of words that are no state.
const LEFT_OUT: &str = "     ";

/// The limit of the server: where in the line its number stands.
pub(super) fn server_limit(line: &str) -> Option<(&'static str, Range<usize>)> {
    const NOUN: &str = " connections";
    if !line.contains(NOUN) {
        return None;
    }
    let lower = line.to_ascii_lowercase();
    let limit = |(at, noun): (usize, &str)| {
        let before = &lower[..at];
        let kind = KINDS.iter().position(|kind| before.ends_with(kind));
        let before = kind.map_or(before, |kind| &before[..at - KINDS[kind].len()]);
        let lead = before.trim_end_matches(|c: char| c.is_ascii_digit());
        let clause = clause(lead);
        let sentence = sentence(lead);
        let is_server = SERVERS.iter().any(|server| sentence.contains(server));
        let is_other = OTHERS.iter().any(|other| clause.contains(other))
            || OTHER_OWNERS.iter().any(|other| sentence.contains(other))
            || is_foreign_callee(sentence);
        let behind = lower[at + noun.len()..].split(". ").next().unwrap_or_default();
        // A remark that was left out before is most likely "by default".
        let is_remarked = behind.starts_with(LEFT_OUT);
        let is_shared = is_remarked || ["per ", "each", "/"].iter().any(|part| behind.contains(part));
        let is_limit = lead.len() < before.len()
            && LIMITS.iter().any(|limit| lead.ends_with(limit))
            && is_server
            && !is_other
            && !is_shared
            && states_now(sentence);
        is_limit.then_some((SERVER_LIMIT, lead.len()..before.len()))
    };
    let mut limits = lower.match_indices(NOUN).filter_map(limit);
    // Of several none is known to be the server's.
    limits.next().filter(|_| limits.next().is_none())
}

/// The sentence that a text ends with.
fn sentence(text: &str) -> &str {
    text.rsplit_once(". ").map_or(text, |(_, sentence)| sentence)
}

/// The part of a sentence that a text ends with.
fn clause(text: &str) -> &str {
    let start = [". ", "(", ", ", "; ", ": ", "? "].iter().filter_map(|sign| text.rfind(sign)).max();
    start.map_or(text, |at| &text[at + 1..])
}

/// Where the digits stand that begin at a place.
fn number(text: &str, start: usize) -> Range<usize> {
    let digits = text[start..].bytes().take_while(u8::is_ascii_digit).count();
    start..start + digits
}
