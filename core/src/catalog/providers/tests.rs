use crate::{
    Scenario,
    catalog::{all, find},
};
use proptest::prelude::*;
use serde_json::Value;

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
    check_server(
        "render",
        Some(10),
        &[("0.25", 100), ("7.9", 100), ("8", 200), ("16", 400), ("32", 500), ("512", 500)],
    );
    check_server(
        "aiven",
        None,
        &[("free", 20), ("hobbyist", 25), ("4", 100), ("8", 200), ("16", 400), ("32", 800), ("64", 1000)],
    );
    check_server(
        "ionos",
        Some(11),
        &[("4", 384), ("5", 512), ("6", 640), ("7", 768), ("8", 896), ("9", 1000), ("64", 1000)],
    );
    check_server(
        "aurora-v2",
        None,
        &[("1", 189), ("3.5", 189), ("4", 823), ("8", 1669), ("16", 3360), ("32", 5000), ("256", 5000)],
    );
    check_server("aurora-v2-low", None, &[("1", 189), ("8", 1669), ("16", 2000), ("256", 2000)]);
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
fn server_of_unpublished_size_sets_what_is_kept_back() {
    let choice = find("tiger").unwrap().choose(None).unwrap();
    assert_eq!(choice.value("database.max_connections"), None);
    assert_eq!(choice.over(&Scenario::default()).unwrap().database.usable(), 100 - 17);
}

#[test]
fn only_servers_that_fail_over_by_themselves_say_so() {
    let fails_over = |entry: &&crate::catalog::Entry| {
        let sizes = crate::catalog::tests::sizes(entry);
        let choice = entry.choose(sizes[0].as_deref()).unwrap();
        choice.value("database.fails_over").is_some()
    };
    let ids: Vec<&str> = all().filter(fails_over).map(|entry| entry.id).collect();
    assert_eq!(ids, ["aurora", "aurora-v2", "aurora-v2-low"]);
}

proptest! {
    #[test]
    fn more_memory_never_lowers_max_connections(least in 1.0..1000.0_f64, more in 0.0..1000.0_f64) {
        for id in ["rds", "aurora", "azure", "cloud-sql", "digitalocean", "render"] {
            let admitted = |gib: f64| {
                let choice = find(id).unwrap().choose(Some(&gib.to_string())).unwrap();
                choice.value("database.max_connections").and_then(Value::as_u64).unwrap()
            };
            prop_assert!(admitted(least) <= admitted(least + more), "{id}: {least} + {more}");
        }
    }
}
