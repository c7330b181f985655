use super::{CatalogKind, all, find};
use crate::{Scenario, scenario::Document};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What a provider's entry admits for some sizes, and what it keeps back in all.
fn check_server(id: &str, kept_back: Option<u64>, sizes: &[(&str, u64)]) {
    let entry = find(id).unwrap();
    for (size, max_connections) in sizes {
        let choice = entry.choose(Some(size)).unwrap();
        let number = |path| choice.value(path).and_then(Value::as_u64);
        assert_eq!(number("database.max_connections"), Some(*max_connections), "{id}={size}");
        let parts = [number("database.superuser_reserved"), number("database.provider_reserved")];
        let reserved = parts[0].zip(parts[1]).map(|(superuser, provider)| superuser + provider);
        assert_eq!(reserved, kept_back, "{id}={size}");
    }
    assert_eq!(entry.kept_back().map(u64::from), kept_back, "{id}");
}

#[test]
fn providers_match_their_documentation() {
    check_server(
        "azure",
        Some(15),
        &[
            ("1", 25),
            ("2", 50),
            ("4", 429),
            ("8", 859),
            ("16", 1718),
            ("32", 3437),
            ("48", 5000),
            ("64", 5000),
            ("384", 5000),
        ],
    );
    check_server(
        "neon",
        Some(7),
        &[
            ("0.25", 104),
            ("0.5", 209),
            ("1", 419),
            ("2", 839),
            ("3", 1258),
            ("4", 1678),
            ("5", 2098),
            ("6", 2517),
            ("7", 2937),
            ("8", 3357),
            ("9", 4000),
            ("56", 4000),
        ],
    );
    check_server(
        "supabase",
        None,
        &[
            ("nano", 60),
            ("micro", 60),
            ("Small", 90),
            ("MEDIUM", 120),
            ("large", 160),
            ("xl", 240),
            ("2XL", 380),
            ("4xl", 480),
            ("8xl", 490),
            ("12xl", 500),
            ("16xl", 500),
        ],
    );
    check_server("prisma-pg", Some(5), &[("free", 10), ("starter", 10), ("pro", 50), ("business", 100)]);
    check_server("digitalocean", Some(3), &[("1", 25), ("2", 50), ("8", 200)]);
    check_server(
        "cloud-sql",
        Some(5),
        &[
            ("0.6", 25),
            ("1.69", 25),
            ("1.7", 50),
            ("3.74", 50),
            ("3.75", 100),
            ("5.99", 100),
            ("6", 200),
            ("7.49", 200),
            ("7.5", 400),
            ("14.9", 400),
            ("15", 500),
            ("29.9", 500),
            ("30", 600),
            ("59.9", 600),
            ("60", 800),
            ("624", 800),
        ],
    );
}

#[test]
fn self_hosted_server_has_postgresql_defaults() {
    let scenario = find("self-hosted").unwrap().choose(None).unwrap().over(&Scenario::default()).unwrap();
    assert_eq!(scenario, Scenario::default());
}

/// The memory that an instance is sold with, and the `max_connections` that was seen on it.
#[test]
fn rds_instances_are_within_range() {
    let rds = find("rds").unwrap();
    for (instance, gib, measured) in [("t2.small", "2", 198), ("t2.medium", "4", 413), ("r4.large", "15.25", 1660)] {
        let choice = rds.choose(Some(gib)).unwrap();
        let [least, most] = choice.max_connections_between.unwrap();
        assert!((least..=most).contains(&measured), "{instance}: {least} to {most}");
        assert_eq!(choice.value("database.max_connections"), Some(&least.into()), "{instance}");
        assert_eq!(choice.value("database.provider_reserved"), None, "{instance}");
    }
    assert_eq!(rds.choose(Some("64")).unwrap().max_connections_between, Some([5000, 5000]));
}

#[test]
fn frameworks_set_pool_fields() {
    let check = |id: &str, cores: Option<&str>, pool: &Value| {
        let choice = find(id).unwrap().choose(cores).unwrap();
        let mut found = json!({});
        for setting in &choice.settings {
            found[setting.path.trim_start_matches("services[0].pool.")] = setting.value.clone();
        }
        assert_eq!(&found, pool, "{id}");
    };
    check(
        "sqlalchemy",
        None,
        &json!({ "size": 5, "overflow": 10, "timeout_s": 30, "recycle_s": -1, "pre_ping": false }),
    );
    check("hikaricp", None, &json!({ "size": 10, "overflow": 0, "timeout_s": 30, "recycle_s": 1800 }));
    check("rails", None, &json!({ "size": 5, "overflow": 0, "timeout_s": 5 }));
    check("django", None, &json!({ "size": 4, "overflow": 0, "timeout_s": 30, "recycle_s": 3600 }));
    check("psycopg-pool", None, &json!({ "size": 4, "overflow": 0, "timeout_s": 30, "recycle_s": 3600 }));
    check("asyncpg", None, &json!({ "size": 10, "overflow": 0 }));
    check("prisma", Some("4"), &json!({ "size": 9, "overflow": 0, "timeout_s": 10 }));
    // Waiting for ever is no wait of 0 s, which fails at once.
    check("node-postgres", None, &json!({ "size": 10, "overflow": 0, "recycle_s": -1 }));
    check("knex", None, &json!({ "size": 10, "overflow": 0, "timeout_s": 60 }));
    check("sequelize", None, &json!({ "size": 5, "overflow": 0, "timeout_s": 60 }));
    check("pgxpool", Some("2"), &json!({ "size": 4, "overflow": 0, "recycle_s": 3600 }));
    check("pgxpool", Some("16"), &json!({ "size": 16, "overflow": 0, "recycle_s": 3600 }));
    check("sqlx", None, &json!({ "size": 10, "overflow": 0, "timeout_s": 30, "recycle_s": 1800, "pre_ping": true }));
    check("deadpool", Some("8"), &json!({ "size": 16, "overflow": 0 }));
    check("bb8", None, &json!({ "size": 10, "overflow": 0, "timeout_s": 30, "recycle_s": 1800 }));
    check("npgsql", None, &json!({ "size": 100, "overflow": 0, "timeout_s": 15, "recycle_s": 3600 }));
}

#[test]
fn sqlalchemy_is_the_default() {
    let scenario = Scenario::default().with("services[0].name", "app".into()).unwrap();
    assert_eq!(find("sqlalchemy").unwrap().choose(None).unwrap().over(&scenario).unwrap(), scenario);
}

#[test]
fn every_entry_is_complete() {
    let ids: BTreeSet<&str> = all().map(|entry| entry.id).collect();
    assert_eq!(ids.len(), all().count(), "an id stands twice");
    for entry in all() {
        let id = entry.id;
        assert!(id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{id}");
        assert!(!entry.name.is_empty() && !entry.source.is_empty() && !entry.rule.is_empty(), "{id}");
        assert!(entry.url.starts_with("https://"), "{id}");
        assert!(entry.dated.starts_with("2026"), "{id}");
        assert_eq!(entry.kind == CatalogKind::Framework, entry.names().is_some(), "{id}");
        assert_eq!(entry.kind == CatalogKind::Provider, entry.max_connections().is_some(), "{id}");
    }
}

/// Some sizes of an entry, the smallest and the largest among them.
fn sizes(entry: &super::Entry) -> Vec<Option<String>> {
    match entry.size() {
        None => vec![None],
        Some(super::Size::Number(range)) => [range.least, range.most].map(|size| Some(size.to_string())).to_vec(),
        Some(super::Size::Plan { plans }) => plans.iter().map(|plan| Some(plan.name.to_owned())).collect(),
    }
}

#[test]
fn every_entry_applies() {
    for entry in all() {
        for size in sizes(entry) {
            let choice = entry.choose(size.as_deref()).unwrap_or_else(|error| panic!("{}: {error}", entry.id));
            let scenario = choice.over(&Scenario::default());
            let scenario = scenario.unwrap_or_else(|error| panic!("{}={size:?}: {error}", entry.id));
            #[cfg(feature = "toml")]
            assert_eq!(Scenario::from_toml(&choice.toml()).unwrap(), scenario, "{}", entry.id);
            let given = serde_json::to_value(&scenario).unwrap();
            let settings = choice.settings.iter().map(|setting| (setting.path, setting.value.clone()));
            assert_eq!(Document::filled(given, settings).unwrap().scenario, scenario, "{}", entry.id);
        }
    }
}

#[test]
fn given_fields_are_kept() {
    let check = |given: Value, field: &str, expected: Value| {
        let settings = [("database.max_connections", json!(25)), ("services[0].pool.size", json!(7))];
        let settings = settings.into_iter().chain([("database.max_connections", json!(419))]);
        let scenario = Document::filled(given, settings.collect::<Vec<_>>()).unwrap().scenario;
        let tree = serde_json::to_value(scenario).unwrap();
        assert_eq!(tree.pointer(field), Some(&expected), "{field}");
    };
    check(json!({}), "/database/max_connections", json!(419));
    check(json!({ "database": { "max_connections": 60 } }), "/database/max_connections", json!(60));
    check(json!({ "database": { "superuser_reserved": 1 } }), "/database/max_connections", json!(419));
    check(json!({ "services": [] }), "/services/0/pool/size", json!(7));
    check(json!({ "services": [{}, {}] }), "/services/0/pool/size", json!(7));
    check(json!({ "services": [{}, {}] }), "/services/1/pool/size", json!(5));
    check(json!({ "services": [{ "pool": { "size": 0 } }] }), "/services/0/pool/size", json!(0));
}

#[test]
fn errors_list_valid_sizes() {
    let check = |id: &str, size: Option<&str>, expected: &str| {
        let error = find(id).and_then(|entry| entry.choose(size)).unwrap_err().to_string();
        assert_eq!(error, expected, "{id}={size:?}");
    };
    check("supabse", None, "no such entry in the catalog; did you mean `supabase`?");
    check("hunter2", None, "no such entry in the catalog");
    check("rds", None, "it needs a size, memory in GiB, from 0.5 to 65536");
    check("neon", Some("57"), "it has no such size; it takes compute in CU, from 0.25 to 56");
    check("prisma", Some("0"), "it has no such size; it takes cores, from 1 to 4096");
    check("prisma-pg", Some("gold"), "it has no such size; it takes the plan: free, starter, pro, business");
    check("rails", Some("5"), "it has one size only; leave the size out");
}

proptest! {
    #[test]
    fn rejects_any_invalid_size_without_panic(text in any::<String>(), number in any::<f64>(), id in any::<String>()) {
        for entry in all() {
            for size in [text.clone(), number.to_string()] {
                if let Ok(choice) = entry.choose(Some(&size)) {
                    prop_assert!(choice.over(&Scenario::default()).is_ok(), "{}={}", entry.id, size);
                }
            }
        }
        prop_assert!(find(&id).is_err() || all().any(|entry| entry.id.eq_ignore_ascii_case(id.trim())));
    }

    #[test]
    fn more_memory_never_lowers_max_connections(least in 1.0..1000.0_f64, more in 0.0..1000.0_f64) {
        for id in ["rds", "azure", "cloud-sql", "digitalocean"] {
            let admitted = |gib: f64| {
                let choice = find(id).unwrap().choose(Some(&gib.to_string())).unwrap();
                choice.value("database.max_connections").and_then(Value::as_u64).unwrap()
            };
            prop_assert!(admitted(least) <= admitted(least + more), "{id}: {least} + {more}");
        }
    }
}
