//! What people really paste: reduced public texts of 36 kinds (`field.json`), and as many again and more in other words
//! (`field.toml`). Every text has its settings, measurements and diagnoses, and nothing false.

use poolwise::{
    diagnose::Report,
    read::{Reading, read},
    scenario::Document,
};
use serde_json::Value;
use std::collections::BTreeMap;

/// A text of one kind and what must come of it.
struct Case {
    kind: String,
    name: String,
    text: String,
    /// Fields and their values; null where nothing sets the field.
    settings: Vec<(String, Value)>,
    /// Measurements and their values.
    measurements: Vec<(String, Value)>,
    /// Codes of diagnoses, and classes of errors.
    codes: Vec<String>,
    /// Codes and words that must not appear.
    absent: Vec<String>,
}

/// Expectations of `field.json` that are wrong, each with its reason.
const WRONG: [(&str, &str); 0] = [];

fn strings(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn pairs(value: &Value, name: &str) -> Vec<(String, Value)> {
    let pair = |one: &Value| Some((one[name].as_str()?.to_owned(), one["value"].clone()));
    value.as_array().into_iter().flatten().filter_map(pair).collect()
}

fn cases_of_field() -> Vec<Case> {
    let cases: Vec<Value> = serde_json::from_str(include_str!("../data/field.json")).expect("field.json");
    let text = |case: &Value, key: &str| case[key].as_str().expect("a string").to_owned();
    let case = |case: &Value| Case {
        kind: text(case, "kind"),
        name: text(case, "name"),
        text: text(case, "text"),
        settings: pairs(&case["expect"]["settings"], "field"),
        measurements: pairs(&case["expect"]["observations"], "name"),
        codes: strings(&case["expect"]["codes"]),
        absent: strings(&case["expect"]["absent"]),
    };
    cases.iter().map(case).collect()
}

/// The cases in other words, in the notation that the head of their file explains.
fn cases_in_other_words() -> Vec<Case> {
    type Table = BTreeMap<String, Vec<(String, String)>>;
    let read = |text: &str| toml::from_str::<Table>(text).expect("cases in TOML");
    let files = [include_str!("../data/field.toml"), include_str!("../data/pastes.toml")];
    let table = files.into_iter().flat_map(read);
    let of_kind = |(kind, cases): (String, Vec<(String, String)>)| {
        let numbered = cases.into_iter().enumerate();
        numbered.map(|(index, (text, expected))| parsed(&kind, index + 1, text, &expected)).collect::<Vec<_>>()
    };
    table.flat_map(of_kind).collect()
}

fn parsed(kind: &str, number: usize, text: String, expected: &str) -> Case {
    let name = format!("{kind} {number}");
    let (settings, measurements, codes, absent) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut case = Case { kind: kind.to_owned(), name, text, settings, measurements, codes, absent };
    let value = |text: &str| match text {
        "none" => Value::Null,
        text => serde_json::from_str(text).unwrap_or_else(|_| text.into()),
    };
    for word in expected.split_whitespace() {
        if let Some(absent) = word.strip_prefix('!') {
            case.absent.push(absent.replace('_', " "));
        } else if let Some((name, number)) = word.strip_prefix('~').and_then(|word| word.split_once('=')) {
            case.measurements.push((name.to_owned(), value(number)));
        } else if let Some((name, number)) = word.split_once('=') {
            case.settings.push((field(name), value(number)));
        } else {
            case.codes.push(word.to_owned());
        }
    }
    case
}

/// The path of a field by its short name.
fn field(name: &str) -> String {
    match name {
        "size" | "overflow" | "pre_ping" | "lifo" => format!("services[0].pool.{name}"),
        "timeout" | "recycle" => format!("services[0].pool.{name}_s"),
        "max_connections" => format!("database.{name}"),
        "workers" | "concurrency" | "instances" | "max_instances" | "surge" => format!("services[0].{name}"),
        path => path.to_owned(),
    }
}

/// What is not as it must be.
fn failures(case: &Case) -> Vec<String> {
    let reading = read(&case.text, None);
    let report = Report::from_reading(reading.clone(), &Document::default());
    let mut codes: Vec<&str> = report.diagnoses.iter().map(|diagnosis| diagnosis.code).collect();
    codes.extend(reading.errors.iter().map(|error| error.class.name()));
    let json = serde_json::to_string(&report).expect("a report is JSON");
    let settings = case.settings.iter().filter_map(|(field, wanted)| {
        let found = reading.chosen(field).map_or(Value::Null, |setting| setting.value.clone());
        (!is_same(&found, wanted)).then(|| format!("{field} is {found}, not {wanted}"))
    });
    let unmeasured = case.measurements.iter().filter(|(name, wanted)| !has_measurement(&reading, name, wanted));
    let measurements = unmeasured.map(|(name, wanted)| format!("no measurement {name} of {wanted}"));
    let missing = case.codes.iter().filter(|code| !codes.contains(&code.as_str()));
    let present = case.absent.iter().filter(|word| json.contains(word.as_str()) || codes.contains(&word.as_str()));
    let codes = missing.map(|code| format!("no {code} in {codes:?}"));
    settings.chain(measurements).chain(codes).chain(present.map(|word| format!("says {word:?}"))).collect()
}

/// Whether two values are the same: 30 and 30.0 are.
fn is_same(found: &Value, wanted: &Value) -> bool {
    found == wanted || found.is_number() && found.as_f64() == wanted.as_f64()
}

fn has_measurement(reading: &Reading, name: &str, wanted: &Value) -> bool {
    reading.measurements.iter().any(|one| one.quantity.name() == name && is_same(&one.value, wanted))
}

/// Prints how many cases of each kind pass, and fails with those that do not.
fn check(cases: &[Case]) {
    let mut kinds: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut failed = Vec::new();
    for case in cases {
        let failures = failures(case);
        let is_expected = WRONG.iter().any(|(name, _)| *name == case.name);
        let (passed, all) = kinds.entry(&case.kind).or_default();
        *all += 1;
        *passed += usize::from(failures.is_empty());
        assert!(!(is_expected && failures.is_empty()), "{}: passes, though it is listed as wrong", case.name);
        if !failures.is_empty() && !is_expected {
            failed.push(format!("{}: {}\n{}", case.name, failures.join("; "), case.text));
        }
    }
    for (kind, (passed, all)) in &kinds {
        println!("{passed} of {all} {kind}");
    }
    assert!(failed.is_empty(), "{} of {} fail:\n{}", failed.len(), cases.len(), failed.join("\n\n"));
}

#[test]
fn public_texts_are_read_right() {
    let cases = cases_of_field();
    assert_eq!(cases.len(), 76);
    check(&cases);
}

#[test]
fn texts_of_the_same_kinds_in_other_words_are_read_right() {
    let cases = cases_in_other_words();
    let kinds: BTreeMap<&str, usize> = cases.iter().fold(BTreeMap::new(), |mut kinds, case| {
        *kinds.entry(case.kind.as_str()).or_default() += 1;
        kinds
    });
    for kind in cases_of_field().iter().map(|case| case.kind.as_str()).filter(|kind| *kind != "passes") {
        assert!(kinds.get(kind).is_some_and(|count| *count >= 10), "{kind}: too few cases in other words");
    }
    check(&cases);
}
