//! Files for pools of other frameworks, read by the frameworks' own libraries where they are at hand.

mod lines;

use poolwise::{
    plan::plan,
    scenario::{Document, Scenario},
    write::{File, Kind, Options, write},
};
use poolwise_tests::{
    checked_in,
    readers::{go_pools, node_pools, python_yaml},
};
use serde_json::{Value, json};
use std::{collections::BTreeMap, fs};
use tempfile::TempDir;

/// Kinds and what begins a comment in them.
const KINDS: [(&str, &str); 14] = [
    ("hikaricp-properties", "#"),
    ("spring-yaml", "#"),
    ("rails", "#"),
    ("prisma", "//"),
    ("node-postgres", "//"),
    ("knex", "//"),
    ("sequelize", "//"),
    ("typeorm", "//"),
    ("npgsql", "//"),
    ("pgxpool", "//"),
    ("database-sql", "//"),
    ("sqlx", "//"),
    ("deadpool", "//"),
    ("bb8", "//"),
];

const NASTY: [&str; 12] = [
    "a\nINJECTED=1",
    "a\r\n  injected: 1\r",
    "a\u{85}injected: 1",
    "a\u{2028}process.exit(1)\u{2029}process.exit(1)",
    "$(exit 1) `exit 1` ${HOME} #{exit 1} %{x}",
    "<%= exit 1 %> <%% <%- x -%>",
    "it's \"quoted\\",
    "</script><!-- */ // x",
    "': \": {x: 1} [ & * ! | > % @",
    "\u{feff}\u{202e}\u{200b}naïve ☂",
    "ends in a backslash \\",
    "\\u000aINJECTED=1",
];

/// The first has times that are no whole seconds or long in milliseconds, the second those that others take for "for
/// ever", the third never recycles, the fourth has the longest times.
const POOLS: [&str; 4] = [
    "statement_timeout_ms = 5001\nconnect_timeout_s = 2.5\npool = { size = 4, overflow = 1, timeout_s = 1.5, recycle_s = 1500, pre_ping = true }",
    "pool = { size = 3, overflow = 0, timeout_s = 0, recycle_s = 0 }",
    "pool = { size = 5, overflow = 10, timeout_s = 30, recycle_s = -1 }",
    "pool = { size = 1, overflow = 0, timeout_s = 31536000, recycle_s = 31536000 }",
];

const NO_MAXIMUM: [&str; 4] = [
    "pool = { class = 'NullPool' }",
    "pool = { size = 0 }",
    "pool = { overflow = -1 }",
    "pool = { size = 4000000000, overflow = 4000000000 }",
];

fn scenario(name: &str, settings: &str) -> Scenario {
    let text = format!("[[services]]\nname = 'api'\n{settings}\n");
    let mut scenario = Document::from_toml(&text).unwrap_or_else(|error| panic!("{error}: {text}")).scenario;
    name.clone_into(&mut scenario.services[0].name);
    scenario
}

fn file(kind: &str, scenario: &Scenario) -> File {
    let kind = Kind::from_name(kind).expect(kind);
    let options = Options { current: true, ..Options::default() };
    let files = write(kind, scenario, &plan(scenario), &options);
    assert_eq!(files.len(), 1);
    files.into_iter().next().expect("a file")
}

/// The lines that are no comments.
fn code<'a>(text: &'a str, mark: &str) -> Vec<&'a str> {
    text.lines().filter(|line| !line.trim_start().starts_with(mark) && !line.is_empty()).collect()
}

/// A strict reader of java.util.Properties: what it does not know from Java's grammar fails.
fn properties(text: &str) -> BTreeMap<String, String> {
    let mut properties = BTreeMap::new();
    for line in text.split(['\n', '\r']).filter(|line| !line.trim().is_empty()) {
        if line.starts_with(['#', '!']) {
            continue;
        }
        assert!(!line.contains('\\') && line.is_ascii() && !line.starts_with(' '), "{line}");
        let (key, value) = line.split_once('=').expect(line);
        assert!(key.chars().all(|c| c.is_ascii_alphanumeric() || c == '.') && !value.starts_with(' '), "{line}");
        assert_eq!(properties.insert(key.to_owned(), value.to_owned()), None, "{line}");
    }
    properties
}

#[test]
fn names_of_services_stay_in_comments() {
    for (kind, mark) in KINDS {
        let plain = file(kind, &scenario("api", POOLS[0]));
        for name in NASTY {
            let nasty = file(kind, &scenario(name, POOLS[0]));
            let stem = nasty.name.strip_suffix(plain.name.strip_prefix("api").expect("a stem")).expect("an ending");
            assert!(stem.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{stem}");
            let expected = code(&plain.text, mark).join("\n").replace("api", stem);
            assert_eq!(code(&nasty.text, mark).join("\n"), expected, "{kind}: {name:?}");
            assert!(!nasty.text.contains(['\r', '\u{85}', '\u{2028}', '\u{2029}', '\0']), "{kind}: {name:?}");
            assert!(kind != "rails" || !nasty.text.contains("<%"), "{name:?}");
        }
    }
}

#[test]
fn pools_without_a_maximum_get_comments_only() {
    for (kind, mark) in KINDS {
        for pool in NO_MAXIMUM {
            let text = file(kind, &scenario("api", pool)).text;
            assert_eq!(code(&text, mark), [""; 0], "{kind}: {pool}");
            assert!(text.contains("Choose a size and an overflow"), "{kind}: {pool}");
        }
    }
}

#[test]
fn poolers_get_no_statement_timeout() {
    for (kind, mark) in KINDS {
        let mut scenario = scenario("api", POOLS[0]);
        let with_timeout = file(kind, &scenario).text;
        assert!(with_timeout.contains("5001"), "{kind}: {with_timeout}");
        scenario.pooler = Some(poolwise::scenario::Pooler::default());
        let text = file(kind, &scenario).text;
        assert!(!code(&text, mark).join("\n").contains("5001"), "{kind}: {text}");
        assert!(text.contains("No statement timeout"), "{kind}: {text}");
    }
}

/// How each kind says that no statement may be prepared: in its code, or else in a comment.
const UNPREPARED: [(&str, &str); 14] = [
    ("hikaricp-properties", "dataSource.prepareThreshold=0"),
    ("spring-yaml", "prepareThreshold: 0"),
    ("rails", "prepared_statements: false"),
    ("prisma", "set(\"pgbouncer\", \"true\")"),
    ("node-postgres", "// pg prepares queries that have a name"),
    ("knex", "// pg prepares queries that have a name"),
    ("sequelize", "// pg prepares queries that have a name"),
    ("typeorm", "// pg prepares queries that have a name"),
    ("npgsql", "MaxAutoPrepare = 0"),
    ("pgxpool", "DefaultQueryExecMode = pgx.QueryExecModeExec"),
    ("database-sql", "default_query_exec_mode=exec"),
    ("sqlx", "statement_cache_capacity(0)"),
    ("deadpool", "use query_typed()"),
    ("bb8", "use query_typed()"),
];

/// A service behind a pooler in transaction mode that tracks no prepared statements.
fn behind_plain_pooler(max_prepared_statements: u32) -> Scenario {
    let pooler = format!("pool_mode = 'transaction', max_prepared_statements = {max_prepared_statements}");
    let text = format!("pooler = {{ {pooler} }}\n[[services]]\nname = 'api'\n{}\n", POOLS[0]);
    Document::from_toml(&text).expect(&text).scenario
}

#[test]
fn poolers_that_track_no_prepared_statements_are_given_none() {
    assert_eq!(UNPREPARED.map(|(kind, _)| kind), KINDS.map(|(kind, _)| kind));
    for (kind, words) in UNPREPARED {
        assert!(file(kind, &behind_plain_pooler(0)).text.contains(words), "{kind}");
        assert!(!file(kind, &behind_plain_pooler(200)).text.contains(words), "{kind}");
    }
}

#[test]
fn functions_keep_no_idle_connections() {
    for (kind, mark) in KINDS {
        let text = |function: &str| file(kind, &scenario("api", &format!("{function}{}", POOLS[2]))).text;
        let (service, function) = (text(""), text("kind = 'function'\n"));
        let has_minimum = !["rails", "deadpool"].contains(&kind);
        assert_eq!(code(&service, mark) != code(&function, mark), has_minimum, "{kind}: {function}");
    }
}

/// What `HikariCP` is set to by each pool.
fn hikari() -> [Value; 4] {
    [
        json!({"poolName": "api", "maximumPoolSize": 5, "minimumIdle": 4, "connectionTimeout": 1500, "validationTimeout": 750,
            "maxLifetime": 1_500_000, "connectionInitSql": "SET statement_timeout = 5001", "dataSource.connectTimeout": 3}),
        json!({"poolName": "api", "maximumPoolSize": 3, "minimumIdle": 3, "connectionTimeout": 250, "validationTimeout": 250,
            "maxLifetime": 30_000}),
        json!({"poolName": "api", "maximumPoolSize": 15, "minimumIdle": 5, "connectionTimeout": 30_000}),
        json!({"poolName": "api", "maximumPoolSize": 1, "minimumIdle": 1, "connectionTimeout": 2_147_483_647,
            "maxLifetime": 31_536_000_000_u64}),
    ]
}

#[test]
fn hikaricp_reads_milliseconds() {
    for (pool, expected) in POOLS.iter().zip(hikari()) {
        let read = properties(&file("hikaricp-properties", &scenario("api", pool)).text);
        let pairs = expected.as_object().expect("an object").iter();
        let expected: BTreeMap<_, _> =
            pairs.map(|(key, value)| (key.clone(), value.as_str().map_or(value.to_string(), str::to_owned))).collect();
        assert_eq!(read, expected, "{pool}");
    }
}

/// The values of `hikari()` under the names that Spring has for them.
fn spring(hikari: &Value) -> Value {
    let names = [
        ("poolName", "pool-name"),
        ("maximumPoolSize", "maximum-pool-size"),
        ("minimumIdle", "minimum-idle"),
        ("connectionTimeout", "connection-timeout"),
        ("validationTimeout", "validation-timeout"),
        ("maxLifetime", "max-lifetime"),
        ("connectionInitSql", "connection-init-sql"),
    ];
    let pairs = names.iter().filter_map(|(name, spelled)| Some(((*spelled).to_owned(), hikari.get(name)?.clone())));
    let mut spelled: serde_json::Map<_, _> = pairs.collect();
    if let Some(seconds) = hikari.get("dataSource.connectTimeout") {
        spelled.insert("data-source-properties".to_owned(), json!({ "connectTimeout": seconds }));
    }
    json!({"spring": {"datasource": {"hikari": spelled}}})
}

#[test]
fn pyyaml_reads_spring_and_rails() {
    let rails = [
        json!({"pool": 5, "checkout_timeout": 1.5, "connect_timeout": 3, "max_age": 1500, "variables": {"statement_timeout": 5001}}),
        json!({"pool": 3, "checkout_timeout": 0.001, "max_age": 1}),
        json!({"pool": 15, "checkout_timeout": 30}),
        json!({"pool": 1, "checkout_timeout": 2_147_483.647, "max_age": 31_536_000}),
    ];
    let mut cases: Vec<(File, Value)> = Vec::new();
    for ((pool, hikari), rails) in POOLS.iter().zip(hikari()).zip(rails) {
        cases.push((file("spring-yaml", &scenario("api", pool)), spring(&hikari)));
        cases.push((file("rails", &scenario("api", pool)), json!({ "production": rails })));
    }
    let unprepared = behind_plain_pooler(0);
    let rails = json!({"pool": 5, "checkout_timeout": 1.5, "prepared_statements": false, "connect_timeout": 3, "max_age": 1500});
    cases.push((file("rails", &unprepared), json!({ "production": rails })));
    let mut expected = spring(&hikari()[0]);
    let of_hikari = &mut expected["spring"]["datasource"]["hikari"];
    of_hikari.as_object_mut().expect("an object").remove("connection-init-sql");
    of_hikari["data-source-properties"]["prepareThreshold"] = 0.into();
    cases.push((file("spring-yaml", &unprepared), expected));
    for name in NASTY {
        let nasty = file("spring-yaml", &scenario(name, POOLS[2]));
        let mut expected = hikari()[2].clone();
        expected["poolName"] = nasty.name.strip_suffix("-spring.yaml").into();
        cases.push((nasty, spring(&expected)));
        let expected = json!({"production": {"pool": 15, "checkout_timeout": 30}});
        cases.push((file("rails", &scenario(name, POOLS[2])), expected));
    }
    for pool in NO_MAXIMUM {
        cases.extend(["spring-yaml", "rails"].map(|kind| (file(kind, &scenario("api", pool)), Value::Null)));
    }
    let read = python_yaml(cases.iter().map(|(file, _)| file.text.as_str()));
    assert_eq!(read.len(), cases.len());
    for (read, (file, expected)) in read.iter().zip(&cases) {
        assert_eq!(read, expected, "{}", file.text);
    }
}

/// What pg is set to by each pool.
fn pg(name: &str) -> [Value; 4] {
    [
        json!({"max": 5, "min": 4, "connectionTimeoutMillis": 1500, "maxLifetimeSeconds": 1500, "application_name": name,
            "statement_timeout": "5001"}),
        json!({"max": 3, "min": 3, "connectionTimeoutMillis": 1, "maxLifetimeSeconds": 1, "application_name": name}),
        json!({"max": 15, "min": 5, "connectionTimeoutMillis": 30_000, "maxLifetimeSeconds": 0, "application_name": name}),
        // The longest of node's timers.
        json!({"max": 1, "min": 1, "connectionTimeoutMillis": 2_147_483_647, "maxLifetimeSeconds": 2_147_483,
            "application_name": name}),
    ]
}

/// What the pool of a kind is set to, by what pg is.
fn of_kind(kind: &str, pg: &Value) -> Value {
    let mut expected = pg.clone();
    match kind {
        "prisma" => {
            let seconds = pg["connectionTimeoutMillis"].as_u64().expect("a number").div_ceil(1000);
            expected["connection_limit"] = pg["max"].to_string().into();
            expected["pool_timeout"] = seconds.to_string().into();
            expected["sslmode"] = "disable".into();
            if let Some(ms) = pg["statement_timeout"].as_str() {
                expected["options"] = format!("-c statement_timeout={ms}").into();
                expected["connect_timeout"] = "3".into();
            }
            expected["same"] = true.into();
            expected["plus"] = false.into();
        }
        "knex" | "sequelize" => {
            let object = expected.as_object_mut().expect("an object");
            object.remove("maxLifetimeSeconds");
            let timeout = object.remove("connectionTimeoutMillis").expect("a timeout");
            object.insert("acquireTimeoutMillis".to_owned(), timeout);
            if object.contains_key("statement_timeout") {
                object.insert("connectionTimeoutMillis".to_owned(), 2500.into());
            }
            if kind == "sequelize" && object.contains_key("statement_timeout") {
                object.insert("statement_timeout".to_owned(), 5001.into());
            }
        }
        _ => {}
    }
    expected
}

#[test]
fn libraries_of_javascript_make_the_pools_that_are_meant() {
    let folder = TempDir::new().expect("a folder");
    let mut modules = Vec::new();
    let mut expected = Vec::new();
    let mut add = |kind, name: &str, settings: &str, meant: &dyn Fn(&str) -> Value| {
        let file = file(kind, &scenario(name, settings));
        let stem = file.name.strip_suffix(&format!("-{kind}.cjs")).expect(&file.name);
        let path = folder.path().join(format!("{}-{}", expected.len(), file.name));
        fs::write(&path, &file.text).expect("a file");
        modules.push((kind, path));
        expected.push((meant(stem), file.text));
    };
    for kind in ["prisma", "node-postgres", "knex", "sequelize", "typeorm"] {
        for (index, settings) in POOLS.iter().enumerate() {
            add(kind, "api", settings, &|stem| of_kind(kind, &pg(stem)[index]));
        }
        for name in NASTY {
            add(kind, name, POOLS[0], &|stem| of_kind(kind, &pg(stem)[0]));
        }
        for settings in NO_MAXIMUM {
            add(kind, "api", settings, &|_| Value::Null);
        }
    }
    let made = node_pools(&modules);
    assert_eq!(made.len(), expected.len());
    for (made, (expected, text)) in made.iter().zip(&expected) {
        assert_eq!(made, expected, "{text}");
    }
}

#[test]
fn go_makes_the_pools_that_are_meant() {
    // A century, where pgx has no never.
    let never = 100 * 365 * 24 * 3_600_000_u64;
    let expected = [
        (5, 4, 1_500_000, 1_500_000, 2500, 1500, json!({"statement_timeout": "5001"})),
        (3, 3, 1, 1, 0, 1, json!({})),
        (15, 5, never, 0, 0, 30_000, json!({})),
        (1, 1, 31_536_000_000, 31_536_000_000_u64, 0, 2_147_483_647, json!({})),
    ];
    let (mut files, mut meant) = (Vec::new(), Vec::new());
    let mut add = |kind, name: &str, index: usize| {
        let file = file(kind, &scenario(name, POOLS[index]));
        let stem = file.name.strip_suffix(&format!("-{kind}.go")).expect(&file.name).to_owned();
        let (max, min, lifetime, lifetime_sql, connect, wait, parameters) = expected[index].clone();
        meant.push(if kind == "pgxpool" {
            let mut parameters = parameters;
            parameters["application_name"] = stem.into();
            json!({"max": max, "min": min, "lifetime_ms": lifetime, "connect_ms": connect, "parameters": parameters, "wait_ms": wait})
        } else {
            json!({"max": max, "min": min, "lifetime_ms": lifetime_sql, "wait_ms": wait})
        });
        files.push((kind, file.text));
    };
    for kind in ["pgxpool", "database-sql"] {
        for index in 0..POOLS.len() {
            add(kind, "api", index);
        }
        for name in NASTY {
            add(kind, name, 0);
        }
    }
    files.push(("pgxpool", file("pgxpool", &behind_plain_pooler(0)).text));
    meant.push(json!({"max": 5, "min": 4, "lifetime_ms": 1_500_000, "connect_ms": 2500, "wait_ms": 1500,
        "parameters": {"application_name": "api"}}));
    let folder = TempDir::new().expect("a folder");
    let made = go_pools(folder.path(), &files);
    assert_eq!(made.len(), meant.len());
    for (mut made, (meant, (_, text))) in made.into_iter().zip(meant.into_iter().zip(&files)) {
        // The deadline is a moment, of which a little has passed.
        let (left, whole) = (made["wait_ms"].as_u64().expect("a wait"), meant["wait_ms"].as_u64().expect("a wait"));
        assert!(left <= whole && left + 1000 > whole, "{left} of {whole} ms: {text}");
        made["wait_ms"] = whole.into();
        assert_eq!(made, meant, "{text}");
    }
}

/// `tests/pools`, a workspace of its own, compiles these files with the pools that they are for.
#[test]
fn files_for_rust_are_those_that_are_compiled() {
    for kind in ["sqlx", "deadpool", "bb8"] {
        checked_in::check(&format!("pools/src/{kind}.rs"), &file(kind, &scenario("api", POOLS[0])).text);
    }
}
