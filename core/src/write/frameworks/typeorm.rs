//! `typeorm`: the options of a `DataSource` of `TypeORM`, which passes those under `extra` to the pool of pg.

use super::{UNNAMED_QUERIES, lines, node_postgres::lifetime_s};
use crate::write::{Content, Kind, Writer, fleet::Settings, text::quoted};

pub(in crate::write) const KIND: Kind = Kind {
    name: "typeorm",
    title: "TypeORM",
    ending: "-typeorm.cjs",
    media_type: "text/javascript",
    writer: Writer::Service(content),
};

fn content(settings: &Settings<'_>) -> Content {
    super::content(settings, "//", |pool| {
        let options = [
            ("type", Some(quoted("postgres"))),
            ("url", Some("process.env.DATABASE_URL".to_owned())),
            ("applicationName", Some(quoted(pool.name))),
            ("poolSize", Some(pool.max.to_string())),
        ];
        let extra = [
            ("min", Some(pool.min.to_string())),
            ("connectionTimeoutMillis", Some(pool.timeout_ms().to_string())),
            ("idleTimeoutMillis", pool.idle_ms.map(|ms| ms.to_string())),
            ("maxLifetimeSeconds", Some(lifetime_s(pool).to_string())),
            ("statement_timeout", pool.statement_timeout_ms.map(|ms| ms.to_string())),
        ];
        let queries = if pool.is_unprepared { UNNAMED_QUERIES } else { "" };
        format!(
            "{queries}// new DataSource({{ ...require(\"./{}{}\"), entities: […] }})\nmodule.exports = {{\n{}  extra: {{\n{}  }},\n}};\n",
            pool.name,
            KIND.ending,
            lines("  ", ": ", ",", &options),
            lines("    ", ": ", ",", &extra),
        )
    })
}
