//! Configuration of each framework, and texts that only look like some.

use crate::read::{TextKind, read};

/// Settings as "field value line", without the service.
fn check(text: &str, expected: &[&str]) {
    let reading = read(text, None);
    let state = reading.settings.iter().filter(|setting| setting.field != "services[0].pool.overflow").map(|setting| {
        let field = setting.field.trim_start_matches("services[0].");
        let unless = setting.unless_set.as_ref().map(|name| format!(" unless {name}")).unwrap_or_default();
        let assumed = if setting.assumed { " assumed" } else { "" };
        format!("{field} {} {}{unless}{assumed}", setting.value, setting.line)
    });
    assert_eq!(state.collect::<Vec<_>>(), expected, "{text} {:?}", reading.notes);
    if !expected.is_empty() {
        assert_eq!(reading.kind, TextKind::Config, "{text}");
    }
}

#[test]
fn reads_hikari_configuration() {
    let hikari = ["pool.size 20 1", "pool.timeout_s 5.0 2", "pool.recycle_s 1800.0 3"];
    check(
        "spring.datasource.hikari.maximum-pool-size=20\nspring.datasource.hikari.connection-timeout=5000\nspring.datasource.hikari.max-lifetime=1800000\n",
        &hikari,
    );
    check(
        "config.setMaximumPoolSize(20);\nconfig.setConnectionTimeout(5000);\nconfig.setMaxLifetime(1_800_000);\n",
        &hikari,
    );
    check(
        "spring:\n  datasource:\n    url: jdbc:postgresql://db/app?user=app&password=hunter2\n    hikari:\n      maximum-pool-size: 20\n",
        &["pool.size 20 5", "pool.timeout_s 30.0 5 assumed"],
    );
    check("hikari:\n  maximumPoolSize: ${POOL:15}\n", &["pool.size 15 2 unless POOL", "pool.timeout_s 30.0 2 assumed"]);
}

#[test]
fn reads_ruby_and_javascript_configuration() {
    check(
        "production:\n  adapter: postgresql\n  pool: 5\n  checkout_timeout: 2\n",
        &["pool.size 5 3", "pool.timeout_s 2.0 4"],
    );
    check(
        "default: &default\n  adapter: postgresql\n  pool: <%= ENV.fetch(\"RAILS_MAX_THREADS\") { 5 } %>\n",
        &["pool.size 5 3 unless RAILS_MAX_THREADS", "pool.timeout_s 5.0 3 assumed"],
    );
    check(
        "const pool = new Pool({\n  max: 20,\n  connectionTimeoutMillis: 2000,\n})\n",
        &["pool.size 20 2", "pool.timeout_s 2.0 3"],
    );
    check(
        "const knex = require('knex')({ client: 'pg', pool: { min: 2, max: 10 }, acquireConnectionTimeout: 10000 })\n",
        &["pool.size 10 1", "pool.timeout_s 10.0 1"],
    );
    check(
        "new Sequelize(url, { pool: { max: 5, min: 0, acquire: 30000, idle: 10000 } })\n",
        &["pool.size 5 1", "pool.timeout_s 30.0 1"],
    );
}

#[test]
fn reads_connection_strings() {
    check(
        "postgresql://app:hunter2@db:5432/app?connection_limit=5&pool_timeout=20\n",
        &["pool.size 5 1", "pool.timeout_s 20.0 1"],
    );
    check(
        "postgres://app:p@ss?w=1@db/app?pool_max_conns=10&pool_max_conn_lifetime=1h\n",
        &["pool.size 10 1", "pool.recycle_s 3600.0 1"],
    );
    check(
        "Host=db;Username=app;Password=hunter2;Maximum Pool Size=50;Timeout=15;Connection Lifetime=300\n",
        &["pool.size 50 1", "pool.timeout_s 15.0 1", "pool.recycle_s 300.0 1"],
    );
}

#[test]
fn reads_rust_and_go_configuration() {
    check(
        "let pool = PgPoolOptions::new()\n    .max_connections(5)\n    .acquire_timeout(Duration::from_secs(3))\n",
        &["pool.size 5 2", "pool.timeout_s 3.0 3"],
    );
    check(
        "let pool = bb8::Pool::builder().max_size(15).build(manager)\n",
        &["pool.size 15 1", "pool.timeout_s 30.0 1 assumed"],
    );
    check(
        "config.MaxConns = 10\nconfig.MaxConnLifetime = 30 * time.Minute\n",
        &["pool.size 10 1", "pool.recycle_s 1800.0 2"],
    );
    check(
        "db.SetMaxOpenConns(25)\ndb.SetConnMaxLifetime(5*time.Minute)\n",
        &["pool.size 25 1", "pool.recycle_s 300.0 2"],
    );
}

#[test]
fn reads_the_time_to_open_a_connection() {
    check(
        "postgresql://app:hunter2@db:5432/app?connect_timeout=5&pool_timeout=20\n",
        &["connect_timeout_s 5.0 1", "pool.timeout_s 20.0 1"],
    );
    check("jdbc:postgresql://db/app?connectTimeout=7\n", &["connect_timeout_s 7.0 1"]);
    check(
        "production:\n  adapter: postgresql\n  pool: 5\n  checkout_timeout: 2\n  connect_timeout: 3\n",
        &["pool.size 5 3", "pool.timeout_s 2.0 4", "connect_timeout_s 3.0 5"],
    );
    check(
        "config.MaxConns = 10\nconfig.ConnConfig.ConnectTimeout = 4 * time.Second\n",
        &["pool.size 10 1", "connect_timeout_s 4.0 2"],
    );
    check("mysql:\n  connect_timeout: 10\n", &[]);
    check("connect_timeout = 10\n", &[]);
}

#[test]
fn reads_common_keys_only_with_framework() {
    check("max: 20\npool: 5\ntimeout: 3\n", &[]);
    check("services:\n  web:\n    image: app\n    mem_limit: 512\n", &[]);
}
