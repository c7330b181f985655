//! Reads a pasted text: settings, errors and measurements with their lines, and notes about the rest.
//!
//! A text may be of any [`TextKind`], or of several at once: [`read()`] detects them line by line. A reader never fails: it
//! returns what it understood. Secrets stop here: a reading has extracted values, and never the text itself.
//!
//! ```
//! use poolwise::{Scenario, read::read};
//!
//! let reading = read("DB_POOL_SIZE=20\nDB_PASSWORD=hunter2\nhello\n", None);
//! assert_eq!((reading.settings[0].field.as_str(), reading.settings[0].line), ("services[0].pool.size", 1));
//! assert_eq!(reading.entries["DB_PASSWORD"].as_deref(), Some("***"));
//! let scenario = reading.apply(&Scenario::default());
//! assert_eq!(scenario.services[0].pool.size.get(), 20);
//! ```

pub(crate) mod clues;
mod config;
mod detect;
pub(crate) mod env;
mod error_class;
mod link;
mod log;
mod markup;
mod measured_quantity;
mod metrics;
pub(crate) mod names;
mod old_errors;
mod permitted;
mod phrases;
mod pool_state;
mod processes;
mod psql;
mod python;
mod reader;
mod reading;
mod secret;
mod segment;
mod services;
mod source;
mod text_kind;
mod time_series;
pub(crate) mod value;

pub use error_class::ErrorClass;
pub use measured_quantity::MeasuredQuantity;
pub(crate) use permitted::is_permitted;
pub use psql::QUERY;
pub use reading::{LoggedError, Measurement, Note, Part, Reading, Setting};
pub(crate) use secret::key_or_mask;
pub use secret::looks_like_credential;
pub use services::{ServiceText, services};
pub use text_kind::TextKind;

use reader::Reader;
use source::Source;
use std::ops::Range;

/// The largest text that is read, in bytes: far larger than any configuration.
pub const MAX_BYTES: usize = 2 * 1024 * 1024;

/// Reads `text` as `kind`, or detects the kind of each line.
///
/// ```
/// use poolwise::read::{TextKind, read};
/// let reading = read("engine = create_engine(url, pool_size=20)  # was 5", None);
/// assert_eq!((reading.kind, reading.settings[0].value.as_u64()), (TextKind::Snippet, Some(20)));
/// ```
#[must_use]
pub fn read(text: &str, kind: Option<TextKind>) -> Reading {
    let mut reading = read_with_entries(text, kind);
    reading.entries = permitted::permitted(reading.entries);
    reading
}

/// The same with the values of all entries as a loader would read them; only those that look secret are masked.
///
/// ```
/// use poolwise::read::{TextKind, read, read_with_entries};
/// let text = "APP_NAME=checkout\nDB_PASSWORD=hunter2\n";
/// let shown = |reading: poolwise::read::Reading, key: &str| reading.entries[key].clone().unwrap();
/// assert_eq!(shown(read(text, Some(TextKind::Env)), "APP_NAME"), "***");
/// assert_eq!(shown(read_with_entries(text, Some(TextKind::Env)), "APP_NAME"), "checkout");
/// assert_eq!(shown(read_with_entries(text, Some(TextKind::Env)), "DB_PASSWORD"), "***");
/// ```
#[must_use]
pub fn read_with_entries(text: &str, kind: Option<TextKind>) -> Reading {
    let mut reading = Reading::empty(kind.unwrap_or(TextKind::Env));
    if text.len() > MAX_BYTES {
        reading.note("too_long", 1, format!("{} bytes; the limit is {MAX_BYTES} bytes", text.len()));
        return reading;
    }
    let plain = match kind {
        None | Some(TextKind::Snippet) => markup::blank(text),
        Some(TextKind::Env | TextKind::Link) => markup::keep(text),
        Some(_) => markup::blank_escapes(text),
    };
    let source = Source::new(&plain.text);
    if let Some(diff) = &plain.diff {
        let line = source.line_of(diff.at);
        reading.note("looks_like_diff", line, "this is a diff: lines with + are read, lines with - are ignored");
        if diff.replaces_engine {
            let message = "the diff replaces one engine by another; the new one is read";
            reading.note("several_engines", line, message);
        }
    }
    if let Some(at) = plain.suggestion {
        let message = "a suggested value is not read as the present one";
        reading.note("suggestion", source.line_of(at), message);
    }
    if let Some(other) = &plain.other {
        reading.note(other.code, source.line_of(other.at), other.message);
    }
    // A single line does not show that it belongs to a time series; all lines together do.
    let kind = kind.or_else(|| time_series::is_whole(&plain.text).then_some(TextKind::TimeSeries));
    reading.parts = kind.map_or_else(|| segment::split(&source), |kind| vec![segment::whole(&source, kind)]);
    let mut max_results = 0;
    for part in reading.parts.clone() {
        let results = reading.count_results();
        let mut reader = Reader { source: &source, kind: part.kind, reading: &mut reading };
        reader_of(part.kind)(&mut reader, part.span);
        let results = reading.count_results() - results;
        if results > max_results || reading.parts.len() == 1 {
            (max_results, reading.kind) = (results, part.kind);
        }
    }
    if kind.is_none_or(|kind| matches!(kind, TextKind::Env | TextKind::Config)) {
        let before = reading.settings.len();
        let mut reader = Reader { source: &source, kind: processes::KIND, reading: &mut reading };
        processes::read(&mut reader, 0..plain.text.len());
        if reading.settings.len() > before {
            reading.settings.sort_by_key(|setting| setting.line);
        }
    }
    if kind.is_none_or(|kind| matches!(kind, TextKind::Snippet | TextKind::Env | TextKind::Config | TextKind::ErrorLog))
    {
        reading.clues = clues::find(&source);
    }
    reading.finish(text);
    reading
}

/// Which values [`Reading::entries`] shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entries {
    /// Numbers, switches and words from fixed lists, as [`read()`] does.
    Permitted,
    /// What a loader would read, unless it looks secret, as [`read_with_entries`] does.
    AsLoaded,
}

/// Reads the bytes of a file: UTF-8, or UTF-16 with a byte order mark, which most programs reject.
///
/// ```
/// use poolwise::read::{Entries, read_bytes};
/// let utf16 = b"\xff\xfeD\0B\0_\0P\0O\0O\0L\0_\0S\0I\0Z\0E\0=\x005\0";
/// let reading = read_bytes(utf16, None, Entries::Permitted);
/// assert_eq!(reading.settings[0].value.as_u64(), Some(5));
/// assert_eq!(reading.notes[0].code, "utf16");
/// ```
#[must_use]
pub fn read_bytes(bytes: &[u8], kind: Option<TextKind>, entries: Entries) -> Reading {
    let read = match entries {
        Entries::Permitted => read,
        Entries::AsLoaded => read_with_entries,
    };
    let utf16 = |order: fn([u8; 2]) -> u16| {
        let units = bytes[2..].as_chunks::<2>().0.iter().map(|pair| order(*pair));
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect::<String>()
    };
    let (text, note) = match bytes {
        [0xff, 0xfe, ..] => (utf16(u16::from_le_bytes), Some(UTF16)),
        [0xfe, 0xff, ..] => (utf16(u16::from_be_bytes), Some(UTF16)),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => return read(text, kind),
            Err(_) => (String::from_utf8_lossy(bytes).into_owned(), None),
        },
    };
    let mut reading = read(&text, kind);
    let (code, message) = note.unwrap_or(NOT_UTF8);
    let line =
        text.find(char::REPLACEMENT_CHARACTER).filter(|_| note.is_none()).map(|at| Source::new(&text).line_of(at));
    reading.notes.insert(0, Note { code, line: line.unwrap_or(1), message: message.to_owned() });
    reading
}

const UTF16: (&str, &str) =
    ("utf16", "the text is UTF-16, which python-dotenv and most other readers reject; save it as UTF-8");
const NOT_UTF8: (&str, &str) = ("not_utf8", "the text is not UTF-8: this line has the first invalid byte");

fn reader_of(kind: TextKind) -> fn(&mut Reader<'_>, Range<usize>) {
    match kind {
        TextKind::Env => env::read,
        TextKind::Snippet => python::read,
        TextKind::ErrorLog => log::read,
        TextKind::PoolState => pool_state::read,
        TextKind::Psql => psql::read,
        TextKind::Metrics => metrics::read,
        TextKind::Config => config::read,
        TextKind::TimeSeries => time_series::read,
        TextKind::Link => link::read,
    }
}

/// A conflict lists this many values, the last ones.
const MAX_CONFLICTING_VALUES: usize = 4;

impl Reading {
    /// The number of settings, errors and measurements.
    fn count_results(&self) -> usize {
        self.settings.len() + self.errors.len() + self.measurements.len()
    }

    /// Whether its code holds a session while a response streams, which is a result by itself.
    fn shows_stream(&self) -> bool {
        let kinds = [clues::ClueKind::SessionInStream, clues::ClueKind::SessionBesideStream];
        self.clues.iter().any(|clue| kinds.contains(&clue.kind))
    }

    /// Adds the notes that depend on all parts.
    fn finish(&mut self, text: &str) {
        old_errors::drop_numbers(self, text);
        let disputed = self.fields().into_iter().filter(|field| self.is_disputed(field));
        let conflicts: Vec<_> = disputed.filter_map(|field| self.describe_conflict(field)).collect();
        for (line, message) in conflicts {
            self.note("conflict", line, message);
        }
        if self.count_results() == 0 && !self.shows_stream() && !text.trim().is_empty() {
            self.note("nothing_found", 1, "no pool setting, error or measurement was recognized");
        }
        self.notes.sort_by_key(|note| note.line);
    }

    fn describe_conflict(&self, field: &str) -> Option<(usize, String)> {
        let chosen = self.chosen(field)?;
        let mut values: Vec<&Setting> = Vec::new();
        for setting in self.settings.iter().filter(|setting| setting.field == field && setting.is_certain()) {
            values.retain(|other| !other.agrees_with(setting));
            values.push(setting);
        }
        let more = values.len().saturating_sub(MAX_CONFLICTING_VALUES);
        let all = values.iter().skip(more);
        let all: Vec<_> = all
            .map(|setting| format!("{} in line {} ({})", setting.value, setting.line, setting.kind.title()))
            .collect();
        let name = field.rsplit('.').next().unwrap_or(field);
        Some((
            chosen.line,
            format!(
                "conflicting values for {name}: {}; line {} is used unless you choose another",
                all.join(", "),
                chosen.line
            ),
        ))
    }
}
