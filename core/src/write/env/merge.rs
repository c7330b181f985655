//! Merges settings into an existing `.env` file.

use super::{Fixed, NEW_FILE_SETTINGS, NO_POOL, comment_of, fixed, value_of};
use crate::{
    read::{
        env::{RawValue, scan},
        names::{MINIMUM, OptionMeaning, ignored_prefix, meaning},
        value::boolean,
    },
    scenario::{Pool, PoolClass},
    units::{Overflow, as_f64},
    write::fleet::Settings,
};
use std::{collections::BTreeSet, ops::Range};

/// Merges the pool's settings into `text`: values that differ are replaced in place, missing settings are appended, and
/// every other byte is kept, including line ends, order, comments and a byte order mark.
///
/// A setting with several names, or several lines, is changed in all of them, since readers differ in which one they
/// use. Missing settings are appended, with the prefix of the file's own names (`SHOP_DB_`), only if they are size or overflow, or differ from SQLAlchemy's default. A minimum above
/// the new maximum becomes the size, since pools refuse to start with it. With `NullPool` no setting is changed, and comments
/// say what to do instead.
///
/// ```
/// use poolwise::{scenario::Pool, write::merge_env};
/// let file = "SECRET=x\nSQLALCHEMY_POOL_SIZE=\"20\"\nSQLALCHEMY_MAX_OVERFLOW=10";
/// assert_eq!(merge_env(file, &Pool::default()), "SECRET=x\nSQLALCHEMY_POOL_SIZE=\"5\"\nSQLALCHEMY_MAX_OVERFLOW=10");
/// ```
#[must_use]
pub fn merge_env(text: &str, pool: &Pool) -> String {
    put(text, pool, &[])
}

/// The same for all settings of a service: the pool's and those that a finding says to change.
pub(in crate::write) fn merged(text: &str, settings: &Settings<'_>) -> String {
    let merged = put(text, settings.pool, &fixed(settings));
    match settings.warning() {
        Some(warning) => mark_env(&merged, &warning),
        None => merged,
    }
}

fn put(text: &str, pool: &Pool, fixed: &[Fixed]) -> String {
    let has_pool = pool.class != PoolClass::NullPool;
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut present: Vec<OptionMeaning> = Vec::new();
    let mut prefixes: BTreeSet<String> = BTreeSet::new();
    for binding in scan(text) {
        let Some((key, key_span)) = binding.key else { continue };
        let Some(meaning) = meaning(&key) else { continue };
        if matches!(meaning, OptionMeaning::Size | OptionMeaning::Overflow) {
            prefixes.insert(ignored_prefix(&key).unwrap_or_default().to_owned());
        }
        let fixed = fixed.iter().find(|fixed| fixed.meaning == meaning);
        if fixed.is_some_and(|fixed| fixed.is_default) {
            present.push(meaning);
            continue;
        }
        let given = fixed.map(|fixed| fixed.value.clone());
        let of_pool = || value_of(meaning, pool).filter(|_| has_pool);
        let lowered = || lowered_minimum(meaning, binding.value.as_ref()?, pool).filter(|_| has_pool);
        let Some(value) = given.or_else(of_pool).or_else(lowered) else { continue };
        present.push(match meaning {
            OptionMeaning::TimeoutMs | OptionMeaning::TimeoutWithUnit => OptionMeaning::Timeout,
            OptionMeaning::LifetimeMs | OptionMeaning::LifetimeWithUnit => OptionMeaning::Recycle,
            meaning => meaning,
        });
        let has_unit = matches!(meaning, OptionMeaning::TimeoutWithUnit | OptionMeaning::LifetimeWithUnit);
        let raw = binding.value.as_ref().filter(|_| has_unit);
        let value = raw.map_or_else(|| value.clone(), |raw| with_unit_like(&raw.text, &value));
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
    let absent = fixed.iter().filter(|fixed| !present.contains(&fixed.meaning));
    let absent = absent.map(|fixed| (fixed.key, fixed.meaning, fixed.value.clone())).collect();
    // A name half in capitals is nobody's.
    let is_usable = |prefix: &&String| !prefix.is_empty() && !prefix.bytes().any(|byte| byte.is_ascii_lowercase());
    let prefix = prefixes.first().filter(|_| prefixes.len() == 1).filter(is_usable);
    append(&mut edited, &lines(absent, prefix));
    if has_pool {
        append(&mut edited, &lines(missing(&present, pool), prefix));
    } else if !text.lines().any(|line| line == NO_POOL[0]) {
        append(&mut edited, &NO_POOL.map(str::to_owned));
    }
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

/// Whether `text` has the same meaning as `value`: "30.0" is 30, and "yes" is true.
fn means(text: &str, value: &str) -> bool {
    let text = text.trim();
    if text == value {
        return true;
    }
    match (text.parse::<f64>(), value.parse::<f64>()) {
        (Ok(a), Ok(b)) => a.to_bits() == b.to_bits(),
        _ => boolean(text).is_some_and(|truth| value == truth.to_string()),
    }
}

/// A number of seconds as a file writes its durations: `30`, `30s` or `PT30S`.
fn with_unit_like(text: &str, seconds: &str) -> String {
    match text.trim() {
        text if text.starts_with("PT") => format!("PT{seconds}S"),
        text if text.ends_with('S') => format!("{seconds}S"),
        text if text.ends_with(|c: char| c.is_ascii_lowercase()) => format!("{seconds}s"),
        _ => seconds.to_owned(),
    }
}

/// The size in place of a minimum of open connections that is above the pool's maximum; None for anything else.
fn lowered_minimum(meaning: OptionMeaning, raw: &RawValue, pool: &Pool) -> Option<String> {
    let minimum: f64 = raw.text.trim().parse().ok()?;
    let is_too_large = meaning == MINIMUM && minimum > as_f64(pool.capacity()?);
    is_too_large.then(|| pool.size.to_string())
}

fn quoted_like(raw: &RawValue, value: &str) -> String {
    match raw.quote {
        Some(quote) => format!("{quote}{value}{quote}"),
        None => value.to_owned(),
    }
}

/// A setting's name, what it sets, and its value.
type Line = (&'static str, OptionMeaning, String);

/// Lines of settings, with the prefix that the file's own names have, where they are known by it too.
fn lines(settings: Vec<Line>, prefix: Option<&String>) -> Vec<String> {
    let named = |key: &str, option| {
        let name = prefix?.clone() + key.strip_prefix("DB_")?;
        (meaning(&name) == Some(option)).then_some(name)
    };
    let line = |(key, option, value): Line| format!("{}={value}", named(key, option).unwrap_or_else(|| key.to_owned()));
    settings.into_iter().map(line).collect()
}

/// The settings that no line sets.
fn missing(present: &[OptionMeaning], pool: &Pool) -> Vec<Line> {
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
        .filter_map(|&(key, meaning)| Some((key, meaning, value_of(meaning, pool)?)))
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
