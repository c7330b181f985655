//! A key with a number, however a program prints it: `'checked_out': 2`, `active=10`, `Pool size: 20`.

use super::names::{GO, HIKARI, NAMES, ODOO, PHRASES, RUBY, TOMCAT};
use crate::read::detect::Confidence;

/// What a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    PoolSize,
    /// `size` alone: the pool's, where other keys of a pool stand beside it.
    Size,
    MaxOverflow,
    Timeout,
    Recycle,
    CheckedOut,
    CheckedIn,
    Overflow,
    Waiting,
    Total,
    /// `psycopg_pool`'s `pool_max`.
    PoolMax,
    /// Another pool's limit: Go's `MaxOpenConnections`, Odoo's `max`, and the `size` of Active Record.
    Max,
    /// How often a request has waited so far.
    Waits,
    /// Connections that are free, beside others that are in use.
    Idle,
    /// Go's `InUse`: of a pool, where other numbers of one stand beside it.
    InUse,
    /// `psycopg_pool`'s `pool_available`.
    Available,
    /// Hikari's, in its brackets only.
    HikariTotal,
    HikariActive,
    HikariIdle,
    HikariWaiting,
}

/// A key with its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry<'a> {
    pub(super) key: Key,
    pub(super) number: &'a str,
    /// Whether the key is one of a dict.
    pub(super) is_quoted: bool,
}

/// One of these stands in every line that holds an entry.
const HINTS: [&str; 13] = [
    "hecked",
    "size",
    "verflow",
    "onnections",
    "waiting",
    "pool_",
    "timeout",
    "(total=",
    "InUse",
    "in_use",
    "busy",
    "used=",
    "max: ",
];

/// No key is longer.
const KEY_BYTES: usize = 48;

pub(super) fn is_hinted(line: &str) -> bool {
    HINTS.iter().any(|hint| line.contains(hint))
}

/// The entries of a line, from the left; what follows a number sign is a comment.
pub(super) fn entries(line: &str) -> impl Iterator<Item = Entry<'_>> {
    // Ruby's logger puts a process behind the sign.
    let comment = line.find(" #").filter(|at| !line[at + 2..].starts_with(|c: char| c.is_ascii_digit()));
    let line = comment.and_then(|at| line.get(..at)).unwrap_or(line);
    let in_hikari = line.contains("(total=") && line.contains("active=");
    let in_tomcat = line.contains("[size:") && line.contains("busy:");
    let in_go = line.contains("InUse:") || line.contains("OpenConnections:");
    let in_ruby = is_ruby(line);
    let in_odoo = is_odoo(line);
    line.match_indices([':', '=']).filter_map(move |(at, mark)| {
        let after = line.get(at + 1..)?;
        let arrow = after.strip_prefix('>').filter(|_| mark == "=");
        let number = number(arrow.unwrap_or(after))?;
        let before = line.get(line.ceil_char_boundary(at.saturating_sub(KEY_BYTES))..at)?.trim_end();
        let unescaped = before.strip_suffix(['"', '\'']).map(|key| key.trim_end_matches('\\'));
        let word = last_word(unescaped.unwrap_or(before));
        let named = |names: &[(&str, Key)]| names.iter().find(|(name, _)| *name == word).map(|(_, key)| *key);
        let is_symbol = || is_ruby_key(before, word, arrow.is_some());
        let key = match (unescaped, mark) {
            (None, _) if (arrow.is_some() || mark == ":" && after.starts_with(' ')) && is_symbol() => named(&RUBY),
            (_, "=") if arrow.is_some() => None,
            (Some(_), ":") if in_ruby => named(&RUBY),
            (Some(_), ":") => named(&NAMES),
            (None, ":") if in_go => named(&GO),
            (None, "=") if in_odoo => named(&ODOO),
            (None, ":") if in_tomcat => named(&TOMCAT),
            (None, "=") if in_hikari => named(&HIKARI),
            (None, "=") => {
                named(&NAMES).filter(|key| !matches!(key, Key::Size | Key::Timeout | Key::Waiting | Key::Idle))
            }
            (None, ":") => phrase(before),
            _ => None,
        };
        Some(Entry { key: key?, number, is_quoted: unescaped.is_some() })
    })
}

/// Whether a key stands in a hash of Ruby: behind a bracket, a comma or nothing, as no sentence has it.
fn is_ruby_key(before: &str, word: &str, has_arrow: bool) -> bool {
    let begin = before.strip_suffix(word).unwrap_or_default();
    let begin = if has_arrow { begin.strip_suffix(':') } else { Some(begin) };
    begin.map(str::trim_end).is_some_and(|begin| begin.is_empty() || begin.ends_with(['{', ',']))
}

/// Whether a line has the numbers of Odoo's pool.
pub(super) fn is_odoo(line: &str) -> bool {
    line.contains("ConnectionPool(") && ["used=", "/count=", "/max="].iter().all(|key| line.contains(key))
}

/// Whether a line has all of Active Record's statistics, as Ruby or JSON prints them.
fn is_ruby(line: &str) -> bool {
    let has = |key: &str| {
        line.match_indices(key).any(|(at, _)| {
            let after = &line[at + key.len()..];
            ["=>", ": ", "\":"].iter().any(|sign| after.starts_with(sign))
        })
    };
    ["busy", "dead", "idle"].into_iter().all(has)
}

/// What a line of Active Record's statistics may be: alone, or with all of them. `dead` is a word of no other pool.
pub(super) fn ruby_confidence(line: &str) -> Confidence {
    let text = line.trim().trim_start_matches("=> ").trim_start_matches(['{', ' ']);
    let begins = |key: &str| {
        let rest = text.strip_prefix(':').unwrap_or(text).strip_prefix(key);
        let value = rest.and_then(|rest| rest.strip_prefix("=>").or_else(|| rest.strip_prefix(": ")));
        value.is_some_and(|value| value.ends_with([',', '}']) && number(value).is_some())
    };
    let ends = line.trim_end().ends_with('}') && begins("checkout_timeout");
    Confidence::new(is_ruby(line) || begins("dead") || ends, RUBY.iter().any(|(key, _)| begins(key)))
}

fn last_word(text: &str) -> &str {
    text.rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default()
}

/// The key of a text for people: it may stand after other words.
fn phrase(before: &str) -> Option<Key> {
    let words = before.rsplit(|c: char| !c.is_ascii_alphabetic() && c != ' ').next()?.to_ascii_lowercase();
    let ends =
        |phrase: &str| words.strip_suffix(phrase).is_some_and(|before| before.is_empty() || before.ends_with(' '));
    PHRASES.iter().find(|(phrase, _)| ends(phrase)).map(|(_, key)| *key)
}

/// The number at the beginning of a text; a quote may stand before it.
fn number(text: &str) -> Option<&str> {
    let text = text.trim_start().trim_start_matches(['\\', '"', '\'']);
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && !"+-.".contains(c)).unwrap_or(text.len());
    let word = text.get(..end)?.trim_end_matches('.');
    let digits = word.trim_start_matches(['-', '+']);
    let is_number = digits.starts_with(|c: char| c.is_ascii_digit())
        || ["nan", "inf", "infinity"].iter().any(|name| digits.eq_ignore_ascii_case(name));
    is_number.then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: &[(Key, &str)]) {
        let found: Vec<_> = entries(line).map(|entry| (entry.key, entry.number)).collect();
        assert_eq!(found, expected, "{line}");
        assert!(expected.is_empty() || is_hinted(line), "{line}");
    }

    #[test]
    fn finds_entries_in_every_notation() {
        check("{'pool_size': 20, \"checked_out\":2}", &[(Key::PoolSize, "20"), (Key::CheckedOut, "2")]);
        check("{\"msg\": \"{\\\"checked_out\\\": 2}\"}", &[(Key::CheckedOut, "2")]);
        check("Pool(pool_size=20, checkedout=2)", &[(Key::PoolSize, "20"), (Key::CheckedOut, "2")]);
        check(
            "(total=10, active=7, idle=3, waiting=0)",
            &[(Key::HikariTotal, "10"), (Key::HikariActive, "7"), (Key::HikariIdle, "3"), (Key::HikariWaiting, "0")],
        );
        check("INFO Pool size: 20.", &[(Key::PoolSize, "20")]);
        check("Max overflow: 30", &[(Key::MaxOverflow, "30")]);
        check("pool #7 : {:size=>5, :busy=>2}", &[(Key::Max, "5"), (Key::CheckedOut, "2")]);
        check(
            "{\"size\":5,\"busy\":2,\"dead\":0,\"idle\":3}",
            &[(Key::Max, "5"), (Key::CheckedOut, "2"), (Key::Idle, "3")],
        );
        check(
            "max_open_connections=20 in_use=7 wait_count=3",
            &[(Key::Max, "20"), (Key::InUse, "7"), (Key::Waits, "3")],
        );
    }

    #[test]
    fn ignores_entries_without_numbers() {
        check("'status': 'healthy', 'utilization': 10.5, 'my_pool_size': 3", &[]);
        check("'checked_out': pool.checkedout()", &[]);
        check("    'checked_in': x,  # 'checked_in': 3", &[]);
        check("whirlpool size: x, é: 5, :::===", &[]);
        check("é'é': 5 \"checked_out\"", &[]);
        check("the size: 5, and busy: 3", &[]);
        check("{:whirlpool_size=>5, :sizes=>3}", &[]);
    }
}
