//! `knex`: the configuration of Knex.

use super::{UNNAMED_QUERIES, lines};
use crate::write::{Content, Kind, Writer, fleet::Settings, text::quoted};

pub(in crate::write) const KIND: Kind = Kind {
    name: "knex",
    title: "Knex",
    ending: "-knex.cjs",
    media_type: "text/javascript",
    writer: Writer::Service(content),
};

fn content(settings: &Settings<'_>) -> Content {
    super::content(settings, "//", |pool| {
        let connection = [
            ("connectionString", Some("process.env.DATABASE_URL".to_owned())),
            ("application_name", Some(quoted(pool.name))),
            ("connectionTimeoutMillis", pool.connect_timeout_ms().map(|ms| ms.to_string())),
            ("statement_timeout", pool.statement_timeout_ms.map(|ms| ms.to_string())),
        ];
        let connection = lines("    ", ": ", ",", &connection);
        let lifetime = pool.lifetime_ms().map_or_else(String::new, |ms| {
            format!("    // Knex 3.3 has it, versions that lack it refuse to start:\n    // maxConnectionLifetimeMillis: {ms},\n")
        });
        let queries = if pool.is_unprepared { UNNAMED_QUERIES } else { "" };
        let idle = pool.idle_ms.map_or_else(String::new, |ms| format!("    idleTimeoutMillis: {ms},\n"));
        format!(
            "{queries}// knex(require(\"./{}{}\"))\nmodule.exports = {{\n  client: \"pg\",\n  connection: {{\n{connection}  }},\n\
             \x20 pool: {{\n    min: {},\n    max: {},\n{idle}{lifetime}  }},\n  acquireConnectionTimeout: {},\n}};\n",
            pool.name,
            KIND.ending,
            pool.min,
            pool.max,
            pool.timeout_ms(),
        )
    })
}
