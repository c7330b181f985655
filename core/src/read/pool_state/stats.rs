//! A pool's numbers, gathered until what they mean together is clear.

use super::entry::{self, Entry, Key};
use crate::read::{MeasuredQuantity, reader::Reader, source::Line, value};
use std::{cell::LazyCell, collections::BTreeSet, ops::Range};

/// The numbers of a pool while lines are read, and what has been told of it.
#[derive(Default)]
pub(in crate::read) struct Stats {
    /// Whether every line is a pool's, or only those that cannot be anything else.
    all_lines: bool,
    /// The numbers since the last dict or status ended.
    group: Vec<(Key, Range<usize>)>,
    /// The pool's name in the line where the group begins.
    name: Option<Range<usize>>,
    /// What has been set: a log says the same thousands of times.
    reported: BTreeSet<(&'static str, String)>,
}

impl Stats {
    pub(super) fn of_all_lines() -> Self {
        Self { all_lines: true, ..Self::default() }
    }

    pub(in crate::read) fn take(&mut self, reader: &mut Reader<'_>, line: &Line<'_>) {
        let text = line.text;
        // urllib3's pool is one of connections to web servers.
        if text.trim_start().starts_with('#') || text.contains("discarding connection") {
            return;
        }
        take_sqlx(reader, line);
        let is_telling = || {
            [
                "hecked",
                "(total=",
                "[size:",
                "pool_available",
                "'pool_min",
                "\"pool_min",
                "Connections in pool",
                "InUse",
                "in_use",
                ":busy=>",
                "busy: ",
            ]
            .iter()
            .any(|hint| text.contains(hint))
                || entry::is_odoo(text)
        };
        let is_read = !self.group.is_empty() || if self.all_lines { entry::is_hinted(text) } else { is_telling() };
        if is_read {
            let name = LazyCell::new(|| pool_name(text));
            for Entry { key, number, .. } in entry::entries(text) {
                if self.group.iter().any(|(other, _)| *other == key) {
                    self.finish_group(reader);
                }
                if key == Key::HikariTotal {
                    self.name = name.map(|name| line.span(name));
                }
                self.group.push((key, line.span(number)));
            }
        }
        if text.contains('}') || !self.all_lines && !text.trim_start().starts_with(['\'', '"', '{']) {
            self.finish_group(reader);
        }
    }

    pub(in crate::read) fn finish(mut self, reader: &mut Reader<'_>) {
        self.finish_group(reader);
    }

    fn finish_group(&mut self, reader: &mut Reader<'_>) {
        let group = std::mem::take(&mut self.group);
        let name = self.name.take().map(|name| reader.text(&name));
        let has = |wanted: &[Key]| group.iter().any(|(key, _)| wanted.contains(key));
        let is_psycopg = has(&[Key::PoolMax, Key::Available]);
        let is_pool = has(&[Key::CheckedOut, Key::CheckedIn]);
        // What is free alone, or a limit, may be anything's.
        let is_go = has(&[Key::InUse]) && has(&[Key::Total, Key::Waits, Key::PoolSize, Key::CheckedIn]);
        let is_used = has(&[Key::CheckedOut]) || is_go;
        let is_configured = !is_pool && has(&[Key::Size]) && has(&[Key::Overflow, Key::MaxOverflow]);
        let has_limit = has(&[Key::MaxOverflow]);
        self.add_psycopg(reader, &group);
        for (key, span) in group {
            match key {
                // psycopg_pool's size is that of the moment.
                Key::PoolSize if is_psycopg => add_measurement(reader, MeasuredQuantity::TotalConnections, name, span),
                Key::PoolSize => self.set(reader, "pool.size", "pool_size", span),
                Key::Size if is_pool || is_configured => self.set(reader, "pool.size", "size", span),
                Key::PoolMax => self.set_max(reader, "pool_max", span),
                Key::Max if is_used => {
                    let key = key_before(reader.source.text, span.start);
                    self.set_max(reader, key, span);
                }
                Key::InUse if is_go => add_measurement(reader, MeasuredQuantity::CheckedOut, name, span),
                Key::Waits if is_used => add_measurement(reader, MeasuredQuantity::Waits, name, span),
                Key::Idle if is_used => add_measurement(reader, MeasuredQuantity::CheckedIn, name, span),
                Key::MaxOverflow => self.set(reader, "pool.overflow", "max_overflow", span),
                Key::Timeout => self.set(reader, "pool.timeout_s", "pool_timeout", span),
                Key::Recycle => self.set(reader, "pool.recycle_s", "pool_recycle", span),
                Key::CheckedOut | Key::HikariActive => {
                    add_measurement(reader, MeasuredQuantity::CheckedOut, name, span);
                }
                Key::CheckedIn | Key::Available | Key::HikariIdle => {
                    add_measurement(reader, MeasuredQuantity::CheckedIn, name, span);
                }
                // SQLAlchemy's overflow begins at -pool_size: a negative one only says that the pool is not yet full.
                Key::Overflow if value::whole(reader.text(&span)).is_ok_and(|n| n.as_i64() < Some(0)) => {}
                // A limit, in the configuration of a pool.
                Key::Overflow if is_configured => self.set(reader, "pool.overflow", "overflow", span),
                Key::Overflow => {
                    if !has_limit {
                        self.assume_overflow(reader, &span);
                    }
                    add_measurement(reader, MeasuredQuantity::OverflowOpen, name, span);
                }
                Key::Waiting | Key::HikariWaiting => add_measurement(reader, MeasuredQuantity::Waiting, name, span),
                Key::Total | Key::HikariTotal => {
                    add_measurement(reader, MeasuredQuantity::TotalConnections, name, span);
                }
                Key::Size | Key::Max | Key::Waits | Key::Idle | Key::InUse => {}
            }
        }
    }

    fn set(&mut self, reader: &mut Reader<'_>, field: &'static str, key: &str, span: Range<usize>) {
        if self.reported.insert((field, reader.text(&span).to_owned())) {
            let parse = if field.ends_with("_s") { value::number } else { value::whole };
            reader.set_parsed(field, key, span, parse);
        }
    }

    /// The overflow of a pool is at least what is open of it, where that is more than SQLAlchemy's default.
    fn assume_overflow(&mut self, reader: &mut Reader<'_>, span: &Range<usize>) {
        let open =
            value::whole(reader.text(span)).ok().and_then(|open| open.as_u64()).filter(|open| *open > DEFAULT_OVERFLOW);
        if let Some(open) = open.filter(|open| self.reported.insert(("pool.overflow", open.to_string()))) {
            reader.assume("pool.overflow", "open overflow", span.clone(), open);
        }
    }

    /// A maximum that is one number; without a limit, Go has 0.
    fn set_max(&mut self, reader: &mut Reader<'_>, key: &str, span: Range<usize>) {
        let text = reader.text(&span);
        if self.reported.insert(("pool_max", text.to_owned())) {
            match value::whole(text) {
                Ok(most) if most == 0 => {
                    reader.note("unlimited", span.start, "0 is no limit; the plan's size is unchanged");
                }
                Ok(most) => reader.set_max(None, key, span, most),
                Err(_) => reader.set_parsed("pool.size", key, span, value::whole),
            }
        }
    }

    /// What `psycopg_pool` has given out, which it does not count, and the size of a pool that gives no limit.
    fn add_psycopg(&mut self, reader: &mut Reader<'_>, group: &[(Key, Range<usize>)]) {
        let span = |wanted: Key| group.iter().find(|(key, _)| *key == wanted).map(|(_, span)| span.clone());
        let whole = |span: &Range<usize>| value::whole(reader.text(span)).ok().and_then(|n| n.as_u64());
        let (Some(open), Some(free)) = (span(Key::PoolSize), span(Key::Available)) else { return };
        let Some((size, idle)) = whole(&open).zip(whole(&free)) else { return };
        let waiting = span(Key::Waiting).and_then(|waiting| whole(&waiting)).unwrap_or(0);
        let Some(used) = size.checked_sub(idle).filter(|used| u32::try_from(*used).is_ok()) else { return };
        reader.add_measurement(MeasuredQuantity::CheckedOut, None, open.clone(), used);
        // A pool grows while requests wait, so what is open then is most likely all that may be.
        let is_full = idle == 0 && waiting > 0 && size > 0 && span(Key::PoolMax).is_none();
        if is_full && self.reported.insert(("pool_max", size.to_string())) {
            reader.assume("pool.size", "pool_size", open.clone(), size);
            reader.assume("pool.overflow", "pool_size", open, 0);
        }
    }
}

/// What Rust prints of sqlx' pool: `size: 10,` above `num_idle: 3,`.
fn take_sqlx(reader: &mut Reader<'_>, line: &Line<'_>) {
    let number = |text: &'_ str, key: &str| {
        let value = text.trim_start().strip_prefix(key)?.trim().trim_end_matches(',');
        value.bytes().all(|byte| byte.is_ascii_digit()).then_some((value.as_ptr() as usize, value.len()))
    };
    let Some((idle, length)) = number(line.text, NUM_IDLE) else { return };
    let Some(above) = reader.source.line(line.number.saturating_sub(1)) else { return };
    let Some((open, digits)) = number(above.text, "size:") else { return };
    let start = reader.source.text.as_ptr() as usize;
    add_measurement(reader, MeasuredQuantity::TotalConnections, None, open - start..open - start + digits);
    add_measurement(reader, MeasuredQuantity::CheckedIn, None, idle - start..idle - start + length);
}

/// How sqlx calls its idle connections.
pub(super) const NUM_IDLE: &str = "num_idle:";

/// SQLAlchemy's `max_overflow` where none is given.
const DEFAULT_OVERFLOW: u64 = 10;

/// The key of the number that begins at a byte of a text.
fn key_before(text: &str, at: usize) -> &str {
    let is_inside = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let before = text.get(..at).unwrap_or_default().trim_end_matches(|c: char| !is_inside(c));
    before.rsplit(|c: char| !is_inside(c)).next().unwrap_or_default()
}

fn add_measurement(reader: &mut Reader<'_>, quantity: MeasuredQuantity, of: Option<&str>, span: Range<usize>) {
    let count = value::whole(reader.text(&span)).and_then(|n| {
        let fits = n.as_u64().is_some_and(|n| u32::try_from(n).is_ok());
        fits.then_some(n).ok_or_else(|| ("out_of_range", "must be from 0 to 4294967295".to_owned()))
    });
    match count {
        Ok(count) => reader.add_measurement(quantity, of, span, count),
        Err((code, message)) => reader.note(code, span.start, format!("{quantity}: {message}")),
    }
}

/// Hikari's name for a pool: the word before ` - `.
fn pool_name(line: &str) -> Option<&str> {
    let (before, _) = line.split_once(" - ").filter(|(before, _)| !before.is_empty())?;
    before.rsplit(|c: char| c.is_whitespace() || c == ':').next().filter(|name| name.contains("Pool"))
}
