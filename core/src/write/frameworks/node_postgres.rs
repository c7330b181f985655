//! `node-postgres`: the options of a `Pool` of pg.

use super::{MAX_INT, OnePool, UNNAMED_QUERIES, lines};
use crate::write::{Content, Kind, Writer, fleet::Settings, text::quoted};

pub(in crate::write) const KIND: Kind = Kind {
    name: "node-postgres",
    title: "node-postgres",
    ending: "-node-postgres.cjs",
    media_type: "text/javascript",
    writer: Writer::Service(content),
};

fn content(settings: &Settings<'_>) -> Content {
    super::content(settings, "//", |pool| {
        let options = lines("  ", ": ", ",", &options(pool));
        let queries = if pool.is_unprepared { UNNAMED_QUERIES } else { "" };
        format!(
            "{queries}// new Pool(require(\"./{}{}\"))\nmodule.exports = {{\n{options}}};\n",
            pool.name, KIND.ending
        )
    })
}

/// Options of pg's pool and their values in JavaScript.
pub(super) fn options(pool: &OnePool<'_>) -> [(&'static str, Option<String>); 8] {
    [
        ("connectionString", Some("process.env.DATABASE_URL".to_owned())),
        ("application_name", Some(quoted(pool.name))),
        ("max", Some(pool.max.to_string())),
        ("min", Some(pool.min.to_string())),
        ("connectionTimeoutMillis", Some(pool.timeout_ms().to_string())),
        ("idleTimeoutMillis", pool.idle_ms.map(|ms| ms.to_string())),
        ("maxLifetimeSeconds", Some(lifetime_s(pool).to_string())),
        ("statement_timeout", pool.statement_timeout_ms.map(|ms| ms.to_string())),
    ]
}

/// 0 is never. pg starts a timer of node per connection, which ends at once where it is longer than node's longest.
pub(super) fn lifetime_s(pool: &OnePool<'_>) -> u64 {
    pool.lifetime_whole_s().map_or(0, |seconds| seconds.min(MAX_INT / 1000))
}
