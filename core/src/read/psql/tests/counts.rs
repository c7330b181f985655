//! How many connections are open, in whatever columns and rows people count them.

use super::check;

/// A table in psql's usual format, of its header and its rows.
fn table(rows: &[&str]) -> String {
    let cells = |row: &str| row.split('|').map(|cell| format!(" {:<20} ", cell.trim())).collect::<Vec<_>>().join("|");
    let rule = vec!["-".repeat(22); rows[0].split('|').count()].join("+");
    let rows: Vec<_> = rows.iter().map(|row| cells(row)).collect();
    format!("{}\n{rule}\n{}\n", rows[0], rows[1..].join("\n"))
}

#[test]
fn reads_count_beside_limit() {
    for (header, row) in [
        ("count | max_connections", "57 | 60"),
        ("max_connections | current_connections", "60 | 57"),
        ("used_connections | max_connections", "57 | 60"),
        ("max_connections | in_use | available", "60 | 57 | 3"),
    ] {
        let table = table(&[header, row]);
        check(&table, &[("max_connections", 60)], &[("connections_total", None, "57")], &[]);
    }
    check("count|max_connections\n57|60\n", &[("max_connections", 60)], &[("connections_total", None, "57")], &[]);
    let settings = [("max_connections", 100), ("superuser_reserved", 3)];
    let reserved = table(&["max_conn | used | res_for_super | res_for_normal", "100 | 91 | 3 | 6"]);
    check(&reserved, &settings, &[("connections_total", None, "91")], &[]);
    // Only a query shows whether all connections are counted, or those in the state "active".
    let active = table(&["active_connections | max_connections", "57 | 60"]);
    check(&active, &[("max_connections", 60)], &[], &[]);
    let query = "SELECT count(*) AS active_connections, current_setting('max_connections') AS max_connections \
                 FROM pg_stat_activity;\n";
    check(&format!("{query}{active}"), &[("max_connections", 60)], &[("connections_total", None, "57")], &[]);
}

#[test]
fn reads_states_in_columns() {
    let measured = [("active", None, "4"), ("idle", None, "12"), ("idle_in_transaction", None, "17")];
    check(&table(&["active | idle | idle_in_transaction", "4 | 12 | 17"]), &[], &measured, &[]);
    check(&table(&["active | idle | idle_in_tx", "4 | 12 | 17"]), &[], &measured, &[]);
    let owners = table(&["datname | idle | idle_in_transaction", "shop | 12 | 17", "auth | 1 | 2"]);
    let measured = [
        ("idle", Some("shop"), "12"),
        ("idle_in_transaction", Some("shop"), "17"),
        ("idle", Some("auth"), "1"),
        ("idle_in_transaction", Some("auth"), "2"),
    ];
    check(&owners, &[], &measured, &[]);
    // A pool of anything has these two.
    check(&table(&["active | idle", "4 | 12"]), &[], &[], &["nothing_found"]);
    for count in ["num_connections", "connection_count", "num_sessions"] {
        let counted = table(&[&format!("state | {count}"), "idle in transaction | 17"]);
        check(&counted, &[], &[("idle_in_transaction", None, "17")], &[]);
    }
    check(&table(&["datname | numbackends", "shop | 44"]), &[], &[("connections_of", Some("shop"), "44")], &[]);
}

#[test]
fn reads_states_without_header() {
    let measured = [("active", None, "3"), ("idle_in_transaction", None, "22")];
    for text in [
        "active|3\nidle in transaction|22\n",
        "active,3\nidle in transaction,22\n",
        " active              |     3\n idle in transaction |    22\n\n",
        "      3 active\n     22 idle in transaction\n",
    ] {
        check(text, &[], &measured, &[]);
    }
    let measured = [("idle_in_transaction", Some("shop"), "22"), ("active", Some("shop"), "3")];
    check("shop|idle in transaction|22\nshop|active|3\n", &[], &measured, &[]);
    let query = "$ psql -At -c \"select state, count(*) from pg_stat_activity group by 1\"\n";
    check(&format!("{query}active|3\n"), &[], &[("active", None, "3")], &[]);
    check("active|3\ninactive|22\n", &[], &[], &["nothing_found"]);
}

#[test]
fn reads_answers_of_any_prompt() {
    let count = " count \n-------\n    57\n(1 row)\n";
    let sum = " sum \n-----\n  57\n(1 row)\n";
    for text in [
        format!("SELECT count(*) FROM pg_catalog.pg_stat_activity;\n{count}"),
        format!("> select count(*) from pg_stat_activity;\n{count}"),
        format!("sql> select count(*) from pg_stat_activity;\n{count}"),
        format!("[local] postgres@shop=# select count(*) from pg_stat_activity;\n{count}"),
        format!("shop=# select sum(numbackends) from pg_stat_database;\n{sum}"),
    ] {
        check(&text, &[], &[("connections_total", None, "57")], &[]);
    }
    for text in [
        "select current_setting('max_connections');\n current_setting \n-----------------\n 60\n(1 row)\n",
        "select setting from pg_settings where name = 'max_connections';\n setting \n---------\n 60\n(1 row)\n",
        "psql -Atc \"select setting from pg_settings where name = 'max_connections'\"\n60\n",
    ] {
        check(text, &[("max_connections", 60)], &[], &[]);
    }
    let names = "('max_connections', 'superuser_reserved_connections')";
    let both = format!("select setting from pg_settings where name in {names};\n setting \n---------\n 60\n 3\n");
    check(&both, &[], &[], &["nothing_found"]);
}

#[test]
fn reads_cut_pools_of_pgbouncer() {
    let measured = [("pgbouncer_clients_waiting", Some("shop"), "22"), ("pgbouncer_max_wait_s", Some("shop"), "31")];
    check("| database | cl_waiting | maxwait |\n|---|---|---|\n| shop | 22 | 31 |\n", &[], &measured, &[]);
    check(&table(&["database | cl_waiting | maxwait", "shop | 22 | 31"]), &[], &measured, &[]);
}
