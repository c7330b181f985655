//! `poolwise read`: what a text says about pools.

use crate::{
    args::{Format, ReadArguments},
    failure::Failure,
    input::Source,
    output::Output,
    text::{
        self, PLAIN, QUIET, WARNING,
        page::Page,
        table::{Align, Cell, Table},
    },
};
use poolwise::read::{Reading, read};
use serde_json::Value;
use std::io::{self, IsTerminal, Write};

pub(crate) fn run(arguments: &ReadArguments) -> Result<Output, Failure> {
    let source = if let Some(path) = &arguments.file {
        Source::read(path)?
    } else {
        invite();
        Source::stdin()?
    };
    let reading = read(&source.text, arguments.kind);
    match arguments.format {
        Format::Json => Output::json(&reading),
        Format::Text => Ok(Output::styled(report(&reading, text::width()))),
    }
}

/// A terminal that waits without a word looks hung.
fn invite() {
    if io::stdin().is_terminal() {
        let _ = writeln!(anstream::stderr(), "Paste the text, then press Ctrl-D on a line of its own.");
    }
}

fn report(reading: &Reading, width: usize) -> String {
    let mut page = Page::new(width);
    let kind = serde_json::to_value(reading.kind).ok();
    let kind = kind.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned();
    page.heading("Settings", &format!("{}, read as {kind}", reading.settings.len()));
    if !reading.settings.is_empty() {
        let columns = [("line", Align::Right), ("key", Align::Left), ("value", Align::Right), ("field", Align::Left)];
        let mut table = Table::new(&columns);
        for setting in &reading.settings {
            table.row(vec![
                Cell::styled(QUIET, setting.line.to_string()),
                Cell::new(&setting.key),
                Cell::new(shown(&setting.value)),
                Cell::styled(QUIET, &setting.field),
            ]);
        }
        table.print(&mut page, 2);
    }
    if !reading.notes.is_empty() {
        page.heading("Notes", "");
        for note in &reading.notes {
            page.item(WARNING, 2, &format!("line {}", note.line), PLAIN, &note.message);
        }
    }
    page.gap();
    page.paragraph(QUIET, 0, &entries(reading));
    page.finish()
}

/// Whole numbers without a fraction, as a setting has them.
fn shown(value: &Value) -> String {
    match (value.as_i64(), value.as_f64()) {
        (None, Some(number)) => number.to_string(),
        _ => value.to_string(),
    }
}

fn entries(reading: &Reading) -> String {
    let secret = reading.entries.values().filter(|value| value.as_deref() == Some("***")).count();
    let all = match reading.entries.len() {
        1 => "1 entry".to_owned(),
        entries => format!("{entries} entries"),
    };
    match secret {
        0 => format!("{all}, none of which looks secret"),
        1 => format!("{all}, 1 of which looks secret and is never shown"),
        secret => format!("{all}, {secret} of which look secret and are never shown"),
    }
}
