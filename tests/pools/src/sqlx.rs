// Connection pool of api, by Poolwise: current settings.
// api: 1 pool × (4 + 1) = 5 connections.
// This pool has one maximum: 4 + 1 = 5.
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use std::{env, error::Error, str::FromStr, time::Duration};

/// Opens the pool of the database at `DATABASE_URL`.
pub async fn pool() -> Result<PgPool, Box<dyn Error>> {
    let connect = PgConnectOptions::from_str(&env::var("DATABASE_URL")?)?
        .application_name("api")
        .options([("statement_timeout", "5001")]);
    let options = PgPoolOptions::new()
        .max_connections(5)
        .min_connections(4)
        .acquire_timeout(Duration::from_millis(1500))
        .max_lifetime(Some(Duration::from_millis(1500000)))
        .test_before_acquire(true);
    Ok(options.connect_with(connect).await?)
}
