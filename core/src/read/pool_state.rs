//! What a pool says about itself: SQLAlchemy's `pool.status()`, dicts of numbers as applications make them of it,
//! Hikari's `(total=…, active=…)`, and the statistics of `psycopg_pool`, Active Record, Go and Odoo.

mod entry;
mod names;
mod stats;

pub(super) use stats::Stats;

use super::{detect::Confidence, log, reader::Reader, source::Line};
use entry::Key;
use std::ops::Range;

pub(super) fn detect(line: &str) -> Confidence {
    let text = line.trim_start();
    // A comment shows what a pool may say, and code asks for it.
    if text.starts_with(['#', '|']) || text.starts_with("//") || text.starts_with("--") {
        return Confidence::No;
    }
    // A pool's error shows its numbers as well, and the log's reader takes both.
    if log::has_error(text) {
        return Confidence::No;
    }
    if text.starts_with(stats::NUM_IDLE) {
        return Confidence::Certain;
    }
    let is_status = text.contains("Pool size:") && text.contains("Connections in pool");
    if is_status || (text.contains("(total=") && text.contains("active=")) {
        return Confidence::Certain;
    }
    // A dict's first lines could be anything's; only one of them may tell that it is a pool's.
    let of_ruby = entry::ruby_confidence(text);
    if of_ruby == Confidence::Certain || entry::is_odoo(text) {
        return Confidence::Certain;
    }
    let in_dict = of_ruby == Confidence::Maybe
        || text.trim_end().ends_with('{')
        || text.starts_with(['\'', '"']) && text.contains(':');
    if !entry::is_hinted(text) {
        return Confidence::new(false, in_dict);
    }
    let telling = |key| matches!(key, Key::CheckedOut | Key::CheckedIn | Key::Available);
    let is_go = text.contains("OpenConnections:") && text.contains("InUse:")
        || ["\"OpenConnections\":", "\"open_connections\":", "\"InUse\":"].iter().any(|key| text.contains(key));
    let is_telling = is_go || entry::entries(text).any(|entry| entry.is_quoted && telling(entry.key));
    Confidence::new(is_telling, in_dict || entry::entries(text).any(|entry| entry.is_quoted))
}

pub(super) fn read(reader: &mut Reader<'_>, range: Range<usize>) {
    let mut stats = Stats::of_all_lines();
    let source = reader.source;
    // The first lines of a dict may look like code.
    let first = source.line_of(range.start);
    let is_item = |line: &Line<'_>| line.text.trim_start().starts_with(['\'', '"', '{']);
    let above = (1..first).rev().take(MAX_LINES_ABOVE).map_while(|number| source.line(number).filter(is_item));
    let start = above.last().map_or(range.start, |line| line.at);
    for line in source.lines(start..range.end) {
        stats.take(reader, &line);
    }
    stats.finish(reader);
}

/// A pool's numbers have no more lines.
const MAX_LINES_ABOVE: usize = 30;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{MeasuredQuantity, TextKind, read};

    /// The settings and measurements of a text, each with its value, and the notes' codes.
    fn check(text: &str, settings: &[(&str, &str)], measured: &[(&str, u64)], notes: &[&str]) {
        for kind in [Some(TextKind::PoolState), None] {
            let reading = read(text, kind);
            let found: Vec<_> =
                reading.settings.iter().map(|set| (set.field.as_str(), &text[set.span.clone()])).collect();
            assert_eq!(found, settings, "{text}");
            let found = reading
                .measurements
                .iter()
                .map(|measurement| (measurement.quantity.name(), measurement.value.as_u64().unwrap_or(u64::MAX)));
            assert_eq!(found.collect::<Vec<_>>(), measured, "{text}");
            assert_eq!(reading.notes.iter().map(|note| note.code).collect::<Vec<_>>(), notes, "{text}");
            for measurement in &reading.measurements {
                // psycopg_pool's is a difference.
                if measurement.quantity != MeasuredQuantity::CheckedOut || !text.contains("pool_available") {
                    assert_eq!(text[measurement.span.clone()], measurement.value.to_string(), "{text}");
                }
            }
        }
    }

    const SIZE: &str = "services[0].pool.size";
    const OVERFLOW: &str = "services[0].pool.overflow";
    const TIMEOUT: &str = "services[0].pool.timeout_s";

    #[test]
    fn reads_sqlalchemy_status() {
        for before in ["", "Pool Status: ", "🔌 ", "2026-11-21 20:09:38,123 INFO pool: "] {
            let text = format!(
                "{before}Pool size: 2  Connections in pool: 0 Current Overflow: -2 Current Checked out connections: 0"
            );
            check(&text, &[(SIZE, "2")], &[("checked_in", 0), ("checked_out", 0)], &[]);
        }
        check(
            "Pool size: 20  Connections in pool: 0 Current Overflow: 28 Current Checked out connections: 48\n",
            &[(SIZE, "20"), (OVERFLOW, "28")],
            &[("checked_in", 0), ("overflow_open", 28), ("checked_out", 48)],
            &[],
        );
        check("{\"pool\": {\"size\": 8, \"overflow\": 4}}", &[(SIZE, "8"), (OVERFLOW, "4")], &[], &[]);
    }

    #[test]
    fn reads_status_dicts() {
        let measured = [("checked_in", 18), ("checked_out", 2), ("overflow_open", 0)];
        check(
            "{'pool_size': 20, 'checked_in': 18, 'checked_out': 2, 'overflow': 0, 'status': 'healthy'}",
            &[(SIZE, "20")],
            &measured,
            &[],
        );
        check(
            "Pool Status: {\n    'pool_size': 20,\n    'checked_in': 18,    # Most connections available\n    \
             'checked_out': 2,    # was 'checked_out': 5,\n    'overflow': 0,       # none\n    'status': \
                 'healthy'\n}\n",
            &[(SIZE, "20")],
            &measured,
            &[],
        );
        check(
            "{\r\n  \"size\": 20,\r\n  \"max_overflow\": 30,\r\n  \"checkedin\": 0,\r\n  \"checkedout\": 48,\r\n  \
             \"total_connections\": 48,\r\n  \"utilization_percentage\": 96.0\r\n}\r\n",
            &[(SIZE, "20"), (OVERFLOW, "30")],
            &[("checked_in", 0), ("checked_out", 48), ("total_connections", 48)],
            &[],
        );
        check("🔌 Connection pool after batch: {'checked_out': 1}", &[], &[("checked_out", 1)], &[]);
    }

    #[test]
    fn reads_status_of_other_pools() {
        check(
            "HikariPool-1 - Pool stats (total=10, active=7, idle=3, waiting=0)",
            &[],
            &[("total_connections", 10), ("checked_out", 7), ("checked_in", 3), ("waiting", 0)],
            &[],
        );
        check(
            "{'connections_num': 1, 'requests_num': 3, 'pool_min': 4, 'pool_max': 10, 'pool_size': 4, \
            'pool_available': 2, 'requests_waiting': 0}",
            &[(SIZE, "10"), (OVERFLOW, "10")],
            &[("checked_out", 2), ("total_connections", 4), ("checked_in", 2), ("waiting", 0)],
            &[],
        );
        let measured = [("checked_out", 12), ("total_connections", 12), ("checked_in", 0), ("waiting", 9)];
        let full = "{'pool_size': 12, 'pool_available': 0, 'requests_waiting': 9}";
        check(full, &[(SIZE, "12"), (OVERFLOW, "12")], &measured, &[]);
        check(
            &full.replace(": 0", ": 2").replace(": 9", ": 0"),
            &[],
            &[("checked_out", 10), ("total_connections", 12), ("checked_in", 2), ("waiting", 0)],
            &[],
        );
    }

    #[test]
    fn reads_statistics_of_active_record() {
        let settings = [(SIZE, "5"), (OVERFLOW, "5"), (TIMEOUT, "5.0")];
        let measured = [("total_connections", 5), ("checked_out", 5), ("checked_in", 0), ("waiting", 3)];
        let of_ruby = "{size: 5, connections: 5, busy: 5, dead: 0, idle: 0, waiting: 3, checkout_timeout: 5.0}";
        let arrows = "{:size=>5, :connections=>5, :busy=>5, :dead=>0, :idle=>0, :waiting=>3, :checkout_timeout=>5.0}";
        for text in [of_ruby.to_owned(), arrows.to_owned(), format!("=> {arrows}"), of_ruby.replace(", ", ",\n ")] {
            check(&text, &settings, &measured, &[]);
        }
    }

    #[test]
    fn reads_statistics_of_go() {
        let settings = [(SIZE, "20"), (OVERFLOW, "20")];
        let measured = [("total_connections", 20), ("checked_out", 20), ("checked_in", 0), ("waits", 4821)];
        for text in [
            "{MaxOpenConnections:20 OpenConnections:20 InUse:20 Idle:0 WaitCount:4821 WaitDuration:1m3s}",
            "sql.DBStats{MaxOpenConnections:20, OpenConnections:20, InUse:20, Idle:0, WaitCount:4821, WaitDuration:0}",
            "{\"MaxOpenConnections\": 20, \"OpenConnections\": 20, \"InUse\": 20, \"Idle\": 0, \"WaitCount\": 4821}",
        ] {
            check(text, &settings, &measured, &[]);
        }
        // As applications report their health.
        check(
            "{\"status\":\"up\",\"open_connections\":\"20\",\"in_use\":\"20\",\"idle\":\"0\"}",
            &[],
            &[("total_connections", 20), ("checked_out", 20), ("checked_in", 0)],
            &[],
        );
        check(
            "{MaxOpenConnections:0 OpenConnections:7 InUse:2 Idle:5}",
            &[],
            &[("total_connections", 7), ("checked_out", 2), ("checked_in", 5)],
            &["unlimited"],
        );
    }

    #[test]
    fn ignores_use_of_other_things() {
        check("{\"licenses\": 20, \"in_use\": 20, \"idle\": 0}", &[], &[], &["nothing_found"]);
    }

    #[test]
    fn reads_numbers_of_odoo() {
        let measured = [("checked_out", 64), ("total_connections", 64)];
        check("ConnectionPool(used=64/count=64/max=64)", &[(SIZE, "64"), (OVERFLOW, "64")], &measured, &[]);
    }

    #[test]
    fn reports_repeated_setting_once() {
        let line = "{'pool_size': 20, 'checked_out': 2}\n";
        check(&line.repeat(3), &[(SIZE, "20")], &[("checked_out", 2); 3], &[]);
    }

    #[test]
    fn notes_unusable_numbers() {
        check(
            "{'pool_size': 99999999999, 'checked_out': nan, 'checked_in': -5, 'overflow': 1e999}",
            &[],
            &[],
            &["out_of_range", "not_finite", "out_of_range", "not_finite", "nothing_found"],
        );
    }

    #[test]
    fn keeps_name_of_pool() {
        let reading =
            read("HikariPool-1 - Pool stats (total=10, active=7, idle=3, waiting=0)", Some(TextKind::PoolState));
        assert_eq!(reading.measurements[0].of.as_deref(), Some("HikariPool-1"));
    }

    #[test]
    fn detects_lines_by_keys() {
        for (line, expected) in [
            ("    'checked_out': 2,    # few", Confidence::Certain),
            ("    \"checkedin\": 2", Confidence::Certain),
            ("    'pool_size': 20,", Confidence::Maybe),
            ("    \"overflow\": 0,", Confidence::Maybe),
            ("Pool Status: {", Confidence::Maybe),
            ("    'status': 'healthy',", Confidence::Maybe),
            ("    'checked_out': pool.checkedout(),", Confidence::Maybe),
            ("print(f\"Checked out: {status['checked_out']}\")", Confidence::No),
            ("usage = (stats['checked_out'] / stats['pool_size']) * 100", Confidence::No),
            ("# {'checked_out': 1}", Confidence::No),
            ("DB_POOL_SIZE=20", Confidence::No),
            ("pool_size: 20", Confidence::No),
            ("db_pool_checked_out 5", Confidence::No),
            ("", Confidence::No),
        ] {
            assert_eq!(detect(line), expected, "{line}");
        }
    }
}
