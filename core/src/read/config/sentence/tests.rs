use crate::read::read;

/// The fields that a text sets, without `services[0].`, and their numbers.
fn check(text: &str, expected: &[(&str, f64)]) {
    let reading = read(text, None);
    let stated = reading.settings.iter().filter(|setting| !setting.assumed);
    let mut found: Vec<_> = stated
        .map(|setting| (setting.field.trim_start_matches("services[0]."), setting.value.as_f64().unwrap_or(f64::NAN)))
        .collect();
    found.sort_by_key(|(field, _)| *field);
    assert_eq!(found, expected, "{text}");
}

#[test]
fn reads_settings_in_sentences() {
    let all = [("database.max_connections", 100.0), ("pool.overflow", 5.0), ("pool.size", 10.0)];
    check("We use pool_size=10, max_overflow=5 and PostgreSQL max_connections=100.", &all);
    check("We use SQLAlchemy (pool_size=10, max_overflow=5) with max_connections of 100", &all);
    check("our pool_size is 10, max_overflow is set to 5 and max_connections is currently 100.", &all);
    check("I have set pool_size to 10 and max_overflow to 5, and max_connections is 100", &all);
    let server = [("database.max_connections", 100.0)];
    check("Our max_connections is currently 100, that means each pod can have 20.", &server);
    check("My max_connections is set to default (100).", &server);
    check("I'm using PostgreSQL and max_connections parameter is set to the default of 100.", &server);
    check("max_connections is 200", &[("database.max_connections", 200.0)]);
    check("max_connections in postgresql.conf is 100", &server);
    check("The max_connections parameter of PostgreSQL in shop-db strictly set to 100 too.", &server);
    check("Postgres allows 100 connections.", &server);
    check("Heroku's hobby tiers allow for 100 connections, so we assume less", &server);
    check("We use AlloyDB (max 100 db connections)", &server);
    check("The server has max_connections = 100", &[("database.max_connections", 100.0)]);
    check("pool_size=10 and max_overflow=5", &all[1..]);
    check("My config is pool_size 10, max_overflow 5.", &all[1..]);
    check("We use a pool size of 10 and a max overflow of 5.", &all[1..]);
    check("Our connection pool size is 10, the max overflow is set to 5", &all[1..]);
    check("pool_size is set to 10 and max_overflow to 5", &all[1..]);
    check("psycopg 3, pool_size 10, max_overflow 5", &all[1..]);
    check("Setting pool_size to 10 and max_overflow to 5 solved it for us.", &all[1..]);
    check("pool_size=10 (default is 5), max_overflow=5 (default is 10)", &all[1..]);
    check("each worker uses a pool of 10 with overflow 5.", &all[1..]);
    check("We have a DB connection pool of 10 (max overflow 5)", &all[1..]);
    check("pool_size 10 max_overflow 5. it was less", &all[1..]);
    let all = [("instances", 4.0), ("pool.size", 5.0), ("workers", 2.0)];
    check("Config: pool_size=5, replicas=4, workers=2", &all);
    let max = [("pool.overflow", 0.0), ("pool.size", 20.0)];
    check("our HikariCP maximumPoolSize is 20", &max);
}

#[test]
fn reads_settings_in_a_row() {
    let both = [("pool.overflow", 20.0), ("pool.size", 10.0)];
    for text in [
        "DB_POOL_SIZE=10, DB_MAX_OVERFLOW=20",
        "DB_POOL_SIZE=10,DB_MAX_OVERFLOW=20",
        "DB_POOL_SIZE=10 and DB_MAX_OVERFLOW=20",
        "pool_size=10 max_overflow=20",
        "pool_size=10\tmax_overflow=20",
        "pool_size=10, max_overflow=20.",
        "pool_size=10/max_overflow=20",
        "pool_size=10，max_overflow=20",
        "app serve --pool-size 10 --max-overflow=20",
        "app serve --db-pool-size=10 --db-max-overflow=20",
        "2025-01-01 10:00:00 INFO db: pool configured pool_size=10 max_overflow=20",
    ] {
        check(text, &both);
    }
    let server = [("database.max_connections", 500.0), ("database.superuser_reserved", 5.0)];
    check("max_connections=500, superuser_reserved_connections=5", &server);
    let pooler = [("pooler.default_pool_size", 20.0), ("pooler.max_client_conn", 500.0)];
    check("max_client_conn = 500 default_pool_size = 20", &pooler);
}

#[test]
fn questions_and_advice_are_no_settings() {
    check("Is a pool_size of 50 too much?", &[]);
    check("The default pool_size is 5", &[]);
    check("We changed pool_size from 5 to 40.", &[("pool.size", 40.0)]);
    check("pool_size raised from 5 to 20, as we saw", &[("pool.size", 20.0)]);
    check("You should set pool_size to 50", &[]);
    check("set pool_size to 50", &[]);
    check("Setting pool_size to 50 would have solved it", &[]);
    check("Setting pool_size to 50 is the next step", &[]);
    check("Our thread pool size is 20 and the Redis pool size is 10", &[]);
    check("A pool size of 5 is the default", &[]);
    check("If the pool size is 20 this fails", &[]);
    check("When max_connections is 100 this fails", &[]);
    check("A thread pool of 10 and a pool of 5 threads", &[]);
    check("A redis connection pool of 10", &[]);
    check("A pool of 10 candidates", &[]);
    check("PostgreSQL supports up to 100 connections by default.", &[]);
    check("The Basic tier allows 20 connections and the Standard tier allows 120 connections", &[]);
    check("Our Postgres and its pool (max 20 db connections)", &[]);
    check("A pool of 10 connections serves it", &[]);
    check("You need a pool of 10", &[]);
    check("You might use a pool of 10.", &[]);
    check("nginx server allows 100 connections", &[]);
    check("Use a pool of 10 connections.", &[]);
    check("Each pod allows 20 connections", &[]);
    check("If the server allows 20 connections", &[]);
    check("The database allows 20 connections per user", &[]);
    check("At first my database supported a maximum of 400 connections", &[]);
    check("pool_size of the Redis server is 10", &[]);
    check("The plan allows about 20 connections", &[]);
}

#[test]
fn code_with_such_words_is_read_as_code() {
    check("engine = create_engine(url, pool_size=5, max_overflow=x and 3 or 2)", &[("pool.size", 5.0)]);
    check(
        "pool = PgPoolOptions::new().max_connections(20) // max_connections is 100",
        &[("pool.overflow", 0.0), ("pool.size", 20.0)],
    );
}
