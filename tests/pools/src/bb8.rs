// Connection pool of api, by Poolwise: current settings.
// api: 1 pool × (4 + 1) = 5 connections.
// This pool has one maximum: 4 + 1 = 5.
// NoTls does not encrypt: to a server on another machine, connect with tokio-postgres-rustls or postgres-native-tls.
use bb8::Pool;
use bb8_postgres::{
    PostgresConnectionManager,
    tokio_postgres::{Config, NoTls},
};
use std::{env, error::Error, str::FromStr, time::Duration};

/// Opens the pool of the database at `DATABASE_URL`.
pub async fn pool() -> Result<Pool<PostgresConnectionManager<NoTls>>, Box<dyn Error>> {
    let mut config = Config::from_str(&env::var("DATABASE_URL")?)?;
    config.application_name("api");
    config.connect_timeout(Duration::from_millis(2500));
    config.options("-c statement_timeout=5001");
    let options = Pool::builder()
        .max_size(5)
        .min_idle(Some(4))
        .connection_timeout(Duration::from_millis(1500))
        .max_lifetime(Some(Duration::from_millis(1500000)))
        .test_on_check_out(true);
    Ok(options.build(PostgresConnectionManager::new(config, NoTls)).await?)
}
