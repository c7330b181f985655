// Connection pool of api, by Poolwise: current settings.
// api: 1 pool × (4 + 1) = 5 connections.
// This pool has one maximum: 4 + 1 = 5.
// NoTls does not encrypt: to a server on another machine, connect with tokio-postgres-rustls or postgres-native-tls.
use deadpool_postgres::{Config, ManagerConfig, Pool, PoolConfig, RecyclingMethod, Runtime};
use std::{env, error::Error, time::Duration};
use tokio_postgres::NoTls;

/// Makes the pool of the database at `DATABASE_URL`.
pub fn pool() -> Result<Pool, Box<dyn Error>> {
    let mut pool = PoolConfig::new(5);
    pool.timeouts.wait = Some(Duration::from_millis(1500));
    let mut config = Config::new();
    config.url = Some(env::var("DATABASE_URL")?);
    config.application_name = Some("api".to_owned());
    config.connect_timeout = Some(Duration::from_millis(2500));
    config.options = Some("-c statement_timeout=5001".to_owned());
    config.manager = Some(ManagerConfig { recycling_method: RecyclingMethod::Verified });
    config.pool = Some(pool);
    Ok(config.create_pool(Some(Runtime::Tokio1), NoTls)?)
}

/// Closes idle connections that are too old, which the pool does not do: call it once per minute.
pub fn retire(pool: &Pool) {
    pool.retain(|_, metrics| metrics.age() < Duration::from_millis(1500000));
}
