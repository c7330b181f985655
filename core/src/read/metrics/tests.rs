//! Metrics as the exporters print them, and the texts that the reader must survive.

use super::{super::detect::Confidence, detect};
use crate::read::{TextKind, read};

type Expected<'a> = (&'a str, Option<&'a str>, &'a str);

fn check(text: &str, settings: &[(&str, u64)], measurements: &[Expected<'_>], notes: &[(&str, &str)]) {
    for kind in [Some(TextKind::Metrics), None] {
        let reading = read(text, kind);
        // The server's timeouts are among the measurements already.
        let settings_of = reading.settings.iter().filter(|one| !one.key.contains("timeout"));
        let found: Vec<_> = settings_of.map(|one| (one.field.as_str(), one.value.as_u64())).collect();
        let expected: Vec<_> = settings.iter().map(|(field, value)| (*field, Some(*value))).collect();
        assert_eq!(found, expected, "{kind:?}: {text}");
        let found: Vec<_> = reading.measurements.iter().collect();
        let shown = |value: &serde_json::Value| value.as_str().map_or(value.to_string(), str::to_owned);
        let found: Vec<_> =
            found.iter().map(|one| (one.quantity.name(), one.of.as_deref(), shown(&one.value))).collect();
        let found: Vec<Expected<'_>> = found.iter().map(|(name, of, value)| (*name, *of, value.as_str())).collect();
        assert_eq!(found, measurements, "{kind:?}: {text}");
        let notes_of_text: Vec<_> = reading.notes.iter().map(|note| (note.code, note.message.as_str())).collect();
        assert_eq!(notes_of_text.len(), notes.len(), "{kind:?}: {text} {notes_of_text:?}");
        for ((code, message), (expected, part)) in notes_of_text.iter().zip(notes) {
            assert!(code == expected && message.contains(part), "{kind:?}: {text} {notes_of_text:?}");
        }
        for setting in &reading.settings {
            assert_eq!(text[setting.span.clone()], setting.text, "{text}");
        }
    }
}

#[test]
fn reads_sqlalchemy_metrics() {
    let text = "# HELP db_pool_size Total connection pool size\n# TYPE db_pool_size gauge\ndb_pool_size 5.0\n# TYPE db_pool_checked_out gauge\ndb_pool_checked_out 3.0\ndb_pool_checked_in 2.0\ndb_pool_overflow -2.0\ndb_pool_num_overflow 10.0\npython_info{version=\"3.11\"} 1.0\n";
    let settings = [("services[0].pool.size", 5), ("services[0].pool.overflow", 10)];
    check(text, &settings, &[("checked_out", None, "3"), ("checked_in", None, "2"), ("overflow_open", None, "0")], &[]);
    check("thread_pool_size 5\n", &[], &[], &[("nothing_found", "")]);
    // The histograms of the wait and of the hold have sums: their means.
    let text = "db_pool_hold_seconds_count 100\ndb_pool_hold_seconds_sum 8.0\ndb_pool_checkout_seconds_count 100\n\
                db_pool_checkout_seconds_sum 45.0\n";
    check(text, &[], &[("hold_mean_ms", None, "80.0"), ("wait_mean_ms", None, "450.0")], &[]);
}

#[test]
fn reads_hikari_metrics_of_both_exporters() {
    let text = "# TYPE hikaricp_connections_usage_seconds summary\nhikaricp_connections_usage_seconds_count{pool=\"main\",} 200.0\nhikaricp_connections_usage_seconds_sum{pool=\"main\",} 10.5\nhikaricp_connections_max{pool=\"main\",} 10.0\nhikaricp_connections_active{pool=\"main\",} 7.0\nhikaricp_connections_pending{pool=\"main\",} 2.0\nhikaricp_connections_timeout_total{pool=\"main\",} 4.0\nhikaricp_connections{pool=\"main\",} 10.0\n# EOF\n";
    let settings = [("services[0].pool.size", 10), ("services[0].pool.overflow", 0)];
    let expected = [
        ("hold_mean_ms", None, "52.5"),
        ("checked_out", None, "7"),
        ("waiting", None, "2"),
        ("timeouts", None, "4"),
        ("total_connections", None, "10"),
    ];
    check(text, &settings, &expected, &[]);
    let text = "hikaricp_active_connections{pool=\"main\"} 7.0\nhikaricp_connection_usage_millis_sum{pool=\"main\"} 500\nhikaricp_connection_usage_millis_count{pool=\"main\"} 0\n";
    check(text, &[], &[("checked_out", None, "7")], &[]);
}

#[test]
fn recognizes_exhausted_pools() {
    let settings = |size| [("services[0].pool.size", size), ("services[0].pool.overflow", 0)];
    let free = |free: u32| {
        format!("psycopg_pool_pool_size 12\npsycopg_pool_pool_available {free}\npsycopg_pool_requests_waiting 9\n")
    };
    let measured = |free, used| {
        let open = ("total_connections", None, "12");
        [open, ("checked_in", None, free), ("waiting", None, "9"), ("checked_out", None, used)]
    };
    check(&free(0), &settings(12), &measured("0", "12"), &[]);
    check(&free(2), &[], &measured("2", "10"), &[]);
    check(&format!("psycopg_pool_pool_max 20\n{}", free(0)), &settings(20), &measured("0", "12"), &[]);
    let measured = [("checked_out", None, "5"), ("waiting", None, "4")];
    for prefix in ["ruby_active_record", "active_record", "gitlab_database"] {
        let text = ["size 5", "busy 5", "waiting 4"].map(|end| format!("{prefix}_connection_pool_{end}\n")).concat();
        check(&text, &settings(5), &measured, &[]);
    }
}

#[test]
fn reads_connections_of_heroku() {
    let info = "Plan:         Standard 0\nPG Version:   15.4\nConnections:  119/120\n";
    let reading = read(info, None);
    let measured: Vec<_> = reading.measurements.iter().map(|one| (one.quantity.name(), one.value.as_u64())).collect();
    assert_eq!(measured, [("connections_total", Some(119))]);
    assert_eq!(reading.chosen("database.max_connections").and_then(|limit| limit.value.as_u64()), Some(120));
    // Any pool may say so.
    check("Connections: 5/10\n", &[], &[], &[("nothing_found", "")]);
}

#[test]
fn reads_pgbouncer_and_postgres_exporters() {
    let text = "pgbouncer_pools_client_waiting_connections{database=\"shop\",user=\"app\"} 7\npgbouncer_pools_client_waiting_connections{database=\"shop\",user=\"batch\"} 1\npgbouncer_pools_client_maxwait_seconds{database=\"shop\",user=\"app\"} 2.5\npgbouncer_databases_max_connections{name=\"shop\"} 0\npgbouncer_config_max_client_connections 1000\n";
    let expected = [
        ("pgbouncer_clients_waiting", Some("app"), "7"),
        ("pgbouncer_clients_waiting", Some("batch"), "1"),
        ("pgbouncer_max_wait_s", None, "2.5"),
        ("pgbouncer_max_db_connections", None, "unlimited"),
        ("pgbouncer_max_client_conn", None, "1000"),
    ];
    check(text, &[], &expected, &[("several_series", "2 series; the sum is 8, the maximum 7; the sum is used")]);
    let text = "pg_settings_max_connections{server=\"db:5432\"} 100\npg_settings_superuser_reserved_connections{server=\"db:5432\"} 3\npg_settings_idle_in_transaction_session_timeout_seconds{server=\"db:5432\"} 0\npg_settings_statement_timeout_seconds{server=\"db:5432\"} 30\npg_stat_activity_count{datname=\"shop\",server=\"db:5432\",state=\"idle\"} 5\npg_stat_activity_count{datname=\"postgres\",server=\"db:5432\",state=\"idle\"} 0\npg_stat_activity_count{datname=\"shop\",server=\"db:5432\",state=\"disabled\"} 0\npg_stat_activity_max_tx_duration{datname=\"shop\",server=\"db:5432\",state=\"active\"} 1.25\n";
    let settings = [("database.max_connections", 100), ("database.superuser_reserved", 3)];
    let expected = [
        ("idle_in_transaction_session_timeout", None, "disabled"),
        ("statement_timeout_ms", None, "30000"),
        ("idle", None, "5"),
        ("other", None, "0"),
        ("longest_transaction_s", None, "1.25"),
    ];
    check(text, &settings, &expected, &[]);
}

#[test]
fn labels_several_series() {
    let text = "pool_checked_out{instance=\"a\"} 5\npool_checked_out{instance=\"b\"} 7\n";
    let expected = [("checked_out", Some("a"), "5"), ("checked_out", Some("b"), "7")];
    check(text, &[], &expected, &[("several_series", "2 series; the sum is 12, the maximum 7; the sum is used")]);
    let text = "db_pool_size{pod=\"a\"} 5\ndb_pool_size{pod=\"b\"} 5\n";
    check(text, &[("services[0].pool.size", 5)], &[], &[]);
    let text = "db_pool_size{pod=\"a\"} 5\ndb_pool_size{pod=\"b\"} 20\n";
    check(text, &[("services[0].pool.size", 20)], &[], &[("several_series", "from 5 to 20; the largest is used")]);
}

#[test]
fn nasty_inputs_do_no_harm() {
    let nothing = ("nothing_found", "");
    let text = "# HELP db_pool_checked_out x\n# TYPE db_pool_checked_out gauge\ndb_pool_checked_out{pool=\"a\"} NaN\ndb_pool_wait_seconds_bucket{le=\"+Inf\"} 10\ndb_pool_size +Inf\n";
    check(text, &[], &[], &[nothing, ("not_finite", "db_pool_checked_out"), ("not_finite", "db_pool_size")]);
    check("pool_size 5\npool_size 9\n", &[], &[], &[nothing, ("duplicate_key", "pool_size")]);
    check("pool_size 5\npool_size 5.0\n", &[("services[0].pool.size", 5)], &[], &[]);
    check(
        "pool_size 1e999\npool_size 5.5\n",
        &[],
        &[],
        &[("not_finite", ""), nothing, ("not_an_integer", "pool_size")],
    );
    check("db_pool_size -5\n", &[], &[], &[("out_of_range", "db_pool_size"), nothing]);
    let text = "db_pool_checked_out{dsn=\"postgresql://app:hunter2@db/app\"} 5\ndb_pool_checked_out{dsn=\"x\"} 6\n";
    let expected = [("checked_out", Some("***"), "5"), ("checked_out", Some("***"), "6")];
    check(text, &[], &expected, &[("several_series", "2 series")]);
    for text in ["{", "x{", "x{a=\"", "x{a=\"\\", "# ", "pool_size{} ", "漢_pool_size 5"] {
        let reading = read(text, Some(TextKind::Metrics));
        assert!(reading.settings.is_empty() && reading.measurements.is_empty(), "{text}");
    }
}

#[test]
fn detects_lines_of_metrics() {
    let lines = [
        ("# HELP x y", Confidence::Certain),
        ("# EOF", Confidence::Certain),
        ("http_requests_total{code=\"200\"} 5 1700000000", Confidence::Certain),
        ("db_pool_size 5", Confidence::Certain),
        ("x 5", Confidence::Maybe),
        ("some_metric 5", Confidence::Maybe),
        ("# a comment", Confidence::No),
        ("DB_POOL_SIZE=5", Confidence::No),
        ("f'{x}' 5", Confidence::No),
        (" 100", Confidence::No),
    ];
    for (line, expected) in lines {
        assert_eq!(detect(line), expected, "{line}");
    }
    let reading = read("DB_POOL_SIZE=20\n\ndb_pool_checked_out 3\n", None);
    assert_eq!((reading.settings.len(), reading.measurements.len(), reading.parts.len()), (1, 1, 2), "{reading:?}");
}

#[test]
fn long_texts_take_no_time() {
    const SIZE: usize = 2 * 1024 * 1024;
    for unit in
        ["pool_size 5\n", "pool_size{a=\"b\"} 5\n", "x{", "x{a=\"b\",", "a=\"b\",", "\\\"", "#\n", "x 5\n", "漢"]
    {
        let many = unit.repeat(SIZE / unit.len() - 50);
        for text in [many.clone(), format!("pool_size{{{many}"), format!("pool_size{{{many}}} 5")] {
            let reading = read(&text, Some(TextKind::Metrics));
            assert!(reading.notes.len() < 600 && detect(&text) != Confidence::Certain);
        }
    }
    let many: Vec<_> = (0..40_000).map(|n| format!("db_pool_checked_out{{pod=\"p{n}\",job=\"j\"}} {n}")).collect();
    let many = many.join("\n");
    assert_eq!(read(&many, Some(TextKind::Metrics)).measurements.len(), 500);
}

/// A histogram as `prometheus_client` exposes it, with counts up to each bound.
fn histogram(name: &str, labels: &str, counts: &[(&str, u32)]) -> String {
    let line = |(bound, count): &(&str, u32)| format!("{name}_bucket{{{labels}le=\"{bound}\"}} {count}.0\n");
    counts.iter().map(line).collect()
}

const COUNTS: [(&str, u32); 5] = [("0.005", 20), ("0.01", 80), ("0.025", 95), ("0.07", 99), ("+Inf", 100)];

fn holds(text: &str, buckets: Option<&str>, code: Option<&str>) {
    let reading = read(text, None);
    let hold = reading.settings.iter().find(|setting| setting.field == "services[0].traffic[0].hold_ms");
    assert_eq!(hold.map(|hold| hold.value["buckets"].to_string()).as_deref(), buckets, "{text}: {reading:?}");
    assert!(code.is_none_or(|code| reading.notes.iter().any(|note| note.code == code)), "{text}: {:?}", reading.notes);
}

#[test]
fn histograms_of_holds_or_requests_become_the_hold() {
    let once = Some("[[5.0,20.0],[10.0,80.0],[25.0,95.0],[70.0,99.0],[\"inf\",100.0]]");
    let twice = Some("[[5.0,40.0],[10.0,160.0],[25.0,190.0],[70.0,198.0],[\"inf\",200.0]]");
    holds(&histogram("db_pool_hold_seconds", "", &COUNTS), once, None);
    holds(&histogram("shop_db_pool_hold_seconds", "pool=\"a\",", &COUNTS), once, None);
    let of_requests = |handler: &str| histogram("http_request_duration_seconds", handler, &COUNTS);
    holds(&of_requests("handler=\"/\","), once, Some("request_as_hold"));
    holds(&(of_requests("handler=\"/\",") + &of_requests("handler=\"/cart\",")), twice, Some("request_as_hold"));
    let both = of_requests("") + &histogram("hikaricp_connections_usage_seconds", "pool=\"a\",", &COUNTS);
    holds(&both, once, Some("several_histograms"));
    // All in the first bucket says too little.
    holds(&histogram("db_pool_hold_seconds", "", &[("0.005", 9), ("+Inf", 9)]), None, Some("out_of_range"));
    holds(&histogram("gc_pause_seconds", "", &COUNTS), None, None);
}
