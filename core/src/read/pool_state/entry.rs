//! A key with a number, however a program prints it: `'checked_out': 2`, `active=10`, `Pool size: 20`.

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

/// The names of dicts and attributes.
const NAMES: [(&str, Key); 21] = [
    ("pool_size", Key::PoolSize),
    ("size", Key::Size),
    ("max_overflow", Key::MaxOverflow),
    ("pool_timeout", Key::Timeout),
    ("timeout", Key::Timeout),
    ("pool_recycle", Key::Recycle),
    ("checked_out", Key::CheckedOut),
    ("checkedout", Key::CheckedOut),
    ("checked_out_connections", Key::CheckedOut),
    ("checked_in", Key::CheckedIn),
    ("checkedin", Key::CheckedIn),
    ("checked_in_connections", Key::CheckedIn),
    ("overflow", Key::Overflow),
    ("current_overflow", Key::Overflow),
    ("waiting", Key::Waiting),
    ("requests_waiting", Key::Waiting),
    ("total_connections", Key::Total),
    ("pool_max", Key::PoolMax),
    ("pool_available", Key::Available),
    ("pool_checked_out", Key::CheckedOut),
    ("pool_checked_in", Key::CheckedIn),
];

/// How texts for people begin or end a key.
const PHRASES: [(&str, Key); 9] = [
    ("pool size", Key::PoolSize),
    ("connections in pool", Key::CheckedIn),
    ("max overflow", Key::MaxOverflow),
    ("overflow", Key::Overflow),
    ("checked out connections", Key::CheckedOut),
    ("checked out", Key::CheckedOut),
    ("checked in connections", Key::CheckedIn),
    ("checked in", Key::CheckedIn),
    ("total connections", Key::Total),
];

const HIKARI: [(&str, Key); 4] = [
    ("total", Key::HikariTotal),
    ("active", Key::HikariActive),
    ("idle", Key::HikariIdle),
    ("waiting", Key::HikariWaiting),
];

/// Tomcat's: `[size:60; busy:60; idle:0; lastwait:30000]`.
const TOMCAT: [(&str, Key); 3] = [("size", Key::HikariTotal), ("busy", Key::HikariActive), ("idle", Key::HikariIdle)];

/// One of these stands in every line that holds an entry.
const HINTS: [&str; 8] = ["hecked", "size", "verflow", "onnections", "waiting", "pool_", "timeout", "(total="];

/// No key is longer.
const KEY_BYTES: usize = 48;

pub(super) fn is_hinted(line: &str) -> bool {
    HINTS.iter().any(|hint| line.contains(hint))
}

/// The entries of a line, from the left; what follows a number sign is a comment.
pub(super) fn entries(line: &str) -> impl Iterator<Item = Entry<'_>> {
    let line = line.find(" #").and_then(|at| line.get(..at)).unwrap_or(line);
    let in_hikari = line.contains("(total=") && line.contains("active=");
    let in_tomcat = line.contains("[size:") && line.contains("busy:");
    line.match_indices([':', '=']).filter_map(move |(at, mark)| {
        let number = number(line.get(at + 1..)?)?;
        let before = line.get(line.ceil_char_boundary(at.saturating_sub(KEY_BYTES))..at)?.trim_end();
        let unescaped = before.strip_suffix(['"', '\'']).map(|key| key.trim_end_matches('\\'));
        let word = last_word(unescaped.unwrap_or(before));
        let named = |names: &[(&str, Key)]| names.iter().find(|(name, _)| *name == word).map(|(_, key)| *key);
        let key = match (unescaped, mark) {
            (Some(_), ":") => named(&NAMES),
            (None, ":") if in_tomcat => named(&TOMCAT),
            (None, "=") if in_hikari => named(&HIKARI),
            (None, "=") => named(&NAMES).filter(|key| !matches!(key, Key::Size | Key::Timeout | Key::Waiting)),
            (None, ":") => phrase(before),
            _ => None,
        };
        Some(Entry { key: key?, number, is_quoted: unescaped.is_some() })
    })
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
    }

    #[test]
    fn ignores_entries_without_numbers() {
        check("'status': 'healthy', 'utilization': 10.5, 'my_pool_size': 3", &[]);
        check("'checked_out': pool.checkedout()", &[]);
        check("    'checked_in': x,  # 'checked_in': 3", &[]);
        check("whirlpool size: x, é: 5, :::===", &[]);
        check("é'é': 5 \"checked_out\"", &[]);
    }
}
