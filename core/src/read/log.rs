//! Errors of pools, poolers and PostgreSQL, alone, in a traceback or in a long log.
//!
//! An error is known by words that no other has; no advice comes from a word such as "pool" alone.

mod asyncpg;
mod event;
mod fact;
mod known_errors;
mod meanings;
mod mention;
mod message;
mod record;
mod secrets;
mod settings;
mod signature;
mod timestamp;

use super::{ErrorClass, LoggedError, detect::Confidence, pool_state::Stats, reader::Reader, source::Line};
use asyncpg::AcquireFrames;
use event::Event;
use record::Record;
use secrets::Secrets;
use serde_json::Value;
use settings::Settings;
use signature::Signature;
use std::{collections::BTreeMap, ops::Range};

/// An error's numbers stand no further from its words: some texts are wrapped, or have several sentences.
const FACT_BYTES: usize = 640;

pub(super) fn detect(line: &str) -> Confidence {
    // Heroku writes measurements into the log.
    if line.trim().is_empty() || record::is_other(line) || line.contains("sample#") {
        return Confidence::No;
    }
    let record = Record::parse(line);
    // psql's rows begin with a blank; one may begin with a time as well.
    let is_row = line.starts_with(' ') && line.contains(" | ");
    let is_log = record.begins && !is_row
        || record.is_traceback()
        || record.is_frame()
        || record.is_exception()
        || record::is_json(line)
        || record::is_logfmt(line);
    Confidence::new(is_log || !signature::find_errors(line).is_empty(), record.is_exception_alone())
}

/// Whether a line has a known error, whatever else it shows.
pub(super) fn has_error(line: &str) -> bool {
    !signature::find_errors(line).is_empty()
}

pub(super) fn read(reader: &mut Reader<'_>, range: Range<usize>) {
    let mut log = Log { end: range.end, ..Log::default() };
    let mut stats = Stats::default();
    let measurements = reader.reading.measurements.len();
    let source = reader.source;
    for line in source.lines(range.clone()) {
        log.take(reader, &line);
        stats.take(reader, &line);
    }
    stats.finish(reader);
    log.take_back_leaks(reader);
    if !log.knows_any && reader.reading.measurements.len() == measurements {
        let message = "this error is not from a pool, a pooler or a PostgreSQL limit that Poolwise recognizes";
        let nothing = "the log has no error from a pool, a pooler or a PostgreSQL limit that Poolwise recognizes";
        let (at, message) = log.unknown.map_or((range.start, nothing), |at| (at, message));
        reader.note("not_recognised", at, message);
    }
}

/// A log while it is read.
#[derive(Default)]
struct Log<'a> {
    end: usize,
    event: Event,
    acquire: AcquireFrames,
    secrets: Secrets<'a>,
    /// The last time above.
    time: Option<&'a str>,
    knows_any: bool,
    /// The first line that tells of an error nobody knows.
    unknown: Option<usize>,
    settings: Settings,
    /// Whether the text has exceptions of `HikariCP`'s timeouts, once it was looked for.
    has_exceptions: Option<bool>,
    /// Whether the text has `HikariCP`'s reports of leaks, once it was looked for.
    reports_leaks: Option<bool>,
    /// How many connections came back that had been reported as leaks.
    returned: u64,
}

/// What `HikariCP`'s exception says when a checkout times out.
const UNAVAILABLE: &str = "Connection is not available, request timed out";

/// What `HikariCP` adds to the message that a connection came back which it had reported as a leak.
const UNLEAKED: &str = "(unleaked)";

impl<'a> Log<'a> {
    fn take(&mut self, reader: &mut Reader<'a>, line: &Line<'a>) {
        if line.text.trim().is_empty() {
            return;
        }
        self.returned += u64::from(line.text.contains(UNLEAKED));
        let record = Record::parse(line.text);
        self.event.enter(&record);
        self.time = record.time.or(self.time);
        self.secrets.look(reader, line);
        let mut errors = if record::is_other(line.text) { Vec::new() } else { signature::find_errors(line.text) };
        if self.acquire.take(&record, self.event.is_linked()) {
            errors.push((&asyncpg::ACQUIRE, &line.text[line.text.len()..]));
        }
        if errors.is_empty() {
            if self.unknown.is_none() && record::tells_error(line.text) {
                self.unknown = Some(line.at);
            }
            return;
        }
        if is_of_glossary(reader, line) || self.is_counted_as_exception(reader, &errors) {
            return;
        }
        self.knows_any = true;
        let time = timestamp::find(line.text).or(self.time);
        for (signature, after) in errors {
            if self.event.admits(signature, line, &record) {
                self.count(reader, line, signature, after, time);
            }
        }
    }

    /// Whether the numbers of a timeout stand beside its exception, which is the one to count, or the exception of a leak
    /// below its report.
    fn is_counted_as_exception(&mut self, reader: &Reader<'_>, errors: &[(&Signature, &str)]) -> bool {
        let are = |head: &str| errors.iter().all(|(signature, _)| signature.head == head);
        if are(known_errors::LEAK_EXCEPTION) {
            let text = reader.source.text;
            return *self.reports_leaks.get_or_insert_with(|| text.contains(known_errors::LEAK_REPORT));
        }
        let is_of_stats = errors.iter().all(|(signature, _)| signature.head == known_errors::TIMEOUT_STATS);
        is_of_stats && *self.has_exceptions.get_or_insert_with(|| reader.source.text.contains(UNAVAILABLE))
    }

    /// Records on the leaks above how many of their connections came back.
    fn take_back_leaks(&self, reader: &mut Reader<'_>) {
        let leak = reader.reading.errors.iter_mut().find(|error| error.class == ErrorClass::ConnectionLeak);
        if let Some(leak) = leak.filter(|_| self.returned > 0) {
            leak.facts.insert("returned", self.returned.into());
        }
    }

    fn count(
        &mut self,
        reader: &mut Reader<'a>,
        line: &Line<'a>,
        signature: &'static Signature,
        after: &str,
        time: Option<&str>,
    ) {
        let start = line.span(after).start;
        // A bracket that is still open goes on in the next line, whatever that looks like alone.
        let is_wrapped = after.matches('(').count() > after.matches(')').count();
        let next = reader.source.line(line.number + 1).filter(|_| is_wrapped);
        let end = next.map_or(self.end, |next| self.end.max(next.at + next.text.len()));
        let window = reader.source.text.get(start..end).unwrap_or(after);
        let window = window.get(..window.floor_char_boundary(FACT_BYTES)).unwrap_or(window);
        let mut numbers = fact::numbers(signature.facts, window);
        if !is_used_up(signature.library, window) {
            // What was open is not the size then.
            numbers.retain(|number| number.fact.name != "pool_size");
        }
        let named = numbers.iter().map(|number| (number.fact.name, number.value.clone().unwrap_or(Value::Null)));
        let mut facts: BTreeMap<_, _> = named.collect();
        if line.text.contains("rds_reserved") {
            facts.insert("platform", "rds".into());
        }
        if signature.class == ErrorClass::AuthenticationFailed && line.text.contains("PAM ") {
            facts.insert("method", "PAM".into());
        }
        let size = facts.get("pool_size").and_then(Value::as_u64);
        reader.error(LoggedError {
            class: signature.class,
            library: signature.library,
            message: message::message(signature, &facts),
            line: line.number,
            count: 1,
            first: time.map(str::to_owned),
            last: time.map(str::to_owned),
            facts,
        });
        for number in numbers {
            let at = start + (number.text.as_ptr() as usize - window.as_ptr() as usize);
            self.settings.take(reader, signature, &number, at..at + number.text.len(), size);
        }
    }
}

/// Whether a line is a row of a table that explains messages: `| Alert | Meaning | First step |`.
fn is_of_glossary(reader: &Reader<'_>, line: &Line<'_>) -> bool {
    let is_row = |line: &Line<'_>| line.text.trim_start().starts_with('|');
    if !is_row(line) {
        return false;
    }
    let above = (1..line.number).rev().take(MAX_GLOSSARY_ROWS);
    let header = above.map_while(|number| reader.source.line(number).filter(is_row)).last();
    header.is_some_and(|header| {
        let lower = header.text.to_ascii_lowercase();
        ["meaning", "explanation", "what to do", "first step", "remedy"].iter().any(|word| lower.contains(word))
    })
}

/// No table of messages has more rows.
const MAX_GLOSSARY_ROWS: usize = 50;

/// Whether all open connections are in use, where the pool tells: Hikari's `(total=10, active=10, idle=0, waiting=5)`,
/// Tomcat's `[size:60; busy:60; idle:0]`.
fn is_used_up(library: &str, after: &str) -> bool {
    let (total, busy) = match library {
        signature::HIKARICP => ("total=", "active="),
        signature::TOMCAT => ("size:", "busy:"),
        signature::DRUID => ("maxActive ", "active "),
        _ => return true,
    };
    let number = |key: &str| {
        let digits = after.split_once(key)?.1;
        digits.split(|c: char| !c.is_ascii_digit()).next()?.parse::<u32>().ok()
    };
    number(total).is_some_and(|total| total > 0 && Some(total) == number(busy))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{TextKind, read};

    #[test]
    fn dates_traceback_by_record_above() {
        let text = "2026-11-21T20:09:38Z ERROR Exception in ASGI application\nTraceback (most recent call last):\n  \
                    File \"app.py\", line 3, in get\n    return pool.connect()\nsqlalchemy.exc.TimeoutError: \
                    QueuePool \
                    limit of size 5 overflow 10 reached, connection timed out, timeout 30.00\n";
        let reading = read(text, Some(TextKind::ErrorLog));
        assert_eq!(reading.errors[0].first.as_deref(), Some("2026-11-21T20:09:38Z"));
    }

    #[test]
    fn reads_json_logs() {
        let text = "{\"level\":\"error\",\"msg\":\"FATAL: sorry, too many clients already\",\"ts\":1795291778.5}\n\
                    {\"log\":\"FATAL: sorry, too many clients already\\n\",\"time\":\"2026-11-21T20:09:38.5Z\"}\n";
        let reading = read(text, None);
        let error = &reading.errors[0];
        assert_eq!((error.count, error.first.as_deref()), (2, Some("1795291778.5")));
        assert_eq!(error.last.as_deref(), Some("2026-11-21T20:09:38.5Z"));
    }

    #[test]
    fn reads_log_beside_other_kinds() {
        let text = "DB_POOL_SIZE=20\nDB_MAX_OVERFLOW=30\n\nERROR:  sorry, too many clients \
            already\nERROR:app:QueuePool \
                    limit of size 5 overflow 10 reached, connection timed out, timeout 30\n";
        let reading = read(text, None);
        assert_eq!(reading.parts.iter().map(|part| part.lines).collect::<Vec<_>>(), [(1, 2), (4, 5)]);
        assert_eq!(reading.errors.len(), 2);
        assert_eq!(reading.chosen("services[0].pool.size").map(|setting| setting.line), Some(5));
    }

    #[test]
    fn detects_lines_of_logs() {
        for line in [
            "",
            "DB_POOL_SIZE=20",
            "export DB_ERROR=1",
            "pool_size: 20",
            "DEBUG: true",
            "engine = create_engine(url, pool_size=20)",
            "    except TimeoutError as error:",
            "    raise ValueError(\"too many connections for role\")",
            " max_connections | 100",
            " 2026-11-21 20:09:38+00 | app | idle",
            "(1 row)",
            "db_pool_checked_out 5",
            "pgbouncer_errors_count{errmsg=\"no more connections allowed (max_client_conn)\"} 5",
            "[pgbouncer]",
            "query_wait_timeout = 120",
            "    'checked_out': 2,",
            "{\"pool_size\": 20, \"checked_out\": 2}",
            "FROM python:3.14",
            "connection_timeout: 30",
        ] {
            assert_eq!(detect(line), Confidence::No, "{line}");
        }
        for line in ["Traceback (most recent call last):", "  File \"x.py\", line 3", "time=2026 level=info msg=x"] {
            assert_eq!(detect(line), Confidence::Certain, "{line}");
        }
        assert_eq!(detect("TimeoutError"), Confidence::Maybe);
    }
}
