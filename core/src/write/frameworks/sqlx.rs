//! `sqlx`: a pool of sqlx, in Rust.

use super::{lines, rust_duration};
use crate::write::{Content, Kind, Writer, fleet::Settings, text::quoted};

pub(in crate::write) const KIND: Kind = Kind {
    name: "sqlx",
    title: "sqlx",
    ending: "-sqlx.rs",
    media_type: "text/plain",
    writer: Writer::Service(content),
};

fn content(settings: &Settings<'_>) -> Content {
    super::content(settings, "//", |pool| {
        let connect = [
            ("application_name", Some(quoted(pool.name))),
            ("options", pool.statement_timeout_ms.map(|ms| format!("[(\"statement_timeout\", \"{ms}\")]"))),
            ("statement_cache_capacity", pool.is_unprepared.then(|| "0".to_owned())),
        ];
        let options = [
            ("max_connections", Some(pool.max.to_string())),
            ("min_connections", Some(pool.min.to_string())),
            ("acquire_timeout", Some(format!("Duration::from_millis({})", pool.timeout_ms()))),
            ("max_lifetime", Some(rust_duration(pool.lifetime_ms()))),
            ("idle_timeout", pool.idle_ms.map(|ms| rust_duration(Some(ms)))),
            ("test_before_acquire", Some(pool.pre_ping.to_string())),
        ];
        format!(
            "use sqlx::postgres::{{PgConnectOptions, PgPool, PgPoolOptions}};\n\
             use std::{{env, error::Error, str::FromStr, time::Duration}};\n\n\
             /// Opens the pool of the database at `DATABASE_URL`.\npub async fn pool() -> Result<PgPool, Box<dyn Error>> {{\n\
             \x20   let connect = PgConnectOptions::from_str(&env::var(\"DATABASE_URL\")?)?\n{};\n\
             \x20   let options = PgPoolOptions::new()\n{};\n    Ok(options.connect_with(connect).await?)\n}}\n",
            lines("        .", "(", ")", &connect).trim_end(),
            lines("        .", "(", ")", &options).trim_end(),
        )
    })
}
