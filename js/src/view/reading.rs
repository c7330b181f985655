//! What was recognized in the pasted text.

use crate::{fields, given::Given, phrases::setting_value};
use poolwise::{
    format::count,
    read::{LoggedError, Measurement, Note, Setting},
};
use poolwise_view::{Candidate, Line, LineList, PastedSetting, Reading};

pub(super) fn reading(given: &Given) -> Reading {
    let reading = &given.reading;
    let notes = reading.notes.iter().filter(|note| !["secret", "conflict"].contains(&note.code));
    let lists = [
        ("Errors", "error", reading.errors.iter().map(error).collect()),
        ("Measured", "measurement", reading.measurements.iter().map(measured).collect()),
        ("Notes", "note", notes.map(note).collect::<Vec<_>>()),
    ];
    let lists = lists.into_iter().filter(|(_, _, lines)| !lines.is_empty());
    let secrets = reading.notes.iter().filter(|note| note.code == "secret").count();
    Reading {
        settings: reading.fields().into_iter().filter_map(|path| setting(given, path)).collect(),
        lists: lists
            .map(|(title, noun, lines)| LineList { title: title.to_owned(), noun: noun.to_owned(), lines })
            .collect(),
        secrets: omitted_secrets(secrets),
    }
}

fn setting(given: &Given, path: &str) -> Option<PastedSetting> {
    let is_unused = given.is_refused(path) || given.typed(path).is_some();
    let candidates = if given.reading.is_disputed(path) {
        let chosen = given.setting(path).filter(|_| !is_unused);
        let is_chosen = |setting: &Setting| chosen.is_some_and(|chosen| chosen.agrees_with(setting));
        distinct(given, path).into_iter().map(|setting| candidate(setting, is_chosen(setting))).collect()
    } else {
        vec![candidate(given.candidate(path)?, !is_unused)]
    };
    let name = fields::at(path).map_or(path, |field| field.label).to_owned();
    Some(PastedSetting { path: path.to_owned(), name, candidates, is_unused })
}

/// The values that a text has for a field. Of those that agree the last stands for all, since it is the one that counts
/// unless the user chooses.
fn distinct<'a>(given: &'a Given, path: &str) -> Vec<&'a Setting> {
    let mut distinct: Vec<&Setting> = Vec::new();
    for setting in given.reading.settings.iter().filter(|setting| setting.field == path) {
        match distinct.iter_mut().find(|earlier| earlier.agrees_with(setting)) {
            Some(earlier) if setting.is_certain() || !earlier.is_certain() => *earlier = setting,
            Some(_) => {}
            None => distinct.push(setting),
        }
    }
    distinct
}

fn candidate(setting: &Setting, is_chosen: bool) -> Candidate {
    Candidate {
        value: setting_value(&setting.value),
        json: setting.value.to_string(),
        line: setting.line.try_into().unwrap_or(u32::MAX),
        place: place(setting),
        quoted: setting.text.clone(),
        is_chosen,
    }
}

/// "line 3 · .env".
fn place(setting: &Setting) -> String {
    let place = format!("line {} · {}", setting.line, setting.kind.title());
    match &setting.unless_set {
        Some(variable) => format!("{place}, unless {variable} is set"),
        None if setting.assumed => format!("{place}, assumed"),
        None => place,
    }
}

fn line(number: usize, text: String) -> Line {
    Line { place: format!("line {number}"), text, value: String::new() }
}

fn error(error: &LoggedError) -> Line {
    let times = if error.count == 1 { String::new() } else { format!(" ({} times)", error.count) };
    line(error.line, format!("{}{times}", error.message))
}

fn measured(measurement: &Measurement) -> Line {
    let of = measurement.of.as_ref().map(|of| format!(" of {of}")).unwrap_or_default();
    let text = format!("{}{of}: ", measurement.quantity.words());
    Line { value: setting_value(&measurement.value), ..line(measurement.line, text) }
}

fn note(note: &Note) -> Line {
    line(note.line, note.message.clone())
}

fn omitted_secrets(secrets: usize) -> String {
    if secrets == 0 {
        return String::new();
    }
    let found = count(secrets as u64, "possible secret");
    let they_are = if secrets == 1 { "It is" } else { "They are" };
    format!("{found} found. {they_are} not stored, displayed or added to links.")
}
