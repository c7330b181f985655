//! Text for people: styles, wrapping, tables, bars.

pub(crate) mod amount;
pub(crate) mod bar;
pub(crate) mod chart;
pub(crate) mod diagnoses;
pub(crate) mod findings;
pub(crate) mod markdown;
pub(crate) mod page;
pub(crate) mod table;

use anstyle::{AnsiColor, Color, Style};
use poolwise::{plan::Status, rules::Severity};
use std::borrow::Cow;

pub(crate) const PLAIN: Style = Style::new();
pub(crate) const BOLD: Style = Style::new().bold();
/// For what may be skipped: formulas, sources, units.
pub(crate) const QUIET: Style = Style::new().dimmed();
/// The one accent: what Poolwise advises.
pub(crate) const ADVISED: Style = colored(AnsiColor::Cyan);
pub(crate) const BAD: Style = colored(AnsiColor::Red);
pub(crate) const WARNING: Style = colored(AnsiColor::Yellow).bold();

const fn colored(color: AnsiColor) -> Style {
    Style::new().fg_color(Some(Color::Ansi(color)))
}

/// The style and the mark of a status; they differ without color too.
pub(crate) fn status(status: Status) -> (Style, &'static str) {
    match status {
        Status::Fits => (colored(AnsiColor::Green).bold(), "✓"),
        Status::Tight => (WARNING, "!"),
        Status::Over => (BAD.bold(), "✗"),
        Status::Unknown => (colored(AnsiColor::Blue).bold(), "?"),
    }
}

/// The style and the word of a severity.
pub(crate) fn severity(severity: Severity) -> (Style, &'static str) {
    match severity {
        Severity::Error => (BAD.bold(), "error"),
        Severity::Warning => (WARNING, "warning"),
        Severity::Info => (colored(AnsiColor::Blue).bold(), "info"),
    }
}

/// `text` in `style`.
pub(crate) fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// `text` without characters that steer a terminal or turn its direction: names come from files of others.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    let steers = |c: char| {
        c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if text.contains(steers) { text.replace(steers, "\u{fffd}").into() } else { text.into() }
}

/// Columns of the output: the terminal's, at most 100, and 80 where there is none.
pub(crate) fn width() -> usize {
    let terminal = terminal_size::terminal_size_of(std::io::stdout());
    terminal.map_or(80, |(width, _)| usize::from(width.0).clamp(20, 100))
}
