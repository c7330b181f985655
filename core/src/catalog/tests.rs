use super::{CatalogKind, all, find};
use crate::{
    Scenario,
    scenario::{Document, ServiceKind},
    units::{Positive, Quantity},
};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;

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

/// What an entry sets, by path.
fn check_settings(id: &str, size: Option<&str>, expected: &Value) {
    let choice = find(id).unwrap().choose(size).unwrap();
    let found: serde_json::Map<_, _> =
        choice.settings.iter().map(|setting| (setting.path.to_owned(), setting.value.clone())).collect();
    assert_eq!(&Value::Object(found), expected, "{id}={size:?}");
}

#[test]
fn poolers_set_their_defaults() {
    let pgbouncer = |version: &str, max_prepared_statements: u32| {
        let expected = json!({
            "pooler.max_prepared_statements": max_prepared_statements,
            "pooler.pool_mode": "session",
            "pooler.max_client_conn": 100,
            "pooler.default_pool_size": 20,
            "pooler.reserve_pool_size": 0,
            "pooler.max_db_connections": 0,
            "pooler.query_wait_timeout_s": 120,
        });
        check_settings("pgbouncer", Some(version), &expected);
    };
    pgbouncer("before-1.21", 0);
    pgbouncer("1.18", 0);
    pgbouncer("1.22.1", 0);
    pgbouncer("1.25.0", 200);
    pgbouncer("2.0", 200);
    pgbouncer("1.21-1.23", 0);
    pgbouncer("1.24", 200);
    check_settings(
        "supavisor",
        None,
        &json!({
            "pooler.default_pool_size": 15,
            "pooler.max_client_conn": 1000,
            "pooler.query_wait_timeout_s": 60,
        }),
    );
    check_settings(
        "rds-proxy",
        None,
        &json!({ "pooler.pool_mode": "transaction", "pooler.query_wait_timeout_s": 120 }),
    );
    check_settings("hyperdrive", None, &json!({ "pooler.pool_mode": "transaction" }));
    check_settings("pgcat", None, &json!({ "pooler.pool_mode": "transaction" }));
    check_settings("odyssey", None, &json!({ "pooler.query_wait_timeout_s": 0, "pooler.max_prepared_statements": 0 }));
    check_settings("azure-pool", None, &json!({ "pooler.default_pool_size": 50 }));
    let transaction = |clients: u32| json!({ "pooler.pool_mode": "transaction", "pooler.max_client_conn": clients });
    for (size, clients) in [("nano", 200), ("Small", 400), ("xl", 1000), ("16xl", 12_000)] {
        check_settings("supabase-pool", Some(size), &transaction(clients));
    }
    for (gib, clients) in [("1", 5000), ("10", 5000), ("16", 8000), ("512", 50_000)] {
        check_settings("aiven-pool", Some(gib), &json!({ "pooler.max_client_conn": clients }));
    }
    for (compute, pool) in [("0.25", 93), ("1", 377), ("56", 3600)] {
        let mut expected = transaction(10_000);
        expected["pooler.default_pool_size"] = json!(pool);
        check_settings("neon-pool", Some(compute), &expected);
    }
    for (plan, clients, pool, reserve) in
        [("basic", 200, 50, 10), ("launch", 500, 150, 30), ("performance", 1000, 300, 50)]
    {
        let expected = json!({
            "pooler.pool_mode": "session",
            "pooler.max_client_conn": clients,
            "pooler.default_pool_size": pool,
            "pooler.reserve_pool_size": reserve,
        });
        check_settings("fly-mpg", Some(plan), &expected);
    }
}

#[test]
fn networks_cut_idle_connections() {
    for (id, cut_s) in
        [("aws-nlb", 350), ("aws-nat", 350), ("azure-lb", 240), ("fly-proxy", 600), ("hyperdrive-idle", 600)]
    {
        check_settings(id, None, &json!({ "database.idle_cut_s": cut_s }));
    }
}

#[test]
fn applications_open_their_default_pools() {
    let check = |id: &str, size: Option<&str>, connections: Option<u64>| {
        let scenario = find(id).unwrap().choose(size).unwrap().over(&Scenario::default()).unwrap();
        let service = &scenario.services[0];
        let found = service.capacity(&service.pool).and_then(|capacity| Some(capacity * service.pools()?));
        assert_eq!(found, connections, "{id}");
    };
    check("airflow", None, Some(15));
    check("superset", None, Some(15));
    check("dify", None, Some(40));
    check("langfuse", Some("2"), Some(5));
    check("mastodon", None, Some(10));
    check("n8n", None, Some(2));
    check("keycloak", None, Some(100));
}

#[test]
fn platforms_run_functions_with_small_pools() {
    let check = |id: &str, concurrency: Option<u32>, idle_s: Option<f64>, size: u32| {
        let scenario = find(id).unwrap().choose(None).unwrap().over(&Scenario::default()).unwrap();
        let service = &scenario.services[0];
        assert_eq!(service.kind, ServiceKind::Function, "{id}");
        assert_eq!(service.concurrency.map(Positive::get), concurrency, "{id}");
        assert_eq!(service.idle_s.map(Quantity::get), idle_s, "{id}");
        assert_eq!((service.pool.size.get(), service.pool.overflow.number()), (size, 0), "{id}");
    };
    check("lambda", Some(1), None, 1);
    check("cloud-run", Some(80), None, 3);
    check("vercel", None, Some(5.0), 3);
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
        let is_published = entry.kind == CatalogKind::Provider && id != "tiger";
        assert_eq!(is_published, entry.max_connections().is_some(), "{id}");
    }
}

/// Some sizes of an entry, the smallest and the largest among them.
pub(super) fn sizes(entry: &super::Entry) -> Vec<Option<String>> {
    match entry.size() {
        None => vec![None],
        Some(super::Size::Number(range)) => [range.least, range.most].map(|size| Some(size.to_string())).to_vec(),
        Some(size) => size.names().into_iter().map(|name| Some(name.to_owned())).collect(),
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
    check("pgbouncer", Some("new"), "it has no such size; it takes the version: before-1.21, 1.21-1.23, 1.24");
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
}
