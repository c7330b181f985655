//! From the numbers of a log's errors to settings, each once.

use super::{
    fact::{Fact, Number},
    signature::{HIKARICP, SQLALCHEMY, Signature},
};
use crate::read::reader::Reader;
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

/// What has been set.
#[derive(Default)]
pub(super) struct Settings {
    /// What has been set or noted: a log says the same thousands of times.
    reported: BTreeSet<(&'static str, String)>,
    /// The largest overflow that was seen with a size.
    overflows: BTreeMap<u64, u64>,
}

impl Settings {
    /// Takes a number that stands at `span`, beside the pool's size where the text gives that.
    pub(super) fn take(
        &mut self,
        reader: &mut Reader<'_>,
        signature: &Signature,
        number: &Number<'_>,
        span: Range<usize>,
        size: Option<u64>,
    ) {
        let &Number { fact: &Fact { name, field, key, .. }, text, ref value } = number;
        let Some(field) = field else { return };
        let is_overflow = name == "max_overflow";
        let mut shown = value.as_ref().map_or_else(|_| text.to_owned(), Value::to_string);
        if is_overflow {
            shown = format!("{shown} with {size:?}");
        }
        if !self.reported.insert((name, shown)) {
            return;
        }
        match value {
            Err(_) if is_overflow && text.starts_with('-') => {
                let message = "the printed overflow is the current one: a negative value means that fewer than \
                               pool_size connections were open, and does not show max_overflow";
                reader.note("current_overflow", span.start, message);
            }
            Err((code, message)) => reader.note(code, span.start, format!("{key}: {message}")),
            Ok(value) if is_overflow && self.is_below_largest(size, value) => {
                let message = "the printed overflow is the current one: a larger one with this pool_size appears \
                               above, so this is not max_overflow, or it is another pool's";
                reader.note("current_overflow", span.start, message);
            }
            Ok(value) if name == "pool_size" && signature.library != SQLALCHEMY => {
                let before = reader.reading.settings.len();
                reader.set_max(None, key, span, value.clone());
                // Hikari tells how many connections were open: at a timeout most likely all that there may be.
                let is_assumed = signature.library == HIKARICP;
                reader.reading.settings.iter_mut().skip(before).for_each(|setting| setting.assumed = is_assumed);
            }
            Ok(value) => {
                reader.set(field, key, span, value.clone());
            }
        }
    }

    fn is_below_largest(&mut self, size: Option<u64>, overflow: &Value) -> bool {
        let Some((size, overflow)) = size.zip(overflow.as_u64()) else { return false };
        let largest = self.overflows.entry(size).or_insert(overflow);
        *largest = overflow.max(*largest);
        overflow < *largest
    }
}

#[cfg(test)]
mod tests {
    use crate::read::{Reading, TextKind, read};
    use serde_json::{Value, json};

    /// Class, library and facts.
    type Error<'a> = (&'a str, &'a str, Value);

    /// What a log says: its one error with its facts, the settings as field and text, and the notes' codes.
    fn check(text: &str, error: Option<Error<'_>>, settings: &[(&str, &str)], notes: &[&str]) -> Reading {
        let reading = read(text, Some(TextKind::ErrorLog));
        let found = reading.errors.iter().map(|error| (error.class.name(), error.library, json!(error.facts)));
        assert_eq!(found.collect::<Vec<_>>(), error.into_iter().collect::<Vec<_>>(), "{text}");
        let found = reading.settings.iter().map(|setting| (setting.field.as_str(), &text[setting.span.clone()]));
        let settings = settings.iter().map(|(field, text)| (format!("services[0].{field}"), *text));
        let found: Vec<_> = found.map(|(field, text)| (field.to_owned(), text)).collect();
        assert_eq!(found, settings.collect::<Vec<_>>(), "{text}");
        assert_eq!(reading.notes.iter().map(|note| note.code).collect::<Vec<_>>(), notes, "{text}");
        reading
    }

    fn pool(library: &str, facts: Value) -> Error<'_> {
        ("app_pool_exhausted", library, facts)
    }

    #[test]
    fn reads_every_spelling_of_sqlalchemy_timeout() {
        let facts = json!({"pool_size": 20, "max_overflow": 30, "pool_timeout_s": 30.0});
        for (before, timeout, after) in [
            ("", "30", ""),
            ("TimeoutError: ", "30.0", "\n"),
            (
                "sqlalchemy.exc.TimeoutError: ",
                "30.00",
                " (Background on this error at: \
            https://sqlalche.me/e/20/3o7r)",
            ),
            (
                "E   sqlalchemy.exc.TimeoutError: Async",
                "30.00",
                " (Background on this error at: https://sqlalche.me/e/21/3o7r)",
            ),
            ("2026-11-21 20:09:38,123 ERROR x ", "30", " (Background on this error at: http://sqlalche.me/e/3o7r)"),
        ] {
            let before = before.replace("Async", "AsyncAdapted");
            let text = format!(
                "{before}QueuePool limit of size 20 overflow 30 reached, connection timed out, timeout \
                {timeout}{after}"
            );
            let settings = [("pool.size", "20"), ("pool.overflow", "30"), ("pool.timeout_s", timeout)];
            check(&text, Some(pool("SQLAlchemy", facts.clone())), &settings, &[]);
        }
        let facts = json!({"pool_size": 5, "max_overflow": 10});
        let settings = [("pool.size", "5"), ("pool.overflow", "10")];
        check(
            "TimeoutError: QueuePool limit of size 5 overflow 10 reached",
            Some(pool("SQLAlchemy", facts)),
            &settings,
            &[],
        );
    }

    #[test]
    fn notes_absurd_numbers() {
        let facts = json!({"pool_size": null, "max_overflow": null, "pool_timeout_s": null});
        let text =
            "QueuePool limit of size 99999999999999999999 overflow -1 reached, connection timed out, timeout nan";
        check(text, Some(pool("SQLAlchemy", facts)), &[], &["out_of_range", "current_overflow", "not_finite"]);
    }

    #[test]
    fn reads_size_and_timeout_of_other_pools() {
        let both = |size, timeout| json!({"pool_size": size, "pool_timeout_s": timeout});
        let settings = |size, timeout| [("pool.size", size), ("pool.overflow", size), ("pool.timeout_s", timeout)];
        let late = |size, timeout| [("pool.timeout_s", timeout), ("pool.size", size), ("pool.overflow", size)];
        let timeout = |s: f64| json!({"pool_timeout_s": s});
        check(
            "psycopg_pool.PoolTimeout: couldn't get a connection after 30.00 sec",
            Some(pool("psycopg_pool", timeout(30.0))),
            &[("pool.timeout_s", "30.00")],
            &[],
        );
        let hikari = "java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, \
        request timed out after 30007ms";
        check(hikari, Some(pool("HikariCP", timeout(30.0))), &[("pool.timeout_s", "30007")], &[]);
        let full = format!("{hikari} (total=10, active=10, idle=0, waiting=5)");
        let reading = check(&full, Some(pool("HikariCP", both(10, 30.0))), &late("10", "30007"), &[]);
        let measured: Vec<_> =
            reading.measurements.iter().map(|measurement| (measurement.quantity.name(), &measurement.value)).collect();
        let (ten, none, five) = (json!(10), json!(0), json!(5));
        let expected = [("total_connections", &ten), ("checked_out", &ten), ("checked_in", &none), ("waiting", &five)];
        assert_eq!(measured, expected);
        let away = format!("{hikari} (total=0, active=0, idle=0, waiting=5)");
        check(&away, Some(pool("HikariCP", timeout(30.0))), &[("pool.timeout_s", "30007")], &[]);
        check(
            "The connection pool has been exhausted, either raise 'Max Pool Size' (currently 100) or 'Timeout' \
            (currently 15 seconds) in your connection string.",
            Some(pool("Npgsql", both(100, 15.0))),
            &settings("100", "15"),
            &[],
        );
        for gap in [
            " ",
            "\n",
            " More info: http://pris.ly/d/connection-pool ",
            "\nMore info:\nhttp://pris.ly/d/connection-pool\n",
        ] {
            let text = format!(
                "PrismaClientKnownRequestError: Timed out fetching a new connection from the connection \
                pool.{gap}(Current connection pool timeout: 10, connection limit: 3)"
            );
            check(&text, Some(pool("Prisma", both(3, 10.0))), &late("3", "10"), &[]);
        }
        check(
            "Timed out fetching a new connection from the pool. Please consider reducing the number of requests or \
            increasing the `connection_limit` parameter \
            (https://www.prisma.io/docs/concepts/components/prisma-client/connection-management#connection-pool). \
            Current limit: 10.",
            Some(pool("Prisma", json!({"pool_size": 10}))),
            &[("pool.size", "10"), ("pool.overflow", "10")],
            &[],
        );
        check(
            "ActiveRecord::ConnectionTimeoutError: could not obtain a database connection within 5 seconds (waited \
            5.003538446 seconds). The max pool size is currently 30; consider increasing it.",
            Some(pool("Active Record", both(30, 5.0))),
            &late("30", "5"),
            &[],
        );
        check(
            "could not obtain a connection from the pool within 5.000 seconds (waited 5.003 seconds); all pooled \
            connections were in use",
            Some(pool("Active Record", timeout(5.0))),
            &[("pool.timeout_s", "5.000")],
            &[],
        );
    }

    #[test]
    fn counts_errors_of_long_log() {
        let line = |n: usize, overflow| {
            format!(
                "2026-11-21 20:{:02}:{:02},000 ERROR [app] QueuePool limit of size 5 overflow {overflow} reached, \
                connection timed out, timeout 30.00\n",
                n / 60 % 60,
                n % 60
            )
        };
        let mut text: String = (0..10_000).map(|n| line(n % 3600, 10)).collect();
        text += &line(3599, 9);
        text += &line(3599, 12);
        let facts = json!({"pool_size": 5, "max_overflow": 12, "pool_timeout_s": 30.0});
        let settings =
            [("pool.size", "5"), ("pool.overflow", "10"), ("pool.timeout_s", "30.00"), ("pool.overflow", "12")];
        let reading = check(&text, Some(pool("SQLAlchemy", facts)), &settings, &["current_overflow", "conflict"]);
        let error = &reading.errors[0];
        assert_eq!((error.count, error.line), (10_002, 1));
        assert_eq!(error.first.as_deref(), Some("2026-11-21 20:00:00"));
        assert_eq!(error.last.as_deref(), Some("2026-11-21 20:59:59"));
    }

    #[test]
    fn notes_unknown_error() {
        check("KeyError: 'pool_size'\n", None, &[], &["not_recognised", "nothing_found"]);
        let reading = check("all is well\nValueError: pool_size=20\n", None, &[], &["nothing_found", "not_recognised"]);
        assert_eq!(reading.notes[1].line, 2);
        check("# QueuePool limit of size 5 overflow 10 reached", None, &[], &["not_recognised", "nothing_found"]);
    }

    #[test]
    fn detects_provider_by_reserved_role() {
        let text = "asyncpg.exceptions.TooManyConnectionsError: remaining connection slots are reserved for roles \
        with privileges of the \"rds_reserved\" role";
        check(text, Some(("server_max_connections", "PostgreSQL", json!({"platform": "rds"}))), &[], &[]);
    }
}
