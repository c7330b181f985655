//! `.env` files: a fresh one, and the settings put into an existing one.

use crate::{
    format::{count, grouped},
    read::{
        env::{RawValue, scan},
        names::{OptionMeaning, meaning},
        value::boolean,
    },
    scenario::{Pool, PoolClass},
    units::Overflow,
};
use std::{fmt::Write, ops::Range};

/// A fresh `.env` for a service's pool, inside the subset that python-dotenv, node, dotenvy, docker, systemd and
/// shells read alike: `KEY=value` in plain characters, comments on lines of their own.
///
/// ```
/// let file = poolwise::write::env("api", 1, &poolwise::scenario::Pool::default(), None);
/// assert!(file.ends_with("DB_POOL_PRE_PING=false\n"));
/// ```
///
/// `engines` is how many of them a process has, each with such a pool. A service with `NullPool` gets comments only.
/// `warning` is what the settings do not do, such as [`crate::plan::ServicePlan::warning`]; it becomes a comment.
#[must_use]
pub fn env(service: &str, engines: u32, pool: &Pool, warning: Option<&str>) -> String {
    let mut file = format!("# Connection pool of {}, by Poolwise.\n", on_one_line(service));
    if let Some(warning) = warning {
        let _ = writeln!(file, "{}", comment_of(warning));
    }
    if pool.class == PoolClass::NullPool {
        return NO_POOL.iter().fold(file, |file, comment| file + comment + "\n");
    }
    if let Some(capacity) = pool.capacity() {
        let connections = count(capacity, "connection");
        let _ = match engines {
            1 => writeln!(file, "# Each process opens at most {connections}."),
            _ => writeln!(
                file,
                "# Each of the {} of a process opens at most {connections}: {} in all.",
                count(engines.into(), "engine"),
                grouped(capacity.saturating_mul(engines.into()))
            ),
        };
    }
    for (key, meaning) in FRESH {
        if let Some(value) = value_of(meaning, pool) {
            let _ = writeln!(file, "{key}={value}");
        }
    }
    file
}

/// `text` with the pool's settings: the values that differ are replaced where they stand, what is missing is
/// appended, and every other byte is kept, line ends, order, comments and a byte order mark included.
///
/// A setting that stands under several names, or several times, is changed everywhere, since readers differ in which
/// one they take. Of missing settings only size and overflow are appended, and others that are not SQLAlchemy's
/// default. With `NullPool` no setting is changed, and comments say what to do instead.
///
/// ```
/// use poolwise::{scenario::Pool, write::merge_env};
/// let file = "SECRET=x\nSQLALCHEMY_POOL_SIZE=\"20\"\nSQLALCHEMY_MAX_OVERFLOW=10";
/// assert_eq!(merge_env(file, &Pool::default()), "SECRET=x\nSQLALCHEMY_POOL_SIZE=\"5\"\nSQLALCHEMY_MAX_OVERFLOW=10");
/// ```
#[must_use]
pub fn merge_env(text: &str, pool: &Pool) -> String {
    if pool.class == PoolClass::NullPool {
        let mut marked = text.to_owned();
        if !text.lines().any(|line| line == NO_POOL[0]) {
            append(&mut marked, &NO_POOL.map(str::to_owned));
        }
        return marked;
    }
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut seen: Vec<OptionMeaning> = Vec::new();
    for binding in scan(text) {
        let Some((key, key_span)) = binding.key else { continue };
        let Some(meaning) = meaning(&key) else { continue };
        let Some(value) = value_of(meaning, pool) else { continue };
        seen.push(meaning);
        match binding.value {
            Some(raw) if means(&raw.text, &value) => {}
            Some(raw) => edits.push((raw.span.clone(), quoted_like(&raw, &value))),
            None => {
                let end = key_span.end + usize::from(text[key_span.end..].starts_with('\''));
                // A # that touches a value is a part of it.
                let blank = if text[end..].starts_with('#') { " " } else { "" };
                edits.push((end..end, format!("={value}{blank}")));
            }
        }
    }
    let mut edited = String::with_capacity(text.len());
    let mut kept = 0;
    for (span, value) in edits {
        edited.push_str(&text[kept..span.start]);
        edited.push_str(&value);
        kept = span.end;
    }
    edited.push_str(&text[kept..]);
    append(&mut edited, &missing(&seen, pool));
    edited
}

/// `text` with a warning as a comment in its last line; as it is, where it has that comment already.
///
/// ```
/// use poolwise::write::mark_env;
/// let marked = mark_env("DB_POOL_SIZE=1\n", "5 % of the requests time out");
/// assert_eq!(marked, "DB_POOL_SIZE=1\n# Warning: 5 % of the requests time out\n");
/// assert_eq!(mark_env(&marked, "5 % of the requests time out"), marked);
/// ```
#[must_use]
pub fn mark_env(text: &str, warning: &str) -> String {
    let comment = comment_of(warning);
    let mut marked = text.to_owned();
    if !text.lines().any(|line| line == comment) {
        append(&mut marked, &[comment]);
    }
    marked
}

fn comment_of(warning: &str) -> String {
    format!("# Warning: {}", on_one_line(warning))
}

/// A line end in a free text would end the comment that it stands in; to JavaScript U+2028 and U+2029 are line ends.
fn on_one_line(text: &str) -> String {
    let ends_line = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    text.chars().map(|c| if ends_line(c) { ' ' } else { c }).collect()
}

/// What stands in the place of settings that `create_engine()` would refuse.
const NO_POOL: [&str; 3] = [
    "# NullPool has no size to set: create_engine() refuses pool_size, max_overflow and pool_timeout with it.",
    "# Each task opens a connection of its own, so limit the tasks that run at once in a process.",
    "# For a pool that bounds and keeps connections, leave poolclass out: then it is a QueuePool.",
];

/// The names that a fresh file uses.
const FRESH: [(&str, OptionMeaning); 5] = [
    ("DB_POOL_SIZE", OptionMeaning::Size),
    ("DB_MAX_OVERFLOW", OptionMeaning::Overflow),
    ("DB_POOL_TIMEOUT", OptionMeaning::Timeout),
    ("DB_POOL_RECYCLE", OptionMeaning::Recycle),
    ("DB_POOL_PRE_PING", OptionMeaning::PrePing),
];

/// The text of a pool's setting. Python reads `1e3` or `30.0` as no integer, so whole numbers are written as such.
fn value_of(meaning: OptionMeaning, pool: &Pool) -> Option<String> {
    Some(match meaning {
        OptionMeaning::Size => pool.size.to_string(),
        OptionMeaning::Overflow => pool.overflow.to_string(),
        // Nothing there says "unlimited", nor a sum beyond what a size can be.
        OptionMeaning::MaxSize => u32::try_from(pool.capacity()?).ok()?.to_string(),
        OptionMeaning::Timeout => pool.timeout_s.to_string(),
        OptionMeaning::Recycle => pool.recycle_s.to_string(),
        OptionMeaning::PrePing => pool.pre_ping.to_string(),
        OptionMeaning::Lifo => pool.lifo.to_string(),
        OptionMeaning::Workers
        | OptionMeaning::Concurrency
        | OptionMeaning::MaxConnections
        | OptionMeaning::Echo
        | OptionMeaning::StatementTimeout
        | OptionMeaning::Other(_) => return None,
    })
}

/// Whether `text` says the same as `value`: "30.0" is 30, and "yes" is true.
fn means(text: &str, value: &str) -> bool {
    let text = text.trim();
    match (text.parse::<f64>(), value.parse::<f64>()) {
        (Ok(a), Ok(b)) => a.to_bits() == b.to_bits(),
        _ => boolean(text).is_some_and(|truth| value == truth.to_string()),
    }
}

fn quoted_like(raw: &RawValue, value: &str) -> String {
    match raw.quote {
        Some(quote) => format!("{quote}{value}{quote}"),
        None => value.to_owned(),
    }
}

/// The settings that no line sets, as lines.
fn missing(seen: &[OptionMeaning], pool: &Pool) -> Vec<String> {
    let usual = Pool::default();
    let is_set = |meaning| {
        seen.contains(&meaning)
            || (matches!(meaning, OptionMeaning::Size | OptionMeaning::Overflow)
                && seen.contains(&OptionMeaning::MaxSize))
    };
    let needed = |meaning| match meaning {
        OptionMeaning::Size => true,
        OptionMeaning::Overflow => pool.overflow != Overflow::AtMost(0) || !seen.contains(&OptionMeaning::MaxSize),
        _ => value_of(meaning, pool) != value_of(meaning, &usual),
    };
    FRESH
        .iter()
        .filter(|&&(_, meaning)| !is_set(meaning) && needed(meaning))
        .filter_map(|&(key, meaning)| Some(format!("{key}={}", value_of(meaning, pool)?)))
        .collect()
}

fn append(text: &mut String, lines: &[String]) {
    let line_end = match text.find('\n') {
        Some(i) if text[..i].ends_with('\r') => "\r\n",
        None if text.contains('\r') => "\r",
        _ => "\n",
    };
    if !lines.is_empty() && !text.trim_start_matches('\u{feff}').is_empty() && !text.ends_with(['\n', '\r']) {
        text.push_str(line_end);
    }
    for line in lines {
        text.push_str(line);
        text.push_str(line_end);
    }
}
