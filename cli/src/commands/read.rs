//! `poolwise read`: settings, errors and measurements in a text, and diagnoses of them.

use crate::{
    args::{Format, ReadArguments},
    failure::Failure,
    input::{Source, is_stdio, one_stdin},
    output::Output,
    scenario,
    text::{
        self, PLAIN, QUIET, WARNING, diagnoses,
        page::Page,
        table::{Align, Cell, Table},
    },
};
use poolwise::{
    diagnose::Report,
    format::{self, count},
    read::{Entries, Note, Reading, TextKind, read_bytes},
};
use std::{
    io::{self, IsTerminal, Write},
    path::Path,
};

pub(crate) fn run(arguments: &ReadArguments) -> Result<Output, Failure> {
    let stdin = Path::new("-");
    let file = arguments.file.as_deref().unwrap_or(stdin);
    one_stdin(&[Some(file), arguments.scenario.as_deref()])?;
    let document = scenario::beside(arguments.scenario.as_deref(), &arguments.set)?;
    if is_stdio(file) {
        invite();
    }
    let entries = if arguments.entries { Entries::AsLoaded } else { Entries::Permitted };
    let reading = read_bytes(&Source::bytes(Some(file))?, arguments.kind, entries);
    let report = Report::from_reading(reading, &document);
    match arguments.format {
        Format::Json => Output::json(&report),
        Format::Text => Ok(Output::styled(page(&report, arguments.entries, text::width()))),
    }
}

/// Asks for input, since a terminal that waits silently looks hung.
fn invite() {
    if io::stdin().is_terminal() {
        let _ = writeln!(anstream::stderr(), "Paste the text, then press Ctrl-D on a line of its own.");
    }
}

fn page(report: &Report, with_entries: bool, width: usize) -> String {
    let mut page = Page::new(width);
    let reading = &report.reading;
    diagnoses::print(&mut page, &report.diagnoses);
    settings(&mut page, reading);
    if !reading.errors.is_empty() {
        page.heading("Errors", &count(reading.errors.iter().map(|error| error.count).sum(), "error"));
        for error in &reading.errors {
            page.item(WARNING, 2, &format!("line {}", error.line), PLAIN, &times(error));
        }
    }
    measured(&mut page, reading);
    if with_entries {
        entries(&mut page, reading);
    }
    let notes: Vec<&Note> = reading.notes.iter().filter(|note| note.code != "secret").collect();
    if !notes.is_empty() {
        page.heading("Notes", "");
        for note in notes {
            page.item(WARNING, 2, &format!("line {}", note.line), PLAIN, &note.message);
        }
    }
    if let Some(omitted) = omitted_secrets(reading) {
        page.gap();
        page.paragraph(QUIET, 0, &omitted);
    }
    page.finish()
}

fn settings(page: &mut Page, reading: &Reading) {
    let read_as = reading.kinds().into_iter().map(TextKind::title).collect::<Vec<_>>().join(", ");
    page.heading("Settings", &format!("{}, read as {read_as}", reading.settings.len()));
    if reading.settings.is_empty() {
        return;
    }
    let columns = [("line", Align::Right), ("key", Align::Left), ("value", Align::Right), ("field", Align::Left)];
    let mut table = Table::new(&columns);
    for setting in &reading.settings {
        let counts = reading.chosen(&setting.field) == Some(setting);
        let beside = match &setting.unless_set {
            Some(variable) => format!(" (unless ${variable})"),
            None if setting.assumed => " (by default)".to_owned(),
            None if counts => String::new(),
            None => " (not used)".to_owned(),
        };
        // Readers only name the first service.
        let field = setting.field.trim_start_matches("services[0].");
        table.row(vec![
            Cell::styled(QUIET, setting.line.to_string()),
            Cell::new(&setting.key),
            Cell::new(format::value(&setting.value)),
            Cell::styled(QUIET, format!("{field}{beside}")),
        ]);
    }
    table.print(page, 2);
}

fn measured(page: &mut Page, reading: &Reading) {
    if reading.measurements.is_empty() {
        return;
    }
    page.heading("Measured", "");
    let columns = [("line", Align::Right), ("what", Align::Left), ("value", Align::Right), ("of", Align::Left)];
    let mut table = Table::new(&columns);
    for measurement in &reading.measurements {
        table.row(vec![
            Cell::styled(QUIET, measurement.line.to_string()),
            Cell::new(measurement.quantity.words()),
            Cell::new(format::value(&measurement.value)),
            Cell::styled(QUIET, measurement.of.as_deref().unwrap_or_default()),
        ]);
    }
    table.print(page, 2);
}

fn entries(page: &mut Page, reading: &Reading) {
    page.heading("Entries", &count(reading.entries.len() as u64, "key"));
    let mut table = Table::new(&[("key", Align::Left), ("value", Align::Left)]);
    for (key, value) in &reading.entries {
        table.row(vec![Cell::new(key), Cell::new(value.as_deref().unwrap_or_default())]);
    }
    table.print(page, 2);
}

fn times(error: &poolwise::read::LoggedError) -> String {
    let times = match (&error.first, &error.last) {
        (Some(first), Some(last)) if first != last => format!(", {first} to {last}"),
        (Some(first), _) => format!(", {first}"),
        (None, _) => String::new(),
    };
    format!("{} ({}{times})", error.message, count(error.count, "time"))
}

/// States which lines were left out because they may hold secrets.
fn omitted_secrets(reading: &Reading) -> Option<String> {
    let mut lines: Vec<usize> =
        reading.notes.iter().filter(|note| note.code == "secret").map(|note| note.line).collect();
    lines.dedup();
    let places = match lines.as_slice() {
        [] => return None,
        [line] => format!("line {line}"),
        lines if lines.len() <= MAX_LISTED_LINES => {
            format!("lines {}", lines.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
        }
        lines => format!("{} lines", lines.len()),
    };
    Some(format!("Possible secrets in {places} were not kept."))
}

/// More lines than these are counted instead of listed.
const MAX_LISTED_LINES: usize = 8;
