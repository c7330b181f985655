//! What is read in YAML, INI and TOML, against the libraries that applications read them with.

use poolwise::read::read;
use poolwise_tests::{
    generate::{Format, config_text, samples},
    readers::python_configs,
};
use serde_json::Value;

const FIELDS: [(&str, &str); 5] = [
    ("pool_size", "services[0].pool.size"),
    ("max_overflow", "services[0].pool.overflow"),
    ("pool_timeout", "services[0].pool.timeout_s"),
    ("pool_recycle", "services[0].pool.recycle_s"),
    ("pool_pre_ping", "services[0].pool.pre_ping"),
];

/// Texts that Poolwise reads as the libraries do, in every notation that is common.
const TABLE: [(Format, &str); 24] = [
    (Format::Yaml, "database:\n  pool_size: 20\n  max_overflow: 10\n"),
    (Format::Yaml, "pool_size: '20'\npool_pre_ping: yes\n"),
    (Format::Yaml, "db: {\"pool_size\": 5,\n  pool_timeout: 3}\n"),
    (Format::Yaml, "all:\n  - pool_size: 5\n  - max_overflow: 2\n"),
    (Format::Yaml, "pool_size : 5\npool_pre_ping: off\n"),
    (Format::Yaml, "pool_size: ~\nmax_overflow: auto\n"),
    (Format::Yaml, "pool_size: 5 # pool_size: 7\n"),
    (Format::Yaml, "---\npool_size: 5\n---\npool_size: 6\n"),
    (Format::Yaml, "# pool_size: 5\nname: \"it's # not: a comment\"\nmax_overflow: 3\n"),
    (Format::Ini, "[app:main]\nsqlalchemy.pool_size = 5\nsqlalchemy.max_overflow=3\n"),
    (Format::Ini, "[db]\n; pool_size = 5\n# pool_size = 6\nmax_overflow = 1\n"),
    (Format::Ini, "[db]\nPOOL_SIZE = 5\npool_pre_ping = true\n"),
    (Format::Ini, "[db]\npool_size: 5\n\n[other]\nmax_overflow\t=\t2\n"),
    (Format::Ini, "[db]\npool_size =\npool_timeout = 2.5\n"),
    (Format::Ini, "[db]\npool_size = five\nmax_overflow = 2\n"),
    (Format::Toml, "[db]\npool_size = 5\nmax_overflow=3\n"),
    (Format::Toml, "db = { pool_size = 5, max_overflow = 0 }\n"),
    (Format::Toml, "db.pool_size = 5\ndb.max_overflow = 3\n"),
    (Format::Toml, "[db]\npool_size = 5 # max_overflow = 7\n"),
    (Format::Toml, "[db]\npool_size = \"5\"\npool_pre_ping = true\n"),
    (Format::Toml, "[[db]]\npool_size = 5\n[[db]]\npool_size = 6\n"),
    (Format::Toml, "[db]\nall = [\n  { pool_size = 5 },\n]\n"),
    (Format::Toml, "[db]\n# pool_size = 5\nname = \"a # b = c\"\npool_timeout = 2.5\n"),
    (Format::Toml, "[db]\r\npool_recycle = -1\r\n"),
];

/// Texts in which Poolwise reads a size of 5 on purpose, and the libraries none: a pasted string often is a file of its
/// own, such as a `ConfigMap`'s, and what follows a value in an INI file is taken for a comment.
const OTHERWISE: [(Format, &str); 5] = [
    (Format::Yaml, "data:\n  app.yaml: |\n    pool_size: 5\n"),
    (Format::Yaml, "args: 'pool_size: 5'\n"),
    (Format::Toml, "[db]\nfile = \"\"\"\npool_size = 5\n\"\"\"\n"),
    (Format::Ini, "[db]\npool_size = 5 ; six\n"),
    (Format::Ini, "[db]\npool_size = \"5\"\n"),
];

/// Key and value of each setting, in one order.
fn ours(text: &str) -> Vec<(String, String)> {
    let reading = read(text, None);
    let settings = reading.settings.iter().filter(|setting| !setting.assumed);
    let mut found: Vec<_> = settings
        .filter_map(|setting| {
            let (key, _) = FIELDS.iter().find(|(_, field)| *field == setting.field)?;
            Some(((*key).to_owned(), plain(&setting.value)))
        })
        .collect();
    found.sort();
    found
}

/// The same of what a library found.
fn theirs(found: &Value) -> Vec<(String, String)> {
    let pairs = found.as_array().into_iter().flatten();
    let mut pairs: Vec<_> =
        pairs.map(|pair| (pair[0].as_str().unwrap_or_default().to_owned(), plain(&pair[1]))).collect();
    pairs.sort();
    pairs
}

/// 2 and 2.0 are one number.
fn plain(value: &Value) -> String {
    value.as_f64().map_or_else(|| value.to_string(), |number| number.to_string())
}

fn answers(texts: &[(Format, String)]) -> Vec<Value> {
    let found = python_configs(texts.iter().map(|(format, text)| (format.name(), text.as_str())));
    assert_eq!(found.len(), texts.len());
    for (found, (format, text)) in found.iter().zip(texts) {
        assert!(!found.is_null(), "no {}: {text}", format.name());
    }
    found
}

fn check(texts: &[(Format, String)]) {
    let answers = answers(texts);
    let differs = |(found, (format, text)): (&Value, &(Format, String))| {
        let (ours, theirs) = (ours(text), theirs(found));
        (ours != theirs).then(|| format!("{}: {ours:?}, not {theirs:?}, in\n{text}", format.name()))
    };
    let failed: Vec<_> = answers.iter().zip(texts).filter_map(differs).collect();
    assert!(failed.is_empty(), "{} of {} differ:\n{}", failed.len(), texts.len(), failed.join("\n"));
}

#[test]
fn common_notations_are_read_as_the_libraries_read_them() {
    check(&TABLE.map(|(format, text)| (format, text.to_owned())));
}

#[test]
fn generated_configurations_are_read_as_the_libraries_read_them() {
    let texts = samples(600, &config_text());
    check(&texts);
    let with_settings = texts.iter().filter(|(_, text)| !ours(text).is_empty()).count();
    assert!(with_settings > 300, "{with_settings} texts have settings");
}

#[test]
fn differs_only_where_it_is_meant_to() {
    let texts = OTHERWISE.map(|(format, text)| (format, text.to_owned()));
    for (found, (format, text)) in answers(&texts).iter().zip(OTHERWISE) {
        let expected = [("pool_size".to_owned(), "5".to_owned())];
        assert_eq!(ours(text), expected, "{}: {text}", format.name());
        assert_ne!(theirs(found), expected, "{}: no longer otherwise: {text}", format.name());
    }
}
