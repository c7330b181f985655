//! Every format in which psql prints a result.

use super::check;

/// `SHOW max_connections`, three rows of `pg_settings`, and `pg_stat_activity` by state.
const FORMATS: [&str; 13] = [
    // The usual one.
    " max_connections \n-----------------\n 100\n(1 row)\n\n                name                 | setting | unit \n-------------------------------------+---------+------\n idle_in_transaction_session_timeout | 300000  | ms\n max_connections                     | 100     | \n superuser_reserved_connections      | 3       | \n(3 rows)\n\n        state        | count \n---------------------+-------\n                     |     5\n idle                |     2\n active              |     1\n idle in transaction |     1\n(4 rows)\n\n",
    // \pset border 0
    "max_connections \n---------------\n100\n(1 row)\n\n               name                 setting unit \n----------------------------------- ------- ----\nidle_in_transaction_session_timeout 300000  ms\nmax_connections                     100     \nsuperuser_reserved_connections      3       \n(3 rows)\n\n       state        count \n------------------- -----\n                        5\nidle                    2\nactive                  1\nidle in transaction     1\n(4 rows)\n\n",
    // \pset border 2
    "+-----------------+\n| max_connections |\n+-----------------+\n| 100             |\n+-----------------+\n(1 row)\n\n+-------------------------------------+---------+------+\n|                name                 | setting | unit |\n+-------------------------------------+---------+------+\n| idle_in_transaction_session_timeout | 300000  | ms   |\n| max_connections                     | 100     |      |\n| superuser_reserved_connections      | 3       |      |\n+-------------------------------------+---------+------+\n(3 rows)\n\n+---------------------+-------+\n|        state        | count |\n+---------------------+-------+\n|                     |     5 |\n| idle                |     2 |\n| active              |     1 |\n| idle in transaction |     1 |\n+---------------------+-------+\n(4 rows)\n\n",
    // \pset linestyle unicode
    " max_connections \n─────────────────\n 100\n(1 row)\n\n                name                 │ setting │ unit \n─────────────────────────────────────┼─────────┼──────\n idle_in_transaction_session_timeout │ 300000  │ ms\n max_connections                     │ 100     │ \n superuser_reserved_connections      │ 3       │ \n(3 rows)\n\n        state        │ count \n─────────────────────┼───────\n                     │     5\n idle                │     2\n active              │     1\n idle in transaction │     1\n(4 rows)\n\n",
    // … and border 2
    "┌─────────────────┐\n│ max_connections │\n├─────────────────┤\n│ 100             │\n└─────────────────┘\n(1 row)\n\n┌─────────────────────────────────────┬─────────┬──────┐\n│                name                 │ setting │ unit │\n├─────────────────────────────────────┼─────────┼──────┤\n│ idle_in_transaction_session_timeout │ 300000  │ ms   │\n│ max_connections                     │ 100     │      │\n│ superuser_reserved_connections      │ 3       │      │\n└─────────────────────────────────────┴─────────┴──────┘\n(3 rows)\n\n┌─────────────────────┬───────┐\n│        state        │ count │\n├─────────────────────┼───────┤\n│                     │     5 │\n│ idle                │     2 │\n│ active              │     1 │\n│ idle in transaction │     1 │\n└─────────────────────┴───────┘\n(4 rows)\n\n",
    // \x
    "-[ RECORD 1 ]---+----\nmax_connections | 100\n\n-[ RECORD 1 ]--------------------------------\nname    | idle_in_transaction_session_timeout\nsetting | 300000\nunit    | ms\n-[ RECORD 2 ]--------------------------------\nname    | max_connections\nsetting | 100\nunit    | \n-[ RECORD 3 ]--------------------------------\nname    | superuser_reserved_connections\nsetting | 3\nunit    | \n\n-[ RECORD 1 ]--------------\nstate | \ncount | 5\n-[ RECORD 2 ]--------------\nstate | idle\ncount | 2\n-[ RECORD 3 ]--------------\nstate | active\ncount | 1\n-[ RECORD 4 ]--------------\nstate | idle in transaction\ncount | 1\n\n",
    // … and border 0
    "* Record 1        \nmax_connections 100\n\n* Record 1                                \nname    idle_in_transaction_session_timeout\nsetting 300000\nunit    ms\n* Record 2                                \nname    max_connections\nsetting 100\nunit    \n* Record 3                                \nname    superuser_reserved_connections\nsetting 3\nunit    \n\n* Record 1              \nstate \ncount 5\n* Record 2              \nstate idle\ncount 2\n* Record 3              \nstate active\ncount 1\n* Record 4              \nstate idle in transaction\ncount 1\n\n",
    // … and border 2
    "+-[ RECORD 1 ]----+-----+\n| max_connections | 100 |\n+-----------------+-----+\n\n+-[ RECORD 1 ]----------------------------------+\n| name    | idle_in_transaction_session_timeout |\n| setting | 300000                              |\n| unit    | ms                                  |\n+-[ RECORD 2 ]----------------------------------+\n| name    | max_connections                     |\n| setting | 100                                 |\n| unit    |                                     |\n+-[ RECORD 3 ]----------------------------------+\n| name    | superuser_reserved_connections      |\n| setting | 3                                   |\n| unit    |                                     |\n+---------+-------------------------------------+\n\n+-[ RECORD 1 ]----------------+\n| state |                     |\n| count | 5                   |\n+-[ RECORD 2 ]----------------+\n| state | idle                |\n| count | 2                   |\n+-[ RECORD 3 ]----------------+\n| state | active              |\n| count | 1                   |\n+-[ RECORD 4 ]----------------+\n| state | idle in transaction |\n| count | 1                   |\n+-------+---------------------+\n\n",
    // … and linestyle unicode
    "─[ RECORD 1 ]───┬────\nmax_connections │ 100\n\n─[ RECORD 1 ]────────────────────────────────\nname    │ idle_in_transaction_session_timeout\nsetting │ 300000\nunit    │ ms\n─[ RECORD 2 ]────────────────────────────────\nname    │ max_connections\nsetting │ 100\nunit    │ \n─[ RECORD 3 ]────────────────────────────────\nname    │ superuser_reserved_connections\nsetting │ 3\nunit    │ \n\n─[ RECORD 1 ]──────────────\nstate │ \ncount │ 5\n─[ RECORD 2 ]──────────────\nstate │ idle\ncount │ 2\n─[ RECORD 3 ]──────────────\nstate │ active\ncount │ 1\n─[ RECORD 4 ]──────────────\nstate │ idle in transaction\ncount │ 1\n\n",
    // -A
    "max_connections\n100\n(1 row)\nname|setting|unit\nidle_in_transaction_session_timeout|300000|ms\nmax_connections|100|\nsuperuser_reserved_connections|3|\n(3 rows)\nstate|count\n|5\nidle|2\nactive|1\nidle in transaction|1\n(4 rows)\n",
    // -A -F '\t'
    "max_connections\n100\n(1 row)\nname\tsetting\tunit\nidle_in_transaction_session_timeout\t300000\tms\nmax_connections\t100\t\nsuperuser_reserved_connections\t3\t\n(3 rows)\nstate\tcount\n\t5\nidle\t2\nactive\t1\nidle in transaction\t1\n(4 rows)\n",
    // -A -x
    "max_connections|100\nname|idle_in_transaction_session_timeout\nsetting|300000\nunit|ms\n\nname|max_connections\nsetting|100\nunit|\n\nname|superuser_reserved_connections\nsetting|3\nunit|\nstate|\ncount|5\n\nstate|idle\ncount|2\n\nstate|active\ncount|1\n\nstate|idle in transaction\ncount|1\n",
    // --csv
    "max_connections\n100\nname,setting,unit\nidle_in_transaction_session_timeout,300000,ms\nmax_connections,100,\nsuperuser_reserved_connections,3,\nstate,count\n,5\nidle,2\nactive,1\nidle in transaction,1\n",
];

#[test]
fn reads_every_format_alike() {
    let settings = [("max_connections", 100), ("max_connections", 100), ("superuser_reserved", 3)];
    let measured = [
        ("idle_in_transaction_session_timeout_ms", None, "300000"),
        ("other", None, "5"),
        ("idle", None, "2"),
        ("active", None, "1"),
        ("idle_in_transaction", None, "1"),
    ];
    for text in FORMATS {
        check(text, &settings, &measured, &[]);
    }
}

#[test]
fn reads_rows_without_header() {
    let settings = [("max_connections", 100), ("superuser_reserved", 3)];
    let measured = [("idle_in_transaction_session_timeout_ms", None, "300000")];
    let rows = " idle_in_transaction_session_timeout | 300000  | ms\n max_connections                     | 100     | \n superuser_reserved_connections      | 3       | \n\n                     |     5\n";
    check(rows, &settings, &measured, &[]);
    check(
        "idle_in_transaction_session_timeout|300000|ms\nmax_connections|100|\nsuperuser_reserved_connections|3|\n|5\nidle|2\n",
        &settings,
        &measured,
        &[],
    );
}
