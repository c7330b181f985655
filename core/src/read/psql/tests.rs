//! psql 15's own output in every format, with two queries that stand for all, and the texts that it must survive.

mod counts;
mod formats;

use super::super::detect::Confidence;
use crate::read::{Reading, Setting, TextKind, read};

fn check(text: &str, settings: &[(&str, u64)], measurements: &[(&str, Option<&str>, &str)], notes: &[&str]) {
    for text in [text.to_owned(), text.replace('\n', "\r\n")] {
        for kind in [Some(TextKind::Psql), None] {
            let reading = read(&text, kind);
            assert_eq!(short(&reading), (settings.to_vec(), measurements_of(measurements)), "{kind:?}: {text}");
            let mut codes: Vec<_> = reading.notes.iter().map(|note| note.code).collect();
            codes.sort_unstable();
            assert_eq!(codes, notes, "{kind:?}: {text}");
            for setting in &reading.settings {
                assert_eq!(text[setting.span.clone()], setting.text, "{text}");
                if !is_measured_too(setting) {
                    assert_eq!(setting.value.to_string(), setting.text, "{text}");
                }
            }
            assert!(!format!("{reading:?}").contains("hunter"), "{reading:?}");
        }
    }
}

/// What is in the table of expected measurements already: `times_and_the_pooler_are_settings_too` has its fields.
fn is_measured_too(setting: &Setting) -> bool {
    setting.field.starts_with("pooler.") || setting.key.contains("timeout")
}

#[test]
fn reads_timeouts_and_pooler_settings() {
    let check = |text: &str, expected: &[(&str, serde_json::Value)]| {
        let reading = read(text, None);
        let found: Vec<_> = reading.settings.iter().map(|one| (one.field.as_str(), one.value.clone())).collect();
        assert_eq!(found, expected, "{text}");
    };
    check(
        "statement_timeout = 30s\nidle_in_transaction_session_timeout = 0\nidle_session_timeout = 10min\n",
        &[
            ("database.statement_timeout_ms", 30_000.into()),
            ("database.idle_in_transaction_timeout_ms", 0.into()),
            ("database.idle_cut_s", 600.0.into()),
        ],
    );
    check(
        "       key         |    value    | default | changeable\n-------------------+-------------+---------+------------\n \
         pool_mode         | transaction | session | yes\n default_pool_size | 30          | 20      | yes\n \
         max_client_conn   | 500         | 100     | yes\n",
        &[
            ("pooler.pool_mode", "transaction".into()),
            ("pooler.default_pool_size", 30.into()),
            ("pooler.max_client_conn", 500.into()),
        ],
    );
}

type Short<'a> = (Vec<(&'a str, u64)>, Vec<(String, Option<String>, String)>);

fn short(reading: &Reading) -> Short<'_> {
    let value = |value: &serde_json::Value| value.as_u64().unwrap_or_default();
    let settings = reading
        .settings
        .iter()
        .filter(|setting| !is_measured_too(setting))
        .map(|setting| (setting.field.strip_prefix("database.").unwrap_or(&setting.field), value(&setting.value)));
    let measurements = reading.measurements.iter().map(|measured| {
        (
            measured.quantity.name().to_owned(),
            measured.of.clone(),
            measured.value.as_str().map_or(measured.value.to_string(), str::to_owned),
        )
    });
    (settings.collect(), measurements.collect())
}

fn measurements_of(expected: &[(&str, Option<&str>, &str)]) -> Vec<(String, Option<String>, String)> {
    expected.iter().map(|(name, of, value)| ((*name).to_owned(), of.map(str::to_owned), (*value).to_owned())).collect()
}

#[test]
fn separates_results_by_prompts_and_queries() {
    let text = "psql (15.18 (Debian 15.18-0+deb12u1))\nType \"help\" for help.\n\nshop=# SHOW max_connections;\n max_connections \n-----------------\n 100\n(1 row)\n\nshop=# SELECT state, count(*)\nshop-# FROM pg_stat_activity\nshop-# GROUP BY state;\n        state        | count \n---------------------+-------\n                     |     5\n active              |     1\n(2 rows)\n\nshop=# SELECT count(*) FROM pg_stat_activity;\n count \n-------\n     9\n(1 row)\n\nshop=# \\timing\nTiming is on.\nshop=# SHOW idle_in_transaction_session_timeout;\n idle_in_transaction_session_timeout \n-------------------------------------\n 0\n(1 row)\n\nTime: 0.175 ms\nshop=# ";
    let measured = [
        ("other", None, "5"),
        ("active", None, "1"),
        ("connections_total", None, "9"),
        ("idle_in_transaction_session_timeout", None, "disabled"),
    ];
    check(text, &[("max_connections", 100)], &measured, &[]);
    let unseen = "shop=#  max_connections \n-----------------\n 100\n(1 row)\n\nshop=# shop-#         state        | count \n---------------------+-------\n active              |     1\n(1 row)\n\n";
    check(unseen, &[("max_connections", 100)], &[("active", None, "1")], &[]);
    check(
        "$ psql -Atc 'SHOW max_connections'\n100\n$ psql -Atc 'SELECT count(*) FROM pg_stat_activity'\n9\n",
        &[("max_connections", 100)],
        &[("connections_total", None, "9")],
        &[],
    );
    check(" count \n-------\n     9\n(1 row)\n", &[], &[], &["nothing_found"]);
    check(
        "SELECT count(*) FROM pg_stat_activity\n count \n-------\n     9\n",
        &[],
        &[("connections_total", None, "9")],
        &[],
    );
    check("SHOW max_connections\n100\n", &[("max_connections", 100)], &[], &[]);
    check("SELECT count(*) FROM orders;\n count \n-------\n     9\n(1 row)\n", &[], &[], &["nothing_found"]);
}

#[test]
fn counts_sessions_by_state() {
    let text = "-[ RECORD 1 ]----+----------------------------------\ndatname          | \npid              | 17034\nxact_start       | \nstate            | \nquery            | \nbackend_type     | autovacuum launcher\n-[ RECORD 2 ]----+----------------------------------\ndatname          | shop\npid              | 17667\nxact_start       | \nstate            | idle\nquery            | SELECT 2;                        +\n                 | SELECT 'x|y'\nbackend_type     | client backend\n-[ RECORD 3 ]----+----------------------------------\ndatname          | shop\npid              | 17668\nxact_start       | 2026-11-21 20:41:26.195307+00\nstate            | idle in transaction\nquery            | ALTER ROLE app PASSWORD 'hunter2'\nbackend_type     | client backend\n";
    let measured = [("idle", None, "1"), ("idle_in_transaction", None, "1")];
    check(text, &[], &measured, &["secret"]);
    let text = " pid |    query    |  backend_type  | state \n-----+-------------+----------------+-------\n  12 | SELECT 1   +| client backend | idle\n     |  FROM x | y |                | \n  13 | SELECT 1    | client backend | idle\n";
    check(text, &[], &[("idle", None, "2")], &[]);
    let text = "pid,query,backend_type,state\n12,\"SELECT 1\n FROM x, y\",client backend,idle\n13,\"SELECT 'a\",client backend,idle\n";
    check(text, &[], &[("idle", None, "2")], &[]);
}

#[test]
fn counts_connections_by_owner() {
    let text = " application_name | count \n------------------+-------\n shop-web         |    12\n                  |     1\n eyJhbGciOiJIUzI1 |     2\n(3 rows)\n";
    let measured = [
        ("connections_of", Some("shop-web"), "12"),
        ("connections_of", Some("(none)"), "1"),
        ("connections_of", Some("***"), "2"),
    ];
    check(text, &[], &measured, &["secret"]);
    let text = " usename | state | count \n---------+-------+-------\n app     | idle  |    12\n(1 row)\n";
    check(text, &[], &[("idle", Some("app"), "12")], &[]);
}

#[test]
fn nasty_inputs_do_no_harm() {
    check(" max_connections \n-----------------\n 100\n(1 row)\n\n", &[("max_connections", 100)], &[], &[]);
    check(
        "max_connections|superuser_reserved_connections\n100|3\n(1 row)\n",
        &[("max_connections", 100), ("superuser_reserved", 3)],
        &[],
        &[],
    );
    let text = "              name              | setting | unit \n--------------------------------+---------+------\n max_connections                | 100     | \n statement_timeout              | 30000   | ms\n idle_in_transaction_session_timeout | 0  | ms\n";
    let measured = [("statement_timeout_ms", None, "30000"), ("idle_in_transaction_session_timeout", None, "disabled")];
    check(text, &[("max_connections", 100)], &measured, &[]);
    let text = " pid | query\n-----+------\n  12 | ALTER ROLE app PASSWORD 'hunter2'\n(1 row)\n";
    check(text, &[], &[], &["nothing_found", "secret"]);
    check("app=# ALTER ROLE app PASSWORD 'hunter2';\nALTER ROLE\n", &[], &[], &["nothing_found", "secret"]);
    let text = " max_connections \n-----------------\n 1e999\n\n max_connections \n-----------------\n 0\n\n max_connections \n-----------------\n 99999999999999999999\n\n";
    check(text, &[], &[], &["not_finite", "nothing_found", "out_of_range", "out_of_range"]);
    check(" statement_timeout \n-------------------\n NaN\n", &[], &[], &["not_a_duration", "nothing_found"]);
    for text in [
        "\u{feff}|",
        "max_connections|",
        "-[ RECORD",
        "-[ RECORD 1 ]\n",
        "(",
        "|\n-+-\n|",
        "{\"poolwise_query\"",
        "a|b\n\"",
        "----\n漢|\n",
    ] {
        let reading = read(text, Some(TextKind::Psql));
        assert!(reading.settings.is_empty() && reading.measurements.is_empty(), "{text}: {reading:?}");
    }
}

#[test]
fn reads_lines_of_postgresql_conf() {
    let text = "#max_connections = 100\nmax_connections = 200\t\t\t# (change requires restart)\nsuperuser_reserved_connections = 3\nidle_in_transaction_session_timeout = 5min\nprimary_conninfo = 'user=x password=hunter2'\n";
    let measured = [("idle_in_transaction_session_timeout_ms", None, "300000")];
    check(text, &[("max_connections", 200), ("superuser_reserved", 3)], &measured, &["secret"]);
    for kind in [Some(TextKind::Psql), None] {
        // What somebody is about to set is not the present value.
        assert_eq!(read("ALTER SYSTEM SET max_connections = 200;\n", kind).settings, []);
    }
}

#[test]
fn keeps_pgbouncer_console_apart_from_server() {
    let pools = "pgbouncer=# SHOW POOLS;\n database  |   user    | cl_active | cl_waiting | cl_active_cancel_req | sv_active | sv_idle | sv_used | maxwait | maxwait_us | pool_mode\n-----------+-----------+-----------+------------+----------------------+-----------+---------+---------+---------+------------+-------------\n pgbouncer | pgbouncer |         1 |          0 |                    0 |         0 |       0 |       0 |       0 |          0 | statement\n shop      | app       |        40 |          7 |                    0 |        20 |       1 |       0 |       2 |     500000 | transaction\n(2 rows)\n";
    let measured = [
        ("pgbouncer_clients_active", Some("app@shop"), "40"),
        ("pgbouncer_clients_waiting", Some("app@shop"), "7"),
        ("pgbouncer_servers_active", Some("app@shop"), "20"),
        ("pgbouncer_servers_idle", Some("app@shop"), "1"),
        ("pgbouncer_max_wait_s", Some("app@shop"), "2.5"),
        ("pgbouncer_pool_mode", Some("app@shop"), "transaction"),
    ];
    check(pools, &[], &measured, &[]);
    let config = "            key            |  value  | default | changeable\n---------------------------+---------+---------+------------\n auth_file                 | /etc/x  |         | yes\n default_pool_size         | 20      | 20      | yes\n max_client_conn           | 1000    | 100     | yes\n max_db_connections        | 0       | 0       | yes\n pool_mode                 | session | session | yes\n";
    let measured = [
        ("pgbouncer_default_pool_size", None, "20"),
        ("pgbouncer_max_client_conn", None, "1000"),
        ("pgbouncer_max_db_connections", None, "unlimited"),
        ("pgbouncer_pool_mode", None, "session"),
    ];
    check(config, &[], &measured, &[]);
    let databases = " name | host | port | database | force_user | pool_size | reserve_pool | pool_mode | max_connections | current_connections\n------+------+------+----------+------------+-----------+--------------+-----------+-----------------+---------------------\n shop | db   | 5432 | shop     |            |        20 |            0 |           |               0 |                  12\n";
    let measured = [
        ("pgbouncer_pool_size", Some("shop"), "20"),
        ("pgbouncer_servers_open", Some("shop"), "12"),
        ("pgbouncer_max_db_connections", Some("shop"), "unlimited"),
    ];
    check(databases, &[], &measured, &[]);
}

/// What psql -At printed for `poolwise query`.
const ANSWER: &str = r#"{"poolwise_query" : 1, "server_version_num" : 150018, "is_standby" : false, "settings" : {"max_connections" : 100, "superuser_reserved_connections" : 3, "reserved_connections" : null, "statement_timeout_ms" : 30000, "lock_timeout_ms" : 0, "idle_in_transaction_session_timeout_ms" : 300000, "idle_session_timeout_ms" : 0, "shared_buffers_bytes" : 134217728}, "connections_total" : 3, "longest_transaction_s" : 130.571, "longest_idle_in_transaction_s" : 130.570, "by_state" : [{"count": 2, "state": "idle"}, {"count": 1, "state": "idle in transaction"}], "by_application" : [{"count": 3, "application_name": "shop-web"}], "by_role" : [{"count": 3, "rolname": "app", "rolconnlimit": 20}], "by_database" : [{"count": 3, "datname": "shop", "datconnlimit": 50}], "other_processes" : [{"processes": 1, "backend_type": "autovacuum launcher"}]}"#;

#[test]
fn reads_result_of_poolwise_query() {
    let settings = [("max_connections", 100), ("superuser_reserved", 3)];
    let measured = [
        ("statement_timeout_ms", None, "30000"),
        ("lock_timeout", None, "disabled"),
        ("idle_in_transaction_session_timeout_ms", None, "300000"),
        ("idle_session_timeout", None, "disabled"),
        ("connections_total", None, "3"),
        ("longest_transaction_s", None, "130.571"),
        ("longest_idle_in_transaction_s", None, "130.57"),
        ("idle", None, "2"),
        ("idle_in_transaction", None, "1"),
        ("connections_of", Some("shop-web"), "3"),
        ("connections_of", Some("app"), "3"),
        ("role_connection_limit", Some("app"), "20"),
        ("connections_of", Some("shop"), "3"),
        ("database_connection_limit", Some("shop"), "50"),
    ];
    let width = ANSWER.len() + 2;
    let pretty = ANSWER.replace(", \"", ",\n  \"").replace("{\"poolwise", "{\n  \"poolwise");
    let broken = ANSWER.replace(", {", ",                 +\n  {");
    for text in [
        ANSWER.to_owned(),
        format!("{ANSWER}\n"),
        format!("{:^width$}\n{}\n {ANSWER}\n(1 row)\n\n", "poolwise", "-".repeat(width)),
        format!("+{0}+\n|{1:^width$}|\n+{0}+\n| {ANSWER} |\n+{0}+\n", "-".repeat(width), "poolwise"),
        format!("-[ RECORD 1 ]{}\npoolwise | {ANSWER}\n\n", "-".repeat(width)),
        format!("poolwise\n\"{}\"\n", ANSWER.replace('"', "\"\"")),
        format!("[{{\"poolwise\": {ANSWER}}}]"),
        format!("[{{\"poolwise\": \"{}\"}}]", ANSWER.replace('"', "\\\"")),
        format!("{:^width$}\n{}\n {broken}\n(1 row)\n\n", "poolwise", "-".repeat(width)),
        pretty.clone(),
    ] {
        check(&text, &settings, &measured, &[]);
    }
    let mixed = read(&format!("DB_POOL_SIZE=20\n\n{pretty}\n"), None);
    assert_eq!((mixed.settings.len(), mixed.parts.len()), (5, 2), "{mixed:?}");
    let entries = read(ANSWER, None).entries;
    assert_eq!(entries["server_version_num"].as_deref(), Some("150018"));
    assert_eq!(entries["shared_buffers_bytes"].as_deref(), Some("134217728"));
}

#[test]
fn reads_rows_in_json() {
    let text = "[{\"name\":\"max_connections\",\"setting\":\"100\",\"unit\":null}, \n {\"name\":\"superuser_reserved_connections\",\"setting\":\"3\",\"unit\":null}]\n";
    check(text, &[("max_connections", 100), ("superuser_reserved", 3)], &[], &[]);
    check(
        "[\n  {\n    \"name\": \"max_connections\",\n    \"setting\": \"100\"\n  }\n]\n",
        &[("max_connections", 100)],
        &[],
        &[],
    );
    check("{\"select\": [{\"max_connections\" : \"100\"}]}", &[("max_connections", 100)], &[], &[]);
}

#[test]
fn reads_show_all_without_header() {
    let text = "application_name|psql|Sets the application name to be reported in statistics and logs.\nkrb_server_keyfile|FILE:/etc/postgresql-common/krb5.keytab|Sets the location.\nmax_connections|100|Sets the maximum number of concurrent connections.\n";
    let reading = read(text, Some(TextKind::Psql));
    assert_eq!(short(&reading).0, [("max_connections", 100)]);
}

#[test]
fn keeps_only_harmless_settings() {
    let text = "name|setting|description\ndata_directory|/var/lib/x|d\nmax_worker_processes|8|d\nprimary_conninfo|user=x password=hunter2|d\nserver_version|15.18 (Debian 15.18-0+deb12u1)|d\n(4 rows)\nversion\nPostgreSQL 16.2 on aarch64-unknown-linux-gnu, compiled by gcc\n";
    let reading = read(text, Some(TextKind::Psql));
    let entries: Vec<_> = reading.entries.iter().map(|(key, value)| (key.as_str(), value.as_deref())).collect();
    assert_eq!(entries, [("max_worker_processes", Some("8")), ("server_version", Some("16.2"))]);
    assert_eq!(reading.notes.iter().filter(|note| note.code == "secret").count(), 1, "{:?}", reading.notes);
}

#[test]
fn detects_lines_of_psql() {
    use super::detect;
    for line in [
        "| a | b |",
        "|---|---|",
        "---",
        "DB_POOL_SIZE=20",
        "max_connections: 100",
        "    max_connections=10,",
        "# HELP x y",
        "db_pool_size 5",
        "foo(",
        "Some text, and more",
        "    \"max_connections\": 10,",
        "SELECT 1",
        "- item",
        "web_1  | 2026-01-01 started",
        "    SELECT count(*) FROM pg_stat_activity",
        "(see below)",
        "x -> y",
        "# comment",
    ] {
        assert_ne!(detect(line), Confidence::Certain, "{line}");
    }
    for line in [
        "-----+-----",
        "(3 rows)",
        "-[ RECORD 1 ]---+---",
        "shop=# ",
        "shop=> SHOW x;",
        "shop-# FROM x",
        "SHOW max_connections;",
        "SELECT state, count(*) FROM pg_stat_activity;",
        "max_connections|100",
        "name,setting,unit",
        "xact_start       | 2026-11-21 20:41:26.195307+00",
        "max_connections,100,",
        " max_connections                | 100     | ",
        "+---+---+",
        "{\"poolwise_query\" : 1,",
        "ALTER SYSTEM SET max_connections = 200;",
        "max_connections = 200\t# (change requires restart)",
    ] {
        assert_eq!(detect(line), Confidence::Certain, "{line}");
    }
}

#[test]
fn splits_mixed_paste() {
    let text = "DB_POOL_SIZE=20\nDB_MAX_OVERFLOW=10\n\n max_connections \n-----------------\n 100\n(1 row)\n\nWEB_CONCURRENCY=4\n";
    let reading = read(text, None);
    let found: Vec<_> = reading.settings.iter().map(|setting| (setting.kind, setting.line)).collect();
    assert_eq!(found, [(TextKind::Env, 1), (TextKind::Env, 2), (TextKind::Psql, 6), (TextKind::Env, 9)], "{reading:?}");
}

#[test]
fn long_texts_take_no_time() {
    const SIZE: usize = 128 * 1024;
    for unit in [
        "a",
        "|",
        "{",
        "[",
        "{\n",
        "{\"a\":",
        "\"",
        "\"\n",
        "-",
        "-+",
        "-+\n",
        " |\n",
        "passw",
        "a=# ",
        "a=# x\n",
        "SELECT\n",
        "\\",
        "1\n",
        "max_connections|1\n",
        "name|setting\n",
        "state|pid\n",
        "pid|state\n1|\"x\n",
        "poolwise_query",
        "{poolwise_query\n",
        "-[ RECORD 1 ]-\n",
        "-[ RECORD 1 ]-\na|b\n",
        "name|x\n",
        " a | b \n---+---\n",
        "漢|\n",
        "\u{2500}",
        "(1 row)\n",
        "max_connections=1\n",
        "{\"name\":1,\"setting\":1}\n",
        "SHOW max_connections;\n1\n",
        "query\npassword='x'\n",
    ] {
        let lines = unit.repeat(SIZE / unit.len() - 50);
        for text in [&lines, &format!(" state | pid \n-------+-----\n{lines}")] {
            // The test's own patience is the measure: what is not linear takes minutes here.
            let reading = read(text, Some(TextKind::Psql));
            let looked = text.lines().filter(|line| super::detect(line) == Confidence::Certain).count();
            assert!(reading.notes.len() < 600 && looked <= SIZE, "{unit}");
        }
    }
}
