//! Writes a new `.env` file, or merges settings into an existing one.

use super::{Content, Kind, Writer, fleet::Settings, text::on_one_line};
use crate::{
    format::{self, count, grouped},
    read::{
        env::{RawValue, scan},
        names::{OptionMeaning, meaning},
        value::boolean,
    },
    scenario::{Pool, PoolClass},
    units::{Overflow, Recycle},
};
use std::{fmt::Write, ops::Range};

pub(super) const KIND: Kind =
    Kind { name: "env", title: ".env", ending: ".env", media_type: "text/plain", writer: Writer::Service(content) };

/// The `.env` of a service, with every setting that a finding says to change.
fn content(settings: &Settings<'_>) -> Content {
    let warning = settings.warning();
    let mut text = env(&settings.service.name, settings.service.engines.get(), settings.pool, warning.as_deref());
    for (key, field) in FIXED {
        if let Some(value) = settings.fixed(field) {
            let _ = writeln!(text, "{key}={}", format::value(value));
        }
    }
    text.into()
}

/// The variables of a service's pool, as its `.env` has them; none without a pool.
pub(super) fn variables(settings: &Settings<'_>) -> Vec<(&'static str, String)> {
    let pool = NEW_FILE_SETTINGS.iter().filter(|_| settings.has_pool());
    let pool = pool.filter_map(|&(key, meaning)| Some((key, value_of(meaning, settings.pool)?)));
    let fixed = FIXED.iter().filter_map(|&(key, field)| Some((key, format::value(settings.fixed(field)?))));
    pool.chain(fixed).collect()
}

/// Settings that are written where a finding gives them, and the fields that it sets. Times are in milliseconds.
const FIXED: [(&str, &str); 2] = [("DB_ECHO", "echo"), ("DB_STATEMENT_TIMEOUT", "statement_timeout_ms")];

/// A new `.env` for a service's pool, in the subset that python-dotenv, node, dotenvy, docker, systemd and shells parse
/// alike: `KEY=value` in plain characters, comments on lines of their own.
///
/// ```
/// let file = poolwise::write::env("api", 1, &poolwise::scenario::Pool::default(), None);
/// assert!(file.ends_with("DB_POOL_PRE_PING=false\n"));
/// ```
///
/// `engines` is the number of engines per process, each with its own pool. A service with `NullPool` gets comments only.
/// `warning` states a limit of the settings, such as [`crate::plan::ServicePlan::warning`]; it becomes a comment.
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
                "# Each of the {} of a process opens at most {connections}: {} in total.",
                count(engines.into(), "engine"),
                grouped(capacity.saturating_mul(engines.into()))
            ),
        };
    }
    for (key, meaning) in NEW_FILE_SETTINGS {
        if let Some(value) = value_of(meaning, pool) {
            let _ = writeln!(file, "{key}={value}");
        }
    }
    file
}

/// Merges the pool's settings into `text`: values that differ are replaced in place, missing settings are appended, and
/// every other byte is kept, including line ends, order, comments and a byte order mark.
///
/// A setting with several names, or several lines, is changed in all of them, since readers differ in which one they
/// use. Missing settings are appended only if they are size or overflow, or differ from SQLAlchemy's default. With `NullPool` no setting is changed, and comments say what to do instead.
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
    let mut present: Vec<OptionMeaning> = Vec::new();
    for binding in scan(text) {
        let Some((key, key_span)) = binding.key else { continue };
        let Some(meaning) = meaning(&key) else { continue };
        let Some(value) = value_of(meaning, pool) else { continue };
        present.push(match meaning {
            OptionMeaning::TimeoutMs => OptionMeaning::Timeout,
            OptionMeaning::LifetimeMs => OptionMeaning::Recycle,
            meaning => meaning,
        });
        match binding.value {
            Some(raw) if means(&raw.text, &value) => {}
            Some(raw) => edits.push((raw.span.clone(), quoted_like(&raw, &value))),
            None => {
                let end = key_span.end + usize::from(text[key_span.end..].starts_with('\''));
                // A # right after a value would be a part of it.
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
    append(&mut edited, &missing(&present, pool));
    edited
}

/// Appends a warning to `text` as a comment, unless it has that comment already.
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

/// Comments instead of settings that `create_engine()` rejects with `NullPool`.
const NO_POOL: [&str; 3] = [
    "# NullPool has no size: create_engine() rejects pool_size, max_overflow and pool_timeout with it.",
    "# Each task opens its own connection, so limit the concurrent tasks per process.",
    "# To limit and reuse connections, omit poolclass: the default is a QueuePool.",
];

/// The settings of a new file.
const NEW_FILE_SETTINGS: [(&str, OptionMeaning); 5] = [
    ("DB_POOL_SIZE", OptionMeaning::Size),
    ("DB_MAX_OVERFLOW", OptionMeaning::Overflow),
    ("DB_POOL_TIMEOUT", OptionMeaning::Timeout),
    ("DB_POOL_RECYCLE", OptionMeaning::Recycle),
    ("DB_POOL_PRE_PING", OptionMeaning::PrePing),
];

/// The text of a pool's setting. Python does not parse `1e3` or `30.0` as an integer, so whole numbers have digits only.
fn value_of(meaning: OptionMeaning, pool: &Pool) -> Option<String> {
    Some(match meaning {
        OptionMeaning::Size => pool.size.to_string(),
        OptionMeaning::Overflow => pool.overflow.to_string(),
        // The variable has no value for "unlimited", nor for a sum larger than a size can be.
        OptionMeaning::MaxSize => u32::try_from(pool.capacity()?).ok()?.to_string(),
        OptionMeaning::Timeout => pool.timeout_s.to_string(),
        OptionMeaning::Recycle => pool.recycle_s.to_string(),
        OptionMeaning::TimeoutMs => (pool.timeout_s.get() * 1000.0).to_string(),
        OptionMeaning::LifetimeMs => match pool.recycle_s {
            Recycle::Never => "0".to_owned(),
            Recycle::After(seconds) => (seconds.get() * 1000.0).to_string(),
        },
        OptionMeaning::PrePing => pool.pre_ping.to_string(),
        OptionMeaning::Lifo => pool.lifo.to_string(),
        OptionMeaning::Workers
        | OptionMeaning::Concurrency
        | OptionMeaning::MaxConnections
        | OptionMeaning::Echo
        | OptionMeaning::StatementTimeout
        | OptionMeaning::IdleInTransactionTimeout
        | OptionMeaning::Pooler(_)
        | OptionMeaning::PoolMode
        | OptionMeaning::Other(_) => return None,
    })
}

/// Whether `text` has the same meaning as `value`: "30.0" is 30, and "yes" is true.
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

/// Lines for the settings that no line sets.
fn missing(present: &[OptionMeaning], pool: &Pool) -> Vec<String> {
    let usual = Pool::default();
    let is_set = |meaning| {
        present.contains(&meaning)
            || (matches!(meaning, OptionMeaning::Size | OptionMeaning::Overflow)
                && present.contains(&OptionMeaning::MaxSize))
    };
    let needed = |meaning| match meaning {
        OptionMeaning::Size => true,
        OptionMeaning::Overflow => pool.overflow != Overflow::AtMost(0) || !present.contains(&OptionMeaning::MaxSize),
        _ => value_of(meaning, pool) != value_of(meaning, &usual),
    };
    NEW_FILE_SETTINGS
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
