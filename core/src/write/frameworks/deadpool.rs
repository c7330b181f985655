//! `deadpool`: a pool of deadpool-postgres, in Rust.

use super::{NO_TLS, TYPED_QUERIES, lines, startup_options};
use crate::write::{Content, Kind, Writer, fleet::Settings, text::quoted};

pub(in crate::write) const KIND: Kind = Kind {
    name: "deadpool",
    title: "deadpool",
    ending: "-deadpool.rs",
    media_type: "text/plain",
    writer: Writer::Service(content),
};

fn content(settings: &Settings<'_>) -> Content {
    super::content(settings, "//", |pool| {
        let some = |text: &str| format!("Some({}.to_owned())", quoted(text));
        let method = if pool.pre_ping { "Verified" } else { "Fast" };
        let config = [
            ("url", Some("Some(env::var(\"DATABASE_URL\")?)".to_owned())),
            ("application_name", Some(some(pool.name))),
            ("connect_timeout", pool.connect_timeout_ms().map(|ms| format!("Some(Duration::from_millis({ms}))"))),
            ("options", startup_options(pool).map(|options| some(&options))),
            ("manager", Some(format!("Some(ManagerConfig {{ recycling_method: RecyclingMethod::{method} }})"))),
            ("pool", Some("Some(pool)".to_owned())),
        ];
        let retire = pool.lifetime_ms().map_or_else(String::new, |ms| {
            format!(
                "\n/// Closes idle connections that are too old, which the pool does not do: call it once per minute.\n\
                 pub fn retire(pool: &Pool) {{\n    pool.retain(|_, metrics| metrics.age() < Duration::from_millis({ms}));\n}}\n"
            )
        });
        let queries = if pool.is_unprepared { TYPED_QUERIES } else { "" };
        format!(
            "{NO_TLS}{queries}use deadpool_postgres::{{Config, ManagerConfig, Pool, PoolConfig, RecyclingMethod, Runtime}};\n\
             use std::{{env, error::Error, time::Duration}};\nuse tokio_postgres::NoTls;\n\n\
             /// Makes the pool of the database at `DATABASE_URL`.\npub fn pool() -> Result<Pool, Box<dyn Error>> {{\n\
             \x20   let mut pool = PoolConfig::new({});\n    pool.timeouts.wait = Some(Duration::from_millis({}));\n\
             \x20   let mut config = Config::new();\n{}    Ok(config.create_pool(Some(Runtime::Tokio1), NoTls)?)\n}}\n{retire}",
            pool.max,
            pool.timeout_ms(),
            lines("    config.", " = ", ";", &config),
        )
    })
}
