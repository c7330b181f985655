//! Every worked example and preset of the five documents that Poolwise grew from, named by document and place.

use poolwise::{
    Plan, Scenario,
    diagnose::diagnose,
    format::percent,
    plan,
    queue::servers_for,
    read::{TextKind, read},
    scenario::{Document, Targets},
    units::{Factor, Millis, PerSecond},
};
use serde_json::{Value, json};

fn planned(scenario: &Value) -> Plan {
    plan(&Scenario::from_json(&scenario.to_string()).unwrap_or_else(|error| panic!("{scenario}: {error}")))
}

/// The number that one finding rests on.
fn evidence(plan: &Plan, code: &str, name: &str) -> Option<u64> {
    plan.findings.iter().find(|finding| finding.code == code)?.evidence[name].as_u64()
}

#[test]
fn littles_law_with_a_buffer() {
    let check = |example: &str, rate, hold_ms, headroom, connections| {
        let (rate, hold) = (PerSecond::new(rate).unwrap(), Millis::new(hold_ms).unwrap());
        assert_eq!(servers_for(rate, hold, Factor::new(headroom).unwrap()), connections, "{example}");
    };
    check("001, pool size from traffic: the minimum", 100.0, 50.0, 1.0, 5);
    check("001, pool size from traffic: a buffer of 50 %", 100.0, 50.0, 1.5, 8);
    check("004, capacity planning: concurrent queries", 100.0, 50.0, 1.0, 5);
    check("004, capacity planning: a buffer of 20 %", 100.0, 50.0, 1.2, 6);
}

/// Each pool alone, then in fleets of instances × workers against 100 connections of which 3 are reserved:
/// the total, and by how much it is over.
type Preset = (&'static str, u32, u32, u64, &'static [(u32, u32, u64, Option<u64>)]);

const PRESETS: [Preset; 22] = [
    ("000, current pool", 20, 30, 50, &[(1, 1, 50, None), (2, 1, 100, Some(3)), (4, 2, 400, Some(303))]),
    ("000, pool before the change", 10, 20, 30, &[(3, 1, 90, None), (4, 1, 120, Some(23))]),
    ("001, documented default", 10, 20, 30, &[(1, 2, 60, None), (2, 2, 120, Some(23))]),
    ("001, conservative start", 5, 10, 15, &[(3, 2, 90, None), (4, 2, 120, Some(23))]),
    ("001, high utilization: before", 10, 20, 30, &[(3, 1, 90, None)]),
    ("001, high utilization: half as much again", 15, 30, 45, &[(2, 1, 90, None), (3, 1, 135, Some(38))]),
    (
        "001, five instances with 80 between them",
        8,
        8,
        16,
        &[(5, 1, 80, None), (6, 1, 96, None), (7, 1, 112, Some(15))],
    ),
    ("001, small application", 5, 10, 15, &[(1, 1, 15, None), (2, 2, 60, None), (4, 2, 120, Some(23))]),
    ("001, medium application", 15, 30, 45, &[(1, 1, 45, None), (2, 2, 180, Some(83)), (4, 2, 360, Some(263))]),
    ("001, large application", 30, 60, 90, &[(1, 1, 90, None), (2, 2, 360, Some(263)), (4, 2, 720, Some(623))]),
    ("001, development environment", 3, 5, 8, &[(1, 1, 8, None), (2, 2, 32, None), (4, 4, 128, Some(31))]),
    ("002, pool that was exhausted", 20, 30, 50, &[(1, 1, 50, None), (1, 4, 200, Some(103))]),
    ("002, pool after the change", 10, 20, 30, &[(1, 3, 90, None), (1, 4, 120, Some(23))]),
    ("002, by environment variables", 8, 15, 23, &[(2, 2, 92, None), (1, 5, 115, Some(18))]),
    ("003, before, with SQLAlchemy's size", 5, 10, 15, &[(2, 3, 90, None), (2, 4, 120, Some(23))]),
    ("003, optimized", 5, 5, 10, &[(2, 4, 80, None), (3, 4, 120, Some(23))]),
    ("003, production", 3, 3, 6, &[(4, 4, 96, None), (5, 4, 120, Some(23))]),
    ("003, development", 10, 10, 20, &[(1, 4, 80, None), (5, 1, 100, Some(3))]),
    ("004, development", 2, 5, 7, &[(1, 1, 7, None), (4, 4, 112, Some(15))]),
    ("004, staging, and the documented default", 5, 10, 15, &[(2, 2, 60, None), (4, 2, 120, Some(23))]),
    ("004, increased pool", 10, 20, 30, &[(1, 2, 60, None), (2, 2, 120, Some(23))]),
    ("004, production", 20, 40, 60, &[(1, 1, 60, None), (2, 1, 120, Some(23)), (2, 2, 240, Some(143))]),
];

#[test]
fn presets_are_judged_for_a_fleet() {
    for (preset, size, overflow, capacity, fleets) in PRESETS {
        for &(instances, workers, total, over) in fleets {
            let plan = planned(&json!({
                "database": { "max_connections": 100, "superuser_reserved": 3 },
                "services": [{ "instances": instances, "workers": workers, "pool": { "size": size, "overflow": overflow } }],
            }));
            let place = format!("{preset}: {instances} × {workers} × ({size} + {overflow})");
            assert_eq!(plan.services[0].current.prediction.capacity, Some(capacity), "{place}");
            assert_eq!(plan.budget.current.at_rest, Some(total), "{place}");
            assert_eq!(plan.budget.fits.current, over.is_none(), "{place}");
            assert_eq!(evidence(&plan, "PW001", "over"), over, "{place}");
            assert!(plan.budget.fits.advised, "{place}");
        }
    }
}

#[test]
fn twenty_reserved_of_a_hundred_leave_sixteen_for_each_of_five_instances() {
    for (kept_back, place) in [("reserved", "as reserved_connections"), ("other_clients", "as other clients")] {
        let mut database = json!({ "max_connections": 100, "superuser_reserved": 0 });
        database[kept_back] = 20.into();
        let plan = planned(
            &json!({ "database": database, "services": [{ "instances": 5, "pool": { "size": 10, "overflow": 20 } }] }),
        );
        let advised = &plan.services[0].advised.pool;
        // The document hands out all 16 that are there for each instance; the advice plans with 85 % of them.
        assert_eq!((advised.size.get(), advised.overflow.number()), (7, 6), "{place}");
        assert_eq!(plan.budget.usable, if kept_back == "reserved" { 80 } else { 100 }, "{place}");
        assert!(!plan.budget.fits.current && plan.budget.fits.advised, "{place}");
    }
}

#[test]
fn checked_out_over_size_and_overflow_is_the_utilization() {
    let check = |example: &str, checked_out: u32, (size, overflow): (u32, u32), shown: &str, alarming: bool| {
        let plan = planned(&json!({ "services": [{
            "pool": { "size": size, "overflow": overflow }, "connect_ms": 0,
            "traffic": [{ "rate_per_s": checked_out, "hold_ms": { "mean": 1000 } }],
        }] }));
        let utilization = plan.services[0].current.prediction.utilization.unwrap();
        assert_eq!(percent(utilization), shown, "{example}");
        let found = plan.findings.iter().find(|finding| finding.code == "PW006");
        assert_eq!(found.is_some(), alarming, "{example}");
        assert!(found.is_none_or(|finding| finding.message.starts_with(shown)), "{example}: {found:?}");
    };
    check("000, the exhausted output: 48 of 50", 48, (20, 30), "96 %", true);
    check("000, the healthy output: 2 of 50", 2, (20, 30), "4 %", false);
    check("001, scale up above 70 %", 11, (5, 10), "73.3 %", true);
    check("001, the target of 70 %", 21, (10, 20), "70 %", false);
}

#[test]
fn the_targets_are_the_defaults() {
    let seed = json!({ "utilization_mean": 0.70, "utilization_peak": 0.90, "wait_p95_ms": 50.0 });
    let targets = serde_json::to_value(Targets::default()).expect("JSON");
    for (target, value) in seed.as_object().expect("an object") {
        assert_eq!(&targets[target], value, "001, metrics: {target}");
    }
}

#[test]
fn presets_by_requests_a_minute_open_more_than_their_traffic_needs() {
    let check = |preset: &str, per_minute: f64, (size, overflow): (u32, u32), needed: u64| {
        let scenario = json!({ "services": [{
            "pool": { "size": size, "overflow": overflow },
            "traffic": [{ "rate_per_s": per_minute / 60.0, "hold_ms": { "mean": 50 } }],
        }] });
        let scenario = Scenario::from_json(&scenario.to_string()).expect("a scenario");
        let advice = poolwise::advise::advise(&scenario).services.swap_remove(0);
        assert_eq!(advice.needed, Some(needed), "{preset}");
        assert!(advice.feasible && u64::from(size + overflow) > 4 * needed, "{preset}");
    };
    check("001, small, below 100 a minute", 100.0, (5, 10), 1);
    check("001, medium, to 1000 a minute", 1000.0, (15, 30), 3);
    check("001, large, ten times that", 10_000.0, (30, 60), 12);
}

#[test]
fn variables_are_read() {
    let check = |block: &str, text: &str, fields: &[(&str, Value)], other: &[&str]| {
        let reading = read(text, Some(TextKind::Env));
        let found: Vec<_> =
            reading.settings.iter().map(|setting| (setting.field.as_str(), setting.value.clone())).collect();
        let expected: Vec<_> =
            fields.iter().map(|(field, value)| (format!("services[0].{field}"), value.clone())).collect();
        assert_eq!(
            found,
            expected.iter().map(|(field, value)| (field.as_str(), value.clone())).collect::<Vec<_>>(),
            "{block}"
        );
        let set_aside: Vec<_> = reading.notes.iter().filter(|note| note.code == "not_modelled").collect();
        assert_eq!(set_aside.len(), other.len(), "{block}: {set_aside:?}");
        assert!(other.iter().all(|key| set_aside.iter().any(|note| note.message.starts_with(key))), "{block}");
    };
    let pool = |size: u32, overflow: u32, timeout: f64, recycle: f64| {
        vec![
            ("pool.size", json!(size)),
            ("pool.overflow", json!(overflow)),
            ("pool.timeout_s", json!(timeout)),
            ("pool.recycle_s", json!(recycle)),
        ]
    };
    let with = |mut fields: Vec<(&'static str, Value)>, field, value| {
        fields.push((field, value));
        fields
    };
    let pinged = |fields| with(fields, "pool.pre_ping", json!(true));
    check(
        "001, configuration",
        "DB_POOL_SIZE=10              # kept\nDB_MAX_OVERFLOW=20           # more\nDB_POOL_TIMEOUT=30           # s\n\
         DB_POOL_RECYCLE=3600         # s\nDB_POOL_PRE_PING=true        # test\nDB_ECHO=false                # quiet\n",
        &with(pinged(pool(10, 20, 30.0, 3600.0)), "echo", json!(false)),
        &[],
    );
    for (preset, size, overflow, timeout, echo) in [
        ("001, small application", 5, 10, 30, "false"),
        ("001, medium application", 15, 30, 30, "false"),
        ("001, large application", 30, 60, 20, "false"),
        ("001, development environment", 3, 5, 30, "true  # on"),
    ] {
        let text = format!(
            "DB_POOL_SIZE={size}\nDB_MAX_OVERFLOW={overflow}\nDB_POOL_TIMEOUT={timeout}\nDB_POOL_RECYCLE=3600\n\
             DB_POOL_PRE_PING=true\nDB_ECHO={echo}\n"
        );
        let echoes = json!(echo != "false");
        check(preset, &text, &with(pinged(pool(size, overflow, timeout.into(), 3600.0)), "echo", echoes), &[]);
    }
    check("001, stale connections", "DB_POOL_RECYCLE=1800  # s\n", &[("pool.recycle_s", json!(1800.0))], &[]);
    check(
        "002, environment variables",
        "export DB_POOL_SIZE=8\nexport DB_MAX_OVERFLOW=15\nexport DB_POOL_TIMEOUT=5\nexport DB_POOL_RECYCLE=180\n\
         export DB_ECHO_POOL=true  # log\n",
        &pool(8, 15, 5.0, 180.0),
        &["DB_ECHO_POOL"],
    );
    check(
        "003, configuration management",
        "# pool\nDB_POOL_SIZE=5\nDB_MAX_OVERFLOW=5\nDB_POOL_TIMEOUT=30\nDB_POOL_RECYCLE=300\nDB_CONNECT_TIMEOUT=10\n\
         DB_STATEMENT_TIMEOUT=30000\n\n# watch\nENABLE_POOL_MONITORING=true\nLOG_POOL_STATUS_INTERVAL=300\n\
         MAX_CONNECTION_WARNINGS=80\n",
        &with(with(pool(5, 5, 30.0, 300.0), "connect_timeout_s", json!(10.0)), "statement_timeout_ms", json!(30000.0)),
        &["ENABLE_POOL_MONITORING", "LOG_POOL_STATUS_INTERVAL", "MAX_CONNECTION_WARNINGS"],
    );
}

#[test]
fn a_leak_exhausts_the_pool_whatever_its_size() {
    let check = |example: &str, size: u32, overflow: u32, timeout_s: u32| {
        let plan = planned(&json!({ "services": [{
            "pool": { "size": size, "overflow": overflow, "timeout_s": timeout_s }, "leak_probability": 0.001,
            "traffic": [{ "rate_per_s": 10, "hold_ms": { "mean": 50 } }],
        }] }));
        let now = &plan.services[0].current.prediction;
        assert_eq!((now.busy_mean, now.timeout_probability), (f64::from(size + overflow), 1.0), "{example}");
        assert_eq!(plan.findings[0].code, "PW011", "{example}");
    };
    check("002, the pool that was exhausted", 20, 30, 30);
    check("002, the smaller pool with a faster timeout", 10, 20, 10);
}

/// Settings of the first service and observations of a text, by name.
fn pasted(example: &str, text: &str, settings: &[(&str, f64)], observed: &[(&str, f64)]) {
    let reading = read(text, None);
    let number = |value: &Value| value.as_f64().unwrap_or_else(|| f64::from(u8::from(value == &json!(true))));
    let found: Vec<_> = reading
        .settings
        .iter()
        .map(|setting| (setting.field.trim_start_matches("services[0].").to_owned(), number(&setting.value)))
        .collect();
    let expected: Vec<_> = settings.iter().map(|&(field, value)| (field.to_owned(), value)).collect();
    assert_eq!(found, expected, "{example}: {:?}", reading.notes);
    let found: Vec<_> = reading.measurements.iter().map(|seen| (seen.quantity.name(), number(&seen.value))).collect();
    assert_eq!(found, observed, "{example}: {:?}", reading.notes);
}

#[test]
fn engines_are_read_wherever_they_are_made() {
    pasted(
        "000, main configuration",
        "engine = create_engine(\n    settings.URI,\n    pool_size=20,        # ← here\n    max_overflow=30,     # ← and \
         here\n    pool_timeout=45,\n    pool_pre_ping=True,\n    pool_recycle=300,\n    echo=False\n)\n",
        &[
            ("pool.size", 20.0),
            ("pool.overflow", 30.0),
            ("pool.timeout_s", 45.0),
            ("pool.pre_ping", 1.0),
            ("pool.recycle_s", 300.0),
        ],
        &[],
    );
    pasted(
        "002, pool that was exhausted: a dict's lines alone",
        "# before\n\"pool_size\": int(os.getenv(\"DB_POOL_SIZE\", \"20\")),\n\"max_overflow\": \
         int(os.getenv(\"DB_MAX_OVERFLOW\", \"30\")),\n\"pool_timeout\": int(os.getenv(\"DB_POOL_TIMEOUT\", \"30\")),\n",
        &[("pool.size", 20.0), ("pool.overflow", 30.0), ("pool.timeout_s", 30.0)],
        &[],
    );
    pasted(
        "004, production",
        "engine = create_engine(\n    DATABASE_URL,\n    pool_size=20,\n    max_overflow=40,\n    pool_pre_ping=True,\n    \
         pool_recycle=3600,\n    pool_timeout=30,\n    echo_pool=False  # quiet\n)\n",
        &[
            ("pool.size", 20.0),
            ("pool.overflow", 40.0),
            ("pool.pre_ping", 1.0),
            ("pool.recycle_s", 3600.0),
            ("pool.timeout_s", 30.0),
        ],
        &[],
    );
}

#[test]
fn statistics_and_metrics_are_read() {
    pasted(
        "000, the healthy output",
        "{\n    'pool_size': 20,\n    'checked_in': 18,    # idle\n    'checked_out': 2,    # busy\n    'overflow': 0,\n    \
         'status': 'healthy'\n}\n",
        &[("pool.size", 20.0)],
        &[("checked_in", 18.0), ("checked_out", 2.0), ("overflow_open", 0.0)],
    );
    pasted(
        "000, the exhausted output",
        "{\n    'pool_size': 20,\n    'checked_in': 0,\n    'checked_out': 48,   # nearly all\n    'overflow': 28,\n    \
         'status': 'exhausted'  # !\n}\n",
        // The overflow is at least what is open of it.
        &[("pool.size", 20.0), ("pool.overflow", 28.0)],
        &[("checked_in", 0.0), ("checked_out", 48.0), ("overflow_open", 28.0)],
    );
    pasted(
        "004, available metrics",
        "db_pool_size 5\ndb_pool_checked_out 4\ndb_pool_checked_in 1\ndb_pool_overflow 0\ndb_pool_num_overflow 10\n",
        &[("pool.size", 5.0), ("pool.overflow", 10.0)],
        &[("checked_out", 4.0), ("checked_in", 1.0), ("overflow_open", 0.0)],
    );
}

#[test]
fn errors_are_told_for_what_they_are() {
    let check = |example: &str, text: &str, class: &str, first: &str| {
        let reading = read(text, None);
        let found: Vec<_> = reading.errors.iter().map(|error| error.class.name()).collect();
        assert_eq!(found, [class], "{example}");
        let diagnoses = diagnose(&reading, &reading.apply_to_document(&Document::default(), 0));
        assert_eq!(diagnoses[0].name, first, "{example}");
    };
    check(
        "000, PostgreSQL's limit",
        "FATAL: sorry, too many clients already",
        "server_max_connections",
        "server-limit",
    );
    check(
        "001, the symptom, its numbers left out",
        "- `TimeoutError: QueuePool limit of size X overflow Y reached`",
        "app_pool_exhausted",
        "unknown-load",
    );
    check(
        "002, the problem",
        "QueuePool limit of size 20 overflow 30 reached, connection timed out, timeout 30.00",
        "app_pool_exhausted",
        "unknown-load",
    );
    check(
        "003, the problem",
        "remaining connection slots are reserved for roles with privileges of the \"pg_use_reserved_connections\" role",
        "server_max_connections",
        "server-limit",
    );
    check(
        "001, stale connections",
        "server closed the connection unexpectedly\n",
        "connection_closed",
        "stale-connections",
    );
}
