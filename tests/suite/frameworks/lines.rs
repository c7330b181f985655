//! Files whose library is not run here: the lines that must be in them.

use super::{POOLS, file, scenario};

/// C# is not compiled here: these are the lines that must be in the files of each pool.
const LINES: [(&str, [&[&str]; 4]); 7] = [
    (
        "npgsql",
        [
            &[
                "MaxPoolSize = 5,",
                "MinPoolSize = 4,",
                "Timeout = 2,",
                "ConnectionLifetime = 1500,",
                "Options = \"-c statement_timeout=5001\",",
            ],
            &["MaxPoolSize = 3,", "MinPoolSize = 3,", "Timeout = 1,", "ConnectionLifetime = 1,"],
            &["MaxPoolSize = 15,", "MinPoolSize = 5,", "Timeout = 30,", "ConnectionLifetime = 0,"],
            &["Timeout = 1024,", "ConnectionLifetime = 31536000,"],
        ],
    ),
    (
        "pgxpool",
        [
            &[
                "config.MaxConns = 5",
                "config.MinConns = 4",
                "config.MaxConnLifetime = 1500000 * time.Millisecond",
                "const acquireTimeout = 1500 * time.Millisecond",
                "config.ConnConfig.ConnectTimeout = 2500 * time.Millisecond",
                "config.ConnConfig.RuntimeParams[\"statement_timeout\"] = \"5001\"",
            ],
            &["config.MaxConnLifetime = 1 * time.Millisecond", "const acquireTimeout = 1 * time.Millisecond"],
            &["config.MaxConns = 15", "config.MaxConnLifetime = 100 * 365 * 24 * time.Hour"],
            &["config.MaxConnLifetime = 31536000000 * time.Millisecond"],
        ],
    ),
    (
        "database-sql",
        [
            &["db.SetMaxOpenConns(5)", "db.SetMaxIdleConns(4)", "db.SetConnMaxLifetime(1500000 * time.Millisecond)"],
            &["db.SetConnMaxLifetime(1 * time.Millisecond)", "const acquireTimeout = 1 * time.Millisecond"],
            &["db.SetMaxOpenConns(15)", "db.SetMaxIdleConns(5)", "db.SetConnMaxLifetime(0)"],
            &["db.SetConnMaxLifetime(31536000000 * time.Millisecond)"],
        ],
    ),
    (
        "sqlx",
        [
            &[
                ".max_connections(5)",
                ".min_connections(4)",
                ".acquire_timeout(Duration::from_millis(1500))",
                ".max_lifetime(Some(Duration::from_millis(1500000)))",
                ".test_before_acquire(true);",
                ".options([(\"statement_timeout\", \"5001\")]);",
            ],
            &[".acquire_timeout(Duration::from_millis(1))", ".max_lifetime(Some(Duration::from_millis(1)))"],
            &[".max_connections(15)", ".max_lifetime(None::<Duration>)", ".test_before_acquire(false);"],
            &[".max_lifetime(Some(Duration::from_millis(31536000000)))"],
        ],
    ),
    (
        "deadpool",
        [
            &[
                "let mut pool = PoolConfig::new(5);",
                "pool.timeouts.wait = Some(Duration::from_millis(1500));",
                "config.connect_timeout = Some(Duration::from_millis(2500));",
                "config.options = Some(\"-c statement_timeout=5001\".to_owned());",
                "config.manager = Some(ManagerConfig { recycling_method: RecyclingMethod::Verified });",
                "pool.retain(|_, metrics| metrics.age() < Duration::from_millis(1500000));",
            ],
            &["pool.timeouts.wait = Some(Duration::from_millis(1));"],
            &["config.manager = Some(ManagerConfig { recycling_method: RecyclingMethod::Fast });"],
            &["let mut pool = PoolConfig::new(1);"],
        ],
    ),
    (
        "bb8",
        [
            &[
                ".max_size(5)",
                ".min_idle(Some(4))",
                ".connection_timeout(Duration::from_millis(1500))",
                ".max_lifetime(Some(Duration::from_millis(1500000)))",
                ".test_on_check_out(true);",
                "config.connect_timeout(Duration::from_millis(2500));",
                "config.options(\"-c statement_timeout=5001\");",
            ],
            &[".connection_timeout(Duration::from_millis(1))", ".max_lifetime(Some(Duration::from_millis(1)))"],
            &[".max_size(15)", ".max_lifetime(None::<Duration>)", ".test_on_check_out(false);"],
            &[".max_lifetime(Some(Duration::from_millis(31536000000)))"],
        ],
    ),
    (
        // Knex releases before 3.3 may not have it, so that it is a comment.
        "knex",
        [&["// maxConnectionLifetimeMillis: 1500000,"], &["// maxConnectionLifetimeMillis: 1,"], &[], &[]],
    ),
];

#[test]
fn snippets_have_the_lines_that_are_meant() {
    for (kind, expected) in LINES {
        for (pool, expected) in POOLS.iter().zip(expected) {
            let text = file(kind, &scenario("api", pool)).text;
            let lines: Vec<&str> = text.lines().map(str::trim).collect();
            for line in expected {
                assert!(lines.contains(line), "{kind}: no {line} in\n{text}");
            }
        }
    }
    let text = file("deadpool", &scenario("api", POOLS[2])).text;
    assert!(!text.contains("retain"), "{text}");
}
