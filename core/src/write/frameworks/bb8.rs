//! `bb8`: a pool of bb8 with tokio-postgres, in Rust.

use super::{NO_TLS, TYPED_QUERIES, lines, rust_duration, startup_options};
use crate::write::{Content, Kind, Writer, fleet::Settings, text::quoted};

pub(in crate::write) const KIND: Kind =
    Kind { name: "bb8", title: "bb8", ending: "-bb8.rs", media_type: "text/plain", writer: Writer::Service(content) };

fn content(settings: &Settings<'_>) -> Content {
    super::content(settings, "//", |pool| {
        let connect = [
            ("application_name", Some(quoted(pool.name))),
            ("connect_timeout", pool.connect_timeout_ms().map(|ms| format!("Duration::from_millis({ms})"))),
            ("options", startup_options(pool).map(|options| quoted(&options))),
        ];
        let options = [
            ("max_size", Some(pool.max.to_string())),
            ("min_idle", Some(format!("Some({})", pool.min))),
            ("connection_timeout", Some(format!("Duration::from_millis({})", pool.timeout_ms()))),
            ("max_lifetime", Some(rust_duration(pool.lifetime_ms()))),
            ("test_on_check_out", Some(pool.pre_ping.to_string())),
        ];
        let queries = if pool.is_unprepared { TYPED_QUERIES } else { "" };
        format!(
            "{NO_TLS}{queries}use bb8::Pool;\nuse bb8_postgres::{{\n    PostgresConnectionManager,\n    tokio_postgres::{{Config, NoTls}},\n}};\n\
             use std::{{env, error::Error, str::FromStr, time::Duration}};\n\n\
             /// Opens the pool of the database at `DATABASE_URL`.\n\
             pub async fn pool() -> Result<Pool<PostgresConnectionManager<NoTls>>, Box<dyn Error>> {{\n\
             \x20   let mut config = Config::from_str(&env::var(\"DATABASE_URL\")?)?;\n{}    let options = Pool::builder()\n{};\n\
             \x20   Ok(options.build(PostgresConnectionManager::new(config, NoTls)).await?)\n}}\n",
            lines("    config.", "(", ");", &connect),
            lines("        .", "(", ")", &options).trim_end(),
        )
    })
}
