//! Every nasty text has the notes that it must have, under its own kind and under the guess.

use poolwise::read::{Reading, TextKind, read};
use poolwise_tests::nasty::{Case, cases};
use serde_json::{Value, json};

fn check_notes(case: &Case, reading: &Reading) {
    for code in &case.notes {
        let has = reading.notes.iter().any(|note| note.code == code);
        assert!(has, "{}: no note {code} in {:#?}", case.name, reading.notes);
    }
}

fn kind_of(case: &Case) -> TextKind {
    TextKind::from_name(&case.kind).unwrap_or_else(|| panic!("{}: {}", case.name, case.kind))
}

#[test]
fn every_nasty_text_has_its_notes() {
    let cases = cases();
    assert_eq!(cases.len(), 72);
    for case in &cases {
        check_notes(case, &read(&case.text(), Some(kind_of(case))));
    }
}

#[test]
fn every_nasty_text_is_known_for_what_it_is() {
    // Too long for a guess.
    for case in cases().iter().filter(|case| case.name != "link_10mb") {
        let reading = read(&case.text(), None);
        assert_eq!(reading.kind, kind_of(case), "{}: {:?}", case.name, reading.parts);
        check_notes(case, &reading);
    }
}

fn number(reading: &Reading, field: &str) -> Value {
    reading.chosen(field).map_or(Value::Null, |setting| setting.value.clone())
}

/// What a case of its kind expects, by the same names.
fn said(case: &Case, reading: &Reading) -> Value {
    match &case.expected {
        Value::Object(expected) if case.kind == "error_log" => {
            let error = reading.errors.first();
            expected
                .keys()
                .map(|key| {
                    let value = match key.as_str() {
                        "class" => error.map_or(json!("not_recognised"), |error| json!(error.class)),
                        "library" => json!(error.map(|error| error.library.to_lowercase())),
                        fact => error.and_then(|error| error.facts.get(fact).cloned()).unwrap_or_default(),
                    };
                    (key.clone(), value)
                })
                .collect()
        }
        Value::Object(expected) if case.kind == "psql" => expected
            .keys()
            .map(|key| {
                let value = match key.as_str() {
                    "max_connections" => number(reading, "database.max_connections"),
                    "superuser_reserved_connections" => number(reading, "database.superuser_reserved"),
                    name => reading
                        .measurements
                        .iter()
                        .find(|seen| seen.quantity.name() == name)
                        .map_or(Value::Null, |seen| seen.value.clone()),
                };
                (key.clone(), value)
            })
            .collect(),
        expected => expected.clone(),
    }
}

#[test]
fn errors_and_tables_say_what_they_say() {
    let mut checked = 0;
    for case in cases().iter().filter(|case| ["error_log", "psql"].contains(&case.kind.as_str())) {
        checked += 1;
        let reading = read(&case.text(), Some(kind_of(case)));
        assert_eq!(said(case, &reading), case.expected, "{}: {reading:#?}", case.name);
    }
    assert_eq!(checked, 12);
}

#[test]
fn calls_are_read_as_python_reads_them() {
    let fields = [
        ("pool_size", "pool.size"),
        ("max_overflow", "pool.overflow"),
        ("pool_timeout", "pool.timeout_s"),
        ("pool_recycle", "pool.recycle_s"),
        ("pool_pre_ping", "pool.pre_ping"),
    ];
    let mut checked = 0;
    for case in cases().iter().filter(|case| case.kind == "snippet") {
        let reading = read(&case.text(), Some(TextKind::Snippet));
        let calls = [&case.expected["calls"], &case.expected["after_repair"]];
        for (call, (keyword, field)) in
            calls.into_iter().filter_map(Value::as_array).flatten().flat_map(|call| fields.map(|field| (call, field)))
        {
            let expected = &call["keywords"][keyword];
            if expected["kind"] == "literal" {
                checked += 1;
                assert_eq!(
                    number(&reading, &format!("services[0].{field}")),
                    expected["value"],
                    "{}: {keyword}",
                    case.name
                );
            }
        }
    }
    assert_eq!(checked, 13);
}
