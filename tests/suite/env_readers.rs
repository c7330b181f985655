//! What Poolwise writes as `.env`, read by seven other readers; and what it reads, against python-dotenv.

use poolwise::{
    read::{Reading, TextKind, read_with_entries},
    scenario::Pool,
    units::{Natural, Overflow, Recycle, Seconds},
    write,
};
use poolwise_tests::{
    env_rules,
    generate::{env_text, pool, samples},
    nasty,
    readers::{Entries, bash, node, python_files, python_texts},
};
use std::{collections::BTreeMap, fs, path::PathBuf};
use tempfile::TempDir;

/// Names of services, which stand in a comment of the file.
const NAMES: [&str; 12] = [
    "api",
    "",
    "# api #",
    "naïve ☂",
    "a\nINJECTED=1",
    "a\r\nINJECTED=1\r",
    "a\u{85}INJECTED=1",
    "a\u{2028}INJECTED=1\u{2029}INJECTED=2",
    "$(exit 1) `exit 1` ${HOME} $HOME",
    "it's \"quoted\\",
    "\u{feff}\u{202e}\u{200b}",
    "a\0b\u{1}c\u{b}INJECTED=1",
];

fn table() -> Vec<Pool> {
    let row = |size, overflow, timeout, recycle: Option<f64>, pre_ping| Pool {
        size: Natural::clamped(size),
        overflow,
        timeout_s: Seconds::clamped(timeout),
        recycle_s: recycle.map_or(Recycle::Never, |age| Recycle::After(Seconds::clamped(age))),
        pre_ping,
        ..Pool::default()
    };
    let most = u64::from(u32::MAX);
    vec![
        Pool::default(),
        row(20, Overflow::AtMost(30), 45.0, Some(300.0), true),
        row(8, Overflow::AtMost(15), 5.0, Some(180.0), false),
        row(1, Overflow::AtMost(0), 0.0, Some(0.0), false),
        row(0, Overflow::Unlimited, 0.25, None, true),
        row(most, Overflow::AtMost(u32::MAX), 31_536_000.0, Some(31_536_000.0), true),
        row(most, Overflow::Unlimited, 1e-7, Some(1e-7), false),
        row(10, Overflow::AtMost(20), 0.1 + 0.2, Some(1800.5), true),
    ]
}

fn stated(pool: &Pool) -> Entries {
    let entry = |key: &str, value: String| (key.to_owned(), Some(value));
    Entries::from([
        entry("DB_POOL_SIZE", pool.size.get().to_string()),
        entry("DB_MAX_OVERFLOW", pool.overflow.number().to_string()),
        entry("DB_POOL_TIMEOUT", pool.timeout_s.get().to_string()),
        entry("DB_POOL_RECYCLE", pool.recycle_s.number().to_string()),
        entry("DB_POOL_PRE_PING", pool.pre_ping.to_string()),
    ])
}

#[test]
fn every_reader_reads_the_same_in_what_is_written() {
    let pools: Vec<Pool> = table().into_iter().chain(samples(64, &pool())).collect();
    let names = NAMES.iter().cycle();
    let written: Vec<(String, Pool)> =
        pools.into_iter().zip(names).map(|(pool, name)| (write::env(name, 1, &pool, None), pool)).collect();

    let folder = TempDir::new().expect("a folder");
    let files: Vec<PathBuf> = (0..written.len()).map(|i| folder.path().join(format!("{i}.env"))).collect();
    for (file, (text, _)) in files.iter().zip(&written) {
        fs::write(file, text).expect("a file");
    }

    let (python, node, bash) = (python_files(&files), node(&files), bash(&files));
    assert_eq!([python.len(), node.len(), bash.len()], [files.len(); 3]);
    for (i, (text, pool)) in written.iter().enumerate() {
        let dotenvy: Result<Entries, _> = dotenvy::from_path_iter(&files[i])
            .expect("a file")
            .map(|pair| pair.map(|(key, value)| (key, Some(value))))
            .collect();
        let check = |reader: &str, entries: &Entries| assert_eq!(entries, &stated(pool), "{reader} reads {text}");
        check("Poolwise", &read_with_entries(text, Some(TextKind::Env)).entries);
        check("python-dotenv", &python[i]);
        check("node's parseEnv", &node[i][0]);
        check("npm's dotenv", &node[i][1]);
        check("bash", &bash[i]);
        check("docker", &env_rules::docker(text));
        check("systemd", &env_rules::systemd(text));
        check("dotenvy", &dotenvy.unwrap_or_else(|error| panic!("dotenvy: {error} in {text}")));
    }
}

/// Entries of a reading that are not secret, as python-dotenv has them; `python` is what it has. A line without a value that
/// is no name may be anything, and is masked.
fn check(place: &str, reading: &Reading, python: &Entries) {
    let is_line = |key: &str, value: Option<&str>| value.is_none() && (key == "***" || key.contains(['{', '<', ':']));
    let found = reading.entries.iter().map(|(key, value)| (key, value.as_deref()));
    let found: BTreeMap<_, _> = found.filter(|(key, value)| !is_line(key, *value)).collect();
    let expected = python.iter().filter(|(key, value)| !is_line(key, value.as_deref()));
    let expected = expected.map(|(key, value)| {
        let masked = found.get(key) == Some(&Some("***")) && value.as_ref().is_some_and(|value| !value.is_empty());
        (key, if masked { Some("***") } else { value.as_deref() })
    });
    assert_eq!(found, expected.collect(), "{place}");
}

#[test]
fn nasty_texts_are_read_as_python_dotenv_reads_them() {
    let mut cases = 0;
    for case in nasty::cases().into_iter().filter(|case| case.kind == "env") {
        cases += 1;
        let reading = read_with_entries(&case.text(), Some(TextKind::Env));
        let (name, Some(keys)) = (case.name, case.keys) else { continue };
        let elided = |value: String, found: Option<&Option<String>>| match (value.split_once('…'), found) {
            (Some((start, length)), Some(Some(found))) => {
                assert!(found.starts_with(start) && length == format!("<{} chars>", found.chars().count()), "{name}");
                found.clone()
            }
            _ => value,
        };
        let keys = keys.into_iter().map(|(key, value)| {
            let value = value.map(|value| elided(value, reading.entries.get(&key)));
            (key, value)
        });
        check(&name, &reading, &keys.collect());

        // What is no assignment may still be understood, and is then no error.
        if reading.notes.iter().any(|note| note.code.starts_with("looks_like_")) {
            continue;
        }
        let is_error = |message: &str| message.ends_with("the line is ignored");
        let errors = reading.notes.iter().filter(|note| is_error(&note.message));
        assert_eq!(Some(errors.map(|note| note.line).collect()), case.error_lines, "{name}");
    }
    assert_eq!(cases, 37);
}

#[test]
fn hostile_texts_are_read_as_python_dotenv_reads_them() {
    let texts = samples(500, &env_text());
    let python = python_texts(texts.iter().map(String::as_str));
    assert_eq!(python.len(), texts.len());
    for (text, python) in texts.iter().zip(&python) {
        check(&format!("{text:?}"), &read_with_entries(text, Some(TextKind::Env)), python);
    }
}
