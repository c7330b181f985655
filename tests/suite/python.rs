//! What is read in Python, against CPython's own parser.

use poolwise::{
    Scenario,
    read::{TextKind, read},
};
use poolwise_tests::{
    generate::{python_text, samples},
    readers::python_calls,
};
use serde_json::Value;

const FIELDS: [(&str, &str); 5] = [
    ("pool_size", "services[0].pool.size"),
    ("max_overflow", "services[0].pool.overflow"),
    ("pool_timeout", "services[0].pool.timeout_s"),
    ("pool_recycle", "services[0].pool.recycle_s"),
    ("pool_pre_ping", "services[0].pool.pre_ping"),
];

/// Keyword, line and value of each setting, in one order.
fn ours(text: &str) -> Vec<(String, u64, String)> {
    let reading = read(text, Some(TextKind::Snippet));
    let mut found: Vec<_> = reading
        .settings
        .iter()
        .map(|setting| (setting.key.clone(), setting.line as u64, plain(&setting.value)))
        .collect();
    found.sort();
    found
}

/// The same of what Python found, as far as the scenario can have it.
fn pythons(found: &Value) -> Vec<(String, u64, String)> {
    let usable = |keyword: &str, value: &Value| {
        let field = FIELDS.iter().find(|(name, _)| *name == keyword).map(|(_, field)| field);
        // Python counts True as 1; a pool's size that is True is a mistake.
        let is_sound = value.is_boolean() == (keyword == "pool_pre_ping")
            && !(value.is_f64() && !keyword.starts_with("pool_t") && !keyword.starts_with("pool_r"));
        is_sound && field.is_some_and(|field| Scenario::default().with(field, value.clone()).is_ok())
    };
    let mut usable: Vec<_> = found
        .as_array()
        .into_iter()
        .flatten()
        .filter(|one| usable(one[0].as_str().unwrap_or_default(), &one[2]))
        .map(|one| (one[0].as_str().unwrap_or_default().to_owned(), one[1].as_u64().unwrap_or(0), plain(&one[2])))
        .collect();
    usable.sort();
    usable
}

/// 2 and 2.0 are one number.
fn plain(value: &Value) -> String {
    value.as_f64().map_or_else(|| value.to_string(), |number| number.to_string())
}

#[test]
fn engines_are_read_as_cpython_reads_them() {
    let texts = samples(400, &python_text());
    let python = python_calls(texts.iter().map(String::as_str));
    assert_eq!(python.len(), texts.len());
    assert!(python.iter().all(|found| !found.is_null()), "every generated text is Python");
    assert!(python.iter().filter(|found| !pythons(found).is_empty()).count() > 100);
    for (text, python) in texts.iter().zip(&python) {
        assert_eq!(ours(text), pythons(python), "{text}");
    }
}
