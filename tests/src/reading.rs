//! What holds of every reading, whatever was pasted and whatever it is taken for.

use crate::canaries::{Canary, canaries};
use poolwise::{
    Scenario,
    diagnose::Report,
    read::{Reading, Setting, TextKind, read},
    scenario::Document,
};
use serde_json::Value;
use std::{ops::Range, sync::LazyLock};

/// What texts hold in place of a secret.
pub const PLACE: &str = "SECRET";

/// What stands there when they are read: by its beginning a credential to anyone, whatever it is called.
pub const TOKEN: &str = "ghp_Kanarie0123456789abcdefghij";

/// So much of a secret is as good as all of it: no reader has a reason to show a piece.
const PIECE: usize = 8;

/// Reads a text, every [`PLACE`] in it a [`TOKEN`], and checks the reading.
///
/// # Panics
/// Where a promise of the readers is broken.
pub fn check(text: &str, kind: Option<TextKind>) {
    let pasted = text.replace(PLACE, TOKEN);
    let reading = read(&pasted, kind);
    assert!(reading == read(&pasted, kind), "read twice, it says two things");
    let of = Pasted::new(&pasted);
    of.check_parts(&reading, kind);
    of.check_places(&reading);
    for setting in &reading.settings {
        of.check_setting(&reading, setting);
    }
    if pasted != text {
        check_secret(text, reading);
    }
}

/// Reads a text above one of the canaries, which its length chooses, and checks that the report as JSON has no secret.
///
/// # Panics
/// Where the report gives the secret away.
pub fn check_canary(text: &str) {
    static CANARIES: LazyLock<Vec<Canary>> = LazyLock::new(canaries);
    let canary = &CANARIES[text.len() % CANARIES.len()];
    if canary.leak(text).is_some() {
        return;
    }
    let reading = read(&format!("{text}\n\n{}", canary.text), None);
    let json = serde_json::to_string(&Report::from_reading(reading, &Document::default())).expect("a report is JSON");
    if let Some(at) = canary.leak(&json) {
        panic!("the report gives {} away, at byte {at}", canary.name);
    }
}

/// A text with its lines.
struct Pasted<'a> {
    text: &'a str,
    /// Where each line begins.
    starts: Vec<usize>,
}

impl<'a> Pasted<'a> {
    fn new(text: &'a str) -> Self {
        let ends =
            text.match_indices(['\n', '\r']).filter(|(at, end)| *end == "\n" || text.get(at + 1..at + 2) != Some("\n"));
        let starts = ends.map(|(at, _)| at + 1).filter(|start| *start < text.len());
        Self { text, starts: std::iter::once(0).chain(starts).collect() }
    }

    fn line_of(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at)
    }

    fn check_line(&self, what: &str, line: usize) {
        let lines = self.starts.len();
        assert!((1..=lines).contains(&line), "{what}: line {line} of {lines}");
    }

    fn at<'s>(&'s self, what: &str, span: &Range<usize>) -> &'s str {
        self.text.get(span.clone()).unwrap_or_else(|| panic!("{what}: {span:?} is no place in the text"))
    }

    fn check_parts(&self, reading: &Reading, kind: Option<TextKind>) {
        let lines: Vec<_> = reading.parts.iter().map(|part| part.lines).collect();
        for &(first, last) in &lines {
            self.check_line("a part", first);
            self.check_line("a part", last);
            assert!(first <= last, "a part from line {first} to {last}");
        }
        assert!(lines.windows(2).all(|pair| pair[0].1 < pair[1].0), "parts overlap: {lines:?}");
        if let Some(kind) = kind {
            assert!(reading.kind == kind && reading.parts.iter().all(|part| part.kind == kind), "another kind");
        }
    }

    fn check_places(&self, reading: &Reading) {
        for note in &reading.notes {
            self.check_line(note.code, note.line);
        }
        for error in &reading.errors {
            self.check_line(error.class.name(), error.line);
            assert!(error.count > 0, "{}: none at all", error.class.name());
        }
        for seen in &reading.measurements {
            let text = self.at(seen.quantity.name(), &seen.span);
            assert_eq!(
                seen.line,
                self.line_of(seen.span.start),
                "{}: the line of {:?}",
                seen.quantity.name(),
                seen.span
            );
            // A pool's own numbers stand there as they are; others are sums and means, or have units.
            if seen.kind == TextKind::PoolState {
                assert_eq!(text.parse().ok(), seen.value.as_i64(), "{}: the text has {text}", seen.quantity.name());
            }
        }
    }

    fn check_setting(&self, reading: &Reading, setting: &Setting) {
        let Setting { field, span, value, .. } = setting;
        let text = self.at(field, span);
        assert!(setting.text == text || setting.text == "***", "{field}: shows what is not at its place");
        assert_eq!(setting.line, self.line_of(span.start), "{field}: the line of {span:?}");
        let tried = Scenario::default().with(field, value.clone());
        assert!(tried.is_ok(), "{field}: {value} fits no scenario");
        if setting.assumed || is_maximums_overflow(reading, setting) {
            return;
        }
        let plain = unquoted(text).trim();
        let right = match (value, plain.parse::<f64>()) {
            (Value::Number(value), Ok(number)) => {
                is_worth(reading, setting, value.as_f64().unwrap_or(f64::NAN), number)
            }
            // Python compares: `os.getenv("X", "1") == "true"`.
            (Value::Bool(_), _) if setting.kind == TextKind::Snippet && setting.unless_set.is_some() => true,
            (Value::Bool(value), _) => truth(plain).is_none_or(|truth| truth == *value),
            // A constant that Python computes, a reference, another way to write a number.
            _ => true,
        };
        assert!(right, "{field}: {value} where the text has {text}");
    }
}

/// A maximum is one number: a size, and no overflow beside it.
fn is_maximums_overflow(reading: &Reading, setting: &Setting) -> bool {
    let is_its_size = |other: &Setting| {
        other.field.ends_with("pool.size") && (&other.key, &other.span) == (&setting.key, &setting.span)
    };
    setting.field.ends_with("pool.overflow") && setting.value == 0 && reading.settings.iter().any(is_its_size)
}

/// Whether a setting has the value of the number that stands in the text, as a unit beside it or its field's own unit
/// has it.
fn is_worth(reading: &Reading, setting: &Setting, value: f64, number: f64) -> bool {
    let is_time = setting.field.ends_with("_s") && !setting.field.ends_with("per_s");
    // A `.env`'s own variables have none, unlike what stands in their URLs.
    let is_variable = setting.kind == TextKind::Env && reading.entries.contains_key(&setting.key);
    let has_units = is_time && setting.kind != TextKind::Link && !is_variable;
    is_near(value, number)
        || has_units && [1e-3, 60.0, 3600.0, 86_400.0].iter().any(|unit| is_near(value, number * unit))
        // What a log tells is how long it took, a little more than the timeout.
        || setting.kind == TextKind::ErrorLog && is_time && (0.0..0.25).contains(&(number / 1e3 - value))
        // To other frameworks a lifetime of 0 has no end.
        || setting.field.ends_with("recycle_s") && number == 0.0 && is_near(value, -1.0)
        // `int(20.7)`
        || setting.kind == TextKind::Snippet && is_near(value, number.trunc())
}

fn is_near(value: f64, number: f64) -> bool {
    (value - number).abs() <= 1e-9 * number.abs()
}

fn unquoted(text: &str) -> &str {
    let between = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    between('"').or_else(|| between('\'')).unwrap_or(text)
}

fn truth(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" => Some(true),
        "false" | "0" | "no" | "off" => Some(false),
        _ => None,
    }
}

/// Nothing of the secret is in anything that is shown. A piece of which the text has the second half by itself is no
/// secret: an escape, `\u0016` before `789abcd`, makes a piece of it.
fn check_secret(text: &str, reading: Reading) {
    let debug = format!("{reading:?}");
    let json = serde_json::to_string(&Report::from_reading(reading, &Document::default())).expect("a report is JSON");
    let pieces = (0..=TOKEN.len() - PIECE).map(|at| &TOKEN[at..at + PIECE]);
    let is_telling = |piece: &&str| !text.contains(&piece[PIECE / 2..]);
    for piece in pieces.filter(is_telling) {
        for (place, told) in [("the debug form", &debug), ("the report", &json)] {
            if let Some(at) = told.find(piece) {
                let before = told.floor_char_boundary(at.saturating_sub(120));
                panic!("{place} gives a secret away: …{}", &told[before..at + PIECE]);
            }
        }
    }
}
