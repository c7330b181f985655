//! What holds of every kind of file, each in one table: seconds are never milliseconds, and names break out of nothing.
//! That each is read by what it is for, `frameworks.rs`, `env_readers.rs` and `tests/validation` see to.

use poolwise::{
    plan::plan,
    scenario::{Document, Scenario},
    write::{ALL, File, Kind, Options, write},
};

/// Every time is 1.5 s or 1500 ms.
const TIMES: &str = "[database]
statement_timeout_ms = 1500
idle_in_transaction_timeout_ms = 1500
[[services]]
name = 'api'
statement_timeout_ms = 1500
connect_timeout_s = 1.5
pool = { size = 4, overflow = 1, timeout_s = 1.5, recycle_s = 1500, pre_ping = true }
traffic = [{ rate_per_s = 20, hold_ms = { mean = 50 } }]
";

/// How each kind has them, in its own units; nothing of kinds without a time of the scenario.
const IN_UNITS: &[(&str, &[&str])] = &[
    (
        "env",
        &["DB_POOL_TIMEOUT=1.5\n", "DB_POOL_RECYCLE=1500\n", "DB_CONNECT_TIMEOUT=1.5\n", "DB_STATEMENT_TIMEOUT=1500\n"],
    ),
    ("compose", YAML),
    ("kubernetes", YAML),
    ("sqlalchemy", PYTHON),
    ("sqlalchemy-async", PYTHON),
    ("flask", PYTHON),
    ("django", PYTHON),
    ("psycopg-pool", PYTHON),
    ("asyncpg", PYTHON),
    ("exporter", &[]),
    ("pgbouncer", &["query_wait_timeout = 120\n"]),
    ("postgresql", &["SET statement_timeout = 1500;\n"]),
    ("prometheus-rules", &[]),
    ("grafana", &[]),
    ("runbook", &[]),
    ("report", &["1.5 s"]),
    ("chart-utilization", &[]),
    ("chart-wait", &[]),
    ("chart-day", &[]),
    ("chart-deploy", &[]),
    (
        "hikaricp-properties",
        &["connectionTimeout=1500\n", "maxLifetime=1500000\n", "connectTimeout=2\n", "timeout = 1500\n"],
    ),
    (
        "spring-yaml",
        &["connection-timeout: 1500\n", "max-lifetime: 1500000\n", "connectTimeout: 2\n", "timeout = 1500\n"],
    ),
    ("rails", &["checkout_timeout: 1.5\n", "connect_timeout: 2\n", "max_age: 1500\n", "statement_timeout: 1500\n"]),
    (
        "prisma",
        &[
            "\"pool_timeout\", \"2\"",
            "\"connect_timeout\", \"2\"",
            "connectionTimeoutMillis: 1500,",
            "maxLifetimeSeconds: 1500,",
            "statement_timeout=1500\"",
        ],
    ),
    ("node-postgres", &["connectionTimeoutMillis: 1500,", "maxLifetimeSeconds: 1500,", "statement_timeout: 1500,"]),
    (
        "knex",
        &[
            "acquireConnectionTimeout: 1500,",
            "connectionTimeoutMillis: 1500,",
            "LifetimeMillis: 1500000,",
            "statement_timeout: 1500,",
        ],
    ),
    ("sequelize", &["acquire: 1500,", "connectionTimeoutMillis: 1500,", "statement_timeout: 1500,"]),
    ("typeorm", &["connectionTimeoutMillis: 1500,", "maxLifetimeSeconds: 1500,", "statement_timeout: 1500,"]),
    ("npgsql", &["Timeout = 2,", "ConnectionLifetime = 1500,", "statement_timeout=1500\","]),
    (
        "pgxpool",
        &[
            "acquireTimeout = 1500 * time.Millisecond",
            "ConnectTimeout = 1500 * time.Millisecond",
            "MaxConnLifetime = 1500000 * time.Millisecond",
            "[\"statement_timeout\"] = \"1500\"",
        ],
    ),
    (
        "database-sql",
        &[
            "acquireTimeout = 1500 * time.Millisecond",
            "connect_timeout=2 in",
            "Lifetime(1500000 * time.Millisecond)",
            "statement_timeout%3D1500 in",
        ],
    ),
    (
        "sqlx",
        &[
            "acquire_timeout(Duration::from_millis(1500))",
            "max_lifetime(Some(Duration::from_millis(1500000)))",
            "\"statement_timeout\", \"1500\"",
        ],
    ),
    (
        "deadpool",
        &[
            "wait = Some(Duration::from_millis(1500))",
            "connect_timeout = Some(Duration::from_millis(1500))",
            "age() < Duration::from_millis(1500000)",
            "statement_timeout=1500\"",
        ],
    ),
    (
        "bb8",
        &[
            "connection_timeout(Duration::from_millis(1500))",
            "connect_timeout(Duration::from_millis(1500))",
            "max_lifetime(Some(Duration::from_millis(1500000)))",
            "statement_timeout=1500\"",
        ],
    ),
];

const YAML: &[&str] = &[
    "DB_POOL_TIMEOUT: \"1.5\"\n",
    "DB_POOL_RECYCLE: \"1500\"\n",
    "DB_CONNECT_TIMEOUT: \"1.5\"\n",
    "DB_STATEMENT_TIMEOUT: \"1500\"\n",
];

const PYTHON: &[&str] = &[
    "\"DB_POOL_TIMEOUT\", \"1.5\"",
    "\"DB_CONNECT_TIMEOUT\", \"1.5\"",
    "\"DB_POOL_RECYCLE\", \"1500\"",
    "\"DB_STATEMENT_TIMEOUT\", \"1500\"",
    "\"DB_IDLE_IN_TRANSACTION_SESSION_TIMEOUT\", \"1500\"",
];

/// Names that would end a comment, a line, a quoted text, an element or a command somewhere.
const NASTY: [&str; 14] = [
    "a\nINJECTED=1",
    "a\r\n  injected: 1\r",
    "a\u{85}injected: 1",
    "a\u{2028}process.exit(1)\u{2029}process.exit(1)",
    "$(exit 1) `exit 1` ${HOME} #{exit 1} %{x}",
    "<%= exit 1 %>",
    "it's \"quoted\\",
    "</script><!-- <b>x</b> & */ // x",
    "': \": {x: 1} [ & * ! | > % @",
    "\"} or vector(1) # {{ $labels.x }}",
    "'; DROP ROLE postgres; -- \\! exit",
    "%include /etc/passwd\n[pgbouncer]",
    "\u{feff}\u{202e}\u{200b}naïve ☂",
    "a\0b\u{1b}[31m",
];

fn files(scenario: &Scenario) -> Vec<File> {
    let options = Options { current: true, monitoring: true, ..Options::default() };
    let plan = plan(scenario);
    ALL.iter().flat_map(|kind| write(kind, scenario, &plan, &options)).collect()
}

fn scenario(name: &str) -> Scenario {
    let mut scenario = Document::from_toml(TIMES).expect("a scenario").scenario;
    name.clone_into(&mut scenario.services[0].name);
    scenario
}

#[test]
fn every_kind_has_times_in_its_own_unit() {
    let kinds: Vec<&str> = ALL.iter().map(|kind| kind.name).collect();
    assert_eq!(IN_UNITS.iter().map(|(kind, _)| *kind).collect::<Vec<_>>(), kinds, "a row per kind");
    for (file, (kind, parts)) in files(&scenario("api")).iter().zip(IN_UNITS) {
        for part in *parts {
            assert!(file.text.contains(part), "{kind}: no {part:?} in\n{}", file.text);
        }
    }
}

#[test]
fn names_of_services_add_no_line_and_no_element_to_any_kind() {
    let plain = files(&scenario("api"));
    for name in NASTY {
        for (nasty, plain) in files(&scenario(name)).iter().zip(&plain) {
            let place = format!("{} of {name:?}:\n{}", nasty.kind, nasty.text);
            if nasty.media_type == "application/json" {
                // Line ends of other languages are letters in its texts.
                let json: Result<serde_json::Value, _> = serde_json::from_str(&nasty.text);
                assert!(json.is_ok() && nasty.text.lines().count() == plain.text.lines().count(), "{place}");
            } else {
                let ends = |text: &str| text.chars().filter(|c| "\n\r\u{85}\u{2028}\u{2029}".contains(*c)).count();
                assert_eq!(ends(&nasty.text), ends(&plain.text), "{place}");
                assert!(!nasty.text.chars().any(|c| c.is_control() && !"\n\t".contains(c)), "{place}");
            }
            if ["text/html", "image/svg+xml"].contains(&nasty.media_type) {
                let signs = |text: &str| text.chars().filter(|c| "<>".contains(*c)).count();
                assert_eq!(signs(&nasty.text), signs(&plain.text), "{place}");
            }
            let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
            assert!(nasty.name.chars().all(is_plain), "{}", nasty.name);
        }
    }
}

#[test]
fn a_scenario_gives_the_same_bytes_every_time() {
    assert_eq!(files(&scenario("api")), files(&scenario("api")));
}

/// Four services whose pools take more connections than a pooler needs for their traffic.
const FLEET: &str = "[[services]]
name = 'api'
instances = 3
workers = 4
pool = { size = 2, overflow = 1 }
traffic = [{ rate_per_s = 90, hold_ms = { mean = 60 } }]
[[services]]
name = 'jobs'
kind = 'job'
instances = 2
traffic = [{ rate_per_s = 2, hold_ms = { mean = 200 } }]
";

/// What the files of a kind have and have not, for a scenario with the lines in front of [`FLEET`].
fn check(kind: &str, in_front: &str, has: &[&str], has_not: &[&str]) {
    let scenario = Document::from_toml(&format!("{in_front}\n{FLEET}")).expect("a scenario").scenario;
    let kind = Kind::from_name(kind).expect("a kind");
    let files = write(kind, &scenario, &plan(&scenario), &Options::default());
    let text: String = files.into_iter().map(|file| file.text).collect();
    for part in has {
        assert!(text.contains(part), "{}: no {part:?} in\n{text}", kind.name);
    }
    for part in has_not {
        assert!(!text.contains(part), "{}: {part:?} in\n{text}", kind.name);
    }
}

#[test]
fn files_agree_with_each_other_and_with_the_plan() {
    // A role each has a pool each, which one limit bounds.
    check(
        "pgbouncer",
        "",
        &["at most 20 of 97 to the server", "default_pool_size = 20\n", "max_db_connections = 20\n"],
        &[],
    );
    let untracked = "pooler = { pool_mode = 'transaction', max_prepared_statements = 0 }";
    check("pgbouncer", untracked, &[";max_prepared_statements = 0\n"], &["= 200"]);
    // Kubernetes starts a quarter more of three instances, where nobody says how it deploys.
    check("kubernetes", "", &["up to 48 connections are open"], &[]);
    check("postgresql", "", &["Kubernetes", "\"role_api\" CONNECTION LIMIT 48;"], &["LIMIT 36;"]);
    let tight = "database = { max_connections = 50 }";
    check("kubernetes", tight, &["maxSurge: 0\n", "maxUnavailable: 1\n"], &["up to 48"]);
    check("postgresql", tight, &["\"role_api\" CONNECTION LIMIT 36;"], &["Kubernetes"]);
    // The runbook ends sessions by the name that the files give them.
    for kind in ["sqlalchemy", "sqlalchemy-async", "flask", "django", "psycopg-pool", "asyncpg"] {
        check(kind, "", &["application_name", "\"api\"", "\"jobs\""], &["<application>"]);
    }
    check("runbook", "", &["\\set app 'api'\n", "-- Or: jobs.\n", "\\set app 'jobs'\nSELECT pid, state"], &[]);
    check("sqlalchemy", "", &[], &["QueuePool behind", "use NullPool"]);
}

#[test]
fn poolers_leave_timeouts_of_statements_to_the_role() {
    let timeout = |kind, has: &[&str], has_not: &[&str]| {
        let text = format!("pooler = {{ pool_mode = 'transaction' }}\n{TIMES}");
        let scenario = Document::from_toml(&text).expect("a scenario").scenario;
        let files = write(Kind::from_name(kind).expect("a kind"), &scenario, &plan(&scenario), &Options::default());
        assert!(has.iter().all(|part| files[0].text.contains(part)), "{}", files[0].text);
        assert!(!has_not.iter().any(|part| files[0].text.contains(part)), "{}", files[0].text);
    };
    timeout("postgresql", &["SET statement_timeout = 1500;"], &[]);
    timeout("env", &["DB_CONNECT_TIMEOUT=1.5"], &["DB_STATEMENT_TIMEOUT"]);
}
