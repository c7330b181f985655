//! Which errors of a log are one and the same: a traceback prints its causes, and often its message twice.

use super::{
    record::Record,
    signature::{POOL, Rank, Signature},
};
use crate::read::source::Line;

/// What is known of the event that the lines are about.
#[derive(Default)]
pub(super) struct Event {
    /// The errors it has shown.
    shown: Vec<&'static Signature>,
    /// Whether what follows is about the errors shown.
    linked: bool,
    /// Whether the next traceback is about them.
    awaits_traceback: bool,
    in_traceback: bool,
    /// The line of the last error, of whatever event.
    last: Option<(usize, &'static Signature)>,
}

impl Event {
    /// Takes note of a line before its errors are counted.
    pub(super) fn enter(&mut self, record: &Record<'_>) {
        if record.is_link() {
            (self.linked, self.awaits_traceback) = (true, true);
        } else if record.is_traceback() {
            if !self.awaits_traceback {
                self.shown.clear();
            }
            (self.linked, self.awaits_traceback, self.in_traceback) = (self.awaits_traceback, false, true);
        } else if record.begins && !record.continues() && !(self.in_traceback && record.is_exception()) {
            // A logger prints the message, and below it the traceback that ends with the same.
            *self = Self { awaits_traceback: true, last: self.last, ..Self::default() };
        }
        self.in_traceback &= !record.is_exception();
    }

    /// Whether what follows is about the errors above.
    pub(super) fn is_linked(&self) -> bool {
        self.linked
    }

    /// Whether an error in a line is a new one.
    pub(super) fn admits(&mut self, found: &'static Signature, line: &Line<'_>, record: &Record<'_>) -> bool {
        let same = |other: &Signature| (other.class, other.library) == (found.class, found.library);
        let above = self.last.filter(|(above, _)| above + 1 == line.number && !record.begins);
        let above = above.map(|(_, above)| above);
        let follows = found.rank == Rank::Consequence
            && (above.is_some_and(closes) || self.linked && self.shown.iter().any(|shown| closes(shown)));
        // libpq tells of each address that it tried.
        let is_attempt = ["connection to server", "- host:"].iter().any(|begin| line.text.starts_with(begin));
        let again = is_attempt && above.is_some_and(same);
        let repeats = self.linked && self.shown.iter().any(|shown| same(shown));
        if !follows {
            self.last = Some((line.number, found));
        }
        if follows || again || repeats {
            return false;
        }
        if !self.shown.iter().any(|shown| std::ptr::eq(*shown, found)) {
            self.shown.push(found);
        }
        true
    }
}

/// Whether an error ends a connection by itself.
fn closes(signature: &Signature) -> bool {
    signature.rank != Rank::Consequence && signature.class != POOL
}

#[cfg(test)]
mod tests {
    use crate::read::{TextKind, read};

    const QUEUE: &str = "QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30";
    const FULL: &str = "connection to server at \"db\", port 5432 failed: FATAL:  sorry, too many clients already";

    fn check(lines: &[&str], counts: &[(&str, u64)]) {
        let text = lines.join("\n");
        let reading = read(&text, Some(TextKind::ErrorLog));
        let found: Vec<_> = reading.errors.iter().map(|error| (error.class.name(), error.count)).collect();
        assert_eq!(found, counts, "{text}");
    }

    #[test]
    fn counts_consecutive_errors() {
        check(&[QUEUE, QUEUE, QUEUE], &[("app_pool_exhausted", 3)]);
        let closed = "server closed the connection unexpectedly";
        check(&[closed, closed], &[("connection_closed", 2)]);
    }

    #[test]
    fn counts_cause_and_error_of_traceback_once() {
        let traceback = "Traceback (most recent call last):";
        let first = format!("psycopg2.OperationalError: {FULL}");
        let second = format!("sqlalchemy.exc.OperationalError: (psycopg2.OperationalError) {FULL}");
        let link = "The above exception was the direct cause of the following exception:";
        let frame = "  File \"app.py\", line 3, in get";
        let chain = [traceback, frame, &first, "", link, "", traceback, frame, &second];
        check(&chain, &[("server_max_connections", 1)]);
        check(&[chain, chain].concat(), &[("server_max_connections", 2)]);
        check(&[traceback, frame, &second, traceback, frame, &second], &[("server_max_connections", 2)]);
    }

    #[test]
    fn counts_record_and_its_traceback_once() {
        let record = format!("2026-11-21 20:09:38,123 ERROR failed: {QUEUE}");
        let last = format!("sqlalchemy.exc.TimeoutError: {QUEUE}");
        let all = [&record, "Traceback (most recent call last):", "  File \"app.py\", line 3", &last];
        check(&all, &[("app_pool_exhausted", 1)]);
        check(&[all, all].concat(), &[("app_pool_exhausted", 2)]);
        let stamped: Vec<String> = all.iter().map(|line| format!("2026-11-21T20:09:38.1Z stderr F {line}")).collect();
        let stamped: Vec<&str> = stamped.iter().map(String::as_str).collect();
        check(&stamped, &[("app_pool_exhausted", 1)]);
        check(&[&record, &record], &[("app_pool_exhausted", 2)]);
    }

    #[test]
    fn ignores_consequences_of_error() {
        let closed = "server closed the connection unexpectedly";
        check(&["psycopg2.OperationalError: query_wait_timeout", closed], &[("pgbouncer_query_wait_timeout", 1)]);
        check(
            &[
                "FATAL:  terminating connection due to administrator command",
                "SSL connection has been closed unexpectedly",
            ],
            &[("connection_closed", 1)],
        );
        let first = format!("psycopg2.OperationalError: {FULL}");
        check(&[&first, FULL, &first], &[("server_max_connections", 2)]);
        let hikari = "java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, \
            request timed out after 30000ms";
        let cause = format!("Caused by: {hikari}");
        check(
            &[hikari, "\tat com.zaxxer.hikari.pool.HikariPool.get(HikariPool.java:696)", &cause],
            &[("app_pool_exhausted", 1)],
        );
    }
}
