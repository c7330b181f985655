//! Settings put into the `.env` files that people have: nothing else in them may change, not by a byte.

use poolwise::{
    Scenario,
    read::{TextKind, read},
    scenario::Pool,
    units::{Natural, Overflow, Recycle, Seconds},
    write::merge_env,
};
use poolwise_tests::{
    generate::{pool, samples},
    readers::python_texts,
};
use std::{fs, path::Path};

/// Files that contradict themselves or hold values that are no settings: putting in what was understood repairs them.
const REPAIRED: [&str; 4] = ["duplicates.env", "unreadable-lines.env", "values.env", "without-values.env"];

/// Name and text of each file.
fn files() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/merge");
    let paths = fs::read_dir(folder).expect("data/merge").map(|entry| entry.expect("a file").path());
    let mut files: Vec<_> = paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "env"))
        .map(|path| {
            (path.file_name().expect("a name").to_string_lossy().into_owned(), fs::read_to_string(path).expect("UTF-8"))
        })
        .collect();
    files.sort();
    assert_eq!(files.len(), 30);
    files
}

fn pools() -> Vec<Pool> {
    let row = |size, overflow, timeout_s, recycle_s, pre_ping| {
        let timeout_s = Seconds::clamped(timeout_s);
        Pool { size: Natural::clamped(size), overflow, timeout_s, recycle_s, pre_ping, ..Pool::default() }
    };
    let table = [
        Pool::default(),
        row(3, Overflow::AtMost(1), 30.0, Recycle::Never, false),
        row(20, Overflow::AtMost(10), 12.5, Recycle::After(Seconds::clamped(1800.0)), true),
        row(0, Overflow::Unlimited, 0.0, Recycle::After(Seconds::clamped(0.0)), true),
        row(u64::from(u32::MAX), Overflow::AtMost(0), 31_536_000.0, Recycle::Never, false),
    ];
    table.into_iter().chain(samples(8, &pool())).collect()
}

/// What a variable of this name says for the pool; None for all other variables.
fn stated(key: &str, pool: &Pool) -> Option<String> {
    let prefixes = ["DB_", "DATABASE_", "SQLALCHEMY_", "POSTGRES_", "PG_", ""];
    prefixes.iter().filter_map(|prefix| key.strip_prefix(prefix)).find_map(|name| match name {
        "POOL_SIZE" => Some(pool.size.get().to_string()),
        "MAX_OVERFLOW" | "POOL_MAX_OVERFLOW" => Some(pool.overflow.number().to_string()),
        "POOL_MAX_SIZE" => pool.capacity().filter(|&most| most <= u32::MAX.into()).map(|most| most.to_string()),
        "POOL_TIMEOUT" => Some(pool.timeout_s.get().to_string()),
        "POOL_RECYCLE" => Some(pool.recycle_s.number().to_string()),
        "POOL_PRE_PING" => Some(pool.pre_ping.to_string()),
        _ => None,
    })
}

/// What becomes of a minimum of open connections: pools refuse one above their maximum.
fn minimum(value: &str, pool: &Pool) -> String {
    let too_large = value.parse().is_ok_and(|minimum: u64| pool.capacity().is_some_and(|most| minimum > most));
    if too_large { pool.size.get().to_string() } else { value.to_owned() }
}

/// Lines with their ends.
fn lines(text: &str) -> Vec<(&str, &str)> {
    let mut rest = text;
    let mut lines = Vec::new();
    while !rest.is_empty() {
        let body = rest.find(['\r', '\n']).unwrap_or(rest.len());
        let end = if rest[body..].starts_with("\r\n") { 2 } else { rest.len().min(body + 1) - body };
        lines.push((&rest[..body], &rest[body..body + end]));
        rest = &rest[body + end..];
    }
    lines
}

/// The line with its value, found without a parser, replaced by what it should say.
fn restated(line: &str, pool: &Pool) -> Option<String> {
    let key_end = line.find('=').or_else(|| line.find(" #")).unwrap_or(line.len());
    let key = line[..key_end].trim();
    let key = key.strip_prefix("export").unwrap_or(key).trim().trim_matches('\'');
    if let Some(value) = line.strip_prefix("DB_POOL_MIN_SIZE=") {
        return Some(format!("DB_POOL_MIN_SIZE={}", minimum(value, pool)));
    }
    let value = stated(key, pool)?;
    let Some(right) = line[key_end..].strip_prefix('=') else {
        let (bare, rest) = line.split_at(line[..key_end].trim_end().len());
        return Some(format!("{bare}={value}{rest}"));
    };
    let text = right.trim_start();
    let start = line.len() - text.len();
    let (start, length) = match text.chars().next() {
        Some(quote @ ('"' | '\'')) => (start + 1, text[1..].find(quote)?),
        Some('#') if start > key_end + 1 => (key_end + 1, 0),
        None => (key_end + 1, 0),
        _ => {
            let commented = text.match_indices('#').map(|(i, _)| i).find(|&i| text[..i].ends_with(char::is_whitespace));
            (start, text[..commented.unwrap_or(text.len())].trim_end().len())
        }
    };
    Some(format!("{}{value}{}", &line[..start], &line[start + length..]))
}

/// Line by line: only values differ, and only at the end is something new.
fn check(name: &str, text: &str, pool: &Pool) -> String {
    let merged = merge_env(text, pool);
    let place = format!("{name} with {pool:?}\n{text}\nbecame\n{merged}");
    let unmarked = |text| str::strip_prefix(text, '\u{feff}');
    assert_eq!(unmarked(text).is_some(), unmarked(&merged).is_some(), "{place}");
    let (before, after) = (lines(unmarked(text).unwrap_or(text)), lines(unmarked(&merged).unwrap_or(&merged)));
    assert!(after.len() >= before.len(), "{place}");
    for (i, ((old, old_end), (new, new_end))) in before.iter().zip(&after).enumerate() {
        assert!(new == old || Some(*new) == restated(old, pool).as_deref(), "line {} of {place}", i + 1);
        let ended = old_end.is_empty() && i + 1 == before.len() && after.len() > before.len();
        assert!(new_end == old_end || ended, "the end of line {} of {place}", i + 1);
    }
    let usual_end = before.first().map_or("\n", |(_, end)| if end.is_empty() { "\n" } else { end });
    for (line, end) in &after[before.len()..] {
        let (key, value) = line.split_once('=').expect("an assignment");
        assert!(key.starts_with("DB_") && stated(key, pool).as_deref() == Some(value), "{line} at the end of {place}");
        assert_eq!(*end, usual_end, "{line} at the end of {place}");
    }
    assert_eq!(merge_env(&merged, pool), merged, "a second time, {place}");
    merged
}

fn understood(text: &str) -> Pool {
    let scenario = read(text, Some(TextKind::Env)).apply(&Scenario::default());
    scenario.services.into_iter().next().map(|service| service.pool).unwrap_or_default()
}

#[test]
fn every_byte_outside_the_changed_values_is_kept() {
    for (name, text) in files() {
        for pool in pools() {
            let merged = check(&name, &text, &pool);
            // One number for both, where there is one.
            let expected = match pool.capacity().filter(|&capacity| capacity <= u32::MAX.into()) {
                Some(capacity) if name == "max-size.env" => {
                    Pool { size: Natural::clamped(capacity), overflow: Overflow::AtMost(0), ..pool.clone() }
                }
                _ => pool.clone(),
            };
            assert_eq!(understood(&merged), expected, "{name}:\n{merged}");
        }
    }
}

#[test]
fn a_file_that_says_it_already_is_kept_as_it_is() {
    for (name, text) in files() {
        let pool = understood(&text);
        let merged = check(&name, &text, &pool);
        let settings = read(&text, Some(TextKind::Env)).settings;
        let states = |field: &str| settings.iter().any(|setting| setting.field.ends_with(field));
        if REPAIRED.contains(&name.as_str()) {
            assert_ne!(merged, text, "{name}");
        } else if states("pool.size") && states("pool.overflow") {
            assert_eq!(merged, text, "{name}");
        } else {
            assert!(merged.starts_with(&text), "{name}: {merged}");
        }
    }
}

#[test]
fn python_dotenv_sees_the_settings_and_all_else_as_before() {
    let pools = pools();
    let cases: Vec<_> = files()
        .into_iter()
        .flat_map(|(name, text)| {
            pools.iter().map(move |pool| (name.clone(), merge_env(&text, pool), text.clone(), pool))
        })
        .collect();
    let read = python_texts(cases.iter().flat_map(|(_, merged, text, _)| [merged.as_str(), text.as_str()]));
    for ((name, merged, _, pool), both) in cases.iter().zip(read.chunks(2)) {
        let [after, before] = both else { panic!("{name} was not read") };
        for (key, value) in after {
            match stated(key, pool) {
                None if key == "DB_POOL_MIN_SIZE" => {
                    let before = before[key].as_deref().map(|value| minimum(value, pool));
                    assert_eq!(value, &before, "{key} of {name}:\n{merged}");
                }
                None => assert_eq!(before.get(key), Some(value), "{key} of {name}:\n{merged}"),
                Some(expected) => {
                    let found = value.as_deref().unwrap_or("nothing");
                    let same = match (found.parse::<f64>(), expected.parse::<f64>()) {
                        (Ok(found), Ok(expected)) => (found - expected).abs() <= 0.0,
                        _ => {
                            ["true", "yes", "on"].contains(&found.to_ascii_lowercase().as_str()) == (expected == "true")
                        }
                    };
                    assert!(same, "{key} of {name} is {found} and not {expected}:\n{merged}");
                }
            }
        }
        assert!(before.keys().all(|key| after.contains_key(key)), "{name}:\n{merged}");
    }
}
